//! Voices: AAC of RTMP to Opus of WebRTC and back.
//!
//! [`AacReader`] and [`sequence_header`]/[`raw_frame`] are the RTMP side. [`AacToOpus`],
//! [`OpusToAac`] and [`AacToUniform`] decode and encode; they take 1 to 2 % of a core each, so whoever drives them does
//! that on threads of its own, and only while somebody on the other side listens.

mod config;
mod decoded;
mod level;
mod reader;
mod resample;
mod silence;
mod stretch;
mod to_aac;
mod to_opus;
mod uniform;

pub use config::{AudioConfig, Channels};
pub use reader::{AacReader, AudioError, raw_frame, sequence_header};
pub use silence::silent_frame;
pub use to_aac::{OpusPacket, OpusToAac};
pub use to_opus::{AacToOpus, OpusFrame};
pub use uniform::{AacToUniform, PcmToAac, uniform};

use bytes::Bytes;

use crate::MediaTime;

/// Samples that each channel gives to an AAC frame.
pub const AAC_FRAME: usize = 1024;

/// One AAC frame: a raw data block without any header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AacFrame {
    /// When its first sample is to be heard.
    pub at: MediaTime,
    /// The block.
    pub payload: Bytes,
}
