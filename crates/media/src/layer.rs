//! The simulcast layers of one publisher, and which of them a receiver should get.
//!
//! Not every layer that was negotiated exists: browsers leave out those that the camera is too
//! small for or the link too slow, so the choice is among the layers that packets come from.

use std::time::{Duration, Instant};

use crate::config::Bitrate;
use crate::packet::LayerId;

/// A layer without packets for this long is dead. Lower: quicker fall-back; too low and a still
/// screen at one frame a second counts as dead.
const LIVE: Duration = Duration::from_millis(1500);

/// Over what a layer's bitrate is measured.
const WINDOW: Duration = Duration::from_secs(1);

/// The layers that packets came from.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    known: Vec<Layer>,
}

#[derive(Debug)]
struct Layer {
    id: Option<LayerId>,
    last: Instant,
    since: Instant,
    bytes: u64,
    rate: Bitrate,
}

impl Layers {
    pub(crate) fn heard(&mut self, now: Instant, id: Option<LayerId>, bytes: usize) {
        let Some(layer) = self.known.iter_mut().find(|layer| layer.id == id) else {
            let rate = Bitrate::default();
            self.known.push(Layer {
                id,
                last: now,
                since: now,
                bytes: bytes as u64,
                rate,
            });
            return;
        };
        layer.last = now;
        layer.bytes += bytes as u64;
        let span = now.saturating_duration_since(layer.since);
        if span >= WINDOW {
            layer.rate = Bitrate(layer.bytes * 8 * 1000 / span.as_millis().max(1) as u64);
            (layer.since, layer.bytes) = (now, 0);
        }
    }

    /// The best live layer within the budget, or the smallest when none is.
    pub(crate) fn best(&self, now: Instant, budget: Bitrate) -> Option<Option<LayerId>> {
        let live = || self.known.iter().filter(|layer| layer.is_live(now));
        let fitting = live()
            .filter(|layer| layer.rate <= budget)
            .max_by_key(|layer| layer.rate);
        fitting
            .or_else(|| live().min_by_key(|layer| layer.rate))
            .map(|layer| layer.id)
    }

    pub(crate) fn is_live(&self, now: Instant, id: Option<LayerId>) -> bool {
        self.known
            .iter()
            .any(|layer| layer.id == id && layer.is_live(now))
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = Option<LayerId>> + '_ {
        self.known.iter().map(|layer| layer.id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }
}

impl Layer {
    fn is_live(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.last) < LIVE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(start: Instant) -> Layers {
        let mut layers = Layers::default();
        for step in 0..=20 {
            let now = start + Duration::from_millis(step * 50);
            for (id, bytes) in [("q", 600), ("h", 2000), ("f", 6000)] {
                layers.heard(now, Some(id.into()), bytes);
            }
        }
        layers
    }

    #[test]
    fn the_best_layer_that_fits_is_chosen() {
        let start = crate::test_clock();
        let layers = measured(start);
        let now = start + WINDOW;
        assert_eq!(
            layers.best(now, Bitrate::kbps(2000)),
            Some(Some("f".into()))
        );
        assert_eq!(layers.best(now, Bitrate::kbps(500)), Some(Some("h".into())));
        assert_eq!(layers.best(now, Bitrate::kbps(10)), Some(Some("q".into())));
    }

    #[test]
    fn a_dead_layer_is_not_chosen() {
        let start = crate::test_clock();
        let mut layers = measured(start);
        let now = start + WINDOW + LIVE;
        layers.heard(now, Some("q".into()), 600);
        assert_eq!(
            layers.best(now, Bitrate::kbps(2000)),
            Some(Some("q".into()))
        );
        assert!(!layers.is_live(now, Some("f".into())));
    }
}
