//! What the system lets the server have: descriptors and buffers.

use std::fs;

use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "system";
/// What the server asks for each media socket, in bytes.
const UDP_BUFFER: u64 = 2 << 20;
/// Descriptors beside those of clients: files, media sockets, the listeners.
const OWN_DESCRIPTORS: u64 = 128;

pub(super) fn check(patient: &Patient) -> Vec<Finding> {
    let process = patient
        .serving
        .map_or("self".to_owned(), |pid| pid.to_string());
    let limits = fs::read_to_string(format!("/proc/{process}/limits")).unwrap_or_default();
    let running = patient.serving.is_some();
    let wanted = u64::from(patient.config.limit_connections) + OWN_DESCRIPTORS;
    let buffer = |name: &str| {
        let text = fs::read_to_string(format!("/proc/sys/net/core/{name}")).ok()?;
        let bytes = text.trim().parse().ok()?;
        Some(judge_buffer(name, bytes))
    };
    let descriptors = open_files(&limits, running).map(|most| judge_descriptors(most, wanted));
    [descriptors, buffer("rmem_max"), buffer("wmem_max")]
        .into_iter()
        .flatten()
        .collect()
}

/// How many files a process may have open. The server raises its limit to the hard one when it
/// starts, so that before it does the hard one counts.
fn open_files(limits: &str, running: bool) -> Option<u64> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    let mut words = line.split_whitespace();
    let (soft, hard) = (words.next()?, words.next()?);
    let most = if running { soft } else { hard };
    match most {
        "unlimited" => Some(u64::MAX),
        number => number.parse().ok(),
    }
}

fn judge_descriptors(most: u64, wanted: u64) -> Finding {
    if most >= wanted {
        return Finding::ok(NAME, "enough file descriptors for limit_connections");
    }
    let says = format!(
        "the server may open {most} files, and limit_connections alone asks for {wanted}: clients \
         beyond that find a server that does not answer"
    );
    let mend = "set LimitNOFILE=65536 in the systemd unit, or lower limit_connections";
    match most < 1024 {
        true => Finding::fault(NAME, says, mend),
        false => Finding::warning(NAME, says, mend),
    }
}

fn judge_buffer(name: &str, bytes: u64) -> Finding {
    if bytes >= UDP_BUFFER {
        return Finding::ok(NAME, format!("net.core.{name} is large enough"));
    }
    let says = format!(
        "net.core.{name} is {} kB: with many calls media is lost in bursts",
        bytes / 1024
    );
    let mend =
        format!("echo net.core.{name}=4194304 >/etc/sysctl.d/60-callkit.conf && sysctl --system");
    Finding::warning(NAME, says, mend)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    const LIMITS: &str = "\
Limit                     Soft Limit           Hard Limit           Units
Max processes             95000                95000                processes
Max open files            1024                 524288               files
";

    #[test]
    fn the_limit_that_will_count_is_read() {
        assert_eq!(open_files(LIMITS, true), Some(1024));
        assert_eq!(open_files(LIMITS, false), Some(524_288));
        assert_eq!(open_files("", true), None);
    }

    #[test]
    fn too_few_descriptors_and_small_buffers_are_found() {
        assert_eq!(judge_descriptors(65_536, 20_128).level, Level::Ok);
        assert_eq!(judge_descriptors(4096, 20_128).level, Level::Warning);
        assert_eq!(judge_descriptors(256, 20_128).level, Level::Fault);
        assert_eq!(judge_buffer("rmem_max", 212_992).level, Level::Warning);
        assert_eq!(judge_buffer("rmem_max", 4 << 20).level, Level::Ok);
    }
}
