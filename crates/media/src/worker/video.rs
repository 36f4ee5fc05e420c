//! Key frames and bitrates: what receivers need of publishers.

use std::time::Instant;

use callkit_protocol::{CallId, ShownSize};

use super::{Timer, Why, Worker};
use crate::allocate::Pick;
use crate::bandwidth::{self, Audience};
use crate::bridge::{Client, ToBridge};
use crate::config::Bitrate;
use crate::event::Output;
use crate::gate::Gate;
use crate::keyframe::Ask;
use crate::leg::{LegNo, Presence};
use crate::packet::LayerId;

impl Worker {
    /// A receiver misses a picture: its publisher is asked for a new one.
    pub(super) fn pass_on_keyframe_wish(&mut self, now: Instant, receiver: LegNo, line: usize) {
        let Some(leg) = self.legs.get(&receiver) else {
            return;
        };
        let Some(from) = leg
            .seats
            .shown_on(line)
            .and_then(|leg| self.numbers.get(leg))
        else {
            return;
        };
        let from = *from;
        let Some(source) = self.legs.get(&from) else {
            return;
        };
        if source.call != leg.call || !source.gate.admits(leg.gate) || !source.publish.camera {
            return;
        }
        let Some(seat) = leg.seats.seat_on(line) else {
            return;
        };
        let Pick::Layer(layer) = leg.seats.picked(seat) else {
            return;
        };
        if let Some(leg) = self.legs.get_mut(&receiver) {
            leg.seats.wait(seat);
        }
        self.want_keyframe(now, from, layer);
    }

    /// Asks a publisher for a key frame, unless that was done a moment ago. Only a layer that
    /// packets come from can answer.
    pub(super) fn want_keyframe(&mut self, now: Instant, from: LegNo, layer: Option<LayerId>) {
        let Some(leg) = self.legs.get_mut(&from) else {
            return;
        };
        if !leg.layers.is_live(now, layer) {
            return;
        }
        match leg.requests.of(layer).want(now) {
            Ask::Now => self.request_keyframe(now, from, layer),
            Ask::At(at) => self
                .timers
                .set_no_later(Timer::Leg(from, Why::Keyframe), at),
        }
    }

    pub(super) fn request_keyframe(&mut self, now: Instant, from: LegNo, layer: Option<LayerId>) {
        let Some(leg) = self.legs.get_mut(&from) else {
            return;
        };
        if leg.client == Client::Bridged {
            self.counters.keyframe_requests += 1;
            let (call, of) = (leg.call.clone(), leg.key.clone());
            self.outputs
                .push_back(Output::Bridge(ToBridge::KeyframeWanted { call, of }));
            return;
        }
        let (Some(line), Some(peer)) = (leg.camera(), leg.peer.as_mut()) else {
            return;
        };
        match peer.request_keyframe(line, layer) {
            Ok(asked) => {
                self.counters.keyframe_requests += u64::from(asked);
                self.drain(now, from);
            }
            Err(error) => self.break_down(now, from, &error),
        }
    }

    /// The capacity towards a receiver was estimated anew.
    pub(super) fn estimated(&mut self, now: Instant, number: LegNo, estimate: Bitrate) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        leg.estimate = Some(estimate);
        self.choose(now, number);
        for visible in self.visible(number) {
            self.limit(now, visible.from);
        }
    }

    /// After a change of gates, seats, sizes or publishing: who gets what, what is worth looking for
    /// towards each receiver, and what each publisher may send.
    pub(super) fn aim(&mut self, now: Instant, call: &CallId) {
        let legs: Vec<_> = self
            .rooms
            .get(call)
            .into_iter()
            .flat_map(|room| &room.legs)
            .copied()
            .collect();
        for number in legs {
            self.choose(now, number);
            let desired = self.desired(number);
            let Some(leg) = self.legs.get_mut(&number) else {
                continue;
            };
            if leg.presence == Presence::Connecting {
                continue;
            }
            let Some(peer) = leg.peer.as_mut() else {
                continue;
            };
            match peer.wish(desired) {
                Ok(()) => self.drain(now, number),
                Err(error) => self.break_down(now, number, &error),
            }
            self.limit(now, number);
        }
    }

    /// The capacity that is worth looking for towards a receiver: a bit more than all that it shows.
    fn desired(&self, receiver: LegNo) -> Bitrate {
        let limits = &self.config.limits;
        let worth = self.visible(receiver).into_iter().filter_map(|visible| {
            let source = self.legs.get(&visible.from)?;
            Some(bandwidth::worth(limits, source.layering(), visible.size).0)
        });
        let whole: u64 = worth.sum();
        Bitrate(whole.max(limits.max_video.0) * 5 / 4)
    }

    /// Tells a publisher what it may send, if that is news or was told long ago.
    pub(super) fn limit(&mut self, now: Instant, from: LegNo) {
        let Some(leg) = self.legs.get(&from) else {
            return;
        };
        // What a client behind the bridge may send is told in signalling.
        if leg.client == Client::Bridged || leg.layers.is_empty() || leg.camera().is_none() {
            return;
        }
        let limits = &self.config.limits;
        let limit = match leg.gate {
            Gate::Closed => limits.ringing_video,
            Gate::Open => bandwidth::limit(limits, leg.layering(), &self.audience(from)),
        };
        let Some(leg) = self.legs.get_mut(&from) else {
            return;
        };
        self.timers
            .set(Timer::Leg(from, Why::Bandwidth), now + bandwidth::REPEAT);
        let Some(limit) = leg.uplink.tell(now, limit) else {
            return;
        };
        let layers: Vec<_> = leg.layers.ids().collect();
        let (Some(line), Some(peer)) = (leg.camera(), leg.peer.as_mut()) else {
            return;
        };
        for layer in layers {
            if let Err(error) = peer.limit_sender(line, layer, limit) {
                self.break_down(now, from, &error);
                return;
            }
        }
        self.drain(now, from);
    }

    /// Those who may see a publisher.
    fn audience(&self, from: LegNo) -> Vec<Audience> {
        let Some(leg) = self.legs.get(&from) else {
            return Vec::new();
        };
        let admitted = leg.receptions.iter().filter(|reception| {
            self.legs.get(&reception.by).is_some_and(|receiver| {
                leg.gate.admits(receiver.gate) && receiver.presence != Presence::Connecting
            })
        });
        let audience = admitted.map(|reception| {
            let visible = self.visible(reception.by);
            let sizes: Vec<_> = visible.iter().map(|visible| visible.size).collect();
            let shown = visible.iter().find(|visible| visible.from == from);
            let size = shown.map_or(ShownSize::Large, |visible| visible.size);
            let capacity = self.capacity(reception.by);
            Audience {
                size,
                share: bandwidth::share(capacity, size, &sizes),
                usable: bandwidth::usable(capacity),
            }
        });
        audience.collect()
    }
}
