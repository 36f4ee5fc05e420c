//! What the console keeps for itself: its password and its sessions.

use std::fmt;

use callkit_protocol::UnixMs;

use crate::{Operator, Pending};

/// The hash of the console's password, as a PHC string. Not shown by `Debug`: who has it can try
/// passwords at leisure.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// The SHA-256 of what a browser's cookie holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionKey(pub [u8; 32]);

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(..)")
    }
}

/// The public number of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionId(pub u64);

/// A session that is to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// What it is found by.
    pub key: SessionKey,
    /// When it begins.
    pub at: UnixMs,
    /// When it ends unless it is used.
    pub expires_at: UnixMs,
    /// The address that it comes from.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// A session as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its public number.
    pub id: SessionId,
    /// When it began.
    pub created_at: UnixMs,
    /// When it was last used, as far as that was written down.
    pub seen_at: UnixMs,
    /// When it ends unless it is used.
    pub expires_at: UnixMs,
    /// The address that it was last used from.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// What the console needs beyond what an operator may do.
pub trait Console: Operator {
    /// The hash of the password; `None` before one was ever set.
    fn console_password(&self) -> Pending<Option<PasswordHash>>;

    /// Sets the password and ends every session, in one step.
    fn set_console_password(&self, hash: PasswordHash, at: UnixMs) -> Pending<()>;

    /// Begins a session. Those that are over by then are removed.
    fn begin_session(&self, session: NewSession) -> Pending<Session>;

    /// The session with this key, if it is not over by `now`.
    fn session(&self, key: SessionKey, now: UnixMs) -> Pending<Option<Session>>;

    /// Notes that a session was used, and prolongs it.
    fn touch_session(
        &self,
        id: SessionId,
        at: UnixMs,
        expires_at: UnixMs,
        address: String,
    ) -> Pending<()>;

    /// Every session that is not over by `now`, newest first.
    fn sessions(&self, now: UnixMs) -> Pending<Vec<Session>>;

    /// Ends a session, and says whether there was one.
    fn end_session(&self, id: SessionId) -> Pending<bool>;

    /// Ends every session but this one.
    fn end_sessions_but(&self, id: SessionId) -> Pending<()>;
}
