//! What a publisher said last, for those who miss some of it.

use std::collections::VecDeque;

use crate::packet::MediaPacket;
use crate::red::{self, Block};

/// Sounds that are kept: 240 ms of packets of 20 ms. Higher: longer bursts of loss can be bridged.
const KEPT: usize = 12;

/// The last sounds of one publisher, in the order of their times.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    ssrc: u32,
    said: VecDeque<Block>,
    /// The newest is the packet that was heard last.
    is_current: bool,
}

impl Voice {
    /// Hears a packet. What came too late, or only as a copy in a later one, takes its place.
    pub(crate) fn hear(&mut self, packet: &MediaPacket) {
        if self.ssrc != packet.ssrc {
            self.said.clear();
            self.ssrc = packet.ssrc;
        }
        self.is_current = false;
        let new = match packet.red {
            false => Block {
                time: packet.time,
                payload: packet.payload.clone(),
            },
            true => {
                let Ok((before, new)) = red::unpack(&packet.payload, packet.time) else {
                    return;
                };
                before.into_iter().for_each(|block| self.insert(block));
                new
            }
        };
        let time = new.time;
        self.insert(new);
        self.is_current = self.said.back().is_some_and(|last| last.time == time);
    }

    /// The packet heard last as it came, and up to `generations` sounds before it, the oldest first;
    /// `None` when it was no news.
    pub(crate) fn last(
        &self,
        generations: usize,
    ) -> Option<(&Block, impl Iterator<Item = &Block> + Clone)> {
        let newest = self.said.len().checked_sub(1).filter(|_| self.is_current)?;
        let from = newest.saturating_sub(generations);
        Some((&self.said[newest], self.said.range(from..newest)))
    }

    fn insert(&mut self, block: Block) {
        // Half the clock around: what is later than another by more is earlier.
        let is_earlier = |held: &Block| (held.time.wrapping_sub(block.time) as i32) < 0;
        let at = self.said.partition_point(is_earlier);
        if self
            .said
            .get(at)
            .is_some_and(|held| held.time == block.time)
        {
            return;
        }
        self.said.insert(at, block);
        if self.said.len() > KEPT {
            self.said.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::packet::Codec;

    fn packet(time: u32, red: bool, payload: Arc<[u8]>) -> MediaPacket {
        MediaPacket {
            line: 0,
            layer: None,
            ssrc: 1,
            codec: Codec::Opus,
            red,
            seq: 1,
            time,
            marker: false,
            payload,
            pictures: None,
            level: None,
            voice: None,
            report: None,
        }
    }

    fn times(voice: &Voice, generations: usize) -> Vec<u32> {
        let last = voice.last(generations);
        let before = last.map(|(_, before)| before.map(|block| block.time).collect());
        before.unwrap_or_default()
    }

    #[test]
    fn a_lost_packet_is_known_from_the_copy_in_the_next() {
        let mut voice = Voice::default();
        voice.hear(&packet(960, false, Arc::from(*b"a")));
        let lost = Block {
            time: 1920,
            payload: Arc::from(*b"b"),
        };
        let next = Block {
            time: 2880,
            payload: Arc::from(*b"c"),
        };
        let red = red::pack(111, &next, std::iter::once(&lost));
        voice.hear(&packet(2880, true, red));
        assert_eq!(times(&voice, 5), [960, 1920]);
        assert_eq!(times(&voice, 1), [1920]);
        assert_eq!(voice.last(1).map(|(new, _)| new.clone()), Some(next));
    }

    #[test]
    fn a_late_packet_takes_its_place_and_is_no_news() {
        let mut voice = Voice::default();
        for time in [960, 2880, 1920] {
            voice.hear(&packet(time, false, Arc::from(*b"x")));
        }
        assert!(voice.last(3).is_none());
        voice.hear(&packet(3840, false, Arc::from(*b"x")));
        assert_eq!(times(&voice, 3), [960, 1920, 2880]);
    }

    #[test]
    fn not_more_is_kept_than_a_quarter_of_a_second() {
        let mut voice = Voice::default();
        for number in 0..100 {
            voice.hear(&packet(number * 960, false, Arc::from(*b"x")));
        }
        assert_eq!(times(&voice, 50).len(), KEPT - 1);
    }
}
