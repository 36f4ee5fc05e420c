//! One table of timers: for each call the next moment at which something must be looked at.

use callkit_call::{Deadline, Input};
use callkit_protocol::{Millis, UnixMs};

use crate::board::Switchboard;
use crate::output::CallKey;
use crate::slot::Work;

/// How long an ended call is kept for a device that does not come back.
const KEEP_ENDED: Millis = Millis::from_secs(24 * 3600);

impl Switchboard {
    /// When to give [`crate::Input::Timeout`] at the latest, on the server's clock.
    pub fn next_timeout(&self) -> Option<UnixMs> {
        let calls = self.timers.first().map(|(at, _)| *at);
        calls.into_iter().chain(self.presence.next_expiry()).min()
    }

    pub(crate) fn timeout(&mut self) {
        self.tell_expired_tickets();
        while let Some((at, key)) = self.timers.first().cloned()
            && at <= self.now
        {
            self.cancel_timer(&key);
            self.due(&key);
            self.set_timer(&key);
        }
    }

    fn due(&mut self, key: &CallKey) {
        self.flush(key);
        let Some(call) = self.calls.get(key).and_then(|slot| slot.call.as_ref()) else {
            return;
        };
        if call.ended().is_some() {
            if self
                .calls
                .get(key)
                .is_some_and(|slot| slot.expires_at() <= Some(self.now))
            {
                self.forget(key);
            }
        } else if call
            .next_deadline()
            .is_some_and(|deadline: Deadline| deadline.at <= self.now)
        {
            self.work(key, Work::by_itself(Input::Deadline));
        }
    }

    pub(crate) fn set_timer(&mut self, key: &CallKey) {
        self.cancel_timer(key);
        // While a step is being written nothing may be decided; the answer sets the timer again.
        let Some(slot) = self.calls.get(key).filter(|slot| slot.pending.is_none()) else {
            return;
        };
        let deadline = slot.call.as_ref().and_then(|call| call.next_deadline());
        let next = deadline.map(|deadline| deadline.at).into_iter();
        let Some(at) = next.chain(slot.flush_at).chain(slot.expires_at()).min() else {
            return;
        };
        self.timers.insert((at, key.clone()));
        self.timer_of.insert(key.clone(), at);
    }

    pub(crate) fn cancel_timer(&mut self, key: &CallKey) {
        if let Some(at) = self.timer_of.remove(key) {
            self.timers.remove(&(at, key.clone()));
        }
    }
}

impl crate::slot::Slot {
    fn expires_at(&self) -> Option<UnixMs> {
        Some(self.call.as_ref()?.ended_at()?.plus(KEEP_ENDED))
    }
}
