//! How good everybody's network is, on the vendor's scale: what the members of a call are told.

use std::collections::{BTreeMap, HashMap};

use callkit_media::LegStats;
use callkit_protocol::{CallId, LegId, Millis, UnixMs};

use crate::quality::grade;

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

#[cfg(test)]
mod tests {
    use super::*;

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
