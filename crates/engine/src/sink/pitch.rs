//! Which tone is the loudest in what was heard last.

use std::collections::VecDeque;
use std::f64::consts::TAU;

/// Input samples a second.
const RATE_IN: u32 = 48_000;
/// Input samples that become one: tones up to half of 8000 Hz remain, and the search costs a sixth.
const DECIMATION: u32 = 6;
const RATE: f64 = (RATE_IN / DECIMATION) as f64;
/// Samples that are listened to: 250 ms. Higher: closer frequencies are told apart; lower: quicker.
const WINDOW: usize = 2000;
/// The tones that are looked for, in Hz: what voices and test tones have.
const LOWEST: f64 = 60.0;
const HIGHEST: f64 = 3400.0;
/// From one tone tried to the next, in Hz: half of what the window can tell apart.
const STEP: f64 = 2.0;
/// The same over the end of the window alone, to find the neighbourhood first: with a quarter of the
/// samples and of the tones the search costs a fifteenth.
const ROUGH_WINDOW: usize = WINDOW / 4;
const ROUGH_STEP: f64 = STEP * 4.0;
/// How far the rough search may be out, in steps of the fine one.
const NEIGHBOURHOOD: i32 = 8;
/// Below this mean square there is silence: about -60 dBFS.
const SILENCE: f64 = 1e-6;
/// The share of the whole energy that a tone must have. Higher: only a pure tone is one; lower: a
/// vowel is taken for its strongest part.
const SHARE: f64 = 0.6;

/// The last quarter of a second, at 8 kHz.
#[derive(Debug, Default)]
pub(crate) struct Pitch {
    window: VecDeque<f32>,
    sum: f64,
    summed: u32,
}

impl Pitch {
    /// Hears samples at 48 kHz.
    pub(crate) fn hear(&mut self, samples: &[i16]) {
        for sample in samples {
            self.sum += f64::from(*sample) / 32768.0;
            self.summed += 1;
            if self.summed == DECIMATION {
                if self.window.len() == WINDOW {
                    self.window.pop_front();
                }
                self.window
                    .push_back((self.sum / f64::from(DECIMATION)) as f32);
                (self.sum, self.summed) = (0.0, 0);
            }
        }
    }

    /// The frequency of the tone that is heard, in Hz, to about 1 Hz. `None` in silence, in noise,
    /// and before a whole window was heard.
    pub(crate) fn tone_hz(&self) -> Option<f64> {
        if self.window.len() < WINDOW {
            return None;
        }
        let energy = self
            .window
            .iter()
            .map(|s| f64::from(*s).powi(2))
            .sum::<f64>();
        if energy / (WINDOW as f64) < SILENCE {
            return None;
        }
        let steps = ((HIGHEST - LOWEST) / ROUGH_STEP) as i32;
        let end = self.window.range(WINDOW - ROUGH_WINDOW..);
        let (rough, _) = (0..=steps)
            .map(|i| LOWEST + ROUGH_STEP * f64::from(i))
            .map(|hz| (hz, power(end.clone(), hz)))
            .max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        let tone = |i: i32| rough + STEP * f64::from(i);
        let at = |i: i32| power(self.window.iter(), tone(i));
        let (best, power) = (-NEIGHBOURHOOD..=NEIGHBOURHOOD)
            .map(|i| (i, at(i)))
            .max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        // A pure sine of this frequency has WINDOW/2 times its energy as power.
        if power < SHARE * energy * WINDOW as f64 / 2.0 {
            return None;
        }
        let (below, above) = (at(best - 1), at(best + 1));
        // The top of the parabola through the three.
        let curve = below - 2.0 * power + above;
        let shift = if curve.abs() > f64::EPSILON {
            0.5 * (below - above) / curve
        } else {
            0.0
        };
        Some(tone(best) + STEP * shift.clamp(-0.5, 0.5))
    }
}

/// The power of one frequency (Goertzel's algorithm).
fn power<'a>(samples: impl Iterator<Item = &'a f32>, hz: f64) -> f64 {
    let factor = 2.0 * (TAU * hz / RATE).cos();
    let (mut one, mut two) = (0.0, 0.0);
    for sample in samples {
        (one, two) = (f64::from(*sample) + factor * one - two, one);
    }
    one * one + two * two - factor * one * two
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(hz: f64, amplitude: f64) -> Vec<i16> {
        let sample = |i: u32| (TAU * hz * f64::from(i) / 48_000.0).sin() * amplitude;
        (0..24_000).map(|i| sample(i) as i16).collect()
    }

    fn heard(samples: &[i16]) -> Option<f64> {
        let mut pitch = Pitch::default();
        pitch.hear(samples);
        pitch.tone_hz()
    }

    #[test]
    fn a_tone_is_found_to_one_hertz() {
        for hz in [100.0, 440.0, 441.3, 660.0, 1000.0, 3000.0] {
            let found = heard(&sine(hz, 8000.0)).expect("a tone");
            assert!((found - hz).abs() < 1.0, "{hz}: {found}");
        }
    }

    #[test]
    fn silence_noise_and_two_equal_tones_are_no_tone() {
        assert_eq!(heard(&[0; 24_000]), None);
        assert_eq!(heard(&sine(440.0, 10.0)), None);
        let mut state = 1_u32;
        let noise: Vec<_> = (0..24_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 16) as i16
            })
            .collect();
        assert_eq!(heard(&noise), None);
        let two = sine(440.0, 4000.0)
            .into_iter()
            .zip(sine(660.0, 4000.0))
            .map(|(a, b)| a + b);
        assert_eq!(heard(&two.collect::<Vec<_>>()), None);
    }

    #[test]
    fn too_little_is_no_tone_yet() {
        assert_eq!(heard(&sine(440.0, 8000.0)[..6000]), None);
    }
}
