//! The way from a bridge to one connection.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use callkit_live::Tag;
use callkit_live::bridge::Closed;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Tags that may wait for one player: a second and a half of a call. Higher: short stalls are sat
/// out at the price of a delay that only the player's own haste makes good.
const TAGS: usize = 128;

/// A player that took nothing for this long, though there was something, is stalled.
const STALLED: Duration = Duration::from_secs(1);

/// The bridge's end.
#[derive(Debug)]
pub(super) struct Outlet {
    tags: Sender<Tag>,
    why: Arc<OnceLock<Closed>>,
    behind: bool,
    stalled: bool,
    /// How much room there was, and when that changed last.
    room: (usize, Instant),
}

/// The connection's end.
#[derive(Debug)]
pub(super) struct Inlet {
    tags: Receiver<Tag>,
    /// Bytes that all connections have taken.
    taken: Arc<AtomicU64>,
    why: Arc<OnceLock<Closed>>,
}

/// What became of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    /// It is on its way.
    Queued,
    /// There was no room for it.
    Dropped,
}

impl Outlet {
    pub(super) fn new(now: Instant, taken: Arc<AtomicU64>) -> (Self, Inlet) {
        let (tags, receiver) = channel(TAGS);
        let why = Arc::default();
        let inlet = Inlet {
            tags: receiver,
            taken,
            why: Arc::clone(&why),
        };
        let outlet = Self {
            tags,
            why,
            behind: false,
            stalled: false,
            room: (TAGS, now),
        };
        (outlet, inlet)
    }

    pub(super) fn send(&mut self, tag: Tag) -> Sent {
        match self.tags.try_send(tag) {
            Ok(()) => Sent::Queued,
            Err(_) => {
                self.behind = true;
                Sent::Dropped
            }
        }
    }

    /// Ends the connection when it has taken what is on its way.
    pub(super) fn close(self, why: Closed) {
        let _ = self.why.set(why);
    }

    /// Whether a player that was behind has caught up just now.
    pub(super) fn has_caught_up(&mut self) -> bool {
        let caught_up = self.behind && self.tags.capacity() >= TAGS * 3 / 4;
        self.behind &= !caught_up;
        caught_up
    }

    /// Whether the connection takes nothing; `Some` when that has changed.
    pub(super) fn check_stalled(&mut self, now: Instant) -> Option<bool> {
        let room = self.tags.capacity();
        let (before, since) = self.room;
        // Room that shrinks says nothing: it is room that grows that shows somebody takes.
        if room > before || room == TAGS {
            self.room = (room, now);
        } else {
            self.room.0 = room;
        }
        let stalled = room < TAGS && now.saturating_duration_since(since) >= STALLED;
        let news = stalled != self.stalled;
        self.stalled = stalled;
        news.then_some(stalled)
    }
}

impl Inlet {
    /// The next tag; `None` when the bridge has let go.
    pub(super) async fn next(&mut self) -> Option<Tag> {
        let tag = self.tags.recv().await?;
        Some(self.count(tag))
    }

    /// The next tag that is there already.
    pub(super) fn ready(&mut self) -> Option<Tag> {
        let tag = self.tags.try_recv().ok()?;
        Some(self.count(tag))
    }

    fn count(&self, tag: Tag) -> Tag {
        let bytes = tag.body.len() as u64;
        self.taken.fetch_add(bytes, Ordering::Relaxed);
        tag
    }

    /// Why the bridge has let go.
    pub(super) fn why(&self) -> Closed {
        self.why.get().cloned().unwrap_or(Closed::Over)
    }
}
