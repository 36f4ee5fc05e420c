//! How loud each member of a room is.

use std::collections::BTreeMap;
use std::time::Duration;

use callkit_protocol::LegId;

use crate::event::AudioLevel;

/// How often levels are told. Lower: livelier meters, more signalling traffic.
pub(crate) const INTERVAL: Duration = Duration::from_millis(300);

/// What counts as silence. Lower (-70): breath shows in the meter. Higher (-45): quiet speakers
/// seem mute.
const FLOOR_DBOV: i32 = -60;

impl AudioLevel {
    /// From the header extension of RFC 6464: 0 (loudest) to -127 dBov.
    pub(crate) fn of_dbov(dbov: i8) -> Self {
        let above = (i32::from(dbov) - FLOOR_DBOV).clamp(0, -FLOOR_DBOV);
        Self((above * 100 / -FLOOR_DBOV) as u8)
    }
}

/// The loudest level of each leg since they were last told.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    peaks: BTreeMap<LegId, AudioLevel>,
    told: BTreeMap<LegId, AudioLevel>,
}

impl Meters {
    pub(crate) fn heard(&mut self, leg: &LegId, level: AudioLevel) {
        match self.peaks.get_mut(leg) {
            Some(peak) => *peak = level.max(*peak),
            None => drop(self.peaks.insert(leg.clone(), level)),
        }
    }

    /// Whether there is nothing to tell unless somebody speaks.
    pub(crate) fn is_quiet(&self) -> bool {
        self.peaks.is_empty() && self.told.values().all(|level| *level == AudioLevel(0))
    }

    /// Takes the levels of `legs`; `None` when nothing changed since the last time.
    pub(crate) fn take(
        &mut self,
        legs: impl Iterator<Item = LegId>,
    ) -> Option<Vec<(LegId, AudioLevel)>> {
        let peaks = std::mem::take(&mut self.peaks);
        let levels: BTreeMap<_, _> = legs
            .map(|leg| {
                let level = peaks.get(&leg).copied().unwrap_or_default();
                (leg, level)
            })
            .collect();
        if levels == self.told {
            return None;
        }
        self.told.clone_from(&levels);
        Some(levels.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use callkit_protocol::Id as _;

    use super::*;

    #[test]
    fn levels_run_from_silence_to_full_scale() {
        let level = |dbov| AudioLevel::of_dbov(dbov).0;
        assert_eq!(
            (level(-127), level(-60), level(-30), level(0)),
            (0, 0, 50, 100)
        );
    }

    #[test]
    fn only_changes_are_told_and_a_leg_that_falls_silent_is_one() {
        let leg = LegId::parse("a").expect("valid");
        let legs = || std::iter::once(leg.clone());
        let mut meters = Meters::default();
        meters.heard(&leg, AudioLevel(40));
        meters.heard(&leg, AudioLevel(20));
        assert_eq!(
            meters.take(legs()),
            Some(vec![(leg.clone(), AudioLevel(40))])
        );
        assert_eq!(
            meters.take(legs()),
            Some(vec![(leg.clone(), AudioLevel(0))])
        );
        assert_eq!(meters.take(legs()), None);
    }
}
