//! Written down before it is said.

use callkit_call::{Call, Input};
use callkit_protocol::{ErrorBody, ErrorCode, Fact, FactKind, Millis, UserId};

use crate::board::Switchboard;
use crate::input::StoreFailure;
use crate::output::{CallKey, Carried, Change, ChangeId, Output};
use crate::slot::{KeyReused, Pending, Slot, Work};

/// How long a change that nobody waits for may stay unwritten. Higher writes less often, lower
/// loses less of who was muted when the process is killed.
const FLUSH_AFTER: Millis = Millis(1_000);

impl Switchboard {
    /// Does one thing to a call now, or as soon as what is under way has been written down.
    pub(crate) fn work(&mut self, key: &CallKey, work: Work) {
        let Some(slot) = self.calls.get_mut(key) else {
            return;
        };
        if slot.pending.is_some() {
            slot.waiting.push_back(work);
            return;
        }
        self.carry_out(key, work);
    }

    fn carry_out(&mut self, key: &CallKey, mut work: Work) {
        let welcome = work.welcome.take();
        work.input = work.input.map(|input| self.up_to_date(key, input));
        self.take_step(key, work);
        if let Some((conn, signed_in)) = welcome {
            self.welcome(conn, &signed_in);
        }
    }

    fn take_step(&mut self, key: &CallKey, work: Work) {
        let Some(slot) = self.calls.get(key) else {
            return;
        };
        let Some(call) = &slot.call else { return };
        let done = match work.origin.as_ref().map(|origin| slot.answered_in(origin)) {
            Some(Err(reused)) => return self.refuse(work, reused.body()),
            Some(Ok(done)) => done,
            None => None,
        };
        let (Some(input), None) = (&work.input, done) else {
            let version = done.unwrap_or(call.version());
            return self.reply_done(key, work, version);
        };
        match call.apply(self.now, input) {
            Err(refusal) => self.refuse(work, refusal.body()),
            Ok(step) if step.call.version() == call.version() => {
                let version = call.version();
                self.reply_done(key, work, version);
            }
            Ok(step) => {
                let rings = step
                    .facts
                    .iter()
                    .any(|fact| matches!(fact.kind, FactKind::Invited { .. }));
                let (call, facts) = if rings {
                    self.ring_devices(step.call, step.facts)
                } else {
                    (step.call, step.facts)
                };
                if facts.iter().any(|fact| must_be_written_first(&fact.kind)) {
                    let regardless = !needs_the_store(&work);
                    self.commit(key, call, facts, vec![work], regardless);
                } else {
                    self.install_unwritten(key, call, facts, work);
                }
            }
        }
    }

    /// Sends a step to the store. Until it is answered the call takes nothing else.
    pub(crate) fn commit(
        &mut self,
        key: &CallKey,
        call: Call,
        facts: Vec<Fact>,
        work: Vec<Work>,
        regardless: bool,
    ) {
        self.changes += 1;
        let id = ChangeId(self.changes);
        for user in call.engaged() {
            // Somebody who has got into another call meanwhile stays there; the store refuses this.
            self.engaged.enter((key.app, user.clone()), &key.call);
        }
        let Some(slot) = self.calls.get_mut(key) else {
            return;
        };
        let answers = work
            .iter()
            .filter_map(|work| work.origin.as_ref())
            .map(|origin| {
                let answer = Self::answer_of(&key.call, call.version(), origin);
                let (user, key) = (origin.user.clone(), origin.key.clone());
                Carried {
                    user,
                    key,
                    command: origin.command,
                    answer,
                }
            });
        let change = slot.change(id, &call, &facts, answers.collect(), self.now);
        slot.flush_at = None;
        slot.pending = Some(Pending {
            id,
            call,
            facts,
            work,
            regardless,
        });
        self.pending.insert(id, key.clone());
        self.out(Output::Commit(Box::new(change)));
    }

    pub(crate) fn committed(&mut self, id: ChangeId, result: Result<(), StoreFailure>) {
        let Some(key) = self.pending.remove(&id) else {
            return;
        };
        let Some(slot) = self.calls.get_mut(&key) else {
            return;
        };
        let Some(pending) = slot.pending.take_if(|pending| pending.id == id) else {
            return;
        };
        match result {
            Ok(()) => {
                slot.unsaved.clear();
                slot.stored = pending.call.version();
                slot.claimed = pending.call.engaged().cloned().collect();
                self.install(&key, pending);
            }
            Err(StoreFailure::Fenced) => return self.lose(&key, pending),
            Err(_) if pending.regardless => {
                let later = self.now.plus(FLUSH_AFTER);
                slot.unsaved.extend(pending.facts.iter().cloned());
                slot.flush_at = Some(later);
                self.install(&key, pending);
            }
            Err(failure) => self.undo(&key, pending, &failure),
        }
        self.go_on(&key);
    }

    /// Takes up what came while the store was writing.
    fn go_on(&mut self, key: &CallKey) {
        while let Some(slot) = self.calls.get_mut(key)
            && slot.pending.is_none()
            && let Some(work) = slot.waiting.pop_front()
        {
            self.carry_out(key, work);
        }
        self.settle(key);
    }

    /// Makes a version the one that everybody is told of, unless they know it already.
    fn install(&mut self, key: &CallKey, pending: Pending) {
        let version = pending.call.version();
        let before = self.calls.install(key, pending.call);
        let Some(slot) = self.calls.get_mut(key) else {
            return;
        };
        if before
            .as_ref()
            .is_some_and(|call| call.version() == version)
        {
            return;
        }
        for origin in pending.work.iter().filter_map(|work| work.origin.as_ref()) {
            slot.remember(origin, version);
        }
        self.release_gone(key, before.as_ref());
        for work in pending.work {
            self.reply_done(key, work, version);
        }
        self.tell(key);
    }

    /// A change that nobody waits for: told at once, written with the next commit or in a second.
    fn install_unwritten(&mut self, key: &CallKey, call: Call, facts: Vec<Fact>, work: Work) {
        let later = self.now.plus(FLUSH_AFTER);
        let version = call.version();
        let Some(slot) = self.calls.get_mut(key) else {
            return;
        };
        slot.unsaved.extend(facts);
        slot.flush_at.get_or_insert(later);
        if let Some(origin) = &work.origin {
            slot.remember(origin, version);
        }
        self.calls.install(key, call);
        self.reply_done(key, work, version);
        self.tell(key);
    }

    /// Writes down what nobody waits for.
    pub(crate) fn flush(&mut self, key: &CallKey) {
        let Some(slot) = self.calls.get_mut(key) else {
            return;
        };
        let due = slot.pending.is_none() && slot.flush_at.is_some_and(|at| at <= self.now);
        let Some(call) = slot.call.clone().filter(|_| due) else {
            return;
        };
        self.commit(key, call, Vec::new(), Vec::new(), true);
    }

    /// The step could not be written down: it has not happened.
    fn undo(&mut self, key: &CallKey, pending: Pending, failure: &StoreFailure) {
        let error = match failure {
            StoreFailure::Busy { user } => {
                let message = format!("{user} is in another call");
                ErrorBody::new(ErrorCode::AlreadyInCall, message)
            }
            StoreFailure::KeyReused => KeyReused.body(),
            StoreFailure::Unavailable(_) | StoreFailure::Fenced => {
                let message = "the server cannot write to its database; try again shortly";
                ErrorBody::new(ErrorCode::StoreUnavailable, message)
            }
        };
        self.release_all_but_installed(key, &pending.call);
        let waiting = match self.calls.get_mut(key) {
            Some(slot) if slot.call.is_none() => std::mem::take(&mut slot.waiting),
            Some(_) | None => Default::default(),
        };
        for work in pending.work.into_iter().chain(waiting) {
            self.refuse(work, error.clone());
        }
        if self.calls.get(key).is_some_and(|slot| slot.call.is_none()) {
            self.remove(key);
        }
    }

    /// Another node owns the call: this one has no more say in it.
    fn lose(&mut self, key: &CallKey, pending: Pending) {
        let Some(slot) = self.remove(key) else { return };
        for call in slot.call.iter().chain([&pending.call]) {
            self.release_all(key, call);
        }
        for work in pending.work.into_iter().chain(slot.waiting) {
            if let Some(origin) = work.origin {
                let message = "the call has moved to another node; try again";
                let error = ErrorBody::new(ErrorCode::StoreUnavailable, message);
                self.reply_error(origin.conn, origin.key, error);
            }
            if let Some((conn, signed_in)) = work.welcome {
                self.welcome(conn, &signed_in);
            }
        }
        self.out(Output::Media {
            call: key.clone(),
            legs: Vec::new(),
        });
    }

    /// Lets go of a call that is over for everybody, once everybody has said so.
    pub(crate) fn settle(&mut self, key: &CallKey) {
        self.set_timer(key);
        if self
            .calls
            .get(key)
            .is_some_and(|slot| slot.is_settled() && slot.waiting.is_empty())
        {
            self.forget(key);
        }
    }

    pub(crate) fn forget(&mut self, key: &CallKey) {
        if self.remove(key).is_some() {
            self.out(Output::Forget(key.clone()));
        }
    }

    fn remove(&mut self, key: &CallKey) -> Option<Slot> {
        self.cancel_timer(key);
        let mut slot = self.calls.remove(key)?;
        if let Some((user, command)) = slot.made_by.take() {
            self.made_by.remove(&(key.app, user, command));
        }
        Some(slot)
    }
}

impl Slot {
    fn change(
        &self,
        id: ChangeId,
        call: &Call,
        facts: &[Fact],
        commands: Vec<Carried>,
        at: callkit_protocol::UnixMs,
    ) -> Change {
        let now: Vec<UserId> = call.engaged().cloned().collect();
        Change {
            id,
            after: self.stored,
            facts: self.unsaved.iter().chain(facts).cloned().collect(),
            record: call.record(),
            commands,
            claim: now
                .iter()
                .filter(|user| !self.claimed.contains(user))
                .cloned()
                .collect(),
            release: self
                .claimed
                .iter()
                .filter(|user| !now.contains(user))
                .cloned()
                .collect(),
            call: call.clone(),
            at,
        }
    }
}

/// Ring, membership and end are written before anybody is told.
fn must_be_written_first(fact: &FactKind) -> bool {
    match fact {
        FactKind::Accepted { .. }
        | FactKind::Ended { .. }
        | FactKind::Invited { .. }
        | FactKind::Joined { .. }
        | FactKind::Left { .. }
        | FactKind::MediaSwitched { .. }
        | FactKind::Started { .. } => true,
        FactKind::Camera { .. }
        | FactKind::Connected { .. }
        | FactKind::Microphone { .. }
        | FactKind::Rang { .. }
        | FactKind::Reconnected { .. }
        | FactKind::Reconnecting { .. } => false,
    }
}

/// What is refused while the store fails. Everything else takes people out of a call or happens by
/// itself, and must not be held up.
fn needs_the_store(work: &Work) -> bool {
    match &work.input {
        None | Some(Input::Accept { .. } | Input::Invite { .. } | Input::Join { .. }) => true,
        Some(
            Input::Camera { .. }
            | Input::Deadline
            | Input::DeviceCame(_)
            | Input::DeviceGone { .. }
            | Input::EndByServer
            | Input::Hangup { .. }
            | Input::LegFailed { .. }
            | Input::LegSilent { .. }
            | Input::LegUp { .. }
            | Input::Microphone { .. }
            | Input::Negotiated { .. }
            | Input::Rang { .. }
            | Input::Reject { .. }
            | Input::Restarted
            | Input::SignedOut { .. }
            | Input::SwitchMedia { .. },
        ) => false,
    }
}
