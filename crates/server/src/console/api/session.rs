//! Signing in and out.

use callkit_protocol::UnixMs;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `POST sign-in`. There is one operator, so there is no name.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The console's password.
    pub password: String,
}

/// `POST password`. Every other session ends.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password that holds now.
    pub current: String,
    /// The one that is to hold from now on: at least ten characters.
    pub new: String,
}

/// `GET session`, and the answer to `POST sign-in`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SessionView {
    /// The session's public number; the secret is in the cookie, where no script can read it.
    pub session_id: u64,
    /// To be sent as the header `x-csrf-token` with everything but GET.
    pub csrf_token: String,
    /// When it began.
    pub created_at: UnixMs,
    /// When it ends, unless it is used before. Never later than seven days after it began.
    pub expires_at: UnixMs,
    /// The server's clock.
    pub now: UnixMs,
    /// The server's version.
    pub version: String,
}

/// `GET sessions`: one of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SessionEntry {
    /// Its number, for `DELETE sessions/{id}`.
    pub session_id: u64,
    /// Whether it is the one that asks.
    pub current: bool,
    /// When it began.
    pub created_at: UnixMs,
    /// When it was last used, to the minute.
    pub seen_at: UnixMs,
    /// When it ends if it is not used.
    pub expires_at: UnixMs,
    /// The address that it was last used from.
    pub address: String,
    /// What the browser calls itself; anybody can have written it.
    pub user_agent: String,
}
