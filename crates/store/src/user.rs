//! What is kept about a user. One that was never seen is a user all the same, with nothing kept.

use callkit_protocol::{UnixMs, UserId};

/// A user's own settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Who.
    pub user: UserId,
    /// Nickname; empty if none was set.
    pub nick: String,
    /// Address of a picture; empty if none was set.
    pub avatar: String,
    /// Whether calls are kept from ringing.
    pub do_not_disturb: bool,
    /// When any of this was last changed.
    pub updated_at: UnixMs,
}

/// What to change about a user; `None` leaves a field as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChange {
    /// The new nickname.
    pub nick: Option<String>,
    /// The new picture.
    pub avatar: Option<String>,
    /// Whether calls are kept from ringing from now on.
    pub do_not_disturb: Option<bool>,
}
