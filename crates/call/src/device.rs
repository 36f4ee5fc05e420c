//! The devices that a call concerns.

use std::fmt;

use callkit_protocol::{Codecs, DeviceId, EndReason, LegId, Platform, UnixMs, UserId};
use serde::{Deserialize, Serialize};

/// One device of one user.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DeviceKey {
    /// Whose.
    pub user: UserId,
    /// What kind.
    pub platform: Platform,
    /// Which.
    pub id: DeviceId,
}

impl DeviceKey {
    /// The device `id` of `user`.
    pub fn new(user: UserId, platform: Platform, id: DeviceId) -> Self {
        Self { user, platform, id }
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:?}/{}", self.user, self.platform, self.id)
    }
}

/// A media leg and how often it has been made anew.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LegRef {
    /// Which leg.
    pub leg: LegId,
    /// Raised when the client must connect anew.
    pub epoch: u32,
}

/// A device that has been told of the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Concerned {
    pub(crate) device: DeviceKey,
    /// The version that first told it of the user's present episode.
    pub(crate) since: u64,
    /// Its media leg; gone once the device has no more part in the call.
    pub(crate) leg: Option<Leg>,
    /// Set when the call is over for this device, though perhaps not for others.
    pub(crate) over: Option<Over>,
}

/// The leg of a concerned device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Leg {
    pub(crate) at: LegRef,
    /// What the last offer said; `None` before the first.
    pub(crate) codecs: Option<Codecs>,
    /// Whether its transport is up, which it may be long before anybody accepts.
    pub(crate) up: bool,
}

/// How a call ended for one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Over {
    /// The first version that says so.
    pub(crate) version: u64,
    pub(crate) at: UnixMs,
    pub(crate) reason: EndReason,
    pub(crate) by: Option<UserId>,
    /// Since when the device was in the connected call, if it was.
    pub(crate) connected_from: Option<UnixMs>,
}
