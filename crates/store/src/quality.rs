//! How the media of a call fared, and what it met with: what the console's timeline is made of.

use callkit_protocol::{DeviceId, UnixMs, UserId};

/// A stretch of time in the media of one device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualityChunk {
    /// Whose device.
    pub user: UserId,
    /// Which.
    pub device: DeviceId,
    /// Where it begins. One that begins where another of the same device did takes its place.
    pub from: UnixMs,
    /// The figures, in the caller's own encoding.
    pub samples: Vec<u8>,
}

/// Something that the media of one device met with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNote {
    /// When.
    pub at: UnixMs,
    /// Whose device.
    pub user: UserId,
    /// Which.
    pub device: DeviceId,
    /// What: a word of the caller's own.
    pub kind: String,
    /// More about it.
    pub detail: Option<String>,
}

/// What is known of the media of one call, or comes to what is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaLog {
    /// The figures, by user, device and time.
    pub chunks: Vec<QualityChunk>,
    /// What happened, in order.
    pub notes: Vec<StoredNote>,
}
