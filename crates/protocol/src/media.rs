//! What is sent and heard, as far as signalling names it.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether a call is by voice or by video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// Voice only; no camera is opened.
    Audio,
    /// Voice and picture.
    Video,
}

impl MediaKind {
    /// As it stands in records and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }
}

impl fmt::Display for MediaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A video codec that the server forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VideoCodec {
    /// H.264 constrained baseline, packetization mode 1: what mini programs speak.
    H264,
    /// VP8: what every browser speaks.
    Vp8,
}

/// Which video codecs a device can send and receive, as its offer said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Codecs {
    /// Codecs it can encode.
    pub send: Vec<VideoCodec>,
    /// Codecs it can decode.
    pub receive: Vec<VideoCodec>,
}

/// Whether a member's picture can reach this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum VideoState {
    /// It can.
    Ok,
    /// The member sends a codec that this device cannot decode.
    Unsupported,
}

/// How a joined member is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Connection {
    /// Has accepted; its media has not come up yet.
    Connecting,
    /// Its media is up.
    Connected,
    /// Its signalling or its media is silent; its seat is held.
    Reconnecting,
}

/// A place in the receiving pool of a leg: the i-th audio and the i-th video line that the device
/// offered to receive on. Lips and voice of one member share a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct SeatIndex(pub u8);
