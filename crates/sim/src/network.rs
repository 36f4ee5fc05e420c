//! What is on its way, and when it arrives.

use std::collections::BTreeMap;

use callkit_call::LegRef;
use callkit_protocol::{ClientMessage, CommandKey, ErrorBody, ServerMessage, UnixMs};
use callkit_switchboard::{CallKey, Change, ConnId};

/// Something that will happen.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// The media plane answers an offer.
    Answered {
        conn: ConnId,
        key: CommandKey,
        call: CallKey,
        at: LegRef,
    },
    /// The server closed a connection.
    Closed { conn: ConnId, error: ErrorBody },
    /// The server notices that a connection is gone.
    Gone { conn: ConnId },
    /// The device with this number tries to connect.
    Hello { device: usize },
    /// Nothing has been heard from a leg for a while.
    LegSilent { call: CallKey, at: LegRef },
    /// A leg's transport comes up, or is heard again.
    LegUp { call: CallKey, at: LegRef },
    /// A message reaches a device.
    ToDevice {
        conn: ConnId,
        message: Box<ServerMessage>,
    },
    /// A message reaches the server.
    ToServer {
        conn: ConnId,
        message: Box<ClientMessage>,
    },
    /// The store takes up a commit.
    Write { change: Box<Change> },
}

/// Everything on its way, by time.
#[derive(Debug, Default)]
pub(crate) struct Network {
    queue: BTreeMap<(UnixMs, u64), Event>,
    /// When the last message of each connection and direction arrives: sockets keep the order.
    last: BTreeMap<(ConnId, bool), UnixMs>,
    numbers: u64,
}

impl Network {
    /// Lets something happen at `at`.
    pub(crate) fn post(&mut self, at: UnixMs, event: Event) {
        self.numbers += 1;
        self.queue.insert((at, self.numbers), event);
    }

    /// As [`Self::post`], but not before what was posted for the same connection and direction.
    pub(crate) fn post_in_order(&mut self, at: UnixMs, up: bool, conn: ConnId, event: Event) {
        let last = self.last.entry((conn, up)).or_insert(at);
        *last = at.max(*last);
        let at = *last;
        self.post(at, event);
    }

    /// As [`Self::post`], but not before what was posted in order for the same connection downwards:
    /// nothing overtakes the welcome.
    pub(crate) fn post_after(&mut self, at: UnixMs, conn: ConnId, event: Event) {
        let last = self.last.get(&(conn, false)).copied().unwrap_or(at);
        self.post(at.max(last), event);
    }

    /// A number that was not given before.
    pub(crate) fn fresh_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// When the next thing happens.
    pub(crate) fn next_at(&self) -> Option<UnixMs> {
        self.queue.first_key_value().map(|((at, _), _)| *at)
    }

    /// The next thing that happens.
    pub(crate) fn pop(&mut self) -> Option<(UnixMs, Event)> {
        self.queue.pop_first().map(|((at, _), event)| (at, event))
    }

    /// The server is killed: what it was about to do is not done. Gives the commits that were on
    /// their way.
    pub(crate) fn kill_server(&mut self) -> Vec<Change> {
        let mut under_way = Vec::new();
        self.queue.retain(|_, event| match event {
            Event::Hello { .. } => true,
            Event::Write { change } => {
                under_way.push((**change).clone());
                false
            }
            Event::Answered { .. }
            | Event::Closed { .. }
            | Event::Gone { .. }
            | Event::LegSilent { .. }
            | Event::LegUp { .. }
            | Event::ToDevice { .. }
            | Event::ToServer { .. } => false,
        });
        under_way
    }
}
