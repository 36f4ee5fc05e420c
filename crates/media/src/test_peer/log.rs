//! What a test client received.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use callkit_protocol::VideoCodec;
use str0m::format::{Codec as RtcCodec, PayloadParams};
use str0m::rtp::RtpPacket;

use super::frame::{self, Part};
use crate::red;

/// A media packet that arrived.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// When.
    pub at: Instant,
    /// On which m-line of the offer.
    pub line: usize,
    /// Its payload type.
    pub payload_type: u8,
    /// It came wrapped in RED.
    pub red: bool,
    /// As what it is coded; `None` is audio.
    pub video: Option<VideoCodec>,
    /// Extended sequence number.
    pub seq: u64,
    /// RTP time.
    pub time: u32,
    /// Its payload.
    pub payload: Arc<[u8]>,
    /// Audio level in dBov.
    pub level: Option<i8>,
}

/// Everything that arrived, in order.
#[derive(Clone, Debug, Default)]
pub struct Log {
    arrivals: Vec<Arrival>,
}

impl Log {
    /// All packets.
    pub fn all(&self) -> &[Arrival] {
        &self.arrivals
    }

    /// Packets of audio.
    pub fn audio(&self) -> impl Iterator<Item = &Arrival> {
        self.arrivals
            .iter()
            .filter(|arrival| arrival.video.is_none())
    }

    /// Packets of video.
    pub fn video(&self) -> impl Iterator<Item = &Arrival> {
        self.arrivals
            .iter()
            .filter(|arrival| arrival.video.is_some())
    }

    /// Different sounds that arrived, by themselves or as copies in later packets: each begins with
    /// its number.
    pub fn sounds_heard(&self) -> usize {
        let sounds = self.audio().flat_map(|arrival| match arrival.red {
            false => vec![arrival.payload.clone()],
            true => match red::unpack(&arrival.payload, arrival.time) {
                Ok((before, new)) => before.into_iter().chain([new]).map(|b| b.payload).collect(),
                Err(_) => Vec::new(),
            },
        });
        let numbers = sounds.filter_map(|sound| sound.first_chunk::<8>().copied());
        numbers.collect::<BTreeSet<_>>().len()
    }

    /// Frames that came whole since then, by the line they came on, with the time of their last
    /// part.
    pub fn whole_frames(&self, line: usize) -> Vec<(Instant, u32)> {
        let mut parts: BTreeMap<u32, (u16, Vec<u16>, Instant)> = BTreeMap::new();
        for arrival in self.video().filter(|arrival| arrival.line == line) {
            let Some(Part {
                frame, part, of, ..
            }) = arrival.part()
            else {
                continue;
            };
            let entry = parts.entry(frame).or_insert((of, Vec::new(), arrival.at));
            if !entry.1.contains(&part) {
                entry.1.push(part);
                entry.2 = entry.2.max(arrival.at);
            }
        }
        let whole = parts
            .into_iter()
            .filter(|(_, (of, parts, _))| parts.len() == usize::from(*of));
        whole.map(|(frame, (_, _, at))| (at, frame)).collect()
    }

    /// Whole frames a second over the span before `until`.
    pub fn frame_rate(&self, line: usize, until: Instant, span: Duration) -> f64 {
        let frames = self.whole_frames(line);
        let recent = frames
            .iter()
            .filter(|(at, _)| *at <= until && until - *at < span);
        recent.count() as f64 / span.as_secs_f64()
    }

    pub(super) fn push(
        &mut self,
        at: Instant,
        line: usize,
        params: &PayloadParams,
        packet: RtpPacket,
    ) {
        let codec = params.spec().codec;
        let video = [
            (RtcCodec::H264, VideoCodec::H264),
            (RtcCodec::Vp8, VideoCodec::Vp8),
        ];
        let video = video
            .into_iter()
            .find(|(known, _)| *known == codec)
            .map(|(_, ours)| ours);
        let payload_type = packet.header.payload_type;
        self.arrivals.push(Arrival {
            at,
            line,
            payload_type: *payload_type,
            red: params.red() == Some(payload_type),
            video,
            seq: *packet.seq_no,
            time: packet.header.timestamp,
            payload: packet.payload,
            level: packet.header.ext_vals.audio_level,
        });
    }
}

impl Arrival {
    /// Which part of which frame it is.
    pub fn part(&self) -> Option<Part> {
        frame::read(self.video?, &self.payload)
    }
}
