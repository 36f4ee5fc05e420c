//! What is heard where nobody speaks.

use bytes::Bytes;

use super::Channels;

/// A raw data block of silence: one element without a single coded band, which needs no sample
/// rate to be understood (ISO/IEC 14496-3, 4.4.2.1).
///
/// Mono: single channel element, tag 0, global gain 0, long window, no band, no tools, end.
/// Stereo: channel pair element, tag 0, no common window, the same twice, end.
pub fn silent_frame(channels: Channels) -> Bytes {
    match channels {
        Channels::Mono => Bytes::from_static(MONO),
        Channels::Stereo => Bytes::from_static(STEREO),
    }
}

const MONO: &[u8] = &silence::<5>(false);
const STEREO: &[u8] = &silence::<8>(true);

/// Writes the bits down.
const fn silence<const N: usize>(pair: bool) -> [u8; N] {
    const END: u32 = 7;
    let mut bits = BitWriter {
        bytes: [0; N],
        at: 0,
    };
    bits.put(if pair { 1 } else { 0 }, 3);
    bits.put(0, 4);
    if pair {
        // common_window
        bits.put(0, 1);
    }
    let mut channel = 0;
    while channel < if pair { 2 } else { 1 } {
        // global_gain
        bits.put(0, 8);
        // ics_reserved_bit, window_sequence, window_shape, max_sfb, predictor_data_present
        bits.put(0, 1 + 2 + 1 + 6 + 1);
        // pulse_data_present, tns_data_present, gain_control_data_present
        bits.put(0, 3);
        channel += 1;
    }
    bits.put(END, 3);
    bits.bytes
}

struct BitWriter<const N: usize> {
    bytes: [u8; N],
    at: usize,
}

impl<const N: usize> BitWriter<N> {
    const fn put(&mut self, value: u32, count: usize) {
        let mut left = count;
        while left > 0 {
            left -= 1;
            let bit = (value >> left & 1) as u8;
            self.bytes[self.at / 8] |= bit << (7 - self.at % 8);
            self.at += 1;
        }
    }
}
