//! Sound at another rate, for the rates that Opus does not know.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};

use super::AudioError;

/// Resampled at a time, in hundredths of a second. Higher: a steeper filter, and more delay.
const CHUNKS: u32 = 100;

/// Takes samples in any number and gives them at 48 kHz.
pub(super) struct Resample {
    inner: Fft<f32>,
    channels: usize,
    waiting: Vec<f32>,
}

impl Resample {
    pub(super) fn new(from: u32, channels: usize) -> Result<Self, AudioError> {
        let chunk = (from / CHUNKS) as usize;
        let inner = Fft::new(from as usize, 48_000, chunk, channels, FixedSync::Input);
        Ok(Self {
            inner: inner.map_err(failed)?,
            channels,
            waiting: Vec::new(),
        })
    }

    /// What there is at the other rate; what is too little for it waits.
    pub(super) fn push(&mut self, samples: &[f32]) -> Result<Vec<f32>, AudioError> {
        self.waiting.extend_from_slice(samples);
        let mut made = Vec::new();
        loop {
            let frames = self.inner.input_frames_next();
            let length = frames * self.channels;
            let Some(input) = self.waiting.get(..length) else {
                return Ok(made);
            };
            let input = InterleavedSlice::new(input, self.channels, frames).map_err(failed)?;
            let output = self.inner.process(&input, None).map_err(failed)?;
            made.extend(output.take_data());
            self.waiting.drain(..length);
        }
    }

    /// How far what comes out is behind what has gone in, in samples of each channel at 48 kHz.
    pub(super) fn behind(&self) -> usize {
        let waiting = self.waiting.len() / self.channels;
        self.inner.output_delay() + (waiting as f64 * self.inner.resample_ratio()) as usize
    }
}

fn failed(error: impl std::fmt::Display) -> AudioError {
    AudioError::Library("resampler", error.to_string())
}
