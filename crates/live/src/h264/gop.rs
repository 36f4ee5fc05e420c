//! The pictures since the last key frame of a publisher who cannot be asked for another.

use super::AccessUnit;

/// Longest group that is kept, in microseconds. Phones send a key frame every 2 to 5 s. Higher
/// serves slower ones, and makes a late viewer decode more before he sees the present.
const MAX_MICROS: u64 = 5_000_000;

/// Most bytes that are kept. A phone's 900 kbit/s make 560 kB in 5 s.
const MAX_BYTES: usize = 2 << 20;

/// The current group of pictures.
#[derive(Debug, Default)]
pub struct Gop {
    units: Vec<AccessUnit>,
    bytes: usize,
}

impl Gop {
    /// The next picture of the publisher. A group that outgrows its bounds is given up until the
    /// next key frame.
    pub fn push(&mut self, unit: &AccessUnit) {
        if unit.key {
            self.clear();
        } else if self.units.is_empty() {
            return;
        }
        self.bytes += unit.len();
        let begun = self.units.first().map_or(unit.at, |first| first.at);
        if self.bytes > MAX_BYTES || unit.at.0.saturating_sub(begun.0) > MAX_MICROS {
            return self.clear();
        }
        self.units.push(unit.clone());
    }

    /// What a viewer who comes now needs, from the key frame to the newest picture; empty when
    /// that is not known.
    pub fn units(&self) -> &[AccessUnit] {
        &self.units
    }

    /// Forgets everything: the publisher has stopped, or has left out a picture.
    pub fn clear(&mut self) {
        self.units.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MediaTime;
    use crate::h264::black;

    fn unit(millis: u64, key: bool) -> AccessUnit {
        AccessUnit {
            key,
            ..black(MediaTime::from_millis(millis))
        }
    }

    #[test]
    fn it_holds_what_came_since_the_key_frame() {
        let mut gop = Gop::default();
        gop.push(&unit(0, false));
        assert!(gop.units().is_empty());
        for (at, key) in [
            (40, true),
            (80, false),
            (120, true),
            (160, false),
            (200, false),
        ] {
            gop.push(&unit(at, key));
        }
        let times: Vec<u64> = gop.units().iter().map(|u| u.at.as_millis()).collect();
        assert_eq!(times, [120, 160, 200]);
    }

    #[test]
    fn it_is_given_up_when_it_grows_too_old_and_begins_again() {
        let mut gop = Gop::default();
        gop.push(&unit(0, true));
        gop.push(&unit(5000, false));
        assert_eq!(gop.units().len(), 2);
        gop.push(&unit(5001, false));
        assert!(gop.units().is_empty());
        gop.push(&unit(5040, false));
        assert!(gop.units().is_empty());
        gop.push(&unit(5080, true));
        assert_eq!(gop.units().len(), 1);
    }
}
