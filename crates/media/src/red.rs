//! Redundant audio (RFC 2198) between connections that number their payloads differently.
//!
//! A RED payload is a list of block headers, the blocks, and last the primary block. Each header
//! holds the payload type of its block, as the *publisher* negotiated it.

use std::sync::Arc;

/// Set in the header of each block but the last.
const MORE: u8 = 0x80;
/// Bytes of the header of a redundant block.
const REDUNDANT_HEADER: usize = 4;
/// Redundant blocks that are looked at. Browsers send up to 10; higher would only let a hostile
/// publisher make us work.
const MAX_BLOCKS: usize = 16;

/// The payload is not RED.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotRed;

struct Layout {
    /// Redundant blocks.
    blocks: usize,
    /// Where the primary block begins.
    primary: usize,
}

/// The same payload with `payload_type` in each header. Shares the bytes when nothing changes.
pub(crate) fn renumber(payload: &Arc<[u8]>, payload_type: u8) -> Result<Arc<[u8]>, NotRed> {
    let layout = parse(payload)?;
    let headers = || (0..=layout.blocks).map(|block| block * REDUNDANT_HEADER);
    if headers().all(|at| payload[at] & !MORE == payload_type) {
        return Ok(Arc::clone(payload));
    }
    let mut copy = payload.to_vec();
    for at in headers() {
        copy[at] = (copy[at] & MORE) | (payload_type & !MORE);
    }
    Ok(copy.into())
}

/// The primary block alone, for a receiver that does not know RED.
pub(crate) fn strip(payload: &[u8]) -> Result<Arc<[u8]>, NotRed> {
    let layout = parse(payload)?;
    Ok(payload[layout.primary..].into())
}

fn parse(payload: &[u8]) -> Result<Layout, NotRed> {
    let mut blocks = 0;
    let mut redundant = 0;
    loop {
        let header = payload.get(blocks * REDUNDANT_HEADER..).ok_or(NotRed)?;
        match header {
            [first, ..] if first & MORE == 0 => break,
            [_, _, high, low, ..] if blocks < MAX_BLOCKS => {
                redundant += usize::from(high & 0x03) << 8 | usize::from(*low);
                blocks += 1;
            }
            [..] => return Err(NotRed),
        }
    }
    let primary = blocks * REDUNDANT_HEADER + 1 + redundant;
    if primary > payload.len() {
        Err(NotRed)
    } else {
        Ok(Layout { blocks, primary })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two redundant blocks of 2 and 3 bytes, 960 and 1920 ticks old, and a primary one.
    fn sample(payload_type: u8) -> Arc<[u8]> {
        let mut bytes = vec![MORE | payload_type, 0x1e, 0x00, 2];
        bytes.extend([MORE | payload_type, 0x0f, 0x00, 3, payload_type]);
        bytes.extend(*b"aabbbprimary");
        bytes.into()
    }

    #[test]
    fn every_block_gets_the_receivers_payload_type() {
        assert_eq!(renumber(&sample(111), 96), Ok(sample(96)));
    }

    #[test]
    fn equal_payload_types_share_the_bytes() {
        let payload = sample(111);
        assert!(Arc::ptr_eq(
            &renumber(&payload, 111).expect("red"),
            &payload
        ));
    }

    #[test]
    fn a_receiver_without_red_gets_the_primary_block() {
        assert_eq!(strip(&sample(111)).as_deref(), Ok(&b"primary"[..]));
    }

    #[test]
    fn cut_and_endless_payloads_are_refused() {
        let whole = sample(111);
        for end in 0..whole.len() - b"primary".len() {
            assert_eq!(strip(&whole[..end]), Err(NotRed), "{end} bytes");
        }
        assert_eq!(strip(&[0xff; 400]), Err(NotRed));
    }
}
