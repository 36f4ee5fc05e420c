//! A call of phones and browsers on one bridge, and what each of them sends.

use std::time::{Duration, Instant};

use bytes::Bytes;
use callkit_live::audio::{
    AacFrame, AudioConfig, Channels, PcmToAac, raw_frame, sequence_header, silent_frame, uniform,
};
use callkit_live::bridge::{Bridge, ConnId, Output, Refusal};
use callkit_live::h264::{AccessUnit, AvcWriter, black};
use callkit_live::{MediaTime, StreamKey, StreamKeys, Tag, TagKind};
use callkit_media::{
    BridgedPacket, Client, Control, FromBridge, Gate, LegKey, Pool, Publish, Seat, ToBridge,
};
use callkit_protocol::{CallId, SeatIndex, UserId, VideoCodec};

/// A call in which everybody is admitted and publishes everything.
pub(crate) struct Call {
    pub(crate) bridge: Bridge,
    pub(crate) start: Instant,
    pub(crate) keys: StreamKeys,
    pub(crate) id: CallId,
    members: Vec<(LegKey, UserId)>,
    next: u64,
}

impl Call {
    /// With these members.
    pub(crate) fn of(members: &[(&str, Client)]) -> Self {
        let keys = StreamKeys::new([3; 32]);
        let mut call = Self {
            bridge: Bridge::new(keys.clone()),
            start: Instant::now(),
            keys,
            id: CallId::from_random([4; 16]),
            members: Vec::new(),
            next: 1,
        };
        for (name, client) in members {
            let leg = LegKey {
                leg: format!("leg-{name}").parse().unwrap(),
                epoch: 1,
            };
            let user: UserId = name.parse().unwrap();
            call.members.push((leg.clone(), user.clone()));
            call.control(Control::OpenLeg {
                call: call.id.clone(),
                leg,
                user,
                client: *client,
                pool: Pool::Group,
            });
        }
        for (leg, _) in call.members.clone() {
            let others = call.members.iter().filter(|(other, _)| *other != leg);
            let seats = others.enumerate().map(|(at, (other, _))| Seat {
                index: SeatIndex(at as u8),
                source: other.leg.clone(),
            });
            let seats = seats.collect();
            let publish = Publish {
                microphone: true,
                camera: true,
                codec: Some(VideoCodec::H264),
            };
            call.control(Control::Seats {
                leg: leg.clone(),
                seats,
            });
            call.control(Control::Publish {
                leg: leg.clone(),
                publish,
            });
            call.control(Control::Gate {
                leg,
                gate: Gate::Open,
            });
        }
        call
    }

    pub(crate) fn control(&mut self, control: Control) {
        self.bridge.handle_control(self.start, control);
    }

    pub(crate) fn leg(&self, name: &str) -> LegKey {
        let found = self.members.iter().find(|(_, user)| user.as_ref() == name);
        found.unwrap().0.clone()
    }

    pub(crate) fn push_key(&self, name: &str) -> StreamKey {
        self.keys.push(&self.id, &self.leg(name))
    }

    pub(crate) fn play_key(&self, name: &str, of: &str) -> StreamKey {
        self.keys
            .play(&self.id, &self.leg(name), &of.parse().unwrap())
    }

    fn conn(&mut self) -> ConnId {
        self.next += 1;
        ConnId(self.next)
    }

    pub(crate) fn publish(&mut self, at: Duration, name: &str) -> Result<ConnId, Refusal> {
        let (conn, key) = (self.conn(), self.push_key(name));
        self.bridge.publish(self.start + at, conn, &key)?;
        Ok(conn)
    }

    pub(crate) fn play(&mut self, at: Duration, name: &str, of: &str) -> Result<ConnId, Refusal> {
        let (conn, key) = (self.conn(), self.play_key(name, of));
        self.bridge.play(self.start + at, conn, &key)?;
        Ok(conn)
    }

    /// What there is to do, with everything that time alone brings until then.
    pub(crate) fn outputs(&mut self, at: Duration) -> Vec<Output> {
        let now = self.start + at;
        let mut all = Vec::new();
        while let Some(due) = self.bridge.next_timeout().filter(|due| *due <= now) {
            self.bridge.handle_timeout(due);
            all.extend(std::iter::from_fn(|| self.bridge.poll_output()));
        }
        all.extend(std::iter::from_fn(|| self.bridge.poll_output()));
        all
    }

    pub(crate) fn tag(&mut self, at: Duration, conn: ConnId, tag: Tag) -> Vec<Output> {
        let mut all = self.outputs(at);
        self.bridge.handle_tag(self.start + at, conn, tag);
        all.extend(self.outputs(at));
        all
    }

    pub(crate) fn packet(
        &mut self,
        at: Duration,
        from: &str,
        packet: BridgedPacket,
    ) -> Vec<Output> {
        let mut all = self.outputs(at);
        let (call, from) = (self.id.clone(), self.leg(from));
        let said = ToBridge::Packet { call, from, packet };
        self.bridge.handle_room(self.start + at, said);
        all.extend(self.outputs(at));
        all
    }
}

/// The tags for one player.
pub(crate) fn tags(outputs: &[Output], of: ConnId) -> impl Iterator<Item = &Tag> {
    outputs.iter().filter_map(move |output| match output {
        Output::Tag { conn, tag } if *conn == of => Some(tag),
        Output::Tag { .. } | Output::ToRoom(_) | Output::Close { .. } => None,
    })
}

/// The packets of one publisher for the room.
pub(crate) fn packets<'a>(
    outputs: &'a [Output],
    of: &'a LegKey,
) -> impl Iterator<Item = &'a BridgedPacket> {
    outputs.iter().filter_map(move |output| match output {
        Output::ToRoom(FromBridge::Packet { leg, packet }) if leg == of => Some(packet),
        Output::Tag { .. } | Output::ToRoom(_) | Output::Close { .. } => None,
    })
}

/// What a phone sends: pictures of which some can be told from the others, and sound that is loud
/// or not.
pub(crate) struct Phone {
    writer: AvcWriter,
    loud: Bytes,
    config: AudioConfig,
}

impl Phone {
    pub(crate) fn new() -> Self {
        Self {
            writer: AvcWriter::default(),
            loud: loud_frame(),
            config: uniform(),
        }
    }

    /// The first tags.
    pub(crate) fn headers(&mut self) -> Vec<Tag> {
        let (header, _) = self.writer.write(&picture(true)).unwrap();
        vec![
            tag(TagKind::Video, 0, header.unwrap()),
            tag(TagKind::Audio, 0, sequence_header(self.config)),
        ]
    }

    pub(crate) fn picture(&mut self, millis: u64, key: bool) -> Tag {
        let (_, body) = self.writer.write(&picture(key)).unwrap();
        tag(TagKind::Video, millis as u32, body)
    }

    pub(crate) fn sound(&self, millis: u64, loud: bool) -> Tag {
        let payload = if loud {
            self.loud.clone()
        } else {
            silent_frame(Channels::Mono)
        };
        let at = MediaTime(0);
        tag(
            TagKind::Audio,
            millis as u32,
            raw_frame(&AacFrame { at, payload }),
        )
    }
}

/// A key frame, or a small picture behind one.
pub(crate) fn picture(key: bool) -> AccessUnit {
    let key_frame = black(MediaTime(0));
    if key {
        return key_frame;
    }
    AccessUnit {
        key,
        slices: vec![Bytes::from_static(&[0x41, 0x9a, 0x21, 0x6c])],
        ..key_frame
    }
}

/// Whether a player's tag holds a key frame.
pub(crate) fn is_key_frame(tag: &Tag) -> bool {
    tag.kind == TagKind::Video && tag.body[0] >> 4 == 1 && tag.body[1] == 1
}

/// One frame out of the middle of a tone.
fn loud_frame() -> Bytes {
    let mut encoder = PcmToAac::new().unwrap();
    let tone = |n: u32| ((f64::from(n) * 0.0576).sin() * 16_000.0) as i16;
    let samples: Vec<i16> = (0..1024 * 8).map(tone).collect();
    let frames = encoder.push(MediaTime(0), &samples).unwrap();
    frames[5].payload.clone()
}

fn tag(kind: TagKind, timestamp: u32, body: Bytes) -> Tag {
    Tag {
        kind,
        timestamp,
        body,
    }
}
