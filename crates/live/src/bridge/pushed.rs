//! What a mini program publishes.

use std::time::{Duration, Instant};

use callkit_media::{BridgedCodec, BridgedPacket};

use super::ConnId;
use crate::audio::{AacFrame, AacReader, AacToOpus, AacToUniform, AudioConfig, AudioError};
use crate::h264::{AccessUnit, AvcReader, Gop, Packetizer, RtpPayload, VideoError};
use crate::{MediaTime, Tag, TagKind};

/// How often the pictures since the last key frame are shown again. Lower: a receiver that loses
/// much recovers sooner, and is sent much that it has seen.
const REPLAY_EVERY: Duration = Duration::from_secs(1);

/// A replay is done within this time of its publisher's, which is less than one picture lasts.
const REPLAY_TICKS: u32 = 90 * 25;

/// The farthest that one picture of a replay lies from the next: 1 ms.
const REPLAY_STEP: u32 = 90;

/// Names for the worker's two streams of a leg.
const AUDIO_STREAM: u32 = 1;
const VIDEO_STREAM: u32 = 2;

/// One publisher: what outlives its connections, and what belongs to the present one.
#[derive(Debug)]
pub(super) struct Pushed {
    epoch: Instant,
    packetizer: Packetizer,
    audio_seq: u64,
    gop: Gop,
    replayed: Option<Instant>,
    /// The last picture's RTP timestamp.
    shown: u32,
    transcoder: Option<AacToOpus>,
    unifier: Option<AacToUniform>,
    connection: Option<Connection>,
}

#[derive(Debug)]
struct Connection {
    id: ConnId,
    heard: Instant,
    pictures: AvcReader,
    voice: AacReader,
    /// From its own time to this publisher's, in microseconds. Each connection counts from zero.
    shift: Option<i64>,
}

/// What a tag held.
#[derive(Debug)]
pub(super) enum Read {
    Nothing,
    Picture(AccessUnit),
    Voice(AudioConfig, AacFrame),
    /// It could not be read; others may.
    Bad,
    /// Nothing of this connection can be used.
    Unusable(String),
}

impl Pushed {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            epoch: now,
            packetizer: Packetizer::default(),
            audio_seq: 1,
            gop: Gop::default(),
            replayed: None,
            shown: 0,
            transcoder: None,
            unifier: None,
            connection: None,
        }
    }

    pub(super) fn attach(&mut self, now: Instant, conn: ConnId) {
        self.gop.clear();
        self.connection = Some(Connection {
            id: conn,
            heard: now,
            pictures: AvcReader::default(),
            voice: AacReader::default(),
            shift: None,
        });
    }

    pub(super) fn detach(&mut self, conn: ConnId) {
        if self.connection.as_ref().is_some_and(|held| held.id == conn) {
            self.connection = None;
            self.gop.clear();
        }
    }

    pub(super) fn conn(&self) -> Option<(ConnId, Instant)> {
        let connection = self.connection.as_ref()?;
        Some((connection.id, connection.heard))
    }

    /// Reads a tag of its connection.
    pub(super) fn read(&mut self, now: Instant, tag: &Tag) -> Read {
        let passed = now.saturating_duration_since(self.epoch).as_micros() as i64;
        let Some(connection) = &mut self.connection else {
            return Read::Nothing;
        };
        connection.heard = now;
        match tag.kind {
            TagKind::Script => Read::Nothing,
            TagKind::Video => match connection.pictures.read(tag.timestamp, &tag.body) {
                Ok(None) => Read::Nothing,
                Ok(Some(mut unit)) => {
                    unit.at = connection.place(passed, unit.at);
                    self.gop.push(&unit);
                    Read::Picture(unit)
                }
                Err(error) => refuse(VideoError::is_fatal(&error), &error),
            },
            TagKind::Audio => match connection.voice.read(tag.timestamp, &tag.body) {
                Ok(None) => Read::Nothing,
                Ok(Some(mut frame)) => {
                    frame.at = connection.place(passed, frame.at);
                    match connection.voice.config() {
                        Some(config) => Read::Voice(config, frame),
                        None => Read::Nothing,
                    }
                }
                Err(error) => refuse(AudioError::is_fatal(&error), &error),
            },
        }
    }

    /// The pictures since the last key frame.
    pub(super) fn gop(&self) -> &[AccessUnit] {
        self.gop.units()
    }

    /// The packets of a picture.
    pub(super) fn packetize(&mut self, unit: &AccessUnit) -> Vec<BridgedPacket> {
        let packets = self.packetizer.packetize(unit);
        if let Some(packet) = packets.last() {
            self.shown = packet.time;
        }
        packets.into_iter().map(video).collect()
    }

    /// The packets of the pictures since the last key frame, each a moment after the one before.
    pub(super) fn replay(&mut self, now: Instant) -> Vec<BridgedPacket> {
        let early = |at: &Instant| now.saturating_duration_since(*at) < REPLAY_EVERY;
        if self.gop.units().is_empty() || self.replayed.as_ref().is_some_and(early) {
            return Vec::new();
        }
        self.replayed = Some(now);
        let count = self.gop.units().len() as u32;
        let step = (REPLAY_TICKS / count).min(REPLAY_STEP);
        let mut packets = Vec::new();
        for (nth, unit) in self.gop.units().iter().enumerate() {
            let time = self.shown.wrapping_add(step * (nth as u32 + 1));
            packets.extend(self.packetizer.packetize_at(unit, time));
        }
        packets.into_iter().map(video).collect()
    }

    /// The packets of a frame of sound.
    pub(super) fn transcode(
        &mut self,
        config: AudioConfig,
        frame: &AacFrame,
    ) -> Vec<BridgedPacket> {
        let fits = |held: &AacToOpus| held.config() == config;
        if !self.transcoder.as_ref().is_some_and(fits) {
            match AacToOpus::new(config) {
                Ok(made) => self.transcoder = Some(made),
                Err(error) => {
                    tracing::warn!(%error, "a voice cannot be converted");
                    return Vec::new();
                }
            }
        }
        let Some(transcoder) = &mut self.transcoder else {
            return Vec::new();
        };
        if let Err(error) = transcoder.push(frame) {
            tracing::debug!(%error, "a frame of sound is lost");
        }
        let mut packets = Vec::new();
        while let Some(frame) = transcoder.poll() {
            packets.push(BridgedPacket {
                codec: BridgedCodec::Opus,
                stream: AUDIO_STREAM,
                seq: self.audio_seq,
                // The count of RTP wraps.
                time: frame.time as u32,
                marker: false,
                payload: (&frame.payload[..]).into(),
                level: Some(frame.level),
                report: None,
            });
            self.audio_seq += 1;
        }
        packets
    }

    /// A frame of sound in the form that players are given.
    pub(super) fn unify(&mut self, config: AudioConfig, frame: &AacFrame) -> Vec<AacFrame> {
        let fits = |held: &AacToUniform| held.config() == config;
        if !self.unifier.as_ref().is_some_and(fits) {
            match AacToUniform::new(config) {
                Ok(made) => self.unifier = Some(made),
                Err(error) => {
                    tracing::warn!(%error, "a voice cannot be converted");
                    return Vec::new();
                }
            }
        }
        let Some(unifier) = &mut self.unifier else {
            return Vec::new();
        };
        if let Err(error) = unifier.push(frame) {
            tracing::debug!(%error, "a frame of sound is lost");
        }
        std::iter::from_fn(|| unifier.poll()).collect()
    }

    /// Lets go of what is kept for players, or for a room, that are not there.
    pub(super) fn rest(&mut self, played: bool, seated: bool) {
        if !played {
            self.unifier = None;
        }
        if !seated {
            self.transcoder = None;
        }
    }
}

impl Connection {
    fn place(&mut self, passed: i64, at: MediaTime) -> MediaTime {
        let shift = *self.shift.get_or_insert(passed - at.0 as i64);
        MediaTime((at.0 as i64 + shift).max(0).unsigned_abs())
    }
}

fn video(packet: RtpPayload) -> BridgedPacket {
    BridgedPacket {
        codec: BridgedCodec::H264,
        stream: VIDEO_STREAM,
        seq: packet.seq,
        time: packet.time,
        marker: packet.marker,
        payload: packet.payload,
        level: None,
        report: None,
    }
}

fn refuse(fatal: bool, error: &dyn std::error::Error) -> Read {
    if fatal {
        Read::Unusable(error.to_string())
    } else {
        tracing::debug!(%error, "a tag cannot be read");
        Read::Bad
    }
}
