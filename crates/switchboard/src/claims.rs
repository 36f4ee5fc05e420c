//! In which call each user is: let go of as soon as he is out of it.

use callkit_call::Call;
use callkit_protocol::UserId;

use crate::board::Switchboard;
use crate::output::CallKey;

impl Switchboard {
    /// Users who left between two versions are free again.
    pub(crate) fn release_gone(&mut self, key: &CallKey, before: Option<&Call>) {
        let Some(call) = self.calls.get(key).and_then(|slot| slot.call.as_ref()) else {
            return;
        };
        let stay: Vec<UserId> = call.engaged().cloned().collect();
        let gone = before
            .into_iter()
            .flat_map(Call::engaged)
            .filter(|user| !stay.contains(user));
        let gone: Vec<UserId> = gone.cloned().collect();
        for user in gone {
            self.release(key, &user);
        }
    }

    pub(crate) fn release_all_but_installed(&mut self, key: &CallKey, dropped: &Call) {
        let stay: Vec<UserId> = self
            .calls
            .get(key)
            .and_then(|slot| slot.call.as_ref())
            .map(|call| call.engaged().cloned().collect())
            .unwrap_or_default();
        let gone: Vec<UserId> = dropped
            .engaged()
            .filter(|user| !stay.contains(user))
            .cloned()
            .collect();
        for user in gone {
            self.release(key, &user);
        }
    }

    pub(crate) fn release_all(&mut self, key: &CallKey, call: &Call) {
        let users: Vec<UserId> = call.engaged().cloned().collect();
        for user in users {
            self.release(key, &user);
        }
    }

    fn release(&mut self, key: &CallKey, user: &UserId) {
        let entry = (key.app, user.clone());
        if self.engaged.get(&entry) == Some(&key.call) {
            self.engaged.leave(&entry);
        }
    }
}
