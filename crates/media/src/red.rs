//! Redundant audio (RFC 2198) between connections that number their payloads differently.
//!
//! A RED payload is a list of block headers, the blocks, and last the primary block. Each header
//! holds the payload type of its block, as the *publisher* negotiated it; so what a receiver gets is
//! packed anew, with as many blocks as its link wants.

use std::sync::Arc;

/// Set in the header of each block but the last.
const MORE: u8 = 0x80;
/// Bytes of the header of a redundant block.
const REDUNDANT_HEADER: usize = 4;
/// Redundant blocks that are looked at. Browsers send up to 10; higher would only let a hostile
/// publisher make us work.
const MAX_BLOCKS: usize = 16;

/// How far back a block may lie, in ticks: the header has 14 bits for it.
const FARTHEST: u32 = (1 << 14) - 1;
/// The longest block: 10 bits.
const LONGEST: usize = (1 << 10) - 1;

/// The payload is not RED.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotRed;

/// One sound, and when it is to be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) time: u32,
    pub(crate) payload: Arc<[u8]>,
}

/// Takes a RED payload apart: what was said before, the oldest first, and the new block.
pub(crate) fn unpack(payload: &[u8], time: u32) -> Result<(Vec<Block>, Block), NotRed> {
    let headers = parse(payload)?;
    let mut at = headers.len() * REDUNDANT_HEADER + 1;
    let mut blocks = Vec::with_capacity(headers.len());
    for (offset, length) in headers {
        let bytes = payload.get(at..at + length).ok_or(NotRed)?;
        blocks.push(Block {
            time: time.wrapping_sub(offset),
            payload: bytes.into(),
        });
        at += length;
    }
    let payload = payload.get(at..).ok_or(NotRed)?.into();
    Ok((blocks, Block { time, payload }))
}

/// The new block of a RED payload alone.
pub(crate) fn strip(payload: &[u8]) -> Result<Arc<[u8]>, NotRed> {
    let headers = parse(payload)?;
    let redundant: usize = headers.iter().map(|(_, length)| length).sum();
    let primary = headers.len() * REDUNDANT_HEADER + 1 + redundant;
    payload.get(primary..).map(Into::into).ok_or(NotRed)
}

/// Puts a block and some before it, the oldest first, into one payload. Blocks that are too old or too
/// long for a header are left out.
pub(crate) fn pack<'a>(
    payload_type: u8,
    primary: &Block,
    before: impl Iterator<Item = &'a Block> + Clone,
) -> Arc<[u8]> {
    let fitting = before.filter_map(|block| {
        let offset = primary.time.wrapping_sub(block.time);
        let fits = (1..=FARTHEST).contains(&offset) && block.payload.len() <= LONGEST;
        fits.then_some((offset, &block.payload))
    });
    let mut packed = Vec::with_capacity(1200);
    for (offset, payload) in fitting.clone() {
        // Offset and length share three bytes: 14 bits and 10.
        let field = offset << 10 | payload.len() as u32;
        packed.push(MORE | payload_type);
        packed.extend_from_slice(&field.to_be_bytes()[1..]);
    }
    packed.push(payload_type & !MORE);
    for (_, payload) in fitting {
        packed.extend_from_slice(payload);
    }
    packed.extend_from_slice(&primary.payload);
    packed.into()
}

/// Offset and length of each redundant block.
fn parse(payload: &[u8]) -> Result<Vec<(u32, usize)>, NotRed> {
    let mut headers = Vec::new();
    loop {
        let header = payload
            .get(headers.len() * REDUNDANT_HEADER..)
            .ok_or(NotRed)?;
        match header {
            [first, ..] if first & MORE == 0 => return Ok(headers),
            [_, a, b, c, ..] if headers.len() < MAX_BLOCKS => {
                let field = u32::from_be_bytes([0, *a, *b, *c]);
                headers.push((field >> 10, (field & 0x3ff) as usize));
            }
            [..] => return Err(NotRed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(time: u32, payload: &[u8]) -> Block {
        Block {
            time,
            payload: payload.into(),
        }
    }

    #[test]
    fn what_is_packed_comes_out_again() {
        let before = [block(1000, b"aa"), block(1960, b"bbb")];
        let new = block(2920, b"primary");
        let packed = pack(96, &new, before.iter());
        assert_eq!(packed[0], MORE | 96);
        assert_eq!(unpack(&packed, 2920), Ok((before.to_vec(), new)));
        assert_eq!(strip(&packed).as_deref(), Ok(&b"primary"[..]));
    }

    #[test]
    fn times_go_on_over_the_end_of_the_clock() {
        let before = [block(u32::MAX - 10, b"old")];
        let packed = pack(96, &block(949, b"new"), before.iter());
        let (blocks, _) = unpack(&packed, 949).expect("red");
        assert_eq!(blocks, before);
    }

    #[test]
    fn what_a_header_cannot_say_is_left_out() {
        let before = [block(0, b"too old"), block(20_000, &[1; 2000])];
        let packed = pack(96, &block(20_960, b"new"), before.iter());
        assert_eq!(*packed, *b"\x60new");
    }

    #[test]
    fn cut_and_endless_payloads_are_refused() {
        let before = [block(0, b"aa"), block(960, b"bbb")];
        let whole = pack(96, &block(1920, b"primary"), before.iter());
        for end in 0..whole.len() - b"primary".len() {
            assert_eq!(strip(&whole[..end]), Err(NotRed), "{end} bytes");
            assert_eq!(unpack(&whole[..end], 1920), Err(NotRed), "{end} bytes");
        }
        assert_eq!(strip(&[0xff; 400]), Err(NotRed));
    }
}
