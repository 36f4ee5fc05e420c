//! Small sums.

use std::time::Duration;

/// Measurements of one kind.
#[derive(Debug, Default)]
pub(crate) struct Samples(Vec<f64>);

impl Samples {
    pub(crate) fn add(&mut self, took: Duration) {
        self.0.push(took.as_secs_f64() * 1000.0);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The value, in milliseconds, that this share of them does not exceed.
    pub(crate) fn at(&mut self, share: f64) -> f64 {
        self.0.sort_by(f64::total_cmp);
        let place = (self.0.len() as f64 * share) as usize;
        let value = self.0.get(place.min(self.0.len().saturating_sub(1)));
        value.copied().unwrap_or(f64::NAN)
    }
}

impl Extend<Duration> for Samples {
    fn extend<T: IntoIterator<Item = Duration>>(&mut self, all: T) {
        all.into_iter().for_each(|took| self.add(took));
    }
}
