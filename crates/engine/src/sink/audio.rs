//! The audio of one seat: decoded, and listened to.

use opus::{Channels, Decoder};

use super::pitch::Pitch;

const RATE: u32 = 48_000;
/// The longest Opus packet, 120 ms, in samples.
const LONGEST: usize = 5760;

/// The audio of one seat.
#[derive(Debug)]
pub(crate) struct AudioSink {
    decoder: Decoder,
    pitch: Pitch,
    /// The RTP sequence number that is to come next, extended to 64 bits.
    next: Option<u64>,
    lost: u64,
    undecodable: u64,
}

impl AudioSink {
    pub(crate) fn new() -> Result<Self, opus::Error> {
        Ok(Self {
            decoder: Decoder::new(RATE, Channels::Mono)?,
            pitch: Pitch::default(),
            next: None,
            lost: 0,
            undecodable: 0,
        })
    }

    /// Takes a packet in. An empty one is the padding of a bandwidth probe.
    pub(crate) fn take(&mut self, seq: u64, packet: &[u8]) {
        let missing = self.next.map_or(0, |next| seq.saturating_sub(next));
        self.next = Some(seq + 1);
        self.lost += missing;
        if missing > 0 {
            // The packet holds a copy of the one before it.
            self.decode(packet, true);
        }
        self.decode(packet, false);
    }

    /// The tone that is heard, in Hz.
    pub(crate) fn tone_hz(&self) -> Option<f64> {
        self.pitch.tone_hz()
    }

    /// Packets that never came.
    pub(crate) fn lost(&self) -> u64 {
        self.lost
    }

    fn decode(&mut self, packet: &[u8], previous: bool) {
        let mut samples = [0_i16; LONGEST];
        // A copy is asked for by its length, which is that of the packet itself.
        let length = match previous {
            true => self
                .decoder
                .get_nb_samples(packet)
                .unwrap_or(LONGEST)
                .min(LONGEST),
            false => LONGEST,
        };
        match self
            .decoder
            .decode(packet, &mut samples[..length], previous)
        {
            Ok(count) => self.pitch.hear(&samples[..count]),
            Err(error) => {
                self.undecodable += 1;
                tracing::trace!(%error, count = self.undecodable, "undecodable audio");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Tone;

    #[test]
    fn an_encoded_tone_is_heard_also_when_packets_are_missing() {
        let mut tone = Tone::new(440.0).expect("encoder");
        let mut sink = AudioSink::new().expect("decoder");
        for seq in 0..50 {
            let packet = tone.next_packet().expect("encodes");
            if seq % 10 != 7 {
                sink.take(seq, &packet);
            }
        }
        assert_eq!(sink.lost(), 5);
        let heard = sink.tone_hz().expect("a tone");
        assert!((heard - 440.0).abs() < 3.0, "{heard}");
    }

    #[test]
    fn rubbish_is_survived() {
        let mut sink = AudioSink::new().expect("decoder");
        for (seq, packet) in [&[][..], &[0xff], &[0x03, 0xff, 0xff], &[7; 1500]]
            .iter()
            .enumerate()
        {
            sink.take(seq as u64 * 3, packet);
        }
        assert_eq!(sink.tone_hz(), None);
    }
}
