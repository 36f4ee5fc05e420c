//! What is done about lost packets, per leg.
//!
//! Video is resent over RTX when the receiver asks (NACK); audio carries its own repair: in-band
//! FEC, and RED when both ends have it, in as many generations as the publisher made.

use std::time::Duration;

/// How resends of video are kept and bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cache {
    /// Packets kept for resending at most, for each video line.
    pub(crate) packets: usize,
    /// How long they are kept.
    pub(crate) age: Duration,
}

/// Resent bytes as a share of all bytes, above which resends stop for a moment: the budget that
/// keeps repair from making congestion worse. str0m's own 0.15 makes video collapse at 30 % loss
/// (0.7 fps, measured). 0.75 lets each packet go out four times, which is enough for 70 %.
pub(crate) const RESEND_SHARE: f32 = 0.75;

/// Packets kept at most. Higher: longer outages of fast streams can be repaired; lower: less memory,
/// about 1.7 kB each. At 1.5 Mbit/s there are 160 a second.
const MOST_PACKETS: usize = 512;

/// For how long packets are kept, by steps: a cache that is set up anew begins empty, so that must
/// be seldom. A kept packet costs about 1.7 kB; one older than the receiver's jitter buffer comes
/// too late anyway.
const AGES: [Duration; 4] = [
    Duration::from_millis(150),
    Duration::from_millis(300),
    Duration::from_millis(900),
    Duration::from_millis(2500),
];

/// Round trips that a packet is kept for: so often can its loss be noticed, asked about and
/// answered. Higher: more rounds on a very lossy link; lower: less memory.
const ROUNDS: u32 = 6;

/// What a receiver may wait beyond the round trips before it asks.
const REORDERING: Duration = Duration::from_millis(60);

/// The repair of one leg.
#[derive(Debug)]
pub(crate) struct Repair {
    step: usize,
}

impl Default for Repair {
    /// Before the round trip is known a long one is taken for granted.
    fn default() -> Self {
        Self { step: 2 }
    }
}

impl Repair {
    /// How packets are kept now.
    pub(crate) fn cache(&self) -> Cache {
        Cache {
            packets: MOST_PACKETS,
            age: AGES[self.step],
        }
    }

    /// The round trip was measured. True when [`Repair::cache`] is another one now. It shrinks only
    /// once, from what was taken for granted; after that it only grows.
    pub(crate) fn measured(&mut self, first: bool, rtt: Duration) -> bool {
        let needed = rtt.saturating_mul(ROUNDS) + REORDERING;
        let fits = AGES.iter().position(|age| *age >= needed);
        let step = fits.unwrap_or(AGES.len() - 1);
        let step = if first { step } else { step.max(self.step) };
        std::mem::replace(&mut self.step, step) != step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age_after(round_trips: &[u64]) -> Duration {
        let mut repair = Repair::default();
        for (at, millis) in round_trips.iter().enumerate() {
            repair.measured(at == 0, Duration::from_millis(*millis));
        }
        repair.cache().age
    }

    #[test]
    fn packets_are_kept_for_as_long_as_the_round_trip_asks_for() {
        assert_eq!(age_after(&[2]), Duration::from_millis(150));
        assert_eq!(age_after(&[30]), Duration::from_millis(300));
        assert_eq!(age_after(&[80]), Duration::from_millis(900));
        assert_eq!(age_after(&[900]), Duration::from_millis(2500));
    }

    #[test]
    fn what_was_measured_once_is_not_given_up_for_a_quiet_moment() {
        assert_eq!(age_after(&[80, 2]), Duration::from_millis(900));
        assert_eq!(age_after(&[2, 80]), Duration::from_millis(900));
    }
}
