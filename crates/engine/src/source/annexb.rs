//! H.264 in Annex B form: NAL units between start codes (ITU-T H.264, annex B).

use super::Frame;

const SLICE: u8 = 1;
const IDR_SLICE: u8 = 5;

pub(super) fn is_annexb(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0, 0, 1]) || bytes.starts_with(&[0, 0, 0, 1])
}

/// The access units, each with the parameter sets before it.
pub(super) fn parse(bytes: &[u8]) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut unit = AccessUnit::default();
    for nal in nal_units(bytes) {
        let Some(kind) = nal.first().map(|header| header & 0x1f) else {
            continue;
        };
        let is_slice = kind == SLICE || kind == IDR_SLICE;
        // A picture's further slices do not begin at its first macroblock: `first_mb_in_slice`,
        // the first number after the header, is 0 exactly if its first bit is 1.
        let begins = !is_slice || nal.get(1).is_some_and(|byte| byte & 0x80 != 0);
        if unit.has_slice && begins {
            frames.push(std::mem::take(&mut unit).into_frame());
        }
        unit.data.extend_from_slice(&[0, 0, 0, 1]);
        unit.data.extend_from_slice(nal);
        unit.has_slice |= is_slice;
        unit.is_key |= kind == IDR_SLICE;
    }
    if unit.has_slice {
        frames.push(unit.into_frame());
    }
    frames
}

#[derive(Default)]
struct AccessUnit {
    data: Vec<u8>,
    has_slice: bool,
    is_key: bool,
}

impl AccessUnit {
    fn into_frame(self) -> Frame {
        Frame {
            data: self.data.into(),
            is_key: self.is_key,
        }
    }
}

/// What lies between the start codes, without the zero bytes that may stand before one.
fn nal_units(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let codes = bytes
        .windows(3)
        .enumerate()
        .filter(|(_, window)| window == &[0, 0, 1]);
    let starts: Vec<_> = codes.map(|(at, _)| at).collect();
    let ends: Vec<_> = starts
        .iter()
        .skip(1)
        .copied()
        .chain([bytes.len()])
        .collect();
    starts.into_iter().zip(ends).map(|(start, end)| {
        let nal = &bytes[start + 3..end];
        let zeros = nal.iter().rev().take_while(|byte| **byte == 0).count();
        &nal[..nal.len() - zeros]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_of_one_picture_stay_together_and_parameter_sets_go_with_the_next() {
        let file = [
            &[0, 0, 0, 1, 0x67, 1][..],
            &[0, 0, 0, 1, 0x68, 2],
            &[0, 0, 1, 0x65, 0x80, 3],
            &[0, 0, 1, 0x65, 0x40, 4],
            &[0, 0, 0, 1, 0x41, 0x80, 5],
            &[0, 0, 0, 1, 0x67, 6],
            &[0, 0, 1, 0x65, 0x80, 7],
        ]
        .concat();
        let frames = parse(&file);
        let keys: Vec<_> = frames.iter().map(|frame| frame.is_key).collect();
        assert_eq!(keys, [true, false, true]);
        assert_eq!(frames[1].data.as_ref(), [0, 0, 0, 1, 0x41, 0x80, 5]);
        assert!(frames[2].data.starts_with(&[0, 0, 0, 1, 0x67, 6]));
    }
}
