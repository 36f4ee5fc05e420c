//! Facts: what happened in a call, numbered, never changed afterwards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{DeviceId, EndReason, MediaKind, UnixMs, UserId};

/// One thing that happened in a call. Records, webhooks, timelines and the engines' events are
/// made from these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Fact {
    /// Number within the call: 1, 2, 3, ...
    pub seq: u64,
    /// The version of the call that this fact belongs to.
    pub version: u64,
    /// When it happened.
    pub at: UnixMs,
    /// What happened.
    #[serde(flatten)]
    pub kind: FactKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum FactKind {
    /// `user` took the call on `device`.
    Accepted {
        /// Who.
        user: UserId,
        /// On which device.
        device: DeviceId,
    },
    /// `user` switched the camera.
    Camera {
        /// Who.
        user: UserId,
        /// Whether it is on now.
        on: bool,
    },
    /// `user`'s media came up for the first time since joining.
    Connected {
        /// Who.
        user: UserId,
    },
    /// The call is over.
    Ended {
        /// Why.
        reason: EndReason,
        /// Whose doing it was, where it was somebody's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        by: Option<UserId>,
    },
    /// `user` is being rung.
    Invited {
        /// Who.
        user: UserId,
        /// Who asked for it.
        by: UserId,
        /// When the ring ends unanswered.
        deadline: UnixMs,
    },
    /// `user` came into a running call without being rung.
    Joined {
        /// Who.
        user: UserId,
        /// On which device.
        device: DeviceId,
    },
    /// `user`'s part in the call is over, or his ring is.
    Left {
        /// Who.
        user: UserId,
        /// Why.
        reason: EndReason,
    },
    /// The call went from voice to video or back.
    MediaSwitched {
        /// Who asked for it.
        by: UserId,
        /// What it is now.
        media: MediaKind,
    },
    /// `user` switched the microphone.
    Microphone {
        /// Who.
        user: UserId,
        /// Whether it is on now.
        on: bool,
    },
    /// A device of `user` rings: it has said that it got the call.
    Rang {
        /// Who.
        user: UserId,
    },
    /// `user` is back after [`FactKind::Reconnecting`].
    Reconnected {
        /// Who.
        user: UserId,
    },
    /// `user` has gone silent; the seat is held.
    Reconnecting {
        /// Who.
        user: UserId,
    },
    /// The call began.
    Started {
        /// The caller.
        user: UserId,
        /// Voice or video.
        media: MediaKind,
    },
}

impl FactKind {
    /// The fact's name, as it stands in the `fact` field and in the database.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Camera { .. } => "camera",
            Self::Connected { .. } => "connected",
            Self::Ended { .. } => "ended",
            Self::Invited { .. } => "invited",
            Self::Joined { .. } => "joined",
            Self::Left { .. } => "left",
            Self::MediaSwitched { .. } => "media_switched",
            Self::Microphone { .. } => "microphone",
            Self::Rang { .. } => "rang",
            Self::Reconnected { .. } => "reconnected",
            Self::Reconnecting { .. } => "reconnecting",
            Self::Started { .. } => "started",
        }
    }
}
