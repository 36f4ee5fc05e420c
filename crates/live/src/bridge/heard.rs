//! What a WebRTC member says and shows, for mini programs.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use callkit_media::{BridgedCodec, BridgedPacket};

use crate::audio::{AacFrame, AudioConfig, OpusPacket, OpusToAac, uniform};
use crate::clock::{LineKind, SenderClock};
use crate::h264::{AccessUnit, Depacketized, Depacketizer, VideoPacket};

/// One publisher. There is one only while a mini program plays it: nobody else needs its voice in
/// another codec.
#[derive(Debug)]
pub(super) struct Heard {
    clock: SenderClock,
    /// Of the simulcast layer that comes.
    stream: Option<u32>,
    pictures: Depacketizer,
    voice: Option<OpusToAac>,
}

/// What came of packets, or of time.
#[derive(Debug)]
pub(super) enum Fresh {
    Picture(AccessUnit),
    Voice(AudioConfig, AacFrame),
    /// Pictures cannot go on before a key frame.
    NeedsKeyframe,
}

impl Heard {
    pub(super) fn new(now: Instant) -> Self {
        let voice = OpusToAac::new();
        if let Err(error) = &voice {
            tracing::error!(%error, "a voice cannot be converted");
        }
        Self {
            clock: SenderClock::new(now),
            stream: None,
            pictures: Depacketizer::default(),
            voice: voice.ok(),
        }
    }

    pub(super) fn packet(&mut self, now: Instant, packet: BridgedPacket) -> Vec<Fresh> {
        let line = match packet.codec {
            BridgedCodec::Opus => LineKind::Audio,
            BridgedCodec::H264 => LineKind::Video,
        };
        let at = self.clock.map(line, now, packet.time, packet.report);
        let payload = Bytes::from_owner(Shared(packet.payload));
        match packet.codec {
            BridgedCodec::Opus => {
                let seq = packet.seq;
                if let Some(voice) = &mut self.voice
                    && let Err(error) = voice.push(now, OpusPacket { seq, at, payload })
                {
                    tracing::debug!(%error, "a packet of sound is lost");
                }
            }
            BridgedCodec::H264 => {
                if self.stream != Some(packet.stream) {
                    self.stream = Some(packet.stream);
                    self.pictures = Depacketizer::default();
                }
                let packet = VideoPacket {
                    seq: packet.seq,
                    at,
                    marker: packet.marker,
                    payload,
                };
                self.pictures.push(now, packet);
            }
        }
        self.fresh()
    }

    pub(super) fn tick(&mut self, now: Instant) -> Vec<Fresh> {
        self.pictures.handle_timeout(now);
        if let Some(voice) = &mut self.voice {
            while voice.deadline().is_some_and(|due| due <= now) {
                if let Err(error) = voice.handle_timeout(now) {
                    tracing::debug!(%error, "a moment of sound is lost");
                    break;
                }
            }
        }
        self.fresh()
    }

    fn fresh(&mut self) -> Vec<Fresh> {
        let mut fresh = Vec::new();
        while let Some(result) = self.pictures.poll() {
            fresh.push(match result {
                Depacketized::Unit(unit) => Fresh::Picture(unit),
                Depacketized::NeedsKeyframe => Fresh::NeedsKeyframe,
            });
        }
        while let Some(frame) = self.voice.as_mut().and_then(OpusToAac::poll) {
            fresh.push(Fresh::Voice(uniform(), frame));
        }
        fresh
    }
}

/// Lets bytes that others hold too be looked at in parts.
struct Shared(Arc<[u8]>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
