//! How one receiver's link is divided among the pictures that it shows.
//!
//! Everybody who is shown is seen: first each picture gets its smallest layer, and then what is
//! left raises one after another, small steps before large ones, none beyond the size in which it
//! is shown.

use callkit_protocol::ShownSize;

use crate::config::Bitrate;
use crate::packet::LayerId;

/// What a picture must leave free to be raised above what it is now, in percent of what is left.
/// Higher: fewer switches to and fro, each of which costs a key frame; lower: a sharper picture.
const HEADROOM: u64 = 15;

/// A live layer and what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) id: Option<LayerId>,
    pub(crate) scale: ShownSize,
    pub(crate) rate: Bitrate,
}

/// A picture that a receiver may be sent.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    /// Smallest first.
    pub(crate) layers: Vec<Offered>,
    /// How large it is shown.
    pub(crate) size: ShownSize,
    /// What it was given before.
    pub(crate) now: Pick,
}

/// What a receiver should get of a publisher's picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pick {
    /// Nothing: it does not show it, or there is none.
    #[default]
    Nothing,
    /// This layer; a picture without simulcast is its own only one.
    Layer(Option<LayerId>),
}

/// What each picture gets, in the order of the demands.
pub(crate) fn allocate(budget: Bitrate, demands: &[Demand]) -> Vec<Pick> {
    let shown = |demand: &&Demand| demand.size != ShownSize::Hidden && !demand.layers.is_empty();
    let mut given: Vec<Option<usize>> = demands.iter().map(|d| shown(&d).then_some(0)).collect();
    let floor = demands.iter().filter(shown).map(|d| d.layers[0].rate.0);
    let mut left = budget.0.saturating_sub(floor.sum());
    while let Some(step) = next_step(demands, &given, left) {
        left -= step.cost;
        given[step.of] = Some(step.to);
    }
    let picks = demands.iter().zip(given);
    picks
        .map(|(demand, given)| given.map_or(Pick::Nothing, |at| Pick::Layer(demand.layers[at].id)))
        .collect()
}

struct Step {
    of: usize,
    to: usize,
    cost: u64,
}

/// The smallest raise that there is room for.
fn next_step(demands: &[Demand], given: &[Option<usize>], left: u64) -> Option<Step> {
    let steps = demands.iter().zip(given).enumerate();
    let steps = steps.filter_map(|(of, (demand, given))| {
        let at = (*given)?;
        let to = at + 1;
        let layer = demand.layers.get(to)?;
        let cost = layer.rate.0.saturating_sub(demand.layers[at].rate.0);
        let mut layers = demand.layers.iter();
        let held = layers.position(|layer| demand.now == Pick::Layer(layer.id));
        let room = match held {
            Some(held) if to <= held => left,
            Some(_) | None => left * (100 - HEADROOM) / 100,
        };
        let step = Step { of, to, cost };
        (layer.scale <= demand.size && cost <= room).then_some((layer.scale, step))
    });
    let smallest = steps.min_by_key(|(scale, step)| (*scale, step.cost));
    smallest.map(|(_, step)| step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn simulcast(size: ShownSize, now: Pick) -> Demand {
        let layer = |rid: &str, scale, kbps| Offered {
            id: Some(rid.into()),
            scale,
            rate: Bitrate::kbps(kbps),
        };
        let layers = vec![
            layer("q", ShownSize::Small, 150),
            layer("h", ShownSize::Medium, 500),
            layer("f", ShownSize::Large, 1500),
        ];
        Demand { layers, size, now }
    }

    fn shown(kbps: u64, sizes: &[ShownSize]) -> Vec<Pick> {
        let demands = sizes.iter().map(|size| simulcast(*size, Pick::Nothing));
        let demands: Vec<_> = demands.collect();
        allocate(Bitrate::kbps(kbps), &demands)
    }

    fn layer(rid: &str) -> Pick {
        Pick::Layer(Some(rid.into()))
    }

    const LARGE: ShownSize = ShownSize::Large;

    #[test]
    fn the_best_layer_that_fits_the_link_is_chosen() {
        assert_eq!(shown(2000, &[LARGE]), [layer("f")]);
        assert_eq!(shown(1000, &[LARGE]), [layer("h")]);
        assert_eq!(shown(10, &[LARGE]), [layer("q")]);
    }

    #[test]
    fn no_more_is_chosen_than_is_shown_and_the_rest_goes_to_others() {
        let sizes = [ShownSize::Small, LARGE, ShownSize::Hidden];
        assert_eq!(shown(2500, &sizes), [layer("q"), layer("f"), Pick::Nothing]);
        assert_eq!(shown(1000, &sizes), [layer("q"), layer("h"), Pick::Nothing]);
    }

    #[test]
    fn everybody_is_seen_before_anybody_is_seen_large() {
        let (q, h) = (layer("q"), layer("h"));
        assert_eq!(shown(700, &[LARGE; 3]), [q, q, q]);
        assert_eq!(shown(1000, &[LARGE; 3]), [h, q, q]);
        assert_eq!(shown(2200, &[LARGE; 3]), [h, h, h]);
    }

    #[test]
    fn a_link_at_the_edge_does_not_make_the_picture_flap() {
        let at = |now| allocate(Bitrate::kbps(520), &[simulcast(LARGE, now)]);
        assert_eq!(at(layer("q")), [layer("q")]);
        assert_eq!(at(layer("h")), [layer("h")]);
    }

    #[test]
    fn a_picture_without_layers_is_sent_to_every_size() {
        let only = Offered {
            id: None,
            scale: LARGE,
            rate: Bitrate::kbps(9000),
        };
        let demand = Demand {
            layers: vec![only],
            size: ShownSize::Small,
            now: Pick::Nothing,
        };
        let given = allocate(Bitrate::kbps(100), &[demand]);
        assert_eq!(given, [Pick::Layer(None)]);
    }
}
