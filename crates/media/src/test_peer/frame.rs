//! Payloads that are nobody's picture but look like one to whoever forwards them.
//!
//! Behind the codec's own header stand the frame's number, the part's number and the count of
//! parts, so that a receiver can tell which frames came whole.

use callkit_protocol::VideoCodec;

/// Bytes of a packet's payload at most.
const PART: usize = 1100;

/// One part of a frame, as it arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Counts up by one a frame.
    pub frame: u32,
    /// This part, from 0.
    pub part: u16,
    /// All parts of the frame.
    pub of: u16,
    /// Of a key frame.
    pub key: bool,
}

/// The packets of a frame of about that many bytes.
pub(super) fn packetize(codec: VideoCodec, frame: u32, key: bool, bytes: usize) -> Vec<Vec<u8>> {
    let of = bytes.div_ceil(PART).max(1) as u16;
    let packet = |part: u16| {
        let mut payload = head(codec, frame, key, part);
        payload.extend(frame.to_be_bytes());
        payload.extend(part.to_be_bytes());
        payload.extend(of.to_be_bytes());
        payload.push(u8::from(key));
        payload.resize((bytes / usize::from(of)).max(payload.len()), 0xa5);
        payload
    };
    (0..of).map(packet).collect()
}

/// Reads what [`packetize`] wrote.
pub(super) fn read(codec: VideoCodec, payload: &[u8]) -> Option<Part> {
    let rest = payload.get(head(codec, 0, false, 0).len()..)?;
    let (frame, rest) = rest.split_first_chunk()?;
    let (part, rest) = rest.split_first_chunk()?;
    let (of, rest) = rest.split_first_chunk()?;
    Some(Part {
        frame: u32::from_be_bytes(*frame),
        part: u16::from_be_bytes(*part),
        of: u16::from_be_bytes(*of),
        key: *rest.first()? == 1,
    })
}

/// The picture id of a VP8 payload.
pub fn picture_id(payload: &[u8]) -> Option<u16> {
    let [_, _, high, low, ..] = payload else {
        return None;
    };
    Some(u16::from_be_bytes([high & 0x7f, *low]))
}

fn head(codec: VideoCodec, frame: u32, key: bool, part: u16) -> Vec<u8> {
    match codec {
        // One NAL unit: an IDR slice, or another one.
        VideoCodec::H264 => vec![if key { 0x65 } else { 0x41 }],
        // Extended descriptor with a 15-bit picture id, then the first byte of the frame.
        VideoCodec::Vp8 => {
            let start = if part == 0 { 0x10 } else { 0 };
            let [high, low] = (frame as u16 & 0x7fff).to_be_bytes();
            vec![0x80 | start, 0x80, 0x80 | high, low, u8::from(!key)]
        }
    }
}
