//! What the call says.

use std::time::Instant;

use callkit_protocol::{CallId, UserId};

use super::{Timer, Why, Worker};
use crate::bridge::Client;
use crate::control::{Control, LegKey, Pool, Publish, Seat};
use crate::event::{Answer, LegFailure, MediaEvent, OfferError};
use crate::gate::Gate;
use crate::leg::{Leg, LegNo, Presence, Wake};
use crate::room::Reception;
use crate::rtc::{Line, Offer, Peer, PeerError, PeerOutput};
use crate::sdp::{self, Session};
use crate::stats;

impl Worker {
    pub(super) fn obey(&mut self, now: Instant, control: Control) {
        match control {
            Control::OpenLeg {
                call,
                leg,
                user,
                client,
                pool,
            } => {
                self.open(now, call, leg, user, client, pool);
            }
            Control::Offer {
                call,
                leg,
                request,
                sdp,
            } => {
                let result = self.offer(now, &leg, &sdp);
                self.tell(MediaEvent::Answered {
                    call,
                    leg,
                    request,
                    result,
                });
            }
            Control::Gate { leg, gate } => self.set_gate(now, &leg, gate),
            Control::Seats { leg, seats } => {
                let Some(number) = self.live(&leg) else {
                    return;
                };
                let Some(leg) = self.legs.get_mut(&number) else {
                    return;
                };
                leg.seats.assign(seats);
                let call = leg.call.clone();
                self.route(now, &call);
            }
            Control::Show { leg, seats } => {
                if let Some(number) = self.live(&leg)
                    && let Some(leg) = self.legs.get_mut(&number)
                {
                    leg.seats.show(&seats);
                    let call = leg.call.clone();
                    self.aim(now, &call);
                }
            }
            Control::Publish { leg, publish } => self.publish(now, &leg, publish),
            Control::CloseLeg { leg } => {
                if let Some(number) = self.live(&leg) {
                    self.close(now, number);
                }
            }
            Control::CloseRoom { call } => {
                let room = self.rooms.get(&call);
                let legs: Vec<_> = room
                    .into_iter()
                    .flat_map(|room| &room.legs)
                    .copied()
                    .collect();
                for number in legs {
                    self.close(now, number);
                }
            }
        }
    }

    fn open(
        &mut self,
        now: Instant,
        call: CallId,
        key: LegKey,
        user: UserId,
        client: Client,
        pool: Pool,
    ) {
        if let Some(number) = self.numbers.get(&key.leg).copied() {
            let newer = self
                .legs
                .get(&number)
                .is_none_or(|leg| leg.key.epoch < key.epoch);
            if !newer {
                return;
            }
            self.close(now, number);
        }
        if self.legs.len() >= self.config.limits.max_legs {
            self.tell(MediaEvent::Failed {
                call,
                leg: key,
                why: LegFailure::Full,
            });
            return;
        }
        let number = self.next_number;
        self.next_number += 1;
        tracing::debug!(%call, leg = %key, %user, number, "leg opened");
        self.numbers.insert(key.leg.clone(), number);
        self.legs
            .insert(number, Leg::new(key, call.clone(), user, client, pool));
        self.rooms
            .entry(call.clone())
            .or_default()
            .legs
            .insert(number);
        self.route(now, &call);
    }

    /// Ends a leg in good order: the client is told.
    fn close(&mut self, now: Instant, number: LegNo) {
        let mut goodbye = Vec::new();
        if let Some(mut peer) = self.legs.get_mut(&number).and_then(|leg| leg.peer.take()) {
            peer.close();
            // What fails now would have ended anyway.
            let _ = peer.drain(now, &mut goodbye);
        }
        for output in goodbye {
            if let PeerOutput::Transmit(route, bytes) = output {
                self.transmit(&route, bytes);
            }
        }
        if let Some(leg) = self.remove(now, number) {
            tracing::debug!(call = %leg.call, leg = %leg.key, user = %leg.user, "leg closed");
        }
    }

    fn offer(&mut self, now: Instant, key: &LegKey, text: &str) -> Result<Answer, OfferError> {
        let gone = || OfferError::NoSuchLeg(key.clone());
        let number = self.live(key).ok_or_else(gone)?;
        let leg = self.legs.get(&number).ok_or_else(gone)?;
        if leg.client == Client::Bridged {
            return Err(OfferError::Unanswerable(
                "this leg has addresses to publish and to play instead".to_owned(),
            ));
        }
        // Rubbish costs nobody his connection: it is read before anything changes.
        let offer = sdp::parse_offer(text, leg.pool)?;
        let session = Session::of(text);
        let number = if leg.peer.is_some() && leg.session != session {
            self.begin_anew(now, number).ok_or_else(gone)?
        } else {
            number
        };
        if let Some(leg) = self.legs.get_mut(&number) {
            leg.session = session;
        }
        let result = self.negotiate(now, number, offer);
        match result {
            Ok(answer) => {
                self.drain(now, number);
                let call = self.legs.get(&number).map(|leg| leg.call.clone());
                call.inspect(|call| self.route(now, call));
                Ok(answer)
            }
            Err(error) => {
                // A first offer that fails leaves nothing; the client may try another one.
                let leg = self.legs.get_mut(&number);
                if let Some(leg) = leg.filter(|leg| leg.presence == Presence::Connecting) {
                    leg.peer = None;
                    self.demux.remove(number);
                    leg.wake = Wake::default();
                    self.timers.cancel(&Timer::Leg(number, Why::Transport));
                    self.timers.cancel(&Timer::Leg(number, Why::Handshake));
                }
                if error == OfferError::Broken {
                    self.counters.panics += 1;
                    self.fail(now, number, LegFailure::Panicked);
                } else {
                    self.drain(now, number);
                }
                Err(error)
            }
        }
    }

    /// A client that lost its connection offers again, in another SDP session: whatever the leg is
    /// allowed stays, and the connection is a new one.
    fn begin_anew(&mut self, now: Instant, number: LegNo) -> Option<LegNo> {
        let leg = self.legs.get(&number)?;
        let (key, call, user, pool) = (
            leg.key.clone(),
            leg.call.clone(),
            leg.user.clone(),
            leg.pool,
        );
        let (gate, publish) = (leg.gate, leg.publish);
        let seats = leg.seats.iter().map(|(index, source)| Seat {
            index,
            source: source.clone(),
        });
        let (seats, shown) = (seats.collect(), leg.seats.sizes());
        self.close(now, number);
        self.open(now, call, key.clone(), user, Client::WebRtc, pool);
        let number = self.live(&key)?;
        let leg = self.legs.get_mut(&number)?;
        (leg.gate, leg.publish) = (gate, publish);
        leg.seats.assign(seats);
        leg.seats.show(&shown);
        Some(number)
    }

    fn negotiate(
        &mut self,
        now: Instant,
        number: LegNo,
        offer: Offer,
    ) -> Result<Answer, OfferError> {
        let leg = self.legs.get_mut(&number).ok_or(OfferError::Broken)?;
        let first = leg.peer.is_none();
        let peer = match leg.peer.take() {
            Some(peer) => peer,
            None => Peer::new(&self.config, now).map_err(refusal)?,
        };
        let peer = leg.peer.insert(peer);
        let answer = peer.accept(&self.config, offer).map_err(refusal)?;
        if !peer.lines().iter().any(Line::knows_any) {
            return Err(OfferError::Unanswerable(
                "no line has a codec in common with the server: Opus, H.264 or VP8".to_owned(),
            ));
        }
        let sdp = sdp::spread_candidates(&sdp::name_seats(&answer, leg.pool));
        leg.seats.lay_out(peer.lines(), leg.pool);
        self.demux.name(peer.ufrag(), number);
        let codecs = leg.codecs();
        if first {
            let patience = now + self.config.limits.handshake;
            self.timers
                .set(Timer::Leg(number, Why::Handshake), patience);
            self.timers
                .set(Timer::Leg(number, Why::Stats), now + stats::INTERVAL);
        }
        Ok(Answer { sdp, codecs })
    }

    fn set_gate(&mut self, now: Instant, key: &LegKey, gate: Gate) {
        let Some(number) = self.live(key) else { return };
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        if leg.gate == gate {
            return;
        }
        leg.gate = gate;
        let call = leg.call.clone();
        tracing::debug!(%call, leg = %key, ?gate, "gate");
        self.aim(now, &call);
    }

    fn publish(&mut self, now: Instant, key: &LegKey, publish: Publish) {
        let Some(number) = self.live(key) else { return };
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        leg.publish = publish;
        let call = leg.call.clone();
        self.aim(now, &call);
    }

    /// Works out whose packets go where, and with that what each publisher may send.
    pub(super) fn route(&mut self, now: Instant, call: &CallId) {
        let Some(room) = self.rooms.get(call) else {
            return;
        };
        let mut pairs = Vec::new();
        for by in room.legs.iter().copied() {
            let Some(leg) = self.legs.get(&by) else {
                continue;
            };
            for (seat, source) in leg.seats.iter() {
                let number = self.numbers.get(source).copied();
                // A seat never shows someone of another call, nor the receiver itself.
                if let Some(from) = number.filter(|from| *from != by && room.legs.contains(from)) {
                    pairs.push((from, Reception { by, seat }));
                }
            }
        }
        for number in &room.legs {
            if let Some(leg) = self.legs.get_mut(number) {
                let of = pairs.iter().filter(|(from, _)| from == number);
                leg.receptions.clear();
                leg.receptions.extend(of.map(|(_, reception)| *reception));
            }
        }
        self.aim(now, call);
    }
}

fn refusal(error: PeerError) -> OfferError {
    match error {
        PeerError::Panicked => OfferError::Broken,
        PeerError::Refused(why) => OfferError::Unanswerable(why),
    }
}
