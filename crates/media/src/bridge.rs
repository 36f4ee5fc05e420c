//! Legs whose client is no WebRTC peer.
//!
//! A mini program publishes and plays over RTMP. To the room its leg is like any other: it has a
//! gate, seats, and says what it publishes. Only its packets take another way: what it publishes
//! comes in by [`Worker::handle_bridge`](crate::Worker::handle_bridge), and what it is to see comes
//! out as [`ToBridge`], once for each publisher however many legs behind the bridge receive it.

use std::sync::Arc;
use std::time::SystemTime;

use callkit_protocol::{CallId, LegId, VideoCodec};

use crate::config::Bitrate;
use crate::control::LegKey;
use crate::packet::{Codec, MediaPacket};
use crate::red;

/// What the client of a leg is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Client {
    /// A WebRTC peer: it offers, the worker answers.
    #[default]
    WebRtc,
    /// Somebody behind the bridge, who hears and sees Opus and H.264.
    Bridged,
}

/// What crosses the bridge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BridgedCodec {
    /// Opus (RFC 7587), one frame a packet, 48 kHz.
    Opus,
    /// H.264 (RFC 6184), packetization mode 1, 90 kHz.
    H264,
}

/// Which moment of the publisher's own clock an RTP timestamp stands for (RFC 3550, 6.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderReport {
    /// The publisher's clock.
    pub wall: SystemTime,
    /// The RTP timestamp of the same moment.
    pub time: u32,
}

/// One RTP packet without what belongs to a connection.
#[derive(Clone, Debug)]
pub struct BridgedPacket {
    /// What it holds.
    pub codec: BridgedCodec,
    /// Another number means another count of everything below.
    pub stream: u32,
    /// Extended: does not wrap.
    pub seq: u64,
    /// RTP timestamp, in ticks of the codec's clock.
    pub time: u32,
    /// RTP marker: the last packet of a picture.
    pub marker: bool,
    /// RTP payload.
    pub payload: Arc<[u8]>,
    /// Loudness, 0 down to -127 dBov.
    pub level: Option<i8>,
    /// The newest sender report of this stream.
    pub report: Option<SenderReport>,
}

/// What the bridge says to a worker.
#[derive(Clone, Debug)]
pub enum FromBridge {
    /// The client of this leg is there. To be said at least every two seconds: a leg is silent
    /// otherwise.
    Alive {
        /// The leg.
        leg: LegKey,
    },
    /// The client of this leg published something.
    Packet {
        /// The publisher.
        leg: LegKey,
        /// What.
        packet: BridgedPacket,
    },
    /// Pictures of before, from a key frame on, for those who wait for one. They are numbered as
    /// if they came now; who does not wait is not given them and does not miss them.
    Replay {
        /// The publisher.
        leg: LegKey,
        /// In order.
        packets: Vec<BridgedPacket>,
    },
    /// Somebody behind the bridge cannot show this publisher's picture before a key frame.
    KeyframeWanted {
        /// The call.
        call: CallId,
        /// The publisher.
        of: LegId,
    },
    /// What this leg's client can receive.
    Capacity {
        /// The receiver.
        leg: LegKey,
        /// Voice and picture together.
        estimate: Bitrate,
    },
}

/// What a worker says to the bridge.
#[derive(Clone, Debug)]
pub enum ToBridge {
    /// For every leg behind the bridge that has a seat for this publisher.
    Packet {
        /// The call.
        call: CallId,
        /// The publisher.
        from: LegKey,
        /// What.
        packet: BridgedPacket,
    },
    /// A receiver of this bridged publisher waits for a key frame.
    KeyframeWanted {
        /// The call.
        call: CallId,
        /// The publisher.
        of: LegKey,
    },
}

/// The lines of a bridged leg, as if it had been negotiated.
pub(crate) const AUDIO_LINE: usize = 0;
pub(crate) const VIDEO_LINE: usize = 1;

/// What the client of a bridged leg is taken to receive until the bridge knows better. The tags of
/// a mini program are made for 200 to 1000 kbit/s. Higher: a better picture on a good network, a
/// player that falls behind on a poor one.
pub(crate) const CAPACITY: Bitrate = Bitrate::kbps(1200);

impl BridgedPacket {
    /// As it crosses to the room.
    pub(crate) fn into_room(self) -> MediaPacket {
        let (line, codec) = match self.codec {
            BridgedCodec::Opus => (AUDIO_LINE, Codec::Opus),
            BridgedCodec::H264 => (VIDEO_LINE, Codec::Video(VideoCodec::H264)),
        };
        MediaPacket {
            line,
            layer: None,
            ssrc: self.stream,
            codec,
            red: false,
            seq: self.seq,
            time: self.time,
            marker: self.marker,
            payload: self.payload,
            pictures: None,
            level: self.level,
            voice: None,
            report: self.report,
        }
    }

    /// As it crosses from the room; `None` for what the other side has no use for.
    pub(crate) fn from_room(packet: &MediaPacket) -> Option<Self> {
        let codec = match packet.codec {
            Codec::Opus => BridgedCodec::Opus,
            Codec::Video(VideoCodec::H264) => BridgedCodec::H264,
            Codec::Video(VideoCodec::Vp8) => return None,
        };
        let payload = if packet.red {
            red::strip(&packet.payload).ok()?
        } else {
            Arc::clone(&packet.payload)
        };
        Some(Self {
            codec,
            stream: packet.ssrc,
            seq: packet.seq,
            time: packet.time,
            marker: packet.marker,
            payload,
            level: packet.level,
            report: packet.report,
        })
    }
}
