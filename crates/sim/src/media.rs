//! Media that comes up some time after an offer, and goes with the call.

use std::collections::BTreeMap;

use callkit_call::{LegPlan, LegRef};
use callkit_protocol::LegId;
use callkit_switchboard::CallKey;

/// The legs that there are.
#[derive(Debug, Default)]
pub(crate) struct Media {
    rooms: BTreeMap<CallKey, BTreeMap<LegId, u32>>,
}

impl Media {
    /// Makes a room look like this.
    pub(crate) fn arrange(&mut self, call: CallKey, legs: &[LegPlan]) {
        if legs.is_empty() {
            self.rooms.remove(&call);
            return;
        }
        let legs = legs.iter().map(|plan| (plan.at.leg.clone(), plan.at.epoch));
        self.rooms.insert(call, legs.collect());
    }

    /// Whether there is such a leg at this very epoch.
    pub(crate) fn has(&self, call: &CallKey, at: &LegRef) -> bool {
        let room = self.rooms.get(call);
        room.and_then(|room| room.get(&at.leg)) == Some(&at.epoch)
    }

    /// How many legs there are.
    pub(crate) fn legs(&self) -> usize {
        self.rooms.values().map(BTreeMap::len).sum()
    }

    /// The process is gone.
    pub(crate) fn clear(&mut self) {
        self.rooms.clear();
    }
}
