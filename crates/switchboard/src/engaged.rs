//! In which call each user is, or will be once it is written down.

use std::collections::BTreeMap;

use callkit_protocol::{CallId, SdkAppId, UserId};

type Entry = (SdkAppId, UserId);

/// One call for each user who rings or is in one.
#[derive(Debug, Default)]
pub(crate) struct Engaged {
    calls: BTreeMap<Entry, CallId>,
    by_app: BTreeMap<SdkAppId, usize>,
}

impl Engaged {
    pub(crate) fn get(&self, user: &Entry) -> Option<&CallId> {
        self.calls.get(user)
    }

    pub(crate) fn contains_key(&self, user: &Entry) -> bool {
        self.calls.contains_key(user)
    }

    pub(crate) fn len(&self) -> usize {
        self.calls.len()
    }

    /// How many users of one app are in calls.
    pub(crate) fn of_app(&self, app: SdkAppId) -> usize {
        self.by_app.get(&app).copied().unwrap_or(0)
    }

    /// Takes a user in who is in no call yet; whoever is in one stays there.
    pub(crate) fn enter(&mut self, user: Entry, call: &CallId) {
        let app = user.0;
        if let std::collections::btree_map::Entry::Vacant(free) = self.calls.entry(user) {
            free.insert(call.clone());
            *self.by_app.entry(app).or_default() += 1;
        }
    }

    pub(crate) fn leave(&mut self, user: &Entry) {
        if self.calls.remove(user).is_none() {
            return;
        }
        if let Some(count) = self.by_app.get_mut(&user.0) {
            *count -= 1;
            if *count == 0 {
                self.by_app.remove(&user.0);
            }
        }
    }
}
