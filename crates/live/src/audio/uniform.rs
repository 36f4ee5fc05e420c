//! Making AAC as every mini program is given it: 48 kHz, mono.
//!
//! A player keeps what it was told of the sound at the beginning; live-player, like many, takes a
//! change in mid-stream for noise at another speed. So everybody's voice comes in this one form.

use std::collections::VecDeque;

use callkit_aac_encoder::{Encoder, Settings};

use super::decoded::Decoded;
use super::{AAC_FRAME, AacFrame, AudioConfig, AudioError, Channels};
use crate::MediaTime;

/// Samples a second.
pub(super) const RATE: u32 = 48_000;

/// Bits a second. Lower sounds hollow with this encoder.
const BIT_RATE: u32 = 48_000;

/// What the encoder is behind its input, in samples, as measured through a decoder: what a frame
/// sounds like lies this far before where it was filled.
const ENCODER_DELAY: i64 = 1600;

/// The one form that players are given.
pub fn uniform() -> AudioConfig {
    AudioConfig::new(RATE, Channels::Mono).expect("48 kHz is one of AAC's rates")
}

/// Encodes one voice in it.
pub(super) struct UniformEncoder(Encoder);

impl UniformEncoder {
    pub(super) fn new() -> Result<Self, AudioError> {
        let settings = Settings {
            sample_rate: RATE,
            // One voice: a call has one microphone, and stereo would cost twice.
            channels: 1,
            bit_rate: BIT_RATE,
        };
        let encoder = Encoder::new(settings)
            .map_err(|error| AudioError::Library("AAC encoder", error.to_string()))?;
        Ok(Self(encoder))
    }

    /// The frame of [`AAC_FRAME`] samples that begin at `at`, in microseconds.
    pub(super) fn encode(&mut self, at: i64, samples: &[i16]) -> Result<AacFrame, AudioError> {
        let delay = ENCODER_DELAY * 1_000_000 / i64::from(RATE);
        let payload = self
            .0
            .encode(samples)
            .map_err(|error| AudioError::Library("AAC encoder", error.to_string()))?;
        Ok(AacFrame {
            at: MediaTime((at - delay).max(0).unsigned_abs()),
            payload: payload.into(),
        })
    }
}

/// Encodes what a microphone gives in that form.
pub struct PcmToAac {
    encoder: UniformEncoder,
    /// Given and not yet encoded, and when the first of them is heard, in microseconds.
    samples: Vec<i16>,
    head: i64,
}

/// Samples that lie further from where the sound has got to than this, in microseconds, are taken
/// at their own time: whoever gave them has paused, or its clock was moved.
const OFF: i64 = 100_000;

impl PcmToAac {
    /// For a microphone that has not been heard yet.
    ///
    /// # Errors
    /// When the encoder cannot be had.
    pub fn new() -> Result<Self, AudioError> {
        Ok(Self {
            encoder: UniformEncoder::new()?,
            samples: Vec::new(),
            head: 0,
        })
    }

    /// Samples at 48 kHz, mono, the first of which is heard at `at`; gives the frames that are full.
    ///
    /// # Errors
    /// When the encoder fails; the next samples may go well.
    pub fn push(&mut self, at: MediaTime, samples: &[i16]) -> Result<Vec<AacFrame>, AudioError> {
        let at = at.0 as i64;
        let position = self.head + micros(self.samples.len());
        if (at - position).abs() > OFF || self.samples.is_empty() {
            self.samples.clear();
            self.head = at;
        }
        self.samples.extend_from_slice(samples);
        let mut made = Vec::new();
        let mut taken = 0;
        for frame in self.samples.chunks_exact(AAC_FRAME) {
            made.push(self.encoder.encode(self.head + micros(taken), frame)?);
            taken += AAC_FRAME;
        }
        self.samples.drain(..taken);
        self.head += micros(taken);
        Ok(made)
    }
}

impl std::fmt::Debug for PcmToAac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PcmToAac").finish_non_exhaustive()
    }
}

fn micros(samples: usize) -> i64 {
    samples as i64 * 1_000_000 / i64::from(RATE)
}

/// Brings one publisher's voice into that form.
pub struct AacToUniform {
    decoded: Decoded,
    encoder: UniformEncoder,
    out: VecDeque<AacFrame>,
}

impl AacToUniform {
    /// For sound of this kind.
    ///
    /// # Errors
    /// When a codec does not take it.
    pub fn new(config: AudioConfig) -> Result<Self, AudioError> {
        Ok(Self {
            decoded: Decoded::new(config, RATE, AAC_FRAME)?,
            encoder: UniformEncoder::new()?,
            out: VecDeque::new(),
        })
    }

    /// What it was made for.
    pub fn config(&self) -> AudioConfig {
        self.decoded.config()
    }

    /// The next AAC frame. A broken one becomes silence.
    ///
    /// # Errors
    /// When a library fails; the next frame may go well.
    pub fn push(&mut self, frame: &AacFrame) -> Result<(), AudioError> {
        self.decoded.push(frame)?;
        let channels = self.config().channels().count();
        while let Some(block) = self.decoded.take() {
            let mono: Vec<i16> = block.samples.chunks_exact(channels).map(mix).collect();
            let at = (block.time * 1000 / 48) as i64;
            self.out.push_back(self.encoder.encode(at, &mono)?);
        }
        Ok(())
    }

    /// The next frame in the one form.
    pub fn poll(&mut self) -> Option<AacFrame> {
        self.out.pop_front()
    }
}

impl std::fmt::Debug for AacToUniform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AacToUniform")
            .field("config", &self.config())
            .finish_non_exhaustive()
    }
}

fn mix(channels: &[f32]) -> i16 {
    let mean = channels.iter().sum::<f32>() / channels.len() as f32;
    (mean * 32_767.0) as i16
}
