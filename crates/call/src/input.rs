//! What can happen to a call, grouped by where it comes from.

use callkit_protocol::{Codecs, EndReason, LegId, MediaKind, Millis, UserId};

use crate::device::DeviceKey;

/// Somebody to be rung, with what the switchboard knows about him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitee {
    /// Whom.
    pub user: UserId,
    /// He is in another call: he is told nothing, and his part ends at once.
    pub busy: bool,
    /// He does not want to be disturbed: nothing rings, and his part ends unanswered.
    pub do_not_disturb: bool,
}

impl Invitee {
    /// Somebody of whom nothing is known that would keep him from being rung.
    pub fn reachable(user: UserId) -> Self {
        Self {
            user,
            busy: false,
            do_not_disturb: false,
        }
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    // From a device.
    /// A device takes the call.
    Accept {
        /// Which.
        device: DeviceKey,
        /// `Audio` answers a video call by voice.
        media: Option<MediaKind>,
    },
    /// A camera was switched.
    Camera {
        /// On which device.
        device: DeviceKey,
        /// To what.
        on: bool,
    },
    /// A device hangs up, cancels or, if it rings, declines.
    Hangup {
        /// Which.
        device: DeviceKey,
    },
    /// A joined member asks more people in.
    Invite {
        /// Who asks.
        by: DeviceKey,
        /// Whom.
        callees: Vec<Invitee>,
        /// For how long they ring.
        ring: Millis,
    },
    /// A device comes into the call without having been rung.
    Join {
        /// Which.
        device: DeviceKey,
    },
    /// A microphone was switched.
    Microphone {
        /// On which device.
        device: DeviceKey,
        /// To what.
        on: bool,
    },
    /// A device has the call and rings.
    Rang {
        /// Which.
        device: DeviceKey,
    },
    /// The call is declined.
    Reject {
        /// On which device.
        device: DeviceKey,
    },
    /// From voice to video or back.
    SwitchMedia {
        /// Who asks.
        by: DeviceKey,
        /// To what.
        media: MediaKind,
    },

    // From the switchboard.
    /// A device of a member is online.
    DeviceCame(DeviceKey),
    /// A device lost its connection; its seat is held this long.
    DeviceGone {
        /// Which.
        device: DeviceKey,
        /// For how long.
        hold: Millis,
    },
    /// A device was signed out: by itself, or because another took its place.
    SignedOut {
        /// Which.
        device: DeviceKey,
        /// `Hangup` or `KickedOut`.
        reason: EndReason,
    },
    /// The process that owned the call was restarted: every connection is gone.
    Restarted,
    /// The operator ends the call.
    EndByServer,

    // From the media plane.
    /// An offer was answered.
    Negotiated {
        /// For which leg.
        leg: LegId,
        /// What it can send and receive.
        codecs: Codecs,
    },
    /// A leg's transport is up, or is heard again.
    LegUp {
        /// Which.
        leg: LegId,
    },
    /// Nothing is heard from a leg any more.
    LegSilent {
        /// Which.
        leg: LegId,
    },
    /// A leg is broken on the server's side and must be made anew.
    LegFailed {
        /// Which.
        leg: LegId,
        /// Only if it is still at this epoch.
        epoch: u32,
    },

    // From the clock.
    /// The time has come that [`crate::Call::next_deadline`] named.
    Deadline,
}
