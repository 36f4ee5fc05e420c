//! AAC to samples that keep to their timestamps.

use std::collections::VecDeque;

use symphonia_codec_aac::AacDecoder;
use symphonia_core::codecs::audio::well_known::CODEC_ID_AAC;
use symphonia_core::codecs::audio::{AudioCodecParameters, AudioDecoder as _, AudioDecoderOptions};
use symphonia_core::packet::PacketRef;
use symphonia_core::units::{Duration, Timestamp};

use super::resample::Resample;
use super::stretch::stretch;
use super::{AAC_FRAME, AacFrame, AudioConfig, AudioError};
use crate::MediaTime;

/// Sound that is further from its timestamps than this, in microseconds, is moved at once.
const RESYNC: i64 = 100_000;

/// Sound that is further from its timestamps than this is led there.
const TOLERANCE: i64 = 3_000;

/// Weight of a new measurement of that distance, one in so many. RTMP timestamps are whole
/// milliseconds; lower values follow their rounding.
const SMOOTHING: i64 = 32;

/// Decodes one publisher's voice into blocks of one length, each with its time.
pub(super) struct Decoded {
    config: AudioConfig,
    decoder: AacDecoder,
    resampler: Option<Resample>,
    /// Samples a second that it makes.
    rate: u32,
    /// Samples of each channel in a block.
    length: usize,
    /// Decoded and not yet taken; channels take turns.
    samples: VecDeque<f32>,
    /// When the block that comes next begins, in ticks of 48 kHz. `None` before the first.
    next: Option<u64>,
    /// How far the samples are behind (or, negative, ahead of) their timestamps, smoothed, in
    /// microseconds.
    drift: i64,
    concealed: u64,
}

/// Samples for one frame of an encoder.
pub(super) struct Block {
    /// When it is to be heard, in ticks of 48 kHz.
    pub(super) time: u64,
    /// Channels take turns.
    pub(super) samples: Vec<f32>,
}

impl Decoded {
    /// Sound of this kind, at `rate` samples a second: its own, or 48 000.
    pub(super) fn new(config: AudioConfig, rate: u32, length: usize) -> Result<Self, AudioError> {
        let mut parameters = AudioCodecParameters::new();
        parameters
            .for_codec(CODEC_ID_AAC)
            .with_extra_data(config.to_bytes().to_vec().into());
        let decoder = AacDecoder::try_new(&parameters, &AudioDecoderOptions::default())
            .map_err(|error| AudioError::Library("AAC decoder", error.to_string()))?;
        let source = config.sample_rate();
        let resampler = (source != rate)
            .then(|| Resample::new(source, config.channels().count()))
            .transpose()?;
        Ok(Self {
            config,
            decoder,
            resampler,
            rate,
            length,
            samples: VecDeque::new(),
            next: None,
            drift: 0,
            concealed: 0,
        })
    }

    pub(super) fn config(&self) -> AudioConfig {
        self.config
    }

    /// Frames that could not be decoded and were replaced by silence.
    pub(super) fn concealed(&self) -> u64 {
        self.concealed
    }

    /// The next AAC frame. A broken one becomes silence.
    pub(super) fn push(&mut self, frame: &AacFrame) -> Result<(), AudioError> {
        let decoded = self.decode(&frame.payload)?;
        let before = self.align(frame.at, decoded.len());
        self.samples.extend(decoded.into_iter().skip(before));
        Ok(())
    }

    /// The next block, when there is enough for one.
    pub(super) fn take(&mut self) -> Option<Block> {
        let channels = self.config.channels().count();
        // One sample more or less than a block has, for clocks that run apart.
        let take = match self.drift {
            drift if drift < -TOLERANCE => self.length + 1,
            drift if drift > TOLERANCE => self.length - 1,
            _ => self.length,
        };
        let time = self.next?;
        if self.samples.len() < take * channels {
            return None;
        }
        let samples: Vec<f32> = self.samples.drain(..take * channels).collect();
        let samples = stretch(&samples, channels, self.length);
        let moved = (take as i64 - self.length as i64) * 1_000_000 / i64::from(self.rate);
        self.drift += moved;
        self.next = Some(time + self.length as u64 * 48_000 / u64::from(self.rate));
        Some(Block { time, samples })
    }

    fn decode(&mut self, payload: &[u8]) -> Result<Vec<f32>, AudioError> {
        let channels = self.config.channels().count();
        let packet = PacketRef::new(0, Timestamp::new(0), Duration::new(0), payload);
        let mut samples = Vec::new();
        match self.decoder.decode_ref(&packet) {
            Ok(decoded) => decoded.copy_to_vec_interleaved(&mut samples),
            Err(_) => {
                self.concealed += 1;
                self.decoder.reset();
            }
        }
        samples.resize(AAC_FRAME * channels, 0.0);
        let Some(resampler) = &mut self.resampler else {
            return Ok(samples);
        };
        resampler.push(&samples)
    }

    /// Holds what comes against its timestamp; gives how many samples lie before all time.
    fn align(&mut self, at: MediaTime, coming: usize) -> usize {
        let behind = self.resampler.as_ref().map_or(0, Resample::behind);
        let channels = self.config.channels().count();
        let waiting = self.micros(self.samples.len() + coming + behind * channels)
            - AAC_FRAME as i64 * 1_000_000 / i64::from(self.config.sample_rate());
        let head = at.0 as i64 - waiting;
        let Some(next) = self.next else {
            self.next = Some(ticks(head));
            let early = (-head).max(0).unsigned_abs() * u64::from(self.rate) / 1_000_000;
            return early as usize * channels;
        };
        let off = head - micros(next);
        if off > RESYNC {
            // A gap: time goes on without sound, which receivers fill.
            self.samples.clear();
            self.next = Some(ticks(head + waiting));
            self.drift = 0;
        } else if off < -RESYNC {
            // More sound than time: what is too much is left out.
            let excess = (-off).unsigned_abs() * u64::from(self.rate) / 1_000_000;
            let excess = (excess as usize * channels).min(self.samples.len().max(coming));
            self.samples.drain(..excess.min(self.samples.len()));
            self.drift = 0;
        } else {
            self.drift += (off - self.drift) / SMOOTHING;
        }
        0
    }

    fn micros(&self, samples: usize) -> i64 {
        let frames = samples / self.config.channels().count();
        frames as i64 * 1_000_000 / i64::from(self.rate)
    }
}

fn ticks(micros: i64) -> u64 {
    micros.max(0).unsigned_abs() * 48 / 1000
}

fn micros(ticks: u64) -> i64 {
    (ticks / 48 * 1000 + ticks % 48 * 1000 / 48) as i64
}
