//! One count of packets and one clock for a receiver, however often the source behind it changes.
//!
//! A receiver must see sequence numbers and timestamps that go on over a switch, without a hole
//! that it would ask to have filled, and the first one must be below 65536: SRTP derives its
//! rollover counter from it, and a late joiner who gets the publisher's own count cannot decrypt.

use std::time::Instant;

use crate::packet::Pictures;

/// The first sequence number that a receiver sees. Small, so that the rollover counter is zero.
const FIRST_SEQ: u64 = 1;

/// A stream of a publisher: the leg's number and the SSRC.
pub(crate) type SourceKey = (u64, u32);

/// The place of a packet in the receiver's counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) seq: u64,
    pub(crate) time: u32,
    pub(crate) pictures: Option<Pictures>,
}

/// Maps packets of changing sources into one stream.
#[derive(Debug)]
pub(crate) struct Rewriter {
    /// RTP ticks a second.
    clock: u32,
    mapping: Option<Mapping>,
    last: Option<Last>,
}

#[derive(Debug)]
struct Mapping {
    source: SourceKey,
    first_in: u64,
    first_out: u64,
    /// Added to the source's values, wrapping.
    time_shift: u32,
    picture_shift: u16,
    base_shift: u8,
}

#[derive(Debug)]
struct Last {
    seq: u64,
    time: u32,
    at: Instant,
    pictures: Option<Pictures>,
}

impl Rewriter {
    pub(crate) fn new(clock: u32) -> Self {
        Self {
            clock,
            mapping: None,
            last: None,
        }
    }

    /// The next packet begins anew, although it may come from the same source: packets in between
    /// were held back on purpose, and nobody should ask for them.
    pub(crate) fn interrupt(&mut self) {
        self.mapping = None;
    }

    /// So many packets that come next from this source are left out and not missed.
    pub(crate) fn skip(&mut self, source: SourceKey, packets: u64) {
        if let Some(mapping) = self.mapping.as_mut().filter(|m| m.source == source) {
            mapping.first_in += packets;
        }
    }

    /// Whether a packet of this source continues what the receiver has.
    pub(crate) fn follows(&self, source: SourceKey) -> bool {
        self.mapping
            .as_ref()
            .is_some_and(|mapping| mapping.source == source)
    }

    /// The place of a packet; `None` for one from before the source was switched to.
    pub(crate) fn place(
        &mut self,
        now: Instant,
        source: SourceKey,
        seq: u64,
        time: u32,
        pictures: Option<Pictures>,
    ) -> Option<Place> {
        if !self.follows(source) {
            self.mapping = Some(self.begin(now, source, seq, time, pictures));
        }
        let mapping = self.mapping.as_ref()?;
        let place = Place {
            seq: mapping.first_out + seq.checked_sub(mapping.first_in)?,
            time: time.wrapping_add(mapping.time_shift),
            pictures: pictures.map(|p| Pictures {
                id: p.id.wrapping_add(mapping.picture_shift) & 0x7fff,
                base: p.base.map(|base| base.wrapping_add(mapping.base_shift)),
            }),
        };
        if self.last.as_ref().is_none_or(|last| place.seq > last.seq) {
            let pictures = place.pictures;
            self.last = Some(Last {
                seq: place.seq,
                time: place.time,
                at: now,
                pictures,
            });
        }
        Some(place)
    }

    fn begin(
        &self,
        now: Instant,
        source: SourceKey,
        seq: u64,
        time: u32,
        pictures: Option<Pictures>,
    ) -> Mapping {
        let Some(last) = &self.last else {
            return Mapping {
                source,
                first_in: seq,
                first_out: FIRST_SEQ,
                time_shift: 0,
                picture_shift: 0,
                base_shift: 0,
            };
        };
        // At least one tick on: two frames of the same time would be taken for one.
        let elapsed = now.saturating_duration_since(last.at).as_micros();
        let ticks = (elapsed * u128::from(self.clock) / 1_000_000).max(1) as u32;
        let (id, base) = match (pictures, last.pictures) {
            (Some(new), Some(old)) => {
                let base = new.base.zip(old.base);
                let base = base.map_or(0, |(new, old)| old.wrapping_add(1).wrapping_sub(new));
                (old.id.wrapping_add(1).wrapping_sub(new.id), base)
            }
            (None, _) | (_, None) => (0, 0),
        };
        Mapping {
            source,
            first_in: seq,
            first_out: last.seq + 1,
            time_shift: last.time.wrapping_add(ticks).wrapping_sub(time),
            picture_shift: id,
            base_shift: base,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn place(r: &mut Rewriter, now: Instant, source: SourceKey, seq: u64, time: u32) -> (u64, u32) {
        let place = r.place(now, source, seq, time, None).expect("in order");
        (place.seq, place.time)
    }

    #[test]
    fn a_late_receiver_starts_below_the_first_rollover() {
        let mut rewriter = Rewriter::new(90_000);
        let (seq, _) = place(&mut rewriter, crate::test_clock(), (1, 1), 200_000, 7);
        assert!(seq < 65_536);
    }

    #[test]
    fn a_switch_leaves_no_hole_and_moves_the_clock_by_what_passed() {
        let start = crate::test_clock();
        let mut rewriter = Rewriter::new(90_000);
        let (seq, time) = place(&mut rewriter, start, (1, 1), 1000, 500);
        let later = start + Duration::from_millis(40);
        let switched = place(&mut rewriter, later, (2, 9), 77, u32::MAX);
        assert_eq!(switched, (seq + 1, time + 3600));
        assert_eq!(
            place(&mut rewriter, later, (2, 9), 79, 89),
            (seq + 3, time + 3690)
        );
    }

    #[test]
    fn packets_held_back_are_not_missed() {
        let start = crate::test_clock();
        let mut rewriter = Rewriter::new(48_000);
        let (seq, _) = place(&mut rewriter, start, (1, 1), 10, 0);
        rewriter.interrupt();
        let later = start + Duration::from_secs(5);
        assert_eq!(
            place(&mut rewriter, later, (1, 1), 260, 240_000),
            (seq + 1, 240_000)
        );
    }

    #[test]
    fn packets_left_out_on_purpose_leave_no_hole() {
        let start = crate::test_clock();
        let mut rewriter = Rewriter::new(90_000);
        let (seq, _) = place(&mut rewriter, start, (1, 1), 10, 0);
        rewriter.skip((1, 1), 5);
        rewriter.skip((2, 1), 50);
        assert_eq!(place(&mut rewriter, start, (1, 1), 16, 90), (seq + 1, 90));
    }

    #[test]
    fn a_packet_from_before_the_switch_is_left_out() {
        let start = crate::test_clock();
        let mut rewriter = Rewriter::new(48_000);
        place(&mut rewriter, start, (1, 1), 10, 960);
        assert_eq!(rewriter.place(start, (1, 1), 9, 0, None), None);
    }

    #[test]
    fn vp8_pictures_are_counted_on_over_a_switch() {
        let start = crate::test_clock();
        let mut rewriter = Rewriter::new(90_000);
        let first = Pictures {
            id: 0x7fff,
            base: Some(255),
        };
        rewriter.place(start, (1, 1), 10, 0, Some(first));
        let other = Pictures {
            id: 300,
            base: Some(7),
        };
        let placed = rewriter
            .place(start, (2, 1), 10, 0, Some(other))
            .expect("starts");
        assert_eq!(
            placed.pictures,
            Some(Pictures {
                id: 0,
                base: Some(0)
            })
        );
    }
}
