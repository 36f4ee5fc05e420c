//! What a load test sends: packets of fixed sizes, each with the time at which it was sent.
//!
//! Nothing is encoded or decoded, so that hundreds of devices fit into one process; and both ends
//! being in that process, the time between them can be told.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Between two frames of the picture: 25 a second.
pub(crate) const FRAME_INTERVAL: Duration = Duration::from_millis(40);

/// Bytes of a packet of sound, and of a frame of the picture: what an ordinary call has, 32 and 880
/// kbit/s. A frame goes out as four packets.
const PACKET_BYTES: usize = 80;
const FRAME_BYTES: usize = 4400;

/// What there is between the stamps: neither end of an H.264 NAL unit nor anything that one must
/// escape.
const FILLING: u8 = 0x5a;

/// An IDR picture as Annex B has it, so that every frame can be shown by itself.
const KEY_FRAME: &[u8] = &[0, 0, 0, 1, 0x65];

/// The stamp as hexadecimal digits.
const STAMP_BYTES: usize = 16;

/// A packet of sound.
pub(crate) fn packet(now: Instant) -> Vec<u8> {
    stamped(&[FILLING], now, PACKET_BYTES)
}

/// A frame of the picture.
pub(crate) fn frame(now: Instant) -> Arc<[u8]> {
    stamped(KEY_FRAME, now, FRAME_BYTES).into()
}

/// How long ago a packet was made; `None` for one that is not of this process.
pub(crate) fn packet_age(now: Instant, packet: &[u8]) -> Option<Duration> {
    age(now, packet.get(1..)?)
}

/// How long ago a frame was made.
pub(crate) fn frame_age(now: Instant, frame: &[u8]) -> Option<Duration> {
    age(now, frame.get(KEY_FRAME.len()..)?)
}

fn stamped(head: &[u8], now: Instant, size: usize) -> Vec<u8> {
    let stamp = now.saturating_duration_since(origin()).as_nanos();
    let mut bytes = Vec::with_capacity(size);
    bytes.extend_from_slice(head);
    bytes.extend_from_slice(format!("{stamp:016x}").as_bytes());
    bytes.resize(size, FILLING);
    bytes
}

fn age(now: Instant, rest: &[u8]) -> Option<Duration> {
    let stamp = std::str::from_utf8(rest.get(..STAMP_BYTES)?).ok()?;
    let nanos = u64::from_str_radix(stamp, 16).ok()?;
    let since = now.saturating_duration_since(origin());
    since.checked_sub(Duration::from_nanos(nanos))
}

/// What the stamps of this process count from.
fn origin() -> Instant {
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    *ORIGIN.get_or_init(Instant::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_what_was_sent_can_be_told() {
        let now = origin() + Duration::from_secs(3);
        let later = now + Duration::from_micros(1500);
        let age = Some(Duration::from_micros(1500));
        assert_eq!(packet_age(later, &packet(now)), age);
        assert_eq!(frame_age(later, &frame(now)), age);
        assert_eq!((packet(now).len(), frame(now).len()), (80, 4400));
    }

    #[test]
    fn what_others_send_has_no_age() {
        assert_eq!(packet_age(origin(), &[]), None);
        assert_eq!(frame_age(origin(), &[0x5a; 4400]), None);
    }
}
