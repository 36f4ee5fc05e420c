//! For people and for programs.

use callkit_server::ports::{Audience, Port, Protocol};
use serde_json::json;

use super::finding::{Finding, Level};
use crate::failure::Failure;
use crate::output;

/// One finding.
pub(super) fn finding(finding: &Finding, json: bool) -> Result<(), Failure> {
    if json {
        return object(finding);
    }
    let mark = match finding.level {
        Level::Ok => "ok     ",
        Level::Warning => "warning",
        Level::Fault => "FAULT  ",
    };
    let Finding { check, says, .. } = finding;
    output::line(&format!("{mark}  {check:<13} {says}"))?;
    match &finding.mend {
        Some(mend) => output::line(&format!("{:24}-> {mend}", "")),
        None => Ok(()),
    }
}

/// How many of each.
pub(super) fn summary(faults: usize, warnings: usize, json: bool) -> Result<(), Failure> {
    if json {
        return object(&json!({ "faults": faults, "warnings": warnings }));
    }
    output::line(&format!("\n{faults} faults, {warnings} warnings"))
}

/// The firewall's table.
pub(super) fn ports(ports: &[Port], json: bool) -> Result<(), Failure> {
    if json {
        return ports.iter().try_for_each(object);
    }
    let mut audience = None;
    for port in ports {
        if audience != Some(port.audience) {
            audience = Some(port.audience);
            output::line(match port.audience {
                Audience::Everybody => {
                    "Open these in the firewall and in the cloud's security group:"
                }
                Audience::Operator => "Open these to yourself alone:",
                Audience::ThisMachine => "Leave these closed; this machine itself uses them:",
            })?;
        }
        let protocol = match port.protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
        };
        let (range, option) = (port.range(), port.option);
        output::line(&format!(
            "  {protocol} {range:<12} {option:<17} {}",
            port.purpose
        ))?;
    }
    output::line("Everything else may be closed.")
}

fn object(value: &impl serde::Serialize) -> Result<(), Failure> {
    output::line(&serde_json::to_string(value).map_err(Failure::failed)?)
}
