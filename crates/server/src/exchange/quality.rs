//! From what a leg measures to how good a network is, on the vendor's scale.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use callkit_media::LegStats;
use callkit_protocol::{CallId, LegId, Millis, UnixMs};

/// How often everybody in a call is told. Higher saves messages, lower shows trouble sooner.
const EVERY: Millis = Millis(1_900);

/// The newest quality of every leg, by call.
#[derive(Debug, Default)]
pub(super) struct Qualities {
    calls: HashMap<CallId, CallQuality>,
}

#[derive(Debug, Default)]
struct CallQuality {
    told_at: UnixMs,
    legs: BTreeMap<LegId, u8>,
}

impl Qualities {
    /// Notes a leg's figures. Gives the whole call's when it is time to tell.
    pub(super) fn note(
        &mut self,
        now: UnixMs,
        call: &CallId,
        leg: &LegId,
        stats: &LegStats,
    ) -> Option<Vec<(LegId, u8)>> {
        let held = self.calls.entry(call.clone()).or_default();
        held.legs.insert(leg.clone(), grade(stats));
        if now.since(held.told_at) < EVERY {
            return None;
        }
        held.told_at = now;
        Some(
            held.legs
                .iter()
                .map(|(leg, quality)| (leg.clone(), *quality))
                .collect(),
        )
    }

    /// A leg is silent: its network is down.
    pub(super) fn down(&mut self, call: &CallId, leg: &LegId) {
        if let Some(held) = self.calls.get_mut(call) {
            held.legs.insert(leg.clone(), 6);
        }
    }

    /// Lets go of a leg that is no more.
    pub(super) fn forget_leg(&mut self, call: &CallId, leg: &LegId) {
        if let Some(held) = self.calls.get_mut(call) {
            held.legs.remove(leg);
        }
    }

    /// Lets go of a call.
    pub(super) fn forget(&mut self, call: &CallId) {
        self.calls.remove(call);
    }
}

/// 1 excellent to 5 very bad, by the worse of loss and round trip. The steps follow what is audible:
/// Opus with repair hides 3 %, and beyond 400 ms people begin to talk over each other.
fn grade(stats: &LegStats) -> u8 {
    let loss = stats
        .up
        .loss
        .unwrap_or(0.0)
        .max(stats.down.loss.unwrap_or(0.0));
    let by_loss = match loss {
        loss if loss < 0.01 => 1,
        loss if loss < 0.03 => 2,
        loss if loss < 0.08 => 3,
        loss if loss < 0.20 => 4,
        _ => 5,
    };
    let by_rtt = match stats.rtt.unwrap_or(Duration::ZERO).as_millis() {
        0..100 => 1,
        100..200 => 2,
        200..400 => 3,
        400..800 => 4,
        _ => 5,
    };
    by_loss.max(by_rtt)
}

#[cfg(test)]
mod tests {
    use callkit_media::Flow;

    use super::*;

    #[test]
    fn the_worse_of_loss_and_delay_decides() {
        let stats = |loss, rtt| LegStats {
            up: Flow {
                loss: Some(loss),
                ..Flow::default()
            },
            rtt: Some(Duration::from_millis(rtt)),
            ..LegStats::default()
        };
        assert_eq!(grade(&LegStats::default()), 1);
        assert_eq!(grade(&stats(0.0, 20)), 1);
        assert_eq!(grade(&stats(0.05, 20)), 3);
        assert_eq!(grade(&stats(0.0, 500)), 4);
        assert_eq!(grade(&stats(0.5, 20)), 5);
    }

    #[test]
    fn a_call_is_told_at_most_every_two_seconds() {
        let (call, leg) = (CallId::from_random([1; 16]), "l".parse().expect("leg"));
        let mut qualities = Qualities::default();
        let stats = LegStats::default();
        assert!(
            qualities
                .note(UnixMs(10_000), &call, &leg, &stats)
                .is_some()
        );
        assert!(
            qualities
                .note(UnixMs(10_500), &call, &leg, &stats)
                .is_none()
        );
        assert!(
            qualities
                .note(UnixMs(12_000), &call, &leg, &stats)
                .is_some()
        );
    }
}
