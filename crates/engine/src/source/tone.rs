//! A sine, encoded with Opus.

use std::f64::consts::TAU;

use opus::{Application, Bitrate, Channels, Encoder};

/// Samples a second; the only clock that Opus has in RTP (RFC 7587, section 4.1).
const RATE: u32 = 48_000;
/// Samples of a packet: 20 ms, what everybody sends.
pub(crate) const FRAME_SAMPLES: u32 = RATE / 50;
/// How loud, of 32767. A quarter of full scale, about -12 dBFS: clear, and no pain in an earphone.
const AMPLITUDE: f64 = 8192.0;
/// The same as a header extension says it (RFC 6464): dB below full scale, where a sine that fills
/// it has -3.
pub(crate) const LEVEL: i8 = -15;
/// Bits a second. Higher: a purer tone, dearer; lower: less room for the copy of the packet before.
const BITRATE: i32 = 32_000;
/// Loss that the encoder is to expect, per cent: what makes it put a copy of each packet into the
/// next one (in-band FEC). Higher: better copies at the cost of the packets themselves.
const EXPECTED_LOSS: i32 = 5;
/// The longest packet at this bitrate has about 80 bytes; a few are longer.
const MAX_PACKET: usize = 400;

/// A tone without end.
#[derive(Debug)]
pub(crate) struct Tone {
    encoder: Encoder,
    /// What the phase grows by with each sample.
    step: f64,
    phase: f64,
}

impl Tone {
    /// A tone of `hz`.
    pub(crate) fn new(hz: f64) -> Result<Self, opus::Error> {
        let mut encoder = Encoder::new(RATE, Channels::Mono, Application::Voip)?;
        encoder.set_bitrate(Bitrate::Bits(BITRATE))?;
        encoder.set_inband_fec(true)?;
        encoder.set_packet_loss_perc(EXPECTED_LOSS)?;
        Ok(Self {
            encoder,
            step: TAU * hz / f64::from(RATE),
            phase: 0.0,
        })
    }

    /// The next 20 ms as an Opus packet.
    pub(crate) fn next_packet(&mut self) -> Result<Vec<u8>, opus::Error> {
        let mut samples = [0_i16; FRAME_SAMPLES as usize];
        for sample in &mut samples {
            // The amplitude is far inside the range.
            *sample = (self.phase.sin() * AMPLITUDE) as i16;
            self.phase = (self.phase + self.step) % TAU;
        }
        self.encoder.encode_vec(&samples, MAX_PACKET)
    }
}
