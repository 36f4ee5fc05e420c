//! Sound a little faster or slower: for clocks that run apart.

/// Makes `out` samples of each channel from `samples`, which hold about as many, by cubic
/// interpolation (Catmull-Rom). A change of one in a thousand is far below what is heard.
pub(super) fn stretch(samples: &[f32], channels: usize, out: usize) -> Vec<f32> {
    let frames = samples.len() / channels;
    if frames == out || frames < 2 || out < 2 {
        let mut plain = samples.to_vec();
        plain.resize(out * channels, 0.0);
        return plain;
    }
    let step = (frames - 1) as f64 / (out - 1) as f64;
    let mut made = Vec::with_capacity(out * channels);
    for n in 0..out {
        let place = n as f64 * step;
        let at = (place as usize).min(frames - 2);
        let t = (place - at as f64) as f32;
        for channel in 0..channels {
            let sample = |frame: usize| samples[frame * channels + channel];
            let (b, c) = (sample(at), sample(at + 1));
            let a = sample(at.saturating_sub(1));
            let d = sample((at + 2).min(frames - 1));
            let slope = |before: f32, after: f32| (after - before) / 2.0;
            let (rise, fall) = (slope(a, c), slope(b, d));
            let t2 = t * t;
            let t3 = t2 * t;
            made.push(
                b * (2.0 * t3 - 3.0 * t2 + 1.0)
                    + rise * (t3 - 2.0 * t2 + t)
                    + c * (3.0 * t2 - 2.0 * t3)
                    + fall * (t3 - t2),
            );
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_keeps_its_shape() {
        let wave = |n: usize, of: usize| (n as f32 / of as f32 * 60.0).sin();
        let samples: Vec<f32> = (0..961).map(|n| wave(n, 960)).collect();
        let made = stretch(&samples, 1, 960);
        let worst = made
            .iter()
            .enumerate()
            .map(|(n, made)| (made - wave(n, 959)).abs());
        assert!(worst.fold(0.0, f32::max) < 1e-4);
    }
}
