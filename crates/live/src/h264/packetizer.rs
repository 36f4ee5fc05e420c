//! Pictures into RTP payloads (RFC 6184), packetization mode 1.

use std::sync::Arc;

use super::{AccessUnit, ParameterSets};
use crate::MediaTime;

/// Largest RTP payload, in bytes: with RTP, SRTP, UDP and IPv6 in front it stays within the 1280
/// bytes that every path carries. Higher: fewer packets, some of which some networks drop.
const MAX_PAYLOAD: usize = 1180;

const STAP_A: u8 = 24;
const FU_A: u8 = 28;
const FU_START: u8 = 0x80;
const FU_END: u8 = 0x40;

/// One RTP payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RtpPayload {
    /// Counts up by one; does not wrap.
    pub seq: u64,
    /// RTP timestamp, 90 kHz.
    pub time: u32,
    /// Set on the last packet of a picture.
    pub marker: bool,
    /// The payload.
    pub payload: Arc<[u8]>,
}

/// Numbers and cuts the pictures of one publisher.
#[derive(Debug)]
pub struct Packetizer {
    next: u64,
}

impl Default for Packetizer {
    fn default() -> Self {
        Self { next: 1 }
    }
}

impl Packetizer {
    /// The packets of a picture, at the time it is to be seen.
    pub fn packetize(&mut self, unit: &AccessUnit) -> Vec<RtpPayload> {
        self.packetize_at(unit, rtp_time(unit.at))
    }

    /// The packets of a picture at another time.
    pub fn packetize_at(&mut self, unit: &AccessUnit, time: u32) -> Vec<RtpPayload> {
        let mut payloads = Vec::new();
        if unit.key {
            payloads.push(parameter_sets(&unit.parameters));
        }
        for slice in &unit.slices {
            cut(slice, &mut payloads);
        }
        let count = payloads.len();
        let numbered = payloads.into_iter().enumerate().map(|(at, payload)| {
            let seq = self.next;
            self.next += 1;
            RtpPayload {
                seq,
                time,
                marker: at + 1 == count,
                payload,
            }
        });
        numbered.collect()
    }
}

/// In ticks of 90 kHz, computed from the whole time so that nothing adds up.
pub(crate) fn rtp_time(at: MediaTime) -> u32 {
    // 2^64 µs times 9 overflows after 65 000 years.
    (at.0 * 9 / 100) as u32
}

/// Both parameter sets in one packet: decoders take the sequence parameter set only together with
/// the picture that it belongs to.
fn parameter_sets(parameters: &ParameterSets) -> Arc<[u8]> {
    let (sps, pps) = (parameters.sps(), parameters.pps());
    // The highest importance of its parts (5.7.1), which for parameter sets is the highest.
    let mut payload = vec![sps[0] & 0x60 | STAP_A];
    for set in [sps, pps] {
        payload.extend((set.len() as u16).to_be_bytes());
        payload.extend_from_slice(set);
    }
    payload.into()
}

fn cut(slice: &[u8], payloads: &mut Vec<Arc<[u8]>>) {
    if slice.len() <= MAX_PAYLOAD {
        payloads.push(slice.into());
        return;
    }
    let (header, content) = (slice[0], &slice[1..]);
    // Pieces of equal size: a short last one would cost a packet for nothing.
    let pieces = content.len().div_ceil(MAX_PAYLOAD - 2);
    let size = content.len().div_ceil(pieces);
    for (at, piece) in content.chunks(size).enumerate() {
        let start = if at == 0 { FU_START } else { 0 };
        let end = if at + 1 == pieces { FU_END } else { 0 };
        let mut payload = Vec::with_capacity(piece.len() + 2);
        payload.push(header & 0xe0 | FU_A);
        payload.push(start | end | header & 0x1f);
        payload.extend_from_slice(piece);
        payloads.push(payload.into());
    }
}
