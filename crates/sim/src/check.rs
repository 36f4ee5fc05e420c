//! What must hold, whatever happens.

use std::collections::BTreeMap;

use callkit_call::{Call, LegPlan};
use callkit_protocol::{CallId, CallView, EndReason, Millis, ServerMessage};
use callkit_switchboard::CallKey;

use crate::device::{Device, Terminal};
use crate::schedule::Perils;
use crate::step::Step;
use crate::world::World;

impl World {
    /// Nobody is told what is not written down, but for ends while the store fails.
    pub(crate) fn check_told(&self, message: &ServerMessage) {
        match message {
            ServerMessage::View(view) => self.check_view(&view.call),
            ServerMessage::Welcome(welcome) => {
                welcome.calls.iter().for_each(|view| self.check_view(view));
            }
            ServerMessage::Error(_)
            | ServerMessage::Levels(_)
            | ServerMessage::Pong(_)
            | ServerMessage::Quality(_)
            | ServerMessage::Reply(_)
            | ServerMessage::TicketExpired(_) => {}
        }
    }

    fn check_view(&self, view: &CallView) {
        let id = &view.call_id;
        if self.unwritten.contains(id) {
            return;
        }
        let told = self.model.call(id);
        let told = told.unwrap_or_else(|| panic!("{id} is told before it is written"));
        assert_eq!(view.connected_at, told.accepted_at, "{id}");
        for member in &view.members {
            let written = told.phase(&member.user_id);
            assert_eq!(Some(member.phase), written, "{id}: {}", member.user_id);
        }
    }

    /// No packet passes before an accept is written down, and then only for who is in.
    pub(crate) fn check_media(&self, call: &CallKey, legs: &[LegPlan]) {
        for leg in legs.iter().filter(|leg| leg.admitted) {
            let told = self.model.call(&call.call).expect("written down");
            assert!(
                told.accepted_at.is_some(),
                "{:?} is admitted too soon",
                leg.at
            );
            let known = self.unwritten.contains(&call.call);
            assert!(
                known || told.is_in(&leg.user),
                "{} is not in the call",
                leg.user
            );
        }
    }

    /// Lets everything come to rest: all is well from now on, everybody hangs up, and everybody who
    /// is signed in hears what he missed.
    pub fn settle(&mut self) {
        self.perils = Perils::default();
        self.store.fail(false);
        self.reconnect_all();
        for _ in 0..3 {
            let in_a_call = self
                .devices
                .iter()
                .filter(|device| device.current().is_some());
            for device in in_a_call
                .map(|device| device.key.clone())
                .collect::<Vec<_>>()
            {
                self.run(&Step::Hangup(device));
            }
            self.pass(Millis::from_secs(40));
        }
        self.reconnect_all();
    }

    fn reconnect_all(&mut self) {
        for device in 0..self.devices.len() {
            self.cut(device);
            self.hello_soon(device);
        }
        self.pass(Millis::from_secs(40));
    }

    /// After [`Self::settle`]: everything is over, recorded, told once to everybody, and gone.
    ///
    /// # Panics
    /// When it is not.
    pub fn check_rest(&mut self) {
        let stats = self.board.stats();
        assert_eq!(stats.users_in_calls, 0, "nobody is in a call: {stats:?}");
        assert_eq!(stats.calls_ringing + stats.calls_connected, 0, "{stats:?}");
        assert_eq!((stats.commits, self.media.legs()), (0, 0), "{stats:?}");
        assert!(self.store.busy().is_empty(), "{:?}", self.store.busy());
        for (id, told) in self.model.calls() {
            assert!(
                told.ended.is_some() && self.store.record(id).is_some(),
                "{id}"
            );
        }
        self.check_kept(stats.calls_ended, stats.timers);
        let calls: Vec<Call> = self.store.calls().collect();
        for device in &self.devices {
            self.check_terminals(device, &calls);
        }
        if !self.may_undo() {
            check_durations(&self.devices, &calls);
        }
        self.pass(Millis::from_secs(25 * 3600));
        let stats = self.board.stats();
        assert_eq!(
            (stats.calls_ended, stats.timers),
            (0, 0),
            "after a day nothing is left"
        );
        assert!(self.store.kept().is_empty());
    }

    /// An end that was carried out and never written is undone by a kill.
    fn may_undo(&self) -> bool {
        self.restarts > 0 && self.store.refused() > 0
    }

    /// What is still kept is kept for a device that is away.
    fn check_kept(&self, ended: usize, timers: usize) {
        let kept = self.store.kept();
        assert_eq!((kept.len(), kept.len()), (ended, timers));
        for call in kept {
            let away = call.devices().any(|device| {
                !self
                    .devices
                    .iter()
                    .any(|other| other.key == *device && other.is_online())
            });
            assert!(away, "{} is kept for nobody", call.id());
        }
    }

    /// Each device was told the end of each call exactly once, and the same that everybody would be
    /// told who asked now.
    fn check_terminals(&self, device: &Device, calls: &[Call]) {
        let mut told: BTreeMap<(u32, &CallId, u32), &Terminal> = BTreeMap::new();
        for terminal in &device.terminals {
            let name = (terminal.life, &terminal.call, terminal.episode);
            let twice = told.insert(name, terminal);
            assert_eq!(twice, None, "{:?} was told twice: {terminal:?}", device.key);
            self.check_terminal(device, terminal, calls);
        }
        // Where the device is signed in and has its memory, nothing is missing either.
        let lives = device
            .seen
            .iter()
            .filter(|(.., life)| *life == device.life());
        for (call, episode, life) in lives.filter(|_| device.is_online()) {
            let later = |other: &&(CallId, u32, u32)| {
                other.0 == *call && other.1 > *episode && other.2 == *life
            };
            let superseded = device.seen.iter().any(|other| later(&other));
            let ended = told.contains_key(&(*life, call, *episode));
            assert!(
                ended || superseded,
                "{:?} never heard of the end of {call}",
                device.key
            );
        }
    }

    fn check_terminal(&self, device: &Device, terminal: &Terminal, calls: &[Call]) {
        if terminal.concluded {
            let possible = match terminal.reason {
                // What was told within the last moment before a kill may be forgotten; and who was
                // kicked out and missed it finds his call gone.
                EndReason::Lost => self.restarts > 0 || self.kicks > 0,
                EndReason::KickedOut => self.kicks > 0,
                EndReason::AnsweredElsewhere
                | EndReason::Busy
                | EndReason::Cancelled
                | EndReason::ConnectionFailed
                | EndReason::Hangup
                | EndReason::NoAnswer
                | EndReason::Offline
                | EndReason::Rejected
                | EndReason::RejectedElsewhere
                | EndReason::Server => false,
            };
            assert!(possible, "{:?} concluded {terminal:?}", device.key);
            return;
        }
        if self.may_undo() {
            return;
        }
        let call = calls
            .iter()
            .find(|call| *call.id() == terminal.call)
            .expect("stored");
        let Some(view) = call.view(&device.key, 0, self.now, 0) else {
            return;
        };
        let own = view
            .members
            .iter()
            .find(|member| member.user_id == device.key.user);
        if own.map(|member| member.episode) != Some(terminal.episode) {
            return;
        }
        let ended = view.ended.expect("every call is over");
        let expected = (ended.reason, &ended.by, ended.connected, ended.duration_ms);
        let got = (
            terminal.reason,
            &terminal.by,
            terminal.connected,
            terminal.duration,
        );
        assert_eq!(got, expected, "{:?} of {}", device.key, terminal.call);
    }
}

/// All parties of a call of two were connected for the same time.
fn check_durations(devices: &[Device], calls: &[Call]) {
    for call in calls
        .iter()
        .filter(|call| call.record().is_some_and(|record| !record.group))
    {
        let terminals = devices.iter().flat_map(|device| &device.terminals);
        let mut durations: Vec<Millis> = terminals
            .filter(|terminal| terminal.call == *call.id() && terminal.connected)
            .filter(|terminal| !terminal.concluded)
            .map(|terminal| terminal.duration)
            .collect();
        durations.dedup();
        assert!(durations.len() <= 1, "{}: {durations:?}", call.id());
    }
}
