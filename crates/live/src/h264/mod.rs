//! Pictures: H.264 between the AVCC of RTMP and the RTP of WebRTC. Nothing is ever transcoded.
//!
//! The unit is the [`AccessUnit`]: one picture, whole. [`AvcReader`] and [`AvcWriter`] are the RTMP
//! side, [`Packetizer`] and [`Depacketizer`] the RTP side; [`Gop`] keeps what a late viewer needs
//! and [`black`] stands in where there is nothing to show.

mod avcc;
mod black;
mod depacketizer;
mod gop;
mod packetizer;
mod parameters;

pub use avcc::{AvcReader, AvcWriter, VideoError, configuration, picture};
pub use black::black;
pub use depacketizer::{Depacketized, Depacketizer, VideoPacket};
pub use gop::Gop;
pub use packetizer::{Packetizer, RtpPayload};
pub use parameters::ParameterSets;

use std::sync::Arc;

use bytes::Bytes;

use crate::MediaTime;

/// One picture: every slice of it (ITU-T H.264, 7.4.1.2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessUnit {
    /// When it is to be seen.
    pub at: MediaTime,
    /// Whether decoding may begin here: it is an IDR picture.
    pub key: bool,
    /// Its slices, each a NAL unit without start code or length. Parameter sets, delimiters, SEI
    /// and filler are left out.
    pub slices: Vec<Bytes>,
    /// What it is decoded with.
    pub parameters: Arc<ParameterSets>,
}

impl AccessUnit {
    /// Bytes of its slices.
    pub fn len(&self) -> usize {
        self.slices.iter().map(Bytes::len).sum()
    }

    /// Whether it has no slice.
    pub fn is_empty(&self) -> bool {
        self.slices.is_empty()
    }
}

/// What a NAL unit is (ITU-T H.264, table 7-1), as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nal {
    /// A slice of a picture that needs others before it.
    Slice,
    /// A slice of an IDR picture.
    IdrSlice,
    /// Sequence parameter set.
    Sps,
    /// Picture parameter set.
    Pps,
    /// Delimiter, SEI, filler and everything else that a decoder can do without.
    Other,
}

impl Nal {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        match bytes.first().map(|header| header & 0x1f) {
            // 2 to 4 are partitions of slices, which no profile in use has.
            Some(1) => Self::Slice,
            Some(5) => Self::IdrSlice,
            Some(7) => Self::Sps,
            Some(8) => Self::Pps,
            Some(_) | None => Self::Other,
        }
    }
}
