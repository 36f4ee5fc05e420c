//! The simulcast layers of one publisher.
//!
//! Layers are called as web clients offer them, `q`, `h` and `f`: a quarter, a half and the full
//! size of the camera's picture. Not every layer that was negotiated exists: browsers leave out
//! those that the camera is too small for or the link too slow, so the choice is among the layers
//! that packets come from.

use std::time::{Duration, Instant};

use callkit_protocol::ShownSize;

use crate::allocate::Offered;
use crate::config::Bitrate;
use crate::packet::LayerId;

/// A layer without packets for this long is dead. Lower: quicker fall-back; too low and a still
/// screen at one frame a second counts as dead.
const LIVE: Duration = Duration::from_millis(1500);

/// Over what a layer's bitrate is measured.
const WINDOW: Duration = Duration::from_secs(1);

/// The largest picture that a layer is worth sending for: the camera's is 1280 pixels wide or less.
fn scale(id: Option<LayerId>) -> ShownSize {
    match id.as_deref() {
        Some("q") => ShownSize::Small,
        Some("h") => ShownSize::Medium,
        Some(_) | None => ShownSize::Large,
    }
}

/// What a layer that nobody has measured yet is taken for.
fn typical(scale: ShownSize) -> Bitrate {
    match scale {
        ShownSize::Hidden | ShownSize::Small => Bitrate::kbps(150),
        ShownSize::Medium => Bitrate::kbps(500),
        ShownSize::Large => Bitrate::kbps(1500),
    }
}

/// The layers that packets came from, the smallest first.
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
    /// Since when it lives.
    born: Instant,
    /// None before it was measured.
    rate: Option<Bitrate>,
}

impl Layers {
    /// A packet came. True when the choice of layers should be made anew: one has appeared, or a
    /// rate was measured.
    pub(crate) fn heard(&mut self, now: Instant, id: Option<LayerId>, bytes: usize) -> bool {
        let Some(layer) = self.known.iter_mut().find(|layer| layer.id == id) else {
            self.known.push(Layer {
                id,
                last: now,
                born: now,
                since: now,
                bytes: bytes as u64,
                rate: None,
            });
            self.known.sort_by_key(|layer| scale(layer.id));
            return true;
        };
        let was_dead = !layer.is_live(now);
        if was_dead {
            layer.born = now;
        }
        layer.last = now;
        layer.bytes += bytes as u64;
        let span = now.saturating_duration_since(layer.since);
        if span < WINDOW {
            return was_dead;
        }
        let millis = span.as_millis().max(1) as u64;
        layer.rate = Some(Bitrate(layer.bytes * 8 * 1000 / millis));
        (layer.since, layer.bytes) = (now, 0);
        true
    }

    /// The layers that live, the smallest first.
    pub(crate) fn live(&self, now: Instant) -> impl Iterator<Item = Offered> + '_ {
        let live = self.known.iter().filter(move |layer| layer.is_live(now));
        live.map(|layer| {
            let scale = scale(layer.id);
            Offered {
                id: layer.id,
                scale,
                rate: layer.rate.unwrap_or(typical(scale)),
            }
        })
    }

    /// Whether a layer has lived for this long.
    pub(crate) fn is_steady(&self, now: Instant, id: Option<LayerId>, span: Duration) -> bool {
        let old = |layer: &Layer| now.saturating_duration_since(layer.born) >= span;
        let mut known = self.known.iter();
        known.any(|layer| layer.id == id && layer.is_live(now) && old(layer))
    }

    /// Whether there is something to choose from.
    pub(crate) fn are_several(&self) -> bool {
        self.known.len() > 1
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
            for (id, bytes) in [("f", 6000), ("q", 600), ("h", 2000)] {
                layers.heard(now, Some(id.into()), bytes);
            }
        }
        layers
    }

    fn live(layers: &Layers, now: Instant) -> Vec<String> {
        let live = layers.live(now).map(|layer| layer.id);
        live.map(|id| id.map_or("-".to_owned(), |id| id.to_string()))
            .collect()
    }

    #[test]
    fn layers_are_ordered_by_size_and_measured() {
        let start = crate::test_clock();
        let layers = measured(start);
        assert_eq!(live(&layers, start + WINDOW), ["q", "h", "f"]);
        let rates = layers.live(start + WINDOW).map(|layer| layer.rate);
        assert!(rates.is_sorted());
    }

    #[test]
    fn a_layer_that_dries_up_is_dead_and_news_when_it_comes_back() {
        let start = crate::test_clock();
        let mut layers = measured(start);
        let now = start + WINDOW + LIVE;
        layers.heard(now, Some("q".into()), 600);
        assert_eq!(live(&layers, now), ["q"]);
        assert!(!layers.is_live(now, Some("f".into())));
        assert!(layers.heard(now, Some("f".into()), 600));
        assert_eq!(live(&layers, now), ["q", "f"]);
    }
}
