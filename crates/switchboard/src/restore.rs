//! Taking over what a former process left.

use callkit_call::{Call, Input};
use callkit_protocol::UnixMs;

use crate::board::Switchboard;
use crate::output::CallKey;
use crate::slot::{Slot, Work};

impl Switchboard {
    /// Takes over calls as the store holds them, each with its newest facts
    /// ([`Call::restored`]). Every connection is gone: joined members have the usual time to come
    /// back, and whoever rang rings on until the first deadline. What that process told and had not
    /// written yet is lost, but no number of it is given out again (`Input::Restarted`).
    pub fn restore(&mut self, now: UnixMs, calls: impl IntoIterator<Item = Call>) {
        self.now = self.now.max(now);
        for call in calls {
            let key = CallKey {
                app: call.app(),
                call: call.id().clone(),
            };
            for user in call.engaged() {
                self.engaged.enter((key.app, user.clone()), &key.call);
            }
            let mut slot = Slot::new();
            slot.stored = call.version();
            slot.claimed = call.engaged().cloned().collect();
            let over = call.ended().is_some();
            self.calls.insert(key.clone(), slot);
            self.calls.install(&key, call);
            if !over {
                self.work(&key, Work::by_itself(Input::Restarted));
            }
            self.set_timer(&key);
        }
    }
}
