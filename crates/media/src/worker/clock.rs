//! What time brings.

use std::time::Instant;

use callkit_protocol::{CallId, LegId};

use super::{Timer, Why, Worker};
use crate::event::{AudioLevel, LegFailure, MediaEvent};
use crate::gate::Gate;
use crate::leg::{LegNo, Presence, SILENCE};
use crate::level;
use crate::stats;

impl Worker {
    pub(super) fn expire(&mut self, now: Instant, timer: Timer) {
        match timer {
            Timer::Leg(leg, Why::Transport) => self.wake(now, leg),
            Timer::Leg(leg, Why::Handshake) => self.fail(now, leg, LegFailure::HandshakeTimeout),
            Timer::Leg(leg, Why::Silence) => self.listen(now, leg),
            Timer::Leg(leg, Why::Stats) => self.report(now, leg),
            Timer::Leg(leg, Why::Keyframe) => self.ask_again(now, leg),
            Timer::Leg(leg, Why::Bandwidth) => self.limit(now, leg),
            Timer::Leg(_, Why::Levels) => {}
            Timer::Room(call) => self.tell_levels(now, call),
            Timer::Voice(call) => self.tell_voices(call),
        }
    }

    fn wake(&mut self, now: Instant, number: LegNo) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        leg.wake.set = None;
        if let Some(wanted) = leg.wake.wanted.filter(|wanted| *wanted > now) {
            self.wake_at(number, wanted);
            return;
        }
        let Some(peer) = leg.peer.as_mut() else {
            return;
        };
        match peer.wake(now) {
            Ok(()) => self.drain(now, number),
            Err(error) => self.break_down(now, number, &error),
        }
    }

    fn listen(&mut self, now: Instant, number: LegNo) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        let Presence::Present { heard } = leg.presence else {
            return;
        };
        if heard + SILENCE > now {
            self.timers
                .set(Timer::Leg(number, Why::Silence), heard + SILENCE);
            return;
        }
        leg.presence = Presence::Silent;
        let (call, leg) = (leg.call.clone(), leg.key.clone());
        self.tell(MediaEvent::Silent { call, leg });
    }

    fn report(&mut self, now: Instant, number: LegNo) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        let Some(peer) = leg.peer.as_ref() else {
            return;
        };
        let mut stats = leg.interval.close(now, peer.totals());
        stats.remote = leg.remote;
        let (call, key, presence) = (leg.call.clone(), leg.key.clone(), leg.presence);
        self.timers
            .set(Timer::Leg(number, Why::Stats), now + stats::INTERVAL);
        if presence != Presence::Connecting {
            self.tell(MediaEvent::Stats {
                call,
                leg: key,
                stats,
            });
        }
    }

    fn ask_again(&mut self, now: Instant, number: LegNo) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        for layer in leg.requests.due(now) {
            self.request_keyframe(now, number, layer);
        }
    }

    fn tell_levels(&mut self, now: Instant, call: CallId) {
        let levels = self.levels(&call, Option::take);
        let Some(room) = self.rooms.get_mut(&call) else {
            return;
        };
        let levels = room.meters.tell(levels.into_iter());
        // Once more, so that the room is told when the last one falls silent.
        if !room.meters.is_quiet() {
            self.timers
                .set(Timer::Room(call.clone()), now + level::INTERVAL);
        }
        if let Some(levels) = levels {
            self.tell(MediaEvent::Levels { call, levels });
        }
    }

    fn tell_voices(&mut self, call: CallId) {
        let levels = self.levels(&call, |peak| *peak);
        let Some(room) = self.rooms.get_mut(&call) else {
            return;
        };
        if let Some(levels) = room.meters.tell_early(levels.into_iter()) {
            self.tell(MediaEvent::Levels { call, levels });
        }
    }

    /// How loud each leg of a room is that may be heard.
    fn levels(
        &mut self,
        call: &CallId,
        read: fn(&mut Option<AudioLevel>) -> Option<AudioLevel>,
    ) -> Vec<(LegId, AudioLevel)> {
        let Some(room) = self.rooms.get(call) else {
            return Vec::new();
        };
        let mut levels = Vec::new();
        for number in &room.legs {
            let Some(leg) = self.legs.get_mut(number) else {
                continue;
            };
            let peak = read(&mut leg.peak).unwrap_or_default();
            if leg.gate == Gate::Open && leg.publish.microphone {
                levels.push((leg.key.leg.clone(), peak));
            }
        }
        levels
    }
}
