//! How loud each member of a room is.

use std::collections::BTreeMap;
use std::time::Duration;

use callkit_protocol::LegId;

use crate::event::AudioLevel;

/// How often levels are told while anybody speaks. Lower: livelier meters, more signalling traffic.
pub(crate) const INTERVAL: Duration = Duration::from_millis(300);

/// How soon it is told that a voice has begun, so that a screen shows within 300 ms who speaks. Lower: the first
/// syllable is told at its softest, and a click counts as a voice.
pub(crate) const ONSET: Duration = Duration::from_millis(60);

/// From this level on somebody is said to speak; the screens draw their ring from the same one. Lower: a keyboard
/// begins a voice. Higher: a quiet voice is told with the next interval.
pub(crate) const VOICE: AudioLevel = AudioLevel(8);

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

/// What a room was last told of its levels.
#[derive(Debug, Default)]
pub(crate) struct Meters {
    told: BTreeMap<LegId, AudioLevel>,
}

impl Meters {
    /// Whether there is nothing to tell unless somebody speaks.
    pub(crate) fn is_quiet(&self) -> bool {
        self.told.values().all(|level| *level == AudioLevel(0))
    }

    /// Whether the room was told that this leg speaks.
    pub(crate) fn speaks(&self, leg: &LegId) -> bool {
        self.told.get(leg).is_some_and(|level| *level >= VOICE)
    }

    /// Takes the loudest level of each leg since the last time; `None` in silence that was told. What has not changed
    /// is told again: whoever missed it has it then, and can take what is not told any more for silence.
    pub(crate) fn tell(
        &mut self,
        levels: impl Iterator<Item = (LegId, AudioLevel)>,
    ) -> Option<Vec<(LegId, AudioLevel)>> {
        let levels: BTreeMap<_, _> = levels.collect();
        if levels == self.told && self.is_quiet() {
            return None;
        }
        self.told.clone_from(&levels);
        Some(levels.into_iter().collect())
    }

    /// The same before the time is over: who is louder is told, who is not may be between two words.
    pub(crate) fn tell_early(
        &mut self,
        levels: impl Iterator<Item = (LegId, AudioLevel)>,
    ) -> Option<Vec<(LegId, AudioLevel)>> {
        let told = self.told.clone();
        self.tell(levels.map(|(leg, level)| {
            let before = told.get(&leg).copied().unwrap_or_default();
            (leg, level.max(before))
        }))
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
    fn levels_are_told_until_all_are_silent() {
        let leg = LegId::parse("a").expect("valid");
        let at = |level| vec![(leg.clone(), AudioLevel(level))];
        let mut meters = Meters::default();
        assert_eq!(meters.tell(at(40).into_iter()), Some(at(40)));
        assert!(!meters.is_quiet() && meters.speaks(&leg));
        assert_eq!(meters.tell(at(40).into_iter()), Some(at(40)));
        assert_eq!(meters.tell_early(at(0).into_iter()), Some(at(40)));
        assert_eq!(meters.tell_early(at(60).into_iter()), Some(at(60)));
        assert_eq!(meters.tell(at(0).into_iter()), Some(at(0)));
        assert!(meters.is_quiet() && !meters.speaks(&leg));
        assert_eq!(meters.tell(at(0).into_iter()), None);
    }
}
