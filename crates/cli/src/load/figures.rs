//! What a load test found.

use std::time::Duration;

use serde::Serialize;

use super::Tally;
use super::device::Party;
use super::process::Cost;

/// What was measured, in ms where nothing else is said.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub(crate) calls: u16,
    came_about: usize,
    ended_well: usize,
    sign_in_ms: Spread,
    sign_ins_per_second: f64,
    /// From calling to the last callee's ring, the caller's knowing that he was answered, everybody's
    /// media up, and the first packet at everybody's.
    ring_ms: Spread,
    answered_ms: Spread,
    connected_ms: Spread,
    heard_ms: Spread,
    /// From one end to the other, through both devices and the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<Spread>,
    #[serde(skip_serializing_if = "Option::is_none")]
    packets_per_second: Option<f64>,
    /// Frames that came whole and could not be shown, because one before them had not.
    #[serde(skip_serializing_if = "Option::is_none")]
    frames_broken: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<Cost>,
}

/// How values lie. All zero when there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Spread {
    p50: f64,
    p90: f64,
    p99: f64,
    max: f64,
}

impl Spread {
    pub(crate) fn of(mut spans: Vec<Duration>) -> Self {
        spans.sort_unstable();
        let at = |share: f64| {
            let last = spans.len().saturating_sub(1);
            let span = spans.get((last as f64 * share).round() as usize);
            span.map_or(0.0, |span| (span.as_secs_f64() * 1e6).round() / 1e3)
        };
        Self {
            p50: at(0.5),
            p90: at(0.9),
            p99: at(0.99),
            max: at(1.0),
        }
    }

    fn sentence(&self) -> String {
        let Self { p50, p90, p99, max } = self;
        format!("median {p50:.2} ms, p90 {p90:.2}, p99 {p99:.2}, longest {max:.2}")
    }
}

impl Figures {
    pub(super) fn new(calls: u16, users: usize, sign_in: Spread, signing_in: Duration) -> Self {
        Self {
            calls,
            came_about: 0,
            ended_well: 0,
            sign_in_ms: sign_in,
            sign_ins_per_second: users as f64 / signing_in.as_secs_f64(),
            ring_ms: Spread::default(),
            answered_ms: Spread::default(),
            connected_ms: Spread::default(),
            heard_ms: Spread::default(),
            delay_ms: None,
            packets_per_second: None,
            frames_broken: None,
            server: None,
        }
    }

    /// All calls have been made.
    pub(super) fn set_up(&mut self, parties: &[Party]) {
        let times = || parties.iter().map(|party| party.times);
        self.came_about = times().filter(|times| times.came_about).count();
        self.ring_ms = Spread::of(times().filter_map(|times| times.rings).collect());
        self.answered_ms = Spread::of(times().filter_map(|times| times.answered).collect());
        self.connected_ms = Spread::of(times().filter_map(|times| times.connected).collect());
        self.heard_ms = Spread::of(times().filter_map(|times| times.heard).collect());
    }

    /// The calls were held for a while.
    pub(super) fn held(&mut self, before: &Tally, after: &Tally, span: Duration) {
        let packets = after.packets.saturating_sub(before.packets);
        self.packets_per_second = Some((packets as f64 / span.as_secs_f64()).round());
        self.frames_broken = Some(after.lost.saturating_sub(before.lost));
        let since = before.delays.iter().map(Vec::len);
        let fresh = after.delays.iter().zip(since);
        let delays = fresh.flat_map(|(delays, since)| delays.iter().skip(since).copied());
        self.delay_ms = Some(Spread::of(delays.collect()));
    }

    /// The calls are over.
    pub(super) fn ended(&mut self, well: Vec<bool>) {
        self.ended_well = well.into_iter().filter(|well| *well).count();
    }

    /// Calls that did not go as they should.
    pub(super) fn failed(&self) -> usize {
        usize::from(self.calls).saturating_sub(self.ended_well)
    }

    /// For people.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!(
                "{} calls: {} came about, {} ended as they should",
                self.calls, self.came_about, self.ended_well
            ),
            format!(
                "sign-in: {}; {:.0} a second",
                self.sign_in_ms.sentence(),
                self.sign_ins_per_second
            ),
            format!("call to ring: {}", self.ring_ms.sentence()),
        ];
        let set_up = [
            ("call to answered", &self.answered_ms),
            ("call to media up on all sides", &self.connected_ms),
            ("call to first packet on all sides", &self.heard_ms),
        ];
        let set_up = set_up.into_iter().filter(|(_, spread)| spread.max > 0.0);
        lines.extend(set_up.map(|(name, spread)| format!("{name}: {}", spread.sentence())));
        if let (Some(packets), Some(broken)) = (self.packets_per_second, self.frames_broken) {
            lines.push(format!(
                "{packets:.0} packets a second, {broken} broken frames"
            ));
        }
        if let Some(delay) = self.delay_ms.filter(|delay| delay.max > 0.0) {
            lines.push(format!("from end to end: {}", delay.sentence()));
        }
        if let Some(cost) = &self.server {
            let each = cost.us_per_packet;
            let each = each.map_or(String::new(), |us| format!(", {us:.1} us a packet"));
            lines.push(format!("server: {:.3} cores{each}", cost.cores));
            lines.push(format!(
                "server memory: {:.1} KiB a user, {:.0} KiB a call",
                cost.kib_per_user, cost.kib_per_call
            ));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_told_in_milliseconds() {
        let spans = (1..=100).map(Duration::from_millis).collect();
        let Spread { p50, p90, p99, max } = Spread::of(spans);
        assert_eq!((p50, p90, p99, max), (51.0, 90.0, 99.0, 100.0));
        assert_eq!(Spread::of(Vec::new()), Spread::default());
    }
}
