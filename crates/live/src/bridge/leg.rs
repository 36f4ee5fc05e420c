//! One leg, as the bridge knows it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use callkit_media::{Bitrate, Client, Gate, LegKey, Publish};
use callkit_protocol::{LegId, UserId};

use super::ConnId;
use super::heard::Heard;
use super::player::Player;
use super::pushed::Pushed;

/// A publisher that has been silent for this long may be replaced by the same device's next
/// connection. Lower: phones come back sooner; too low and two connections take turns.
const REPLACEABLE: Duration = Duration::from_secs(1);

/// A publisher that sent nothing for this long does not show that its device is there: a phone
/// whose microphone and camera are off may have nothing to send.
const ABSENT: Duration = Duration::from_secs(5);

/// What a client behind the bridge can receive: at most, at least.
const CAPACITY: [Bitrate; 2] = [Bitrate::kbps(1200), Bitrate::kbps(150)];

/// A member's leg: a mini program's with its connections, or a WebRTC one with what it says.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) key: LegKey,
    pub(super) user: UserId,
    pub(super) client: Client,
    pub(super) gate: Gate,
    pub(super) publish: Publish,
    pub(super) seats: Vec<LegId>,
    pub(super) source: Source,
    /// By the member who is played.
    pub(super) players: BTreeMap<UserId, Player>,
    pub(super) capacity: Bitrate,
    /// When the capacity was changed last.
    pub(super) measured: Instant,
    /// When its presence was told last.
    pub(super) told: Option<Instant>,
}

/// Where a leg's pictures and voice come from.
#[derive(Debug)]
pub(super) enum Source {
    /// Nothing has come yet.
    Nothing,
    /// From the media worker.
    Heard(Box<Heard>),
    /// From an RTMP connection.
    Pushed(Box<Pushed>),
}

impl Leg {
    pub(super) fn new(now: Instant, key: LegKey, user: UserId, client: Client) -> Self {
        Self {
            key,
            user,
            client,
            gate: Gate::Closed,
            publish: Publish::default(),
            seats: Vec::new(),
            source: Source::Nothing,
            players: BTreeMap::new(),
            capacity: CAPACITY[0],
            measured: now,
            told: None,
        }
    }

    pub(super) fn pushed(&mut self) -> Option<&mut Pushed> {
        match &mut self.source {
            Source::Pushed(pushed) => Some(pushed),
            Source::Nothing | Source::Heard(_) => None,
        }
    }

    /// The connection that publishes, if there is one.
    pub(super) fn publisher(&self) -> Option<(ConnId, Instant)> {
        match &self.source {
            Source::Pushed(pushed) => pushed.conn(),
            Source::Nothing | Source::Heard(_) => None,
        }
    }

    /// Whether a new connection may publish: whose place it takes, if anybody's.
    pub(super) fn replaceable(&self, now: Instant) -> Result<Option<ConnId>, super::Refusal> {
        match self.publisher() {
            Some((_, heard)) if now.saturating_duration_since(heard) < REPLACEABLE => {
                Err(super::Refusal::InUse)
            }
            Some((conn, _)) => Ok(Some(conn)),
            None => Ok(None),
        }
    }

    /// Whether some connection shows that the device is there.
    pub(super) fn is_there(&self, now: Instant) -> bool {
        let publishes = self
            .publisher()
            .is_some_and(|(_, heard)| now.saturating_duration_since(heard) < ABSENT);
        publishes || self.players.values().any(|player| !player.stalled)
    }

    /// It can take less than was thought.
    pub(super) fn shrink(&mut self, now: Instant) -> Bitrate {
        self.measured = now;
        self.capacity = Bitrate((self.capacity.0 * 6 / 10).max(CAPACITY[1].0));
        self.capacity
    }

    /// All went well for a while: a little more is tried.
    pub(super) fn grow(&mut self, now: Instant) -> Option<Bitrate> {
        /// Higher comes back later to a good picture, lower tries a poor network more often.
        const EVERY: Duration = Duration::from_secs(10);
        let due = now.saturating_duration_since(self.measured) >= EVERY;
        if !due || self.capacity >= CAPACITY[0] {
            return None;
        }
        self.measured = now;
        self.capacity = Bitrate((self.capacity.0 * 5 / 4).min(CAPACITY[0].0));
        Some(self.capacity)
    }
}
