//! Every call of this node, and how to find those of one user without looking at all of them.

use std::collections::{BTreeMap, BTreeSet};

use callkit_call::Call;
use callkit_protocol::{CallId, SdkAppId, UserId};

use crate::output::CallKey;
use crate::slot::Slot;

/// The calls, an index of whom they concern, and how many there are of each kind. The index and the
/// counts follow from what is installed by [`Calls::install`], and only from that.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    slots: BTreeMap<CallKey, Slot>,
    concerning: BTreeMap<(SdkAppId, UserId), BTreeSet<CallId>>,
    pub(crate) counts: Counts,
}

/// How many calls there are of each kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) ringing: usize,
    pub(crate) connected: usize,
    pub(crate) ended: usize,
}

impl Calls {
    pub(crate) fn insert(&mut self, key: CallKey, slot: Slot) {
        self.slots.insert(key, slot);
    }

    /// Makes `call` the version of its slot that everybody is told of, and gives the one before.
    pub(crate) fn install(&mut self, key: &CallKey, call: Call) -> Option<Call> {
        let slot = self.slots.get_mut(key)?;
        for device in call.devices() {
            if slot.concerned.insert(device.user.clone()) {
                let user = (key.app, device.user.clone());
                self.concerning
                    .entry(user)
                    .or_default()
                    .insert(key.call.clone());
            }
        }
        *self.counts.of(&call) += 1;
        let before = slot.call.replace(call);
        if let Some(before) = &before {
            *self.counts.of(before) -= 1;
        }
        before
    }

    pub(crate) fn remove(&mut self, key: &CallKey) -> Option<Slot> {
        let slot = self.slots.remove(key)?;
        if let Some(call) = &slot.call {
            *self.counts.of(call) -= 1;
        }
        for user in &slot.concerned {
            let user = (key.app, user.clone());
            if let Some(calls) = self.concerning.get_mut(&user) {
                calls.remove(&key.call);
                if calls.is_empty() {
                    self.concerning.remove(&user);
                }
            }
        }
        Some(slot)
    }

    pub(crate) fn get(&self, key: &CallKey) -> Option<&Slot> {
        self.slots.get(key)
    }

    /// To change anything but the installed version.
    pub(crate) fn get_mut(&mut self, key: &CallKey) -> Option<&mut Slot> {
        self.slots.get_mut(key)
    }

    pub(crate) fn contains_key(&self, key: &CallKey) -> bool {
        self.slots.contains_key(key)
    }

    /// The calls that some device of this user has been told of.
    pub(crate) fn concerning(&self, app: SdkAppId, user: &UserId) -> impl Iterator<Item = &Slot> {
        let calls = self.concerning.get(&(app, user.clone()));
        calls.into_iter().flatten().filter_map(move |call| {
            self.slots.get(&CallKey {
                app,
                call: call.clone(),
            })
        })
    }

    /// Those that ring or are connected, as everybody was told of them.
    pub(crate) fn running(&self) -> impl Iterator<Item = &Call> {
        let calls = self.slots.values().filter_map(|slot| slot.call.as_ref());
        calls.filter(|call| call.ended().is_none())
    }

    pub(crate) fn of_app(&self, app: SdkAppId) -> Vec<CallKey> {
        self.slots
            .keys()
            .filter(|key| key.app == app)
            .cloned()
            .collect()
    }
}

impl Counts {
    fn of(&mut self, call: &Call) -> &mut usize {
        match (call.ended(), call.connected_at()) {
            (Some(_), _) => &mut self.ended,
            (None, Some(_)) => &mut self.connected,
            (None, None) => &mut self.ringing,
        }
    }
}
