//! A call of a phone and a browser on one bridge, in virtual time.

use std::time::{Duration, Instant, UNIX_EPOCH};

use anyhow::anyhow;
use callkit_live::audio::{AacFrame, AacReader, AacToOpus, raw_frame, sequence_header, uniform};
use callkit_live::bridge::{Bridge, ConnId, Output};
use callkit_live::h264::{AvcWriter, Packetizer};
use callkit_live::{MediaTime, StreamKeys, Tag, TagKind};
use callkit_media::{
    BridgedCodec, BridgedPacket, Client, Control, FromBridge, Gate, LegKey, Pool, Publish, Seat,
    SenderReport, ToBridge,
};
use callkit_protocol::{CallId, SeatIndex, VideoCodec};

use super::sources::{LOUD, Sources};
use super::{Step, timed};

const PUSHER: ConnId = ConnId(1);
const PLAYER: ConnId = ConnId(2);
/// A picture is sent every so many microseconds, a key frame every so many pictures.
const PICTURE_EVERY: u64 = 66_667;
const KEY_FRAME_EVERY: u64 = 30;
const AAC_EVERY: u64 = 21_333;
const OPUS_EVERY: u64 = 20_000;

/// What goes which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    VoiceToRoom,
    VoiceToPlayer,
    PictureToRoom,
    PictureToPlayer,
}

pub(super) struct Call {
    bridge: Bridge,
    /// Listens to what the player is sent, where that matters.
    ear: Option<(AacReader, AacToOpus)>,
    id: CallId,
    browser: LegKey,
    sources: Sources,
    writer: AvcWriter,
    packetizer: Packetizer,
    start: Instant,
    /// How far virtual time has got, in microseconds.
    now: u64,
    /// How many of each have been sent: to the room and to the player, voice and picture.
    sent: [u64; 4],
}

impl Call {
    /// Both are there, admitted, and see each other.
    pub(super) fn new(sources: Sources) -> anyhow::Result<Self> {
        let keys = StreamKeys::new([7; 32]);
        let leg = |name: &str| -> anyhow::Result<LegKey> {
            Ok(LegKey {
                leg: name.parse().map_err(|error| anyhow!("{error}"))?,
                epoch: 1,
            })
        };
        let (phone, browser) = (leg("phone")?, leg("browser")?);
        let mut call = Self {
            bridge: Bridge::new(keys.clone()),
            ear: None,
            id: CallId::from_random([7; 16]),
            browser: browser.clone(),
            sources,
            writer: AvcWriter::default(),
            packetizer: Packetizer::default(),
            start: Instant::now(),
            now: 0,
            sent: [0; 4],
        };
        for (leg, other, client) in [
            (&phone, &browser, Client::Bridged),
            (&browser, &phone, Client::WebRtc),
        ] {
            call.control(Control::OpenLeg {
                call: call.id.clone(),
                leg: leg.clone(),
                user: leg.leg.to_string().parse().map_err(|e| anyhow!("{e}"))?,
                client,
                pool: Pool::OneToOne,
            });
            let seat = Seat {
                index: SeatIndex(0),
                source: other.leg.clone(),
            };
            let (leg, publish) = (
                leg.clone(),
                Publish {
                    microphone: true,
                    camera: true,
                    codec: Some(VideoCodec::H264),
                },
            );
            let seats = vec![seat];
            call.control(Control::Seats {
                leg: leg.clone(),
                seats,
            });
            call.control(Control::Publish {
                leg: leg.clone(),
                publish,
            });
            let gate = Gate::Open;
            call.control(Control::Gate { leg, gate });
        }
        let of = "browser".parse().map_err(|error| anyhow!("{error}"))?;
        let (push, play) = (
            keys.push(&call.id, &phone),
            keys.play(&call.id, &phone, &of),
        );
        call.bridge.publish(call.start, PUSHER, &push)?;
        call.bridge.play(call.start, PLAYER, &play)?;
        let header = call.writer.write(&call.sources.key_frame);
        let header = header.and_then(|(header, _)| header);
        let header = header.ok_or_else(|| anyhow!("a writer begins with parameter sets"))?;
        for (kind, body) in [
            (TagKind::Video, header),
            (TagKind::Audio, sequence_header(uniform())),
        ] {
            call.push(kind, 0, body);
        }
        Ok(call)
    }

    /// From now on it is told whether what the player is sent is loud.
    pub(super) fn listen(&mut self) -> anyhow::Result<()> {
        self.ear = Some((AacReader::default(), AacToOpus::new(uniform())?));
        Ok(())
    }

    /// Lets them talk for so long; `told` hears of every step in which something came out.
    pub(super) fn run(&mut self, span: Duration, mut told: impl FnMut(Step)) {
        let end = self.now + span.as_micros() as u64;
        loop {
            let due = [AAC_EVERY, PICTURE_EVERY, OPUS_EVERY, PICTURE_EVERY];
            // What was recorded can be sent when it is over.
            let next = (0..4)
                .map(|line| ((self.sent[line] + 1) * due[line], line))
                .min();
            let Some((at, line)) = next.filter(|(at, _)| *at <= end) else {
                self.now = end;
                return;
            };
            self.now = at;
            self.pass_time();
            let nth = self.sent[line];
            self.sent[line] += 1;
            let (outputs, took, wanted) = match line {
                0 => self.phone_speaks(nth),
                1 => self.phone_shows(nth),
                2 => self.browser_speaks(nth),
                _ => self.browser_shows(nth),
            };
            if let Some(loud) = self.came_out(&outputs, wanted) {
                told(Step {
                    way: wanted,
                    at: Duration::from_micros(self.now),
                    took,
                    loud,
                });
            }
        }
    }

    fn phone_speaks(&mut self, nth: u64) -> (Vec<Output>, Duration, Way) {
        let payload = self.sources.aac[nth as usize % self.sources.aac.len()].clone();
        let at = MediaTime(0);
        let body = raw_frame(&AacFrame { at, payload });
        let (outputs, took) = self.push(TagKind::Audio, nth * AAC_EVERY / 1000, body);
        (outputs, took, Way::VoiceToRoom)
    }

    fn phone_shows(&mut self, nth: u64) -> (Vec<Output>, Duration, Way) {
        let unit = if nth.is_multiple_of(KEY_FRAME_EVERY) {
            &self.sources.key_frame
        } else {
            &self.sources.picture
        };
        let body = self
            .writer
            .write(unit)
            .map(|(_, body)| body)
            .unwrap_or_default();
        let (outputs, took) = self.push(TagKind::Video, nth * PICTURE_EVERY / 1000, body);
        (outputs, took, Way::PictureToRoom)
    }

    fn browser_speaks(&mut self, nth: u64) -> (Vec<Output>, Duration, Way) {
        let payload = &self.sources.opus[nth as usize % self.sources.opus.len()];
        let packet = BridgedPacket {
            codec: BridgedCodec::Opus,
            stream: 1,
            seq: nth,
            time: (nth * 960) as u32,
            marker: false,
            payload: payload[..].into(),
            level: None,
            report: self.report(48_000),
        };
        let (outputs, took) = self.hear(packet);
        (outputs, took, Way::VoiceToPlayer)
    }

    /// All packets of a picture; the time is that of the last.
    fn browser_shows(&mut self, nth: u64) -> (Vec<Output>, Duration, Way) {
        let unit = if nth.is_multiple_of(KEY_FRAME_EVERY) {
            &self.sources.key_frame
        } else {
            &self.sources.picture
        };
        let time = (nth * PICTURE_EVERY * 9 / 100) as u32;
        let (mut outputs, mut took) = (Vec::new(), Duration::ZERO);
        for packet in self.packetizer.packetize_at(unit, time) {
            let packet = BridgedPacket {
                codec: BridgedCodec::H264,
                stream: 2,
                seq: packet.seq,
                time: packet.time,
                marker: packet.marker,
                payload: packet.payload,
                level: None,
                report: self.report(90_000),
            };
            let (more, last) = self.hear(packet);
            outputs.extend(more);
            took = last;
        }
        (outputs, took, Way::PictureToPlayer)
    }

    fn report(&self, rate: u64) -> Option<SenderReport> {
        let at = self.now / 5_000_000 * 5_000_000;
        Some(SenderReport {
            wall: UNIX_EPOCH + Duration::from_micros(1_700_000_000_000_000 + at),
            time: (at * rate / 1_000_000) as u32,
        })
    }

    fn push(&mut self, kind: TagKind, millis: u64, body: bytes::Bytes) -> (Vec<Output>, Duration) {
        let now = self.instant();
        let tag = Tag {
            kind,
            timestamp: millis as u32,
            body,
        };
        timed(|| {
            self.bridge.handle_tag(now, PUSHER, tag);
            outputs(&mut self.bridge)
        })
    }

    fn hear(&mut self, packet: BridgedPacket) -> (Vec<Output>, Duration) {
        let now = self.instant();
        let (call, from) = (self.id.clone(), self.browser.clone());
        timed(|| {
            let said = ToBridge::Packet { call, from, packet };
            self.bridge.handle_room(now, said);
            outputs(&mut self.bridge)
        })
    }

    fn pass_time(&mut self) {
        let now = self.instant();
        while let Some(due) = self.bridge.next_timeout().filter(|due| *due <= now) {
            self.bridge.handle_timeout(due);
            outputs(&mut self.bridge);
        }
    }

    /// Whether something of this kind came out, and whether it was loud.
    fn came_out(&mut self, outputs: &[Output], wanted: Way) -> Option<bool> {
        let mut found = None;
        for output in outputs {
            let (way, loud) = match output {
                Output::ToRoom(FromBridge::Packet { packet, .. }) => match packet.codec {
                    BridgedCodec::Opus => {
                        let loud = packet.level.is_some_and(|level| level > LOUD);
                        (Way::VoiceToRoom, loud)
                    }
                    BridgedCodec::H264 => (Way::PictureToRoom, false),
                },
                Output::Tag { tag, .. } => match tag.kind {
                    TagKind::Audio => (Way::VoiceToPlayer, self.is_loud(tag)),
                    TagKind::Video => (Way::PictureToPlayer, false),
                    TagKind::Script => continue,
                },
                Output::ToRoom(_) | Output::Close { .. } => continue,
            };
            if way == wanted {
                found = Some(found.unwrap_or(false) || loud);
            }
        }
        found
    }

    fn is_loud(&mut self, tag: &Tag) -> bool {
        let Some((reader, ear)) = &mut self.ear else {
            return false;
        };
        if let Ok(Some(frame)) = reader.read(tag.timestamp, &tag.body) {
            // What cannot be decoded is not heard.
            let _ = ear.push(&frame);
        }
        let mut heard = std::iter::from_fn(|| ear.poll());
        heard.any(|frame| frame.level > LOUD)
    }

    fn control(&mut self, control: Control) {
        self.bridge.handle_control(self.start, control);
        outputs(&mut self.bridge);
    }

    fn instant(&self) -> Instant {
        self.start + Duration::from_micros(self.now)
    }
}

fn outputs(bridge: &mut Bridge) -> Vec<Output> {
    std::iter::from_fn(|| bridge.poll_output()).collect()
}
