//! Which picture goes to whom.

use std::time::{Duration, Instant};

use callkit_protocol::{SeatIndex, ShownSize};

use super::Worker;
use crate::allocate::{Demand, Pick, allocate};
use crate::bandwidth;
use crate::bridge::{self, Client};
use crate::config::Bitrate;
use crate::leg::LegNo;

/// How long a larger layer must have lived before those behind the bridge are given it. A player
/// there does not follow a change of size gracefully. Higher: fewer changes; lower: sooner sharp.
const STEADY: Duration = Duration::from_secs(5);

/// A picture that a receiver may be sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visible {
    pub(super) seat: SeatIndex,
    pub(super) from: LegNo,
    pub(super) size: ShownSize,
}

impl Worker {
    /// The pictures that may be sent to a receiver.
    pub(super) fn visible(&self, receiver: LegNo) -> Vec<Visible> {
        let Some(leg) = self.legs.get(&receiver) else {
            return Vec::new();
        };
        let visible = leg.seats.iter().filter_map(|(seat, source)| {
            let from = *self.numbers.get(source)?;
            let source = self.legs.get(&from)?;
            let may =
                source.call == leg.call && source.publish.camera && source.gate.admits(leg.gate);
            may.then(|| Visible {
                seat,
                from,
                size: leg.seats.size(seat),
            })
        });
        visible.collect()
    }

    /// Divides a receiver's link among what it shows.
    pub(super) fn choose(&mut self, now: Instant, receiver: LegNo) {
        let visible = self.visible(receiver);
        let Some(leg) = self.legs.get(&receiver) else {
            return;
        };
        let demands = visible.iter().filter_map(|visible| {
            Some(Demand {
                layers: self.legs.get(&visible.from)?.layers.live(now).collect(),
                size: visible.size,
                now: leg.seats.picked(visible.seat),
            })
        });
        let demands: Vec<_> = demands.collect();
        let picks = allocate(bandwidth::usable(self.capacity(receiver)), &demands);
        let seats = visible.iter().map(|visible| visible.seat);
        let picks: Vec<_> = seats.zip(picks).collect();
        if let Some(leg) = self.legs.get_mut(&receiver) {
            leg.seats.pick(&picks);
        }
    }

    /// A publisher's layers have changed.
    pub(super) fn offer_layers(&mut self, now: Instant, from: LegNo) {
        let Some(publisher) = self.legs.get(&from) else {
            return;
        };
        for reception in publisher.receptions.clone() {
            self.choose(now, reception.by);
        }
        self.choose_for_bridge(now, from);
        self.limit(now, from);
    }

    /// Behind the bridge everybody gets the same layer of a publisher, and keeps it if he can.
    fn choose_for_bridge(&mut self, now: Instant, from: LegNo) {
        let Some(leg) = self.legs.get_mut(&from) else {
            return;
        };
        let held = match leg.to_bridge {
            Pick::Layer(id) if leg.layers.is_live(now, id) => leg.to_bridge,
            Pick::Layer(_) | Pick::Nothing => Pick::Nothing,
        };
        let is_eligible = |id| {
            held == Pick::Nothing
                || held == Pick::Layer(id)
                || leg.layers.is_steady(now, id, STEADY)
        };
        let layers = leg.layers.live(now).filter(|layer| is_eligible(layer.id));
        let demand = Demand {
            layers: layers.collect(),
            size: ShownSize::Medium,
            now: held,
        };
        let picks = allocate(bridge::CAPACITY, &[demand]);
        let pick = picks.into_iter().next().unwrap_or_default();
        let before = std::mem::replace(&mut leg.to_bridge, pick);
        if let Pick::Layer(layer) = pick
            && before != pick
            && self.has_bridged_audience(from)
        {
            self.want_keyframe(now, from, layer);
        }
    }

    pub(super) fn has_bridged_audience(&self, from: LegNo) -> bool {
        let receptions = self.legs.get(&from).map(|leg| &leg.receptions);
        receptions.into_iter().flatten().any(|reception| {
            let receiver = self.legs.get(&reception.by);
            receiver.is_some_and(|leg| leg.client == Client::Bridged)
        })
    }

    /// What a receiver's link is taken to carry.
    pub(super) fn capacity(&self, receiver: LegNo) -> Bitrate {
        let estimate = self.legs.get(&receiver).and_then(|leg| leg.estimate);
        estimate.unwrap_or(self.config.limits.start)
    }
}
