//! AAC to Opus: a mini program's voice for browsers.

use std::collections::VecDeque;

use bytes::Bytes;
use opus::{Application, Bitrate, Encoder};

use super::decoded::Decoded;
use super::level::dbov;
use super::{AacFrame, AudioConfig, AudioError, Channels};

/// Opus frames a second.
const FRAMES: u32 = 50;

/// Bits a second for one voice. Higher sounds fuller, lower suits poor networks; 32 kbit/s is where
/// speech is transparent.
const BITS_PER_CHANNEL: i32 = 32_000;

/// What the encoder is told of the network, in per cent: how much of the bits goes into repeating
/// the frame before (in-band FEC).
const EXPECTED_LOSS: i32 = 10;

/// 0 to 10. Higher costs more processor for a gain that speech hardly shows.
const COMPLEXITY: i32 = 5;

/// One Opus packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpusFrame {
    /// When it is to be heard, in ticks of 48 kHz on the publisher's timeline. Frames follow one
    /// another by 960, but for gaps.
    pub time: u64,
    /// The packet: 20 ms.
    pub payload: Bytes,
    /// Loudness, 0 down to -127 dBov.
    pub level: i8,
}

/// Decodes and encodes one publisher's voice.
pub struct AacToOpus {
    decoded: Decoded,
    encoder: Encoder,
    out: VecDeque<OpusFrame>,
}

impl AacToOpus {
    /// For sound of this kind.
    ///
    /// # Errors
    /// When a codec does not take it.
    pub fn new(config: AudioConfig) -> Result<Self, AudioError> {
        let source = config.sample_rate();
        // Opus has some rates of its own; what comes in one of them needs no resampling.
        let native = [8_000, 12_000, 16_000, 24_000, 48_000].contains(&source);
        let rate = if native { source } else { 48_000 };
        let encoder = encoder(rate, config.channels())
            .map_err(|error| AudioError::Library("Opus encoder", error.to_string()))?;
        Ok(Self {
            decoded: Decoded::new(config, rate, (rate / FRAMES) as usize)?,
            encoder,
            out: VecDeque::new(),
        })
    }

    /// What it was made for.
    pub fn config(&self) -> AudioConfig {
        self.decoded.config()
    }

    /// Frames that could not be decoded and were replaced by silence.
    pub fn concealed(&self) -> u64 {
        self.decoded.concealed()
    }

    /// The next AAC frame. A broken one becomes silence.
    ///
    /// # Errors
    /// When a library fails; the next frame may go well.
    pub fn push(&mut self, frame: &AacFrame) -> Result<(), AudioError> {
        self.decoded.push(frame)?;
        while let Some(block) = self.decoded.take() {
            let payload = self
                .encoder
                .encode_vec_float(&block.samples, 1275)
                .map_err(|error| AudioError::Library("Opus encoder", error.to_string()))?;
            self.out.push_back(OpusFrame {
                time: block.time,
                payload: payload.into(),
                level: dbov(&block.samples),
            });
        }
        Ok(())
    }

    /// The next Opus packet.
    pub fn poll(&mut self) -> Option<OpusFrame> {
        self.out.pop_front()
    }
}

impl std::fmt::Debug for AacToOpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AacToOpus")
            .field("config", &self.config())
            .field("concealed", &self.concealed())
            .finish_non_exhaustive()
    }
}

fn encoder(rate: u32, channels: Channels) -> Result<Encoder, opus::Error> {
    let layout = match channels {
        Channels::Mono => opus::Channels::Mono,
        Channels::Stereo => opus::Channels::Stereo,
    };
    let mut encoder = Encoder::new(rate, layout, Application::Voip)?;
    let bits = BITS_PER_CHANNEL * channels.count() as i32;
    encoder.set_bitrate(Bitrate::Bits(bits))?;
    encoder.set_complexity(COMPLEXITY)?;
    encoder.set_inband_fec(true)?;
    encoder.set_packet_loss_perc(EXPECTED_LOSS)?;
    Ok(encoder)
}
