//! What the measured process has used, as Linux counts it (proc(5)).

use std::fs;

use anyhow::Context as _;

/// Ticks a second of the processor times in /proc, on every Linux there is.
const TICKS: f64 = 100.0;

/// A running process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(pub(crate) u32);

impl Process {
    /// Processor time of all its threads, in seconds.
    pub(crate) fn cpu(self) -> anyhow::Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0))?;
        // The second field is a name in brackets, which may hold anything.
        let (_, fields) = stat.rsplit_once(") ").context("/proc/PID/stat")?;
        let mut times = fields.split(' ').skip(11).map(str::parse::<f64>);
        let user = times.next().context("utime")??;
        let system = times.next().context("stime")??;
        Ok((user + system) / TICKS)
    }

    /// Resident memory, in KiB.
    pub(crate) fn resident(self) -> anyhow::Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let value = line.and_then(|line| line.split_whitespace().next());
        Ok(value.context("VmRSS")?.parse()?)
    }
}

/// Processor time of the calling thread, in seconds.
pub(crate) fn thread_cpu() -> anyhow::Result<f64> {
    let schedule = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = schedule.split(' ').next().context("schedstat")?;
    Ok(nanos.parse::<f64>()? / 1e9)
}
