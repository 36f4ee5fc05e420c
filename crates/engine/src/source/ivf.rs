//! IVF, the little file format of libvpx: a header of 32 bytes, then frames with 12 bytes before
//! each (length, timestamp). Little-endian. Layout as ffmpeg's `ivfdec.c` reads it, 2026-11.

use std::time::Duration;

use super::Frame;
use crate::error::PictureError;

const SIGNATURE: &[u8] = b"DKIF";
const FRAME_HEADER: usize = 12;

pub(super) fn is_ivf(bytes: &[u8]) -> bool {
    bytes.starts_with(SIGNATURE)
}

/// The frames, and the time from one to the next.
pub(super) fn parse(bytes: &[u8]) -> Result<(Vec<Frame>, Duration), PictureError> {
    let damaged = |at: usize| PictureError::Damaged { at };
    let codec = bytes.get(8..12).ok_or(damaged(8))?;
    if codec != b"VP80" {
        return Err(PictureError::UnknownCodec(
            String::from_utf8_lossy(codec).into_owned(),
        ));
    }
    let header = u16::from_le_bytes(array(bytes, 6)?);
    let rate = u32::from_le_bytes(array(bytes, 16)?);
    let scale = u32::from_le_bytes(array(bytes, 20)?);
    if rate == 0 || scale == 0 || rate / scale > 120 {
        return Err(damaged(16));
    }

    let mut frames = Vec::new();
    let mut at = usize::from(header);
    while at < bytes.len() {
        let length = u32::from_le_bytes(array(bytes, at)?) as usize;
        let start = at + FRAME_HEADER;
        let data = start
            .checked_add(length)
            .and_then(|end| bytes.get(start..end));
        let data = data.filter(|data| !data.is_empty()).ok_or(damaged(at))?;
        // The first bit of a VP8 frame says "not a key frame" (RFC 6386, section 9.1).
        frames.push(Frame {
            data: data.into(),
            is_key: data[0] & 1 == 0,
        });
        at = start + length;
    }
    Ok((frames, Duration::from_secs(1) * scale / rate))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], PictureError> {
    let found = bytes.get(at..).and_then(|rest| rest.first_chunk());
    found.copied().ok_or(PictureError::Damaged { at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_cut_anywhere_is_refused_or_shorter_and_never_a_panic() {
        let whole = include_bytes!("../../assets/loop.ivf");
        for end in (0..3000).chain([whole.len() - 1]) {
            if let Ok((frames, _)) = parse(&whole[..end]) {
                assert!(frames.len() < 150, "cut at {end}");
            }
        }
    }

    #[test]
    fn another_codec_is_named() {
        let mut file = include_bytes!("../../assets/loop.ivf").to_vec();
        file[8..12].copy_from_slice(b"VP90");
        assert_eq!(
            parse(&file),
            Err(PictureError::UnknownCodec("VP90".to_owned()))
        );
    }
}
