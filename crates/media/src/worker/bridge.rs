//! What the bridge brings, and what crosses it.

use std::time::Instant;

use callkit_protocol::{CallId, LegId};

use super::Worker;
use super::packets::Speaker;
use crate::allocate::Pick;
use crate::bridge::{BridgedPacket, Client, FromBridge, ToBridge};
use crate::config::Bitrate;
use crate::control::LegKey;
use crate::event::Output;
use crate::leg::{LegNo, Presence};
use crate::packet::{Codec, MediaPacket};

impl Worker {
    pub(super) fn hear_bridge(&mut self, now: Instant, said: FromBridge) {
        match said {
            FromBridge::Alive { leg } => {
                if let Some(number) = self.behind_bridge(&leg) {
                    self.attend(now, number);
                }
            }
            FromBridge::Packet { leg, packet } => {
                if let Some(number) = self.behind_bridge(&leg) {
                    self.attend(now, number);
                    self.forward(now, number, &packet.into_room());
                }
            }
            FromBridge::Replay { leg, packets } => {
                if let Some(number) = self.behind_bridge(&leg) {
                    self.replay(now, number, packets);
                }
            }
            FromBridge::KeyframeWanted { call, of } => self.keyframe_for_bridge(now, &call, &of),
            FromBridge::Capacity { leg, estimate } => self.bridge_takes(now, &leg, estimate),
        }
    }

    /// The number of a live leg behind the bridge. Others have no business there.
    fn behind_bridge(&self, key: &LegKey) -> Option<LegNo> {
        let number = self.live(key)?;
        let leg = self.legs.get(&number)?;
        (leg.client == Client::Bridged).then_some(number)
    }

    fn attend(&mut self, now: Instant, number: LegNo) {
        self.connected(now, number);
        self.heard(now, number);
    }

    /// Hands a packet to the bridge; whether it went.
    pub(super) fn pass_to_bridge(&mut self, from: LegNo, packet: &MediaPacket) -> bool {
        let Some(publisher) = self.legs.get(&from) else {
            return false;
        };
        if let Codec::Video(_) = packet.codec
            && publisher.to_bridge != Pick::Layer(packet.layer)
        {
            return false;
        }
        // Behind the bridge they hear one another without a detour through this room.
        if publisher.client == Client::Bridged {
            return false;
        }
        let Some(bridged) = BridgedPacket::from_room(packet) else {
            self.counters.dropped_undecodable += 1;
            return false;
        };
        self.counters.packets_forwarded += 1;
        let (call, from) = (publisher.call.clone(), publisher.key.clone());
        self.outputs.push_back(Output::Bridge(ToBridge::Packet {
            call,
            from,
            packet: bridged,
        }));
        true
    }

    fn replay(&mut self, now: Instant, from: LegNo, packets: Vec<BridgedPacket>) {
        let count = packets.len() as u64;
        let packets: Vec<MediaPacket> = packets.into_iter().map(BridgedPacket::into_room).collect();
        let Some(publisher) = self.legs.get(&from) else {
            return;
        };
        let Some(first) = packets.first() else { return };
        let (gate, published, source) = (
            publisher.gate,
            publisher.publishes(first),
            (from, first.ssrc),
        );
        let receptions = publisher.receptions.clone();
        for reception in receptions {
            let Some(receiver) = self.legs.get_mut(&reception.by) else {
                continue;
            };
            let admitted = published
                && gate.admits(receiver.gate)
                && receiver.client == Client::WebRtc
                && receiver.presence != Presence::Connecting;
            if !(admitted && receiver.seats.end_wait(reception.seat)) {
                receiver.seats.skip(reception.seat, source, count);
                continue;
            }
            receiver.seats.interrupt(reception.seat, first.codec);
            for packet in &packets {
                self.hand_over(now, from, packet, reception, &Speaker::default());
            }
        }
    }

    fn keyframe_for_bridge(&mut self, now: Instant, call: &CallId, of: &LegId) {
        let Some(number) = self.numbers.get(of).copied() else {
            return;
        };
        let Some(source) = self.legs.get(&number) else {
            return;
        };
        if source.call == *call
            && source.client == Client::WebRtc
            && source.publish.camera
            && self.has_bridged_audience(number)
            && let Pick::Layer(layer) = source.to_bridge
        {
            self.want_keyframe(now, number, layer);
        }
    }

    fn bridge_takes(&mut self, now: Instant, leg: &LegKey, estimate: Bitrate) {
        if let Some(number) = self.behind_bridge(leg) {
            self.estimated(now, number, estimate);
        }
    }
}
