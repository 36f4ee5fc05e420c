//! AAC to Opus: a mini program's voice for browsers.

use std::collections::VecDeque;

use bytes::Bytes;
use opus::{Application, Bitrate, Encoder};
use symphonia_codec_aac::AacDecoder;
use symphonia_core::codecs::audio::well_known::CODEC_ID_AAC;
use symphonia_core::codecs::audio::{AudioCodecParameters, AudioDecoder as _, AudioDecoderOptions};
use symphonia_core::packet::PacketRef;
use symphonia_core::units::{Duration, Timestamp};

use super::level::dbov;
use super::resample::Resample;
use super::stretch::stretch;
use super::{AAC_FRAME, AacFrame, AudioConfig, AudioError, Channels};
use crate::MediaTime;

/// Opus frames a second.
const FRAMES: u32 = 50;

/// The length of an Opus frame, in ticks of its 48 kHz clock.
const FRAME_TICKS: u64 = 960;

/// Bits a second for one voice. Higher sounds fuller, lower suits poor networks; 32 kbit/s is where
/// speech is transparent.
const BITS_PER_CHANNEL: i32 = 32_000;

/// What the encoder is told of the network, in per cent: how much of the bits goes into repeating
/// the frame before (in-band FEC).
const EXPECTED_LOSS: i32 = 10;

/// 0 to 10. Higher costs more processor for a gain that speech hardly shows.
const COMPLEXITY: i32 = 5;

/// Sound that is further from its timestamps than this, in microseconds, is moved at once.
const RESYNC: i64 = 100_000;

/// Sound that is further from its timestamps than this is led there.
const TOLERANCE: i64 = 3_000;

/// Weight of a new measurement of that distance, one in so many. RTMP timestamps are whole
/// milliseconds; lower values follow their rounding.
const SMOOTHING: i64 = 32;

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
    config: AudioConfig,
    decoder: AacDecoder,
    resampler: Option<Resample>,
    encoder: Encoder,
    /// Samples a second that the encoder takes.
    rate: u32,
    /// Decoded and not yet encoded; channels take turns.
    samples: VecDeque<f32>,
    /// When the frame that comes next begins, in ticks of 48 kHz. `None` before the first.
    next: Option<u64>,
    /// How far the samples are behind (or, negative, ahead of) their timestamps, smoothed, in
    /// microseconds.
    drift: i64,
    concealed: u64,
    out: VecDeque<OpusFrame>,
}

impl AacToOpus {
    /// For sound of this kind.
    ///
    /// # Errors
    /// When a codec does not take it.
    pub fn new(config: AudioConfig) -> Result<Self, AudioError> {
        let mut parameters = AudioCodecParameters::new();
        parameters
            .for_codec(CODEC_ID_AAC)
            .with_extra_data(config.to_bytes().to_vec().into());
        let decoder = AacDecoder::try_new(&parameters, &AudioDecoderOptions::default())
            .map_err(|error| AudioError::Library("AAC decoder", error.to_string()))?;
        let source = config.sample_rate();
        // Opus has some rates of its own; what comes in one of them needs no resampling.
        let native = [8_000, 12_000, 16_000, 24_000, 48_000].contains(&source);
        let rate = if native { source } else { 48_000 };
        let channels = config.channels().count();
        let resampler = (!native)
            .then(|| Resample::new(source, channels))
            .transpose()?;
        let encoder = encoder(rate, config.channels())
            .map_err(|error| AudioError::Library("Opus encoder", error.to_string()))?;
        Ok(Self {
            config,
            decoder,
            resampler,
            encoder,
            rate,
            samples: VecDeque::new(),
            next: None,
            drift: 0,
            concealed: 0,
            out: VecDeque::new(),
        })
    }

    /// What it was made for.
    pub fn config(&self) -> AudioConfig {
        self.config
    }

    /// Frames that could not be decoded and were replaced by silence.
    pub fn concealed(&self) -> u64 {
        self.concealed
    }

    /// The next AAC frame. A broken one becomes silence.
    ///
    /// # Errors
    /// When a library fails; the next frame may go well.
    pub fn push(&mut self, frame: &AacFrame) -> Result<(), AudioError> {
        let decoded = self.decode(&frame.payload)?;
        let before = self.align(frame.at, decoded.len());
        self.samples.extend(decoded.into_iter().skip(before));
        self.encode()
    }

    /// The next Opus packet.
    pub fn poll(&mut self) -> Option<OpusFrame> {
        self.out.pop_front()
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

    fn encode(&mut self) -> Result<(), AudioError> {
        let channels = self.config.channels().count();
        let length = (self.rate / FRAMES) as usize;
        loop {
            // One sample more or less than a frame has, for clocks that run apart.
            let take = match self.drift {
                drift if drift < -TOLERANCE => length + 1,
                drift if drift > TOLERANCE => length - 1,
                _ => length,
            };
            let (Some(next), true) = (self.next, self.samples.len() >= take * channels) else {
                return Ok(());
            };
            let samples: Vec<f32> = self.samples.drain(..take * channels).collect();
            let samples = stretch(&samples, channels, length);
            let moved = (take as i64 - length as i64) * 1_000_000 / i64::from(self.rate);
            self.drift += moved;
            self.next = Some(next + FRAME_TICKS);
            let payload = self
                .encoder
                .encode_vec_float(&samples, 1275)
                .map_err(|error| AudioError::Library("Opus encoder", error.to_string()))?;
            self.out.push_back(OpusFrame {
                time: next,
                payload: payload.into(),
                level: dbov(&samples),
            });
        }
    }

    fn micros(&self, samples: usize) -> i64 {
        let frames = samples / self.config.channels().count();
        frames as i64 * 1_000_000 / i64::from(self.rate)
    }
}

impl std::fmt::Debug for AacToOpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AacToOpus")
            .field("config", &self.config)
            .field("concealed", &self.concealed)
            .finish_non_exhaustive()
    }
}

fn ticks(micros: i64) -> u64 {
    micros.max(0).unsigned_abs() * 48 / 1000
}

fn micros(ticks: u64) -> i64 {
    (ticks / 48 * 1000 + ticks % 48 * 1000 / 48) as i64
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
