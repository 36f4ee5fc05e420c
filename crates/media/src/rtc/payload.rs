//! What a video payload says of itself.

use callkit_protocol::VideoCodec;
use str0m::rtp::{Vp8Descriptor, Vp8Patch};

use crate::packet::Pictures;

/// Whether a receiver can begin with this packet. H.264 senders put the parameter sets before the
/// picture, so those begin a key frame too.
pub(crate) fn begins_keyframe(codec: VideoCodec, payload: &[u8]) -> bool {
    const PARAMETER_SET: u8 = 7;
    match codec {
        VideoCodec::H264 => {
            str0m::format::detect_h264_nalu(payload, PARAMETER_SET)
                || str0m::format::detect_h264_keyframe(payload)
        }
        VideoCodec::Vp8 => {
            Vp8Descriptor::parse(payload).is_ok_and(|found| found.starts_keyframe(payload))
        }
    }
}

/// The picture counts of a VP8 payload that has them.
pub(crate) fn pictures(payload: &[u8]) -> Option<Pictures> {
    let descriptor = Vp8Descriptor::parse(payload).ok()?;
    Some(Pictures {
        id: descriptor.picture_id()?,
        base: descriptor.tl0_pic_idx(),
    })
}

/// What to write over a VP8 payload so that it has these counts.
pub(crate) fn patch(payload: &[u8], pictures: Pictures) -> Option<Vp8Patch> {
    let descriptor = Vp8Descriptor::parse(payload).ok()?;
    let mut patch = descriptor.patch().picture_id(pictures.id);
    if let Some(base) = pictures.base {
        patch = patch.tl0_pic_idx(base);
    }
    // A 7-bit picture id has no room for ours; such a packet goes out as it is.
    patch.build().ok()
}
