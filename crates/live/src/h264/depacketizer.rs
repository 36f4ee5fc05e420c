//! RTP payloads into pictures (RFC 6184): whole ones only, and only such as can be decoded.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{BufMut as _, Bytes, BytesMut};

use super::{AccessUnit, Nal, ParameterSets};
use crate::MediaTime;

/// How long a missing packet is waited for. A browser that was asked again answers within a round
/// trip. Higher repairs more on slow networks, and holds the picture back for longer each time.
const PATIENCE: Duration = Duration::from_millis(150);

/// Packets that may wait behind a missing one: more than any picture has.
const MAX_WAITING: usize = 512;

/// Bytes of a picture. What is larger is not live video.
const MAX_PICTURE: usize = 4 << 20;

const STAP_A: u8 = 24;
const FU_A: u8 = 28;
const FU_START: u8 = 0x80;
const FU_END: u8 = 0x40;

/// One RTP packet of a picture.
#[derive(Clone, Debug)]
pub struct VideoPacket {
    /// Extended sequence number.
    pub seq: u64,
    /// When the picture is to be seen; the same for all its packets.
    pub at: MediaTime,
    /// The last of its picture.
    pub marker: bool,
    /// Payload.
    pub payload: Bytes,
}

/// What came of packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Depacketized {
    /// A picture, to be decoded behind the one before.
    Unit(AccessUnit),
    /// Something is lost: nothing comes until a key frame does, which is to be asked for.
    NeedsKeyframe,
}

/// Puts pictures together.
#[derive(Debug, Default)]
pub struct Depacketizer {
    /// The next packet in order; `None` before the first.
    next: Option<u64>,
    waiting: BTreeMap<u64, VideoPacket>,
    /// Since when the next packet is missing although later ones are there.
    missing_since: Option<Instant>,
    picture: Picture,
    sps: Option<Bytes>,
    pps: Option<Bytes>,
    parameters: Option<Arc<ParameterSets>>,
    /// Whether pictures can be decoded: since a key frame nothing was lost.
    running: bool,
    asked: bool,
    out: std::collections::VecDeque<Depacketized>,
}

/// The picture that is being put together.
#[derive(Debug, Default)]
struct Picture {
    at: Option<MediaTime>,
    slices: Vec<Bytes>,
    fragment: Option<BytesMut>,
    bytes: usize,
    key: bool,
    broken: bool,
}

impl Depacketizer {
    /// A packet came.
    pub fn push(&mut self, now: Instant, packet: VideoPacket) {
        let next = *self.next.get_or_insert(packet.seq);
        if packet.seq < next {
            return;
        }
        self.waiting.insert(packet.seq, packet);
        self.advance(now);
        if self.waiting.len() > MAX_WAITING {
            self.give_up(now);
        }
    }

    /// The next result.
    pub fn poll(&mut self) -> Option<Depacketized> {
        self.out.pop_front()
    }

    /// When a missing packet is no longer waited for.
    pub fn deadline(&self) -> Option<Instant> {
        self.missing_since.map(|since| since + PATIENCE)
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.deadline().is_some_and(|deadline| deadline <= now) {
            self.give_up(now);
        }
    }

    /// Takes every packet that is in order.
    fn advance(&mut self, now: Instant) {
        while let Some(next) = self.next
            && let Some(packet) = self.waiting.remove(&next)
        {
            self.next = Some(next + 1);
            self.missing_since = None;
            self.take(packet);
        }
        if !self.waiting.is_empty() && self.missing_since.is_none() {
            self.missing_since = Some(now);
        }
    }

    /// What is missing will not come.
    fn give_up(&mut self, now: Instant) {
        self.missing_since = None;
        self.lose();
        self.picture = Picture {
            broken: true,
            at: self.picture.at,
            ..Picture::default()
        };
        self.next = self.waiting.first_key_value().map(|(seq, _)| *seq);
        self.advance(now);
    }

    fn lose(&mut self) {
        self.running = false;
        if !self.asked {
            self.asked = true;
            self.out.push_back(Depacketized::NeedsKeyframe);
        }
    }

    fn take(&mut self, packet: VideoPacket) {
        if self.picture.at != Some(packet.at) {
            // Some encoders leave the marker out.
            self.finish();
            self.picture.at = Some(packet.at);
        }
        let whole = self.unpack(&packet.payload);
        self.picture.broken |= whole.is_none() || self.picture.bytes > MAX_PICTURE;
        if packet.marker {
            self.finish();
        }
    }

    fn unpack(&mut self, payload: &Bytes) -> Option<()> {
        match payload.first()? & 0x1f {
            STAP_A => {
                let mut rest = payload.slice(1..);
                while !rest.is_empty() {
                    let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
                    if length == 0 || rest.len() < 2 + length {
                        return None;
                    }
                    let nal = rest.slice(2..2 + length);
                    rest = rest.slice(2 + length..);
                    self.nal(nal);
                }
                Some(())
            }
            FU_A => self.fragment(payload),
            0 | 25..=31 => None,
            _ => {
                self.nal(payload.clone());
                Some(())
            }
        }
    }

    fn fragment(&mut self, payload: &Bytes) -> Option<()> {
        let [indicator, header, content @ ..] = &payload[..] else {
            return None;
        };
        if header & FU_START != 0 {
            let mut fragment = BytesMut::with_capacity(content.len() * 4);
            fragment.put_u8(indicator & 0xe0 | header & 0x1f);
            self.picture.fragment = Some(fragment);
        }
        let fragment = self.picture.fragment.as_mut()?;
        self.picture.bytes += content.len();
        if self.picture.bytes > MAX_PICTURE {
            return None;
        }
        fragment.put_slice(content);
        if header & FU_END != 0 {
            let nal = self.picture.fragment.take()?.freeze();
            self.picture.bytes -= nal.len() - 1;
            self.nal(nal);
        }
        Some(())
    }

    fn nal(&mut self, nal: Bytes) {
        match Nal::of(&nal) {
            Nal::Slice | Nal::IdrSlice => {
                self.picture.key |= Nal::of(&nal) == Nal::IdrSlice;
                self.picture.bytes += nal.len();
                self.picture.slices.push(nal);
            }
            Nal::Sps => self.sps = Some(nal),
            Nal::Pps => self.pps = Some(nal),
            Nal::Other => {}
        }
    }

    /// The picture is over.
    fn finish(&mut self) {
        let picture = std::mem::take(&mut self.picture);
        let Some(at) = picture.at else { return };
        if picture.broken || picture.fragment.is_some() {
            return self.lose();
        }
        let Some(first) = picture.slices.first() else {
            return;
        };
        // Behind a loss only this tells whether the picture begins here: `first_mb_in_slice`, the
        // first number behind the header, is 0 exactly if its first bit is 1.
        if first.get(1).is_none_or(|byte| byte & 0x80 == 0) {
            return self.lose();
        }
        if picture.key {
            self.refresh_parameters();
        }
        match &self.parameters {
            Some(parameters) if picture.key || self.running => {
                (self.running, self.asked) = (true, false);
                self.out.push_back(Depacketized::Unit(AccessUnit {
                    at,
                    key: picture.key,
                    slices: picture.slices,
                    parameters: Arc::clone(parameters),
                }));
            }
            Some(_) | None => self.lose(),
        }
    }

    fn refresh_parameters(&mut self) {
        let (Some(sps), Some(pps)) = (&self.sps, &self.pps) else {
            return;
        };
        let same = |held: &Arc<ParameterSets>| held.sps() == sps && held.pps() == pps;
        if !self.parameters.as_ref().is_some_and(same) {
            let sets = ParameterSets::new(sps.clone(), pps.clone());
            self.parameters = sets.map(Arc::new);
        }
    }
}
