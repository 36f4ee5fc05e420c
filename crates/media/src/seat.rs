//! The receiving side of a leg: who sits where, and one continuous stream for each seat.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use callkit_protocol::{LegId, SeatIndex, ShownSeat, ShownSize};

use crate::allocate::Pick;
use crate::control::{Pool, Seat};
use crate::packet::{Codec, Forwarded, MediaPacket};
use crate::red;
use crate::rewrite::{Rewriter, SourceKey};
use crate::rtc::{self, Line, LineKind};
use crate::voice::Voice;

/// RTP ticks a second of Opus and of video.
const AUDIO_CLOCK: u32 = 48_000;
const VIDEO_CLOCK: u32 = 90_000;

/// The seats of one receiver.
#[derive(Debug, Default)]
pub(crate) struct Seats {
    taken: BTreeMap<SeatIndex, LegId>,
    shown: BTreeMap<SeatIndex, ShownSize>,
    audio: Vec<Slot>,
    video: Vec<Slot>,
}

/// The publisher's last sounds, and how many of them a receiver is to get with each packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spoken<'a> {
    pub(crate) voice: &'a Voice,
    pub(crate) generations: usize,
}

/// What became of a packet at a seat.
#[derive(Debug)]
pub(crate) enum Seated {
    /// It goes out.
    Forward(Forwarded),
    /// The receiver cannot use it before a key frame comes.
    NeedsKeyframe,
    /// The receiver does not know its codec, or offered no line for the seat.
    Undecodable,
    /// Another layer serves the seat, or the packet is from before a switch.
    Ignored,
}

impl Seats {
    /// Takes a whole seat map.
    pub(crate) fn assign(&mut self, seats: Vec<Seat>) {
        self.taken = seats
            .into_iter()
            .map(|seat| (seat.index, seat.source))
            .collect();
    }

    /// Takes what the receiver says of its screen.
    pub(crate) fn show(&mut self, seats: &[ShownSeat]) {
        let said = seats.iter().map(|shown| (shown.seat, shown.size));
        self.shown = said.collect();
    }

    /// What comes in each seat from now on; nothing where none is named. What is no longer sent is
    /// broken off.
    pub(crate) fn pick(&mut self, picks: &[(SeatIndex, Pick)]) {
        for (at, slot) in self.video.iter_mut().enumerate() {
            let named = picks.iter().find(|(seat, _)| usize::from(seat.0) == at);
            slot.pick = named.map_or(Pick::Nothing, |(_, pick)| *pick);
            if slot.pick == Pick::Nothing {
                slot.rewriter.interrupt();
            }
        }
    }

    /// What comes in a seat.
    pub(crate) fn picked(&self, seat: SeatIndex) -> Pick {
        let slot = self.video.get(usize::from(seat.0));
        slot.map_or(Pick::Nothing, |slot| slot.pick)
    }

    /// How large the receiver shows a seat.
    pub(crate) fn size(&self, seat: SeatIndex) -> ShownSize {
        self.shown.get(&seat).copied().unwrap_or_default()
    }

    /// The sizes as they were said.
    pub(crate) fn sizes(&self) -> Vec<ShownSeat> {
        let said = self.shown.iter();
        said.map(|(seat, size)| ShownSeat {
            seat: *seat,
            size: *size,
        })
        .collect()
    }

    /// Finds the lines of the seats after an offer: seat i is the i-th audio and the i-th video
    /// line that the client receives on. Streams that were running go on.
    pub(crate) fn lay_out(&mut self, lines: &[Line], pool: Pool) {
        let places = |kind| {
            let wanted = move |(_, line): &(usize, &Line)| line.kind == kind && line.sends;
            lines
                .iter()
                .enumerate()
                .filter(wanted)
                .map(|(at, _)| at)
                .take(pool.seats())
        };
        place(&mut self.audio, places(LineKind::Audio), AUDIO_CLOCK);
        place(&mut self.video, places(LineKind::Video), VIDEO_CLOCK);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (SeatIndex, &LegId)> {
        self.taken.iter().map(|(seat, source)| (*seat, source))
    }

    /// Whose picture comes on this line.
    pub(crate) fn shown_on(&self, line: usize) -> Option<&LegId> {
        self.taken.get(&self.seat_on(line)?)
    }

    /// The stream of a seat is broken off: what comes next begins anew.
    pub(crate) fn interrupt(&mut self, seat: SeatIndex, codec: Codec) {
        if let Some(slot) = self.slot(seat, codec) {
            slot.rewriter.interrupt();
        }
    }

    /// The receiver cannot show this seat's picture before a key frame.
    pub(crate) fn wait(&mut self, seat: SeatIndex) {
        if let Some(slot) = self.video.get_mut(usize::from(seat.0)) {
            slot.waiting = true;
        }
    }

    /// Whether somebody [waits](Self::wait) at this seat; from now on nobody does.
    pub(crate) fn end_wait(&mut self, seat: SeatIndex) -> bool {
        let slot = self.video.get_mut(usize::from(seat.0));
        slot.is_some_and(|slot| std::mem::take(&mut slot.waiting))
    }

    /// So many packets of `source` are not for this seat, and are not missed.
    pub(crate) fn skip(&mut self, seat: SeatIndex, source: SourceKey, packets: u64) {
        if let Some(slot) = self.video.get_mut(usize::from(seat.0)) {
            slot.rewriter.skip(source, packets);
        }
    }

    /// The seat whose picture comes on this line.
    pub(crate) fn seat_on(&self, line: usize) -> Option<SeatIndex> {
        let seat = self.video.iter().position(|slot| slot.line == line)?;
        Some(SeatIndex(u8::try_from(seat).ok()?))
    }

    /// Puts a packet into a seat's stream.
    pub(crate) fn seat(
        &mut self,
        now: Instant,
        seat: SeatIndex,
        lines: &[Line],
        packet: &MediaPacket,
        from: u64,
        spoken: Spoken<'_>,
    ) -> Seated {
        let Some(slot) = self.slot(seat, packet.codec) else {
            return Seated::Undecodable;
        };
        let Some(line) = lines.get(slot.line) else {
            return Seated::Undecodable;
        };
        if !line.knows(packet.codec) {
            return Seated::Undecodable;
        }
        let source = (from, packet.ssrc);
        if let Codec::Video(codec) = packet.codec
            && !slot.rewriter.follows(source)
        {
            if slot.pick != Pick::Layer(packet.layer) {
                return Seated::Ignored;
            }
            if !rtc::begins_keyframe(codec, &packet.payload) {
                slot.waiting = true;
                return Seated::NeedsKeyframe;
            }
            slot.waiting = false;
        }
        slot.forward(now, line, packet, source, spoken)
    }

    fn slot(&mut self, seat: SeatIndex, codec: Codec) -> Option<&mut Slot> {
        let slots = match codec {
            Codec::Opus => &mut self.audio,
            Codec::Video(_) => &mut self.video,
        };
        slots.get_mut(usize::from(seat.0))
    }
}

/// One line of a seat.
#[derive(Debug)]
struct Slot {
    line: usize,
    rewriter: Rewriter,
    /// Its picture cannot go on before a key frame.
    waiting: bool,
    /// What of its source's picture is sent.
    pick: Pick,
}

impl Slot {
    fn forward(
        &mut self,
        now: Instant,
        line: &Line,
        packet: &MediaPacket,
        source: SourceKey,
        spoken: Spoken<'_>,
    ) -> Seated {
        let payload = match packet.codec {
            Codec::Video(_) => Some((Arc::clone(&packet.payload), false)),
            Codec::Opus => sound(line, packet, spoken),
        };
        let Some((payload, red)) = payload else {
            return Seated::Ignored;
        };
        let placed = self
            .rewriter
            .place(now, source, packet.seq, packet.time, packet.pictures);
        let Some(placed) = placed else {
            return Seated::Ignored;
        };
        Seated::Forward(Forwarded {
            line: self.line,
            codec: packet.codec,
            red,
            seq: placed.seq,
            time: placed.time,
            marker: packet.marker,
            payload,
            pictures: placed.pictures,
            level: packet.level,
            voice: packet.voice,
        })
    }
}

/// What a receiver gets of a sound, and whether it is RED: that and some before it if it knows RED and
/// its link wants them, else the sound alone.
fn sound(line: &Line, packet: &MediaPacket, spoken: Spoken<'_>) -> Option<(Arc<[u8]>, bool)> {
    let redundant = line.red().filter(|_| spoken.generations > 0);
    if let (Some(payload_type), Some((new, before))) =
        (redundant, spoken.voice.last(spoken.generations))
    {
        return Some((red::pack(payload_type, new, before), true));
    }
    let alone = match packet.red {
        true => red::strip(&packet.payload).ok()?,
        false => Arc::clone(&packet.payload),
    };
    Some((alone, false))
}

fn place(slots: &mut Vec<Slot>, lines: impl Iterator<Item = usize>, clock: u32) {
    let mut before = std::mem::take(slots);
    for line in lines {
        let kept = before.iter().position(|slot| slot.line == line);
        let kept = kept.map(|at| before.swap_remove(at));
        slots.push(kept.unwrap_or_else(|| Slot {
            line,
            rewriter: Rewriter::new(clock),
            waiting: false,
            pick: Pick::Nothing,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(red: bool, payload: &[u8]) -> MediaPacket {
        MediaPacket {
            line: 0,
            layer: None,
            ssrc: 1,
            codec: Codec::Opus,
            red,
            seq: 70_000,
            time: 5,
            marker: false,
            payload: Arc::from(payload),
            pictures: None,
            level: None,
            voice: None,
            report: None,
        }
    }

    fn receive(line: Line, packet: &MediaPacket, generations: usize) -> Forwarded {
        let lines = [line];
        let mut voice = Voice::default();
        voice.hear(packet);
        let spoken = Spoken {
            voice: &voice,
            generations,
        };
        let mut seats = Seats::default();
        seats.lay_out(&lines, Pool::OneToOne);
        let now = crate::test_clock();
        match seats.seat(now, SeatIndex(0), &lines, packet, 1, spoken) {
            Seated::Forward(forwarded) => forwarded,
            other @ (Seated::NeedsKeyframe | Seated::Undecodable | Seated::Ignored) => {
                panic!("not forwarded: {other:?}")
            }
        }
    }

    /// One redundant block of one byte, 960 ticks old, and a primary one of two.
    const RED: &[u8] = &[0x80 | 111, 0x0f, 0x00, 1, 111, 0xaa, 0xbb, 0xcc];

    #[test]
    fn red_blocks_get_the_number_that_the_receiver_has_for_opus() {
        let forwarded = receive(Line::audio(96, Some(97)), &spoken(true, RED), 1);
        assert!(forwarded.red);
        assert_eq!(
            *forwarded.payload,
            [0x80 | 96, 0x0f, 0x00, 1, 96, 0xaa, 0xbb, 0xcc]
        );
    }

    #[test]
    fn a_receiver_without_red_gets_the_newest_block() {
        let forwarded = receive(Line::audio(96, None), &spoken(true, RED), 1);
        assert!(!forwarded.red);
        assert_eq!(*forwarded.payload, [0xbb, 0xcc]);
    }

    #[test]
    fn on_a_clean_link_nothing_is_said_twice() {
        let forwarded = receive(Line::audio(96, Some(97)), &spoken(true, RED), 0);
        assert!(!forwarded.red && forwarded.seq < 65_536);
        assert_eq!(*forwarded.payload, [0xbb, 0xcc]);
    }
}
