//! How loud sound is.

/// Of samples between -1 and 1: 0 (the loudest) to -127 dBov (RFC 6464, 4).
pub(super) fn dbov(samples: &[f32]) -> i8 {
    if samples.is_empty() {
        return -127;
    }
    let energy: f32 = samples.iter().map(|sample| sample * sample).sum();
    let mean = energy / samples.len() as f32;
    // A full-scale square wave is 0 dBov; so a sine is -3.
    (10.0 * mean.max(1e-13).log10()).clamp(-127.0, 0.0) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_the_least_and_a_square_wave_the_most() {
        assert_eq!(dbov(&[0.0; 960]), -127);
        assert_eq!(dbov(&[1.0, -1.0, 1.0, -1.0]), 0);
        let sine: Vec<f32> = (0..960)
            .map(|n| (n as f32 / 24.0 * std::f32::consts::PI).sin() * 0.1)
            .collect();
        assert_eq!(dbov(&sine), -23);
    }
}
