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

    /// Takes the loudest level of each leg since the last time; `None` when nothing changed.
    pub(crate) fn tell(
        &mut self,
        levels: impl Iterator<Item = (LegId, AudioLevel)>,
    ) -> Option<Vec<(LegId, AudioLevel)>> {
        let levels: BTreeMap<_, _> = levels.collect();
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
        let at = |level| vec![(leg.clone(), AudioLevel(level))];
        let mut meters = Meters::default();
        assert_eq!(meters.tell(at(40).into_iter()), Some(at(40)));
        assert!(!meters.is_quiet());
        assert_eq!(meters.tell(at(40).into_iter()), None);
        assert_eq!(meters.tell(at(0).into_iter()), Some(at(0)));
        assert!(meters.is_quiet());
        assert_eq!(meters.tell(at(0).into_iter()), None);
    }
}
