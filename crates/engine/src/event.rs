//! What the engine tells its program.

use callkit_protocol::{
    CallId, EndReason, Level, MediaKind, Millis, Role, RoomId, UnixMs, UserId, UserQuality,
};

use crate::error::{MediaError, SignOut};

/// What happened. Grouped by where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    // This device's connection.
    /// Signalling is up again after [`Event::Offline`].
    Online,
    /// Signalling is down. The engine tries again by itself; calls go on meanwhile.
    Offline,
    /// The last event: the engine will not come back by itself.
    SignedOut(SignOut),
    /// The ticket has run out. Nothing is cut; call [`Engine::renew`](crate::Engine::renew).
    TicketExpired {
        /// When.
        at: UnixMs,
    },

    // A call.
    /// Somebody calls: this device is to ring.
    CallReceived(CallReceived),
    /// This device is in a connected call: it accepted or joined, or its own call was accepted.
    CallConnected(CallConnected),
    /// A call went from voice to video or back.
    MediaSwitched {
        /// Which call.
        call: CallId,
        /// Who asked for it, where that is known.
        by: Option<UserId>,
        /// What it is now.
        media: MediaKind,
    },
    /// A call is over for this device. Exactly one for each call, and the last event about it.
    CallEnded(CallEnded),

    // The others in a call.
    /// Something about another member.
    Member {
        /// Which call.
        call: CallId,
        /// Who.
        user: UserId,
        /// What.
        change: MemberChange,
    },
    /// Who speaks how loud. The latest wins.
    Levels {
        /// Which call.
        call: CallId,
        /// The members whose level is not zero.
        levels: Vec<Level>,
    },
    /// How good everybody's network is. The latest wins.
    Quality {
        /// Which call.
        call: CallId,
        /// The joined members.
        users: Vec<UserQuality>,
    },

    // This device's media.
    /// Media is up between this device and the server.
    MediaConnected {
        /// In which call.
        call: CallId,
    },
    /// This device's media failed.
    MediaFailed {
        /// In which call.
        call: CallId,
        /// Why.
        error: MediaError,
    },
}

/// Somebody calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallReceived {
    /// Which call.
    pub call: CallId,
    /// Who made it.
    pub caller: UserId,
    /// Everybody else in it, this user included.
    pub callees: Vec<UserId>,
    /// Voice or video.
    pub media: MediaKind,
    /// Whether it is a group call.
    pub group: bool,
    /// The chat group it belongs to.
    pub chat_group_id: Option<String>,
    /// The caller's own data.
    pub user_data: Option<String>,
    /// The `roomID` to show.
    pub room_id: RoomId,
    /// When the ring ends unanswered, on the server's clock.
    pub deadline: Option<UnixMs>,
}

/// A call connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallConnected {
    /// Which call.
    pub call: CallId,
    /// Voice or video.
    pub media: MediaKind,
    /// Whether this user made it.
    pub role: Role,
    /// The `roomID` to show.
    pub room_id: RoomId,
    /// Since when, on the server's clock.
    pub at: UnixMs,
}

/// A call is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallEnded {
    /// Which call.
    pub call: CallId,
    /// Why.
    pub reason: EndReason,
    /// Whose doing it was, where it was somebody's.
    pub by: Option<UserId>,
    /// Whether this device had been in the connected call.
    pub connected: bool,
    /// How long it was.
    pub duration: Millis,
}

/// Something about another member of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MemberChange {
    /// Took the call.
    Accepted,
    /// Switched the camera.
    Camera(Switch),
    /// His media is up.
    Connected,
    /// Is being rung, after the call began.
    Invited,
    /// Came into the running call without being rung.
    Joined,
    /// Is out of the call, or did not come into it.
    Left(EndReason),
    /// Switched the microphone.
    Microphone(Switch),
    /// A device of his rings.
    Rang,
    /// Is back.
    Reconnected,
    /// Has gone silent; his seat is held.
    Reconnecting,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Off.
    Off,
    /// On.
    On,
}

impl Switch {
    /// Whether it is on.
    pub const fn is_on(self) -> bool {
        match self {
            Self::Off => false,
            Self::On => true,
        }
    }
}

impl From<bool> for Switch {
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}
