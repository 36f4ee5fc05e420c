//! What the options say, without a look at the machine.

use callkit_server::advice::advice;

use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "configuration";

pub(super) fn check(patient: &Patient) -> Vec<Finding> {
    let mut findings: Vec<_> = advice(&patient.config)
        .into_iter()
        .map(|advice| Finding::of_advice(NAME, advice))
        .collect();
    if findings.is_empty() {
        findings.push(Finding::ok(NAME, "the options fit each other"));
    }
    if patient.serving.is_none() {
        let says = format!(
            "no server runs on {}, so that what only a running one shows was not checked",
            patient.config.data_dir.display()
        );
        let mend = "start `callkit serve` with the same options, and ask again";
        findings.push(Finding::warning(NAME, says, mend));
    }
    findings
}
