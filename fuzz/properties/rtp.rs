// RTP payloads of a WebRTC publisher, on their way to mini programs: pictures and voice, in any
// order and at any time.
//
// The input is a list of packets: a byte of flags, one of the sequence number, one of time, one of
// length, and the payload.

use std::time::{Duration, Instant};

use bytes::Bytes;
use callkit_live::audio::{OpusPacket, OpusToAac};
use callkit_live::h264::{Depacketized, Depacketizer, VideoPacket};
use callkit_live::{LineKind, SenderClock};

const VIDEO: u8 = 1;
const MARKER: u8 = 2;

/// Holds for every input.
#[allow(clippy::disallowed_methods)]
pub(crate) fn check(input: &[u8]) {
    let mut now = Instant::now();
    let mut clock = SenderClock::new(now);
    let mut pictures = Depacketizer::default();
    let mut voice = OpusToAac::new().expect("there are an encoder and a decoder");
    let mut rest = input;
    while let Some(([flags, seq, step, length], behind)) = rest.split_first_chunk() {
        let (payload, behind) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = behind;
        now += Duration::from_millis(u64::from(*step % 64));
        let payload = Bytes::copy_from_slice(payload);
        let seq = u64::from(*seq);
        if flags & VIDEO != 0 {
            let at = clock.map(LineKind::Video, now, seq as u32 * 3000, None);
            let marker = flags & MARKER != 0;
            pictures.push(
                now,
                VideoPacket {
                    seq,
                    at,
                    marker,
                    payload,
                },
            );
            pictures.handle_timeout(now);
            while let Some(result) = pictures.poll() {
                if let Depacketized::Unit(unit) = result {
                    assert!(!unit.is_empty(), "a picture without a slice");
                }
            }
        } else {
            let at = clock.map(LineKind::Audio, now, seq as u32 * 960, None);
            let _ = voice.push(now, OpusPacket { seq, at, payload });
            let _ = voice.handle_timeout(now);
            let made = std::iter::from_fn(|| voice.poll()).count();
            assert!(made < 400, "{made} frames of one packet");
        }
    }
}
