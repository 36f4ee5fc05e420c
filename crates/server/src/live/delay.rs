//! How long media takes through a bridge: from when it was handed over until what comes of it is on
//! its way.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::metrics::Page;

/// The buckets, in microseconds. A bridge that keeps up is far below the last ones.
const BOUNDS: [u64; 10] = [
    100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
];

/// What is measured apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A frame of sound.
    Voice,
    /// The last packet of a picture, or a picture.
    Picture,
}

/// Counts of one bridge.
#[derive(Debug, Default)]
pub(super) struct Delays {
    voice: Histogram,
    picture: Histogram,
}

#[derive(Debug, Default)]
struct Histogram {
    counts: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Delays {
    pub(super) fn note(&self, kind: Kind, took: Duration) {
        let histogram = self.of(kind);
        let micros = took.as_micros() as u64;
        let bucket = BOUNDS.partition_point(|bound| *bound < micros);
        histogram.counts[bucket].fetch_add(1, Ordering::Relaxed);
        histogram.micros.fetch_add(micros, Ordering::Relaxed);
    }

    fn of(&self, kind: Kind) -> &Histogram {
        match kind {
            Kind::Voice => &self.voice,
            Kind::Picture => &self.picture,
        }
    }
}

/// Writes what all bridges have counted together.
pub(super) fn write<'a>(page: &mut Page, all: impl Iterator<Item = &'a Delays> + Clone) {
    const NAME: &str = "callkit_live_processing_seconds";
    let help = "From the last packet of something to what comes of it, behind the bridge's queue.";
    page.family(NAME, "histogram", help);
    for (label, kind) in [("voice", Kind::Voice), ("picture", Kind::Picture)] {
        let sum = |count: &dyn Fn(&Histogram) -> u64| -> u64 {
            all.clone().map(|delays| count(delays.of(kind))).sum()
        };
        let mut below = 0;
        for bucket in 0..=BOUNDS.len() {
            below += sum(&|held| held.counts[bucket].load(Ordering::Relaxed));
            let bound = BOUNDS.get(bucket);
            let bound = bound.map_or("+Inf".to_owned(), |micros| seconds(*micros).to_string());
            let labels = [("kind", label), ("le", &*bound)];
            page.sample(&format!("{NAME}_bucket"), &labels, below);
        }
        let micros = sum(&|held| held.micros.load(Ordering::Relaxed));
        let labels = [("kind", label)];
        page.sample(&format!("{NAME}_sum"), &labels, seconds(micros));
        page.sample(&format!("{NAME}_count"), &labels, below);
    }
}

fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_as_long_as_a_bound_is_within_it() {
        let (one, other) = (Delays::default(), Delays::default());
        one.note(Kind::Voice, Duration::from_micros(100));
        one.note(Kind::Voice, Duration::from_micros(101));
        other.note(Kind::Voice, Duration::from_secs(1));
        let mut page = Page::default();
        write(&mut page, [&one, &other].into_iter());
        let text = page.finish();
        for line in [
            "callkit_live_processing_seconds_bucket{kind=\"voice\",le=\"0.0001\"} 1",
            "callkit_live_processing_seconds_bucket{kind=\"voice\",le=\"0.0002\"} 2",
            "callkit_live_processing_seconds_bucket{kind=\"voice\",le=\"+Inf\"} 3",
            "callkit_live_processing_seconds_sum{kind=\"voice\"} 1.000201",
            "callkit_live_processing_seconds_count{kind=\"picture\"} 0",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }
}
