//! The simulcast layers of one publisher, and which of them a receiver should get.
//!
//! Layers are called as web clients offer them, `q`, `h` and `f`: a quarter, a half and the full
//! size of the camera's picture. Not every layer that was negotiated exists: browsers leave out those that the camera is too
//! small for or the link too slow, so the choice is among the layers that packets come from.

use std::time::{Duration, Instant};

use callkit_protocol::ShownSize;

use crate::config::Bitrate;
use crate::packet::LayerId;

/// A layer without packets for this long is dead. Lower: quicker fall-back; too low and a still
/// screen at one frame a second counts as dead.
const LIVE: Duration = Duration::from_millis(1500);

/// Over what a layer's bitrate is measured.
const WINDOW: Duration = Duration::from_secs(1);

/// What a receiver should get of a publisher's picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pick {
    /// Nothing: it does not show it, or there is none.
    Nothing,
    /// This layer; a picture without simulcast is its own only one.
    Layer(Option<LayerId>),
}

/// The largest picture that a layer is worth sending for: the camera's is 1280 pixels wide or less.
fn scale(id: Option<LayerId>) -> ShownSize {
    match id.as_deref() {
        Some("q") => ShownSize::Small,
        Some("h") => ShownSize::Medium,
        Some(_) | None => ShownSize::Large,
    }
}

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

    /// The best live layer that is within the budget and no larger than it is shown, or the
    /// smallest when none is.
    pub(crate) fn best(&self, now: Instant, budget: Bitrate, size: ShownSize) -> Pick {
        if size == ShownSize::Hidden {
            return Pick::Nothing;
        }
        let live = || self.known.iter().filter(|layer| layer.is_live(now));
        let order = |layer: &&Layer| (scale(layer.id), layer.rate);
        let fitting = live()
            .filter(|layer| layer.rate <= budget && scale(layer.id) <= size)
            .max_by_key(order);
        fitting
            .or_else(|| live().min_by_key(order))
            .map_or(Pick::Nothing, |layer| Pick::Layer(layer.id))
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

    fn layer(rid: &str) -> Pick {
        Pick::Layer(Some(rid.into()))
    }

    #[test]
    fn the_best_layer_that_fits_the_link_is_chosen() {
        let start = crate::test_clock();
        let layers = measured(start);
        let best = |kbps| layers.best(start + WINDOW, Bitrate::kbps(kbps), ShownSize::Large);
        assert_eq!(best(2000), layer("f"));
        assert_eq!(best(500), layer("h"));
        assert_eq!(best(10), layer("q"));
    }

    #[test]
    fn no_more_is_chosen_than_is_shown() {
        let start = crate::test_clock();
        let layers = measured(start);
        let best = |size| layers.best(start + WINDOW, Bitrate::kbps(2000), size);
        assert_eq!(best(ShownSize::Medium), layer("h"));
        assert_eq!(best(ShownSize::Small), layer("q"));
        assert_eq!(best(ShownSize::Hidden), Pick::Nothing);
    }

    #[test]
    fn a_picture_without_layers_is_sent_to_every_size() {
        let start = crate::test_clock();
        let mut layers = Layers::default();
        layers.heard(start, None, 1000);
        let best = layers.best(start, Bitrate::kbps(2000), ShownSize::Small);
        assert_eq!(best, Pick::Layer(None));
    }

    #[test]
    fn a_dead_layer_is_not_chosen() {
        let start = crate::test_clock();
        let mut layers = measured(start);
        let now = start + WINDOW + LIVE;
        layers.heard(now, Some("q".into()), 600);
        let best = layers.best(now, Bitrate::kbps(2000), ShownSize::Large);
        assert_eq!(best, layer("q"));
        assert!(!layers.is_live(now, Some("f".into())));
    }
}
