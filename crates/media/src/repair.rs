//! What is done about lost packets, per leg.
//!
//! Video is resent over RTX when the receiver asks (NACK). Audio is sent once more in the packets
//! that follow (RED), as often as the loss that was measured asks for: not at all on a clean link,
//! and within a part of what the link is estimated to carry. Loss makes the estimate fall; as long as
//! the round trip does not grow with it, the link is lossy rather than full, and some redundancy is
//! sent all the same.

use std::collections::VecDeque;
use std::time::Duration;

use crate::config::Bitrate;

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

/// How many sounds before it a packet carries, by the share of packets that is lost. With so many
/// the listener makes up about 1 % by itself (measured in Chromium: 30 % loss and four of them).
const GENERATIONS: [(f32, usize); 6] = [
    (0.45, 10),
    (0.25, 6),
    (0.12, 4),
    (0.05, 2),
    (0.01, 1),
    (0.0, 0),
];

/// Looks at the loss for which the worst one counts, two seconds each. Higher: bursts find the
/// redundancy still there; lower: less of it after they are over.
const REMEMBERED: usize = 5;

/// What one generation of a voice takes, with its header.
const GENERATION: Bitrate = Bitrate::kbps(34);

/// The share of the estimated link that redundancy of audio may take: one part of so many. Higher:
/// more for the picture; lower: a voice that survives more.
const BUDGET: u64 = 2;

/// Generations that a link may have whatever its estimate, as long as nothing queues on it. Higher: a
/// voice survives more than half of its packets lost; lower: less harm on a link that drops what is
/// too much for it instead of delaying it.
const UNQUEUED: usize = 4;

/// A round trip that is longer than the shortest by more than this is a queue.
const QUEUE: Duration = Duration::from_millis(40);

/// The repair of one leg.
#[derive(Debug)]
pub(crate) struct Repair {
    step: usize,
    shortest: Option<Duration>,
    /// Packets queue on the link.
    is_full: bool,
    /// Shares lost on the way to the receiver, the newest last.
    losses: VecDeque<f32>,
}

impl Default for Repair {
    /// Before the round trip is known one of 40 ms is taken for granted. A longer one would fill
    /// memory in the first second of every call that the heap then keeps; with a longer one in truth,
    /// a packet lost in that second is resent once or twice instead of six times.
    fn default() -> Self {
        Self {
            step: 1,
            shortest: None,
            is_full: false,
            losses: VecDeque::new(),
        }
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

    /// The loss towards the receiver was measured, 0 to 1.
    pub(crate) fn lost(&mut self, share: f32) {
        if self.losses.len() == REMEMBERED {
            self.losses.pop_front();
        }
        self.losses.push_back(share);
    }

    /// How many sounds before it each packet is to carry over a link of this capacity. `source` is
    /// what the publisher's own link lost: what was lost there is in the next packet at best.
    pub(crate) fn generations(&self, capacity: Bitrate, source: Option<f32>) -> usize {
        let lost = self.losses.iter().copied().reduce(f32::max);
        // Before anything was measured: what costs little and helps most.
        let Some(lost) = lost else { return 1 };
        let wanted = |share: f32| {
            let fitting = GENERATIONS.iter().find(|(from, _)| share >= *from);
            fitting.map_or(0, |(_, generations)| *generations)
        };
        let passed_on = wanted(source.unwrap_or_default()).min(2);
        let room = capacity.0 / BUDGET / GENERATION.0;
        let least = if self.is_full { 1 } else { UNQUEUED };
        let room = usize::try_from(room).unwrap_or(usize::MAX).max(least);
        wanted(lost).max(passed_on).min(room)
    }

    /// The round trip was measured. True when [`Repair::cache`] is another one now. It shrinks only
    /// once, from what was taken for granted; after that it only grows.
    pub(crate) fn measured(&mut self, first: bool, rtt: Duration) -> bool {
        let shortest = self.shortest.map_or(rtt, |shortest| shortest.min(rtt));
        self.shortest = Some(shortest);
        self.is_full = rtt > shortest + QUEUE;
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

    fn generations_at(loss: f32, kbps: u64, round_trips: &[u64]) -> usize {
        let mut repair = Repair::default();
        repair.lost(loss);
        for millis in round_trips {
            repair.measured(false, Duration::from_millis(*millis));
        }
        repair.generations(Bitrate::kbps(kbps), None)
    }

    #[test]
    fn redundancy_follows_the_loss_and_a_clean_link_has_none() {
        let at = |loss| generations_at(loss, 2000, &[]);
        assert_eq!([at(0.0), at(0.02), at(0.3), at(0.6)], [0, 1, 6, 10]);
    }

    #[test]
    fn redundancy_on_a_full_link_stays_within_what_it_carries() {
        let full = [20, 200];
        assert_eq!(generations_at(0.6, 60, &full), 1, "one is always worth it");
        assert_eq!(generations_at(0.6, 200, &full), 2);
        assert_eq!(generations_at(0.0, 60, &full), 0);
    }

    #[test]
    fn a_link_that_loses_and_does_not_queue_is_not_full_whatever_its_estimate() {
        assert_eq!(generations_at(0.6, 60, &[20, 25]), UNQUEUED);
    }

    #[test]
    fn the_worst_of_the_last_ten_seconds_counts_and_is_forgotten() {
        let mut repair = Repair::default();
        let mut after = |loss| {
            repair.lost(loss);
            repair.generations(Bitrate::kbps(2000), None)
        };
        assert_eq!(after(0.3), 6);
        let later: Vec<usize> = (0..5).map(|_| after(0.0)).collect();
        assert_eq!(later, [6, 6, 6, 6, 0]);
    }

    #[test]
    fn what_the_publishers_own_link_loses_is_repaired_by_his_own_copies() {
        let mut repair = Repair::default();
        repair.lost(0.0);
        assert_eq!(repair.generations(Bitrate::kbps(2000), Some(0.3)), 2);
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
