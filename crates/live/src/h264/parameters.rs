//! Parameter sets: what every picture of a sequence is decoded with.

use std::fmt;

use bytes::Bytes;
use h264_reader::nal::sps::SeqParameterSet;
use h264_reader::rbsp::{BitReader, decode_nal};

/// Longest parameter set that is taken, in bytes. Real ones have 10 to 100; both together must fit
/// one RTP packet.
const MAX_BYTES: usize = 512;

/// A sequence parameter set and its picture parameter set.
#[derive(Clone, PartialEq, Eq)]
pub struct ParameterSets {
    sps: Bytes,
    pps: Bytes,
    width: u16,
    height: u16,
    reorders: bool,
}

impl ParameterSets {
    /// From NAL units; `None` when they are not parameter sets of a picture that can be shown.
    pub fn new(sps: Bytes, pps: Bytes) -> Option<Self> {
        if sps.len() < 4 || sps.len() > MAX_BYTES || pps.is_empty() || pps.len() > MAX_BYTES {
            return None;
        }
        let bits = decode_nal(&sps).ok()?;
        let parsed = SeqParameterSet::from_bits(BitReader::new(&bits[..])).ok()?;
        let (width, height) = parsed.pixel_dimensions().ok()?;
        let restrictions = parsed.vui_parameters.as_ref();
        let restrictions = restrictions.and_then(|vui| vui.bitstream_restrictions.as_ref());
        Some(Self {
            width: width.try_into().ok()?,
            height: height.try_into().ok()?,
            // Without the field nothing is known; pictures that come out of order tell then.
            reorders: restrictions.is_some_and(|known| known.max_num_reorder_frames > 0),
            sps,
            pps,
        })
    }

    /// The sequence parameter set.
    pub fn sps(&self) -> &Bytes {
        &self.sps
    }

    /// The picture parameter set.
    pub fn pps(&self) -> &Bytes {
        &self.pps
    }

    /// Width of the picture, in pixels.
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Height of the picture, in pixels.
    pub fn height(&self) -> u16 {
        self.height
    }

    /// Whether pictures are sent in another order than they are shown in, which WebRTC cannot do.
    pub fn reorders(&self) -> bool {
        self.reorders
    }
}

impl fmt::Debug for ParameterSets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)?;
        let profile = &self.sps[1..4];
        write!(f, " {:02x}{:02x}{:02x}", profile[0], profile[1], profile[2])
    }
}
