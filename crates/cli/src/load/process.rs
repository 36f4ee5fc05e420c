//! What the server's process takes of this machine, by Linux's `/proc`.

use std::time::Duration;

use serde::Serialize;

use crate::failure::Failure;

/// Ticks a second in `/proc/PID/stat`: the same on every Linux that anybody runs.
const TICKS: f64 = 100.0;

/// A process that is watched.
#[derive(Debug)]
pub(crate) struct Process {
    pid: u32,
    /// Resident memory in KiB, before anybody signed in and after everybody had.
    at_rest: u64,
    signed_in: u64,
    users: usize,
}

/// A moment.
#[derive(Debug)]
pub(crate) struct Begun {
    cpu: Duration,
}

/// What the calls cost the server.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Cost {
    /// Cores that were busy.
    pub(crate) cores: f64,
    /// Microseconds of a core for each packet that was forwarded, signalling and all.
    pub(crate) us_per_packet: Option<f64>,
    /// Resident memory of one signed-in user, and of one running call beyond its users.
    pub(crate) kib_per_user: f64,
    pub(crate) kib_per_call: f64,
}

impl Process {
    pub(crate) fn watch(pid: u32) -> Result<Self, Failure> {
        let at_rest = resident(pid)?;
        Ok(Self {
            pid,
            at_rest,
            signed_in: at_rest,
            users: 0,
        })
    }

    pub(crate) fn signed_in(&mut self, users: usize) -> Result<(), Failure> {
        self.signed_in = resident(self.pid)?;
        self.users = users;
        Ok(())
    }

    pub(crate) fn begin(&mut self) -> Result<Begun, Failure> {
        Ok(Begun {
            cpu: cpu(self.pid)?,
        })
    }

    pub(crate) fn cost(
        &self,
        begun: &Begun,
        span: Duration,
        packets: u64,
        calls: usize,
    ) -> Result<Cost, Failure> {
        let used = cpu(self.pid)?.saturating_sub(begun.cpu);
        let each = |grown: u64, among: usize| grown as f64 / among.max(1) as f64;
        Ok(Cost {
            cores: used.as_secs_f64() / span.as_secs_f64(),
            us_per_packet: (packets > 0).then(|| used.as_secs_f64() * 1e6 / packets as f64),
            kib_per_user: each(self.signed_in.saturating_sub(self.at_rest), self.users),
            kib_per_call: each(resident(self.pid)?.saturating_sub(self.signed_in), calls),
        })
    }
}

fn read(pid: u32, name: &str) -> Result<String, Failure> {
    let path = format!("/proc/{pid}/{name}");
    std::fs::read_to_string(&path)
        .map_err(|error| Failure::failed(format!("--server-pid {pid}: {path}: {error}")))
}

/// Resident memory in KiB.
fn resident(pid: u32) -> Result<u64, Failure> {
    let status = read(pid, "status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.ok_or_else(|| Failure::failed(format!("--server-pid {pid} has no memory of its own")))
}

/// Time that it has run on a core.
fn cpu(pid: u32) -> Result<Duration, Failure> {
    let stat = read(pid, "stat")?;
    let unreadable = || Failure::failed(format!("/proc/{pid}/stat is not as expected"));
    // The name in parentheses may hold anything; what follows is numbers, user and system time
    // being the 14th and 15th of all.
    let (_, rest) = stat.rsplit_once(')').ok_or_else(unreadable)?;
    let mut ticks = rest
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<u64>);
    let (Some(Ok(user)), Some(Ok(system))) = (ticks.next(), ticks.next()) else {
        return Err(unreadable());
    };
    Ok(Duration::from_secs_f64((user + system) as f64 / TICKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_and_uses_time() {
        let mut process = Process::watch(std::process::id()).expect("is there");
        let begun = process.begin().expect("readable");
        let cost = process.cost(&begun, Duration::from_secs(1), 0, 1);
        assert!(process.at_rest > 500, "{process:?}");
        assert_eq!(cost.expect("readable").us_per_packet, None);
    }
}
