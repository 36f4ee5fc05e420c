//! The database: whether it opens, whose it is, and whether it holds together.

use callkit_store::{DataDir, ExamineError, examine};

use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "database";

pub(super) fn check(patient: &Patient) -> Vec<Finding> {
    let path = DataDir::at(&patient.config.data_dir).database();
    if !path.exists() {
        return vec![Finding::ok(
            NAME,
            "there is none yet; the first start makes it",
        )];
    }
    let found = match examine(&path) {
        Ok(found) => found,
        Err(error) => return vec![Finding::fault(NAME, error.to_string(), mend(&error))],
    };
    if let Some(problem) = found.problems.first() {
        let says = format!("{} is damaged: {problem}", path.display());
        let mend = "stop the server, move the file away, and put the last copy in its place: \
                    callkit restore FILE";
        return vec![Finding::fault(NAME, says, mend)];
    }
    let by = found.written_by.map(|by| format!(" by callkit {by}"));
    let older = match found.schema < found.known {
        true => "; the next start copies and migrates it",
        false => "",
    };
    let says = format!(
        "whole, schema {}{}, {} kB{older}",
        found.schema,
        by.unwrap_or_default(),
        found.bytes.div_ceil(1024)
    );
    vec![Finding::ok(NAME, says)]
}

fn mend(error: &ExamineError) -> &'static str {
    match error {
        ExamineError::Foreign { .. } => "name the data directory of callkit with --data-dir",
        ExamineError::Newer { .. } => {
            "install the newer callkit again, or restore the copy that it made before it migrated"
        }
        ExamineError::Unreadable { .. } => {
            "stop the server, move the file away, and put the last copy in its place: \
             callkit restore FILE"
        }
    }
}
