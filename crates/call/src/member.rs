//! The members of a call.

use callkit_protocol::{Connection, EndReason, Phase, UnixMs, UserId};
use serde::{Deserialize, Serialize};

use crate::device::DeviceKey;

/// One user who has been asked into the call, or made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) user: UserId,
    /// Counts invitations.
    pub(crate) episode: u32,
    /// His place among the members, 0 to 8, from which everybody's seat for him follows. Kept for
    /// as long as he rings or is joined.
    pub(crate) slot: u8,
    pub(crate) standing: Standing,
}

/// Where a member stands, with what is valid there and only there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    Ringing(Ringing),
    Joined(Joined),
    Left(Left),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ringing {
    pub(crate) invited_by: UserId,
    pub(crate) deadline: UnixMs,
    /// Whether a device has said that it rings.
    pub(crate) rang: bool,
    /// Do-not-disturb: no device is told, and the ring ends as unanswered.
    pub(crate) silent: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Joined {
    pub(crate) device: DeviceKey,
    pub(crate) since: UnixMs,
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
    /// Set while the signalling connection is gone: until when the seat is held.
    pub(crate) unheard_until: Option<UnixMs>,
    pub(crate) media: MediaLink,
    /// Whether his media has ever been up in this episode: the `connected` fact comes once.
    pub(crate) was_connected: bool,
}

/// The state of a joined member's media.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MediaLink {
    /// Not up yet. The deadline runs once the call is connected.
    Pending {
        deadline: Option<UnixMs>,
    },
    Up,
    /// Nothing is heard any more.
    Silent {
        until: UnixMs,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Left {
    pub(crate) at: UnixMs,
    pub(crate) reason: EndReason,
    /// When he had joined, if he had.
    pub(crate) joined_at: Option<UnixMs>,
    pub(crate) rang: bool,
}

impl Member {
    pub(crate) fn phase(&self) -> Phase {
        match &self.standing {
            Standing::Ringing(_) => Phase::Ringing,
            Standing::Joined(_) => Phase::Joined,
            Standing::Left(_) => Phase::Left,
        }
    }

    pub(crate) fn joined(&self) -> Option<&Joined> {
        match &self.standing {
            Standing::Joined(joined) => Some(joined),
            Standing::Ringing(_) | Standing::Left(_) => None,
        }
    }

    pub(crate) fn joined_mut(&mut self) -> Option<&mut Joined> {
        match &mut self.standing {
            Standing::Joined(joined) => Some(joined),
            Standing::Ringing(_) | Standing::Left(_) => None,
        }
    }

    pub(crate) fn ringing(&self) -> Option<&Ringing> {
        match &self.standing {
            Standing::Ringing(ringing) => Some(ringing),
            Standing::Joined(_) | Standing::Left(_) => None,
        }
    }
}

impl Joined {
    pub(crate) fn connection(&self) -> Connection {
        let silent = match self.media {
            MediaLink::Pending { .. } | MediaLink::Up => false,
            MediaLink::Silent { .. } => true,
        };
        if silent || self.unheard_until.is_some() {
            Connection::Reconnecting
        } else if self.was_connected {
            Connection::Connected
        } else {
            Connection::Connecting
        }
    }
}
