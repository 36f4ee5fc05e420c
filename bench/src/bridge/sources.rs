//! What a phone and a browser say and show, encoded beforehand.

use std::f64::consts::TAU;
use std::time::Duration;

use bytes::Bytes;
use callkit_live::MediaTime;
use callkit_live::audio::{AacFrame, AacToOpus, PcmToAac, uniform};
use callkit_live::h264::{AccessUnit, black};

/// Samples a second.
const RATE: u64 = 48_000;
/// What is said is prepared and said over and over: 19.2 s, which is a whole number of frames of either
/// codec.
const PREPARED: u64 = 60 * 15_360;
/// Prepared beyond that, for what encoders hold back.
const MORE: u64 = RATE;
/// Louder than this, in dBov, is no silence.
pub(super) const LOUD: i8 = -40;
/// Bytes of a picture at 800 kbit/s and 15 pictures a second, and of a key frame.
const PICTURE: usize = 6_500;
const KEY_FRAME: usize = 30_000;

/// One person's microphone, in both forms, and camera.
pub(super) struct Sources {
    /// 1024 samples each.
    pub(super) aac: Vec<Bytes>,
    /// 960 samples each.
    pub(super) opus: Vec<Bytes>,
    /// How much later than in `aac` a click is in `opus`, which was made of it.
    pub(super) opus_late: Duration,
    pub(super) picture: AccessUnit,
    pub(super) key_frame: AccessUnit,
}

/// Somebody who speaks without a pause: three tones that waver, and breath.
pub(super) fn talk() -> anyhow::Result<Sources> {
    let mut noise = 1u32;
    sources(|n| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let breath = f64::from(noise >> 16) / 65_536.0 - 0.5;
        let at = n as f64 / RATE as f64;
        let waver = 1.0 + 0.02 * (TAU * 4.0 * at).sin();
        let voice: f64 = [140.0, 720.0, 2300.0]
            .iter()
            .map(|hertz| (TAU * hertz * waver * at).sin())
            .sum();
        0.2 * voice * (0.6 + 0.4 * (TAU * 3.0 * at).sin()) + 0.05 * breath
    })
}

/// Silence, and a click at each whole multiple of `every`.
pub(super) fn clicks(every: Duration) -> anyhow::Result<Sources> {
    let every = every.as_millis() as u64 * RATE / 1000;
    sources(|n| {
        let click = n % every < RATE / 20;
        let wave = (TAU * 1000.0 * n as f64 / RATE as f64).sin();
        if click { 0.7 * wave } else { 0.0 }
    })
}

fn sources(mut wave: impl FnMut(u64) -> f64) -> anyhow::Result<Sources> {
    let pcm = (0..PREPARED + MORE).map(|n| (wave(n) * 32_000.0) as i16);
    let pcm: Vec<i16> = pcm.collect();
    let frames = PcmToAac::new()?.push(MediaTime(0), &pcm)?;
    let mut aac: Vec<Bytes> = frames.into_iter().map(|frame| frame.payload).collect();
    let mut encoder = AacToOpus::new(uniform())?;
    let (mut opus, mut levels) = (Vec::new(), Vec::new());
    for (nth, payload) in aac.iter().enumerate() {
        let at = MediaTime(nth as u64 * 1024 * 1_000_000 / RATE);
        let payload = payload.clone();
        encoder.push(&AacFrame { at, payload })?;
        for frame in std::iter::from_fn(|| encoder.poll()) {
            levels.push(frame.level);
            opus.push(frame.payload);
        }
    }
    let silent = levels.iter().take_while(|level| **level <= LOUD).count();
    aac.truncate((PREPARED / 1024) as usize);
    opus.truncate((PREPARED / 960) as usize);
    let unit = |key, header: u8, bytes: usize| {
        let mut slice = vec![header, 0x9a];
        slice.resize(bytes, 0x5a);
        AccessUnit {
            key,
            slices: vec![slice.into()],
            ..black(MediaTime(0))
        }
    };
    Ok(Sources {
        aac,
        opus,
        opus_late: Duration::from_millis(20) * silent as u32,
        picture: unit(false, 0x41, PICTURE),
        key_frame: unit(true, 0x65, KEY_FRAME),
    })
}
