//! Whether this machine knows what time it is: tickets and certificates hang on it.

use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use callkit_protocol::UnixMs;
use callkit_store::{DataDir, examine};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "clock";
const MEND: &str = "switch on time synchronisation: timedatectl set-ntp true";
/// How far the database may be ahead: a leap, or a clock that was set by hand.
const AHEAD: Duration = Duration::from_secs(60);
/// 2026-01-01: no clock that is right says less.
const BEGINNING: Duration = Duration::from_secs(1_767_225_600);
/// How long the system may take to say whether its clock is synchronised.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn check(patient: &Patient) -> Vec<Finding> {
    let newest = examine(&DataDir::at(&patient.config.data_dir).database());
    let newest = newest.ok().and_then(|found| found.newest);
    vec![judge(patient.now, newest, is_synchronised().await)]
}

/// `newest` is the latest time that the server has written down.
fn judge(now: SystemTime, newest: Option<UnixMs>, synchronised: Option<bool>) -> Finding {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    if now < BEGINNING {
        let says = "the clock of this machine is years behind: every ticket is from the future";
        return Finding::fault(NAME, says, MEND);
    }
    let newest = newest.map(|at| Duration::from_millis(at.0));
    if let Some(ahead) = newest.and_then(|newest| newest.checked_sub(now))
        && ahead > AHEAD
    {
        let minutes = ahead.as_secs().div_ceil(60);
        let says = format!(
            "the clock went back: the database knows of times {minutes} minutes from now. Tickets \
             that are good are refused as \"from the future\", or were good too long before"
        );
        return Finding::fault(NAME, says, MEND);
    }
    match synchronised {
        Some(false) => {
            let says = "the clock is not synchronised with any other; it will drift";
            Finding::warning(NAME, says, MEND)
        }
        Some(true) => Finding::ok(NAME, "synchronised"),
        None => Finding::ok(
            NAME,
            "plausible (whether it is synchronised cannot be told here)",
        ),
    }
}

async fn is_synchronised() -> Option<bool> {
    let asking = spawn_blocking(|| {
        let mut ask = Command::new("timedatectl");
        ask.args(["show", "--property=NTPSynchronized", "--value"]);
        ask.output()
    });
    let answer = timeout(PATIENCE, asking).await.ok()?.ok()?.ok()?;
    match String::from_utf8_lossy(&answer.stdout).trim() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    #[test]
    fn a_clock_that_went_back_or_stands_still_is_found() {
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let at = |seconds: u64| Some(UnixMs(seconds * 1000));
        let level = |now, newest, synchronised| judge(now, newest, synchronised).level;
        assert_eq!(level(now, at(1_800_000_030), Some(true)), Level::Ok);
        assert_eq!(level(now, None, None), Level::Ok);
        assert_eq!(level(now, None, Some(false)), Level::Warning);
        assert_eq!(level(UNIX_EPOCH, None, Some(true)), Level::Fault);
        let an_hour = judge(now, at(1_800_003_600), Some(true));
        assert!(an_hour.says.contains("60 minutes"), "{}", an_hour.says);
    }
}
