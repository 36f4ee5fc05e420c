//! What the network brings, and what is forwarded of it.

use std::time::Instant;

use super::{Timer, Why, Worker};
use crate::bridge::Client;
use crate::event::{AudioLevel, LegFailure, MediaEvent, Output, Transmit};
use crate::leg::{LegNo, Presence, SILENCE};
use crate::level;
use crate::packet::{Codec, MediaPacket};
use crate::path::Received;
use crate::room::Reception;
use crate::rtc::{self, PeerOutput};
use crate::seat::{Seated, Spoken};
use crate::voice::Voice;

/// What receivers may be given of a publisher besides the packet itself.
#[derive(Debug, Default)]
pub(super) struct Speaker {
    voice: Voice,
    /// What the publisher's own link loses, 0 to 1.
    lost: Option<f32>,
}

impl Worker {
    pub(super) fn receive(&mut self, now: Instant, received: Received<'_>) {
        let Received { path, bytes } = received;
        let Some(route) = self.demux.route(&path) else {
            self.counters.datagrams_unknown += 1;
            return;
        };
        let holder = self.demux.by_route(&route);
        let leg = match rtc::stun_ufrag(bytes) {
            Some(ufrag) => {
                let named = self.demux.by_ufrag(&ufrag);
                let leg = named.filter(|named| {
                    let leg = self.legs.get(named);
                    let verified = leg
                        .and_then(|leg| leg.peer.as_ref())
                        .is_some_and(|peer| peer.verifies(now, &route, bytes));
                    verified && self.may_take_over(*named, holder)
                });
                if let Some(leg) = leg {
                    self.demux.bind(route, path, leg);
                }
                leg
            }
            None => holder,
        };
        let Some(number) = leg else {
            match self.reflector.answer(now, bytes, path.remote) {
                Some(bytes) => self
                    .outputs
                    .push_back(Output::Transmit(Transmit { path, bytes })),
                None => self.counters.datagrams_unknown += 1,
            }
            return;
        };
        self.heard(now, number);
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        leg.remote = Some(path.remote);
        let Some(peer) = leg.peer.as_mut() else {
            return;
        };
        match peer.receive(now, &route, bytes) {
            Ok(()) => self.drain(now, number),
            Err(error) => self.break_down(now, number, &error),
        }
    }

    /// A participant could verify itself under the (forged) address of another one; so an address
    /// changes hands only when its holder has gone quiet.
    fn may_take_over(&self, named: LegNo, holder: Option<LegNo>) -> bool {
        let Some(holder) = holder.filter(|holder| *holder != named) else {
            return true;
        };
        self.legs.get(&holder).is_none_or(|leg| match leg.presence {
            Presence::Connecting | Presence::Silent => true,
            Presence::Present { .. } => false,
        })
    }

    pub(super) fn heard(&mut self, now: Instant, number: LegNo) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        match leg.presence {
            Presence::Connecting => {}
            Presence::Present { .. } => leg.presence = Presence::Present { heard: now },
            Presence::Silent => {
                leg.presence = Presence::Present { heard: now };
                let (call, leg) = (leg.call.clone(), leg.key.clone());
                self.timers
                    .set(Timer::Leg(number, Why::Silence), now + SILENCE);
                self.tell(MediaEvent::Heard { call, leg });
            }
        }
    }

    pub(super) fn handle_output(&mut self, now: Instant, number: LegNo, output: PeerOutput) {
        match output {
            PeerOutput::Transmit(route, bytes) => self.transmit(&route, bytes),
            PeerOutput::Connected => self.connected(now, number),
            PeerOutput::Closed => self.fail(now, number, LegFailure::ClosedByPeer),
            PeerOutput::Media(packet) => self.forward(now, number, &packet),
            PeerOutput::KeyframeWanted { line } => self.pass_on_keyframe_wish(now, number, line),
            PeerOutput::Estimate(estimate) => self.estimated(now, number, estimate),
        }
    }

    pub(super) fn connected(&mut self, now: Instant, number: LegNo) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        if leg.presence != Presence::Connecting {
            return;
        }
        leg.presence = Presence::Present { heard: now };
        tracing::debug!(call = %leg.call, leg = %leg.key, "leg connected");
        let (call, leg) = (leg.call.clone(), leg.key.clone());
        self.timers.cancel(&Timer::Leg(number, Why::Handshake));
        self.timers
            .set(Timer::Leg(number, Why::Silence), now + SILENCE);
        self.tell(MediaEvent::Connected {
            call: call.clone(),
            leg,
        });
        self.aim(now, &call);
    }

    pub(super) fn forward(&mut self, now: Instant, from: LegNo, packet: &MediaPacket) {
        self.counters.packets_in += 1;
        let Some(publisher) = self.legs.get_mut(&from) else {
            return;
        };
        let published = publisher.publishes(packet);
        let gate = publisher.gate;
        if published {
            self.observe(now, from, packet);
        } else {
            self.counters.dropped_unpublished += 1;
        }
        // Out of its leg while the receivers' legs are changed.
        let speaker = self.speaker(from);
        let mut bridged = false;
        let mut at = 0;
        // By number: a receiver may end over this, and the list with it.
        while let Some(reception) = self.reception(from, at) {
            at += 1;
            let Some(receiver) = self.legs.get_mut(&reception.by) else {
                continue;
            };
            let admitted = gate.admits(receiver.gate);
            if !admitted {
                self.counters.dropped_by_gate += u64::from(published);
            }
            if !admitted || !published {
                receiver.seats.interrupt(reception.seat, packet.codec);
                continue;
            }
            if receiver.presence == Presence::Connecting {
                continue;
            }
            match receiver.client {
                Client::WebRtc => self.hand_over(now, from, packet, reception, &speaker),
                // All of them are told at once.
                Client::Bridged if bridged => {}
                Client::Bridged => bridged = self.pass_to_bridge(from, packet),
            }
        }
        if let Some(publisher) = self.legs.get_mut(&from) {
            publisher.voice = speaker.voice;
        }
    }

    fn speaker(&mut self, from: LegNo) -> Speaker {
        let Some(leg) = self.legs.get_mut(&from) else {
            return Speaker::default();
        };
        let lost = leg.peer.as_ref().and_then(|peer| peer.totals().up_loss);
        Speaker {
            voice: std::mem::take(&mut leg.voice),
            lost,
        }
    }

    fn reception(&self, from: LegNo, at: usize) -> Option<Reception> {
        self.legs.get(&from)?.receptions.get(at).copied()
    }

    /// Puts a packet that may pass into the stream of one receiver.
    pub(super) fn hand_over(
        &mut self,
        now: Instant,
        from: LegNo,
        packet: &MediaPacket,
        to: Reception,
        speaker: &Speaker,
    ) {
        let capacity = self.capacity(to.by);
        let Some(receiver) = self.legs.get_mut(&to.by) else {
            return;
        };
        let Some(peer) = receiver.peer.as_mut() else {
            return;
        };
        let generations = match packet.codec {
            Codec::Opus => peer.repair().generations(capacity, speaker.lost),
            Codec::Video(_) => 0,
        };
        let spoken = Spoken {
            voice: &speaker.voice,
            generations,
        };
        match receiver
            .seats
            .seat(now, to.seat, peer.lines(), packet, from, spoken)
        {
            Seated::Forward(forwarded) => {
                self.counters.packets_forwarded += 1;
                match peer.send(now, forwarded) {
                    Ok(()) => self.filled(to.by),
                    Err(error) => self.break_down(now, to.by, &error),
                }
            }
            Seated::NeedsKeyframe => {
                self.counters.dropped_undecodable += 1;
                self.want_keyframe(now, from, packet.layer);
            }
            Seated::Undecodable => self.counters.dropped_undecodable += 1,
            Seated::Ignored => {}
        }
    }

    /// Learns from a published packet: how loud, which layer, whether a key frame came.
    fn observe(&mut self, now: Instant, from: LegNo, packet: &MediaPacket) {
        let Some(leg) = self.legs.get_mut(&from) else {
            return;
        };
        match packet.codec {
            Codec::Opus => {
                leg.voice.hear(packet);
                let Some(dbov) = packet.level.filter(|_| leg.gate.admits(leg.gate)) else {
                    return;
                };
                let level = AudioLevel::of_dbov(dbov);
                if leg.peak.is_none() {
                    let timer = Timer::Room(leg.call.clone());
                    self.timers.set_no_later(timer, now + level::INTERVAL);
                }
                let begins = level >= level::VOICE && leg.peak.is_none_or(|p| p < level::VOICE);
                let room = self.rooms.get(&leg.call).filter(|_| begins);
                if room.is_some_and(|room| !room.meters.speaks(&leg.key.leg)) {
                    let timer = Timer::Voice(leg.call.clone());
                    self.timers.set_no_later(timer, now + level::ONSET);
                }
                leg.peak = leg.peak.max(Some(level));
            }
            Codec::Video(codec) => {
                let news = leg.layers.heard(now, packet.layer, packet.payload.len());
                if rtc::begins_keyframe(codec, &packet.payload) {
                    leg.requests.of(packet.layer).came();
                }
                if news {
                    self.offer_layers(now, from);
                }
            }
        }
    }
}
