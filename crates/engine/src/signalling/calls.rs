//! The newest view of each call that concerns this device.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use callkit_protocol::{Ack, CallId, CallView, EndReason};

use crate::derive::{self, Told};
use crate::event::Event;

/// Calls whose end is remembered. Higher: a view that was very late is still known for what it is;
/// lower: less memory. A device is seldom in two calls within one round trip.
const REMEMBERED: usize = 64;

/// The calls of this device.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    held: BTreeMap<CallId, Held>,
    over: VecDeque<Over>,
}

#[derive(Debug)]
struct Held {
    view: CallView,
    told: Told,
}

/// A call that ended for this device. A view of it that comes again is acknowledged and no news,
/// unless it begins another episode.
#[derive(Debug)]
struct Over {
    call: CallId,
    version: u64,
    episode: u32,
}

/// What came of a view.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// What to tell the program.
    pub(crate) events: Vec<Event>,
    /// What to tell the server.
    pub(crate) acks: Vec<Ack>,
    /// The calls that are other than they were.
    pub(crate) changed: Vec<CallId>,
}

impl Calls {
    /// Takes a view in, if it is newer than the one held.
    pub(crate) fn take(&mut self, view: CallView) -> Taken {
        let mut taken = Taken::default();
        self.take_into(view, &mut taken);
        taken
    }

    /// Takes in what `welcome` lists. A call that is held and not in it is over.
    pub(crate) fn resume(&mut self, listed: Vec<CallView>) -> Taken {
        let mut taken = Taken::default();
        let known: BTreeSet<_> = listed.iter().map(|view| view.call_id.clone()).collect();
        let lost: Vec<_> = self
            .held
            .keys()
            .filter(|call| !known.contains(*call))
            .cloned()
            .collect();
        for call in lost {
            if let Some(held) = self.held.get(&call) {
                taken
                    .events
                    .push(derive::local_end(&held.view, EndReason::Lost));
                taken.changed.push(call.clone());
            }
            self.finish(&call);
        }
        for view in listed {
            self.take_into(view, &mut taken);
        }
        taken
    }

    /// Every call that is not over.
    pub(crate) fn views(&self) -> impl Iterator<Item = &CallView> {
        self.held.values().map(|held| &held.view)
    }

    /// A call that is not over.
    pub(crate) fn view(&self, call: &CallId) -> Option<&CallView> {
        self.held.get(call).map(|held| &held.view)
    }

    fn take_into(&mut self, view: CallView, taken: &mut Taken) {
        taken.acks.push(Ack {
            call_id: view.call_id.clone(),
            version: view.version,
        });
        let is_news = match self.held.get(&view.call_id) {
            Some(held) => view.version > held.view.version,
            None => !self.is_over(&view),
        };
        if !is_news {
            return;
        }
        let call = view.call_id.clone();
        let ended = view.ended.is_some();
        let (before, mut told) = match self.held.remove(&call) {
            Some(held) => (Some(held.view), held.told),
            None => (None, Told::default()),
        };
        taken
            .events
            .extend(derive::events(before.as_ref(), &mut told, &view));
        self.held.insert(call.clone(), Held { view, told });
        if ended {
            self.finish(&call);
        }
        taken.changed.push(call);
    }

    fn is_over(&self, view: &CallView) -> bool {
        let Some(over) = self
            .over
            .iter()
            .rev()
            .find(|over| over.call == view.call_id)
        else {
            return false;
        };
        // The server goes on sending versions of the ended view until the acknowledgement is there.
        let again = view.ended.is_none() || derive::episode(view) > over.episode;
        view.version <= over.version || !again
    }

    fn finish(&mut self, call: &CallId) {
        let Some(Held { view, .. }) = self.held.remove(call) else {
            return;
        };
        if self.over.len() == REMEMBERED {
            self.over.pop_front();
        }
        let episode = derive::episode(&view);
        self.over.push_back(Over {
            call: view.call_id,
            version: view.version,
            episode,
        });
    }
}
