//! An app: one customer of the installation, with keys, users and calls of its own.

use std::fmt;

use callkit_protocol::{SdkAppId, UnixMs};
use callkit_usersig::SecretKey;

/// An app as it is stored.
#[derive(Clone, Debug)]
pub struct App {
    /// Its number.
    pub app: SdkAppId,
    /// What the operator calls it.
    pub name: String,
    /// Whether its users may sign in.
    pub status: AppStatus,
    /// Every key it has ever had, withdrawn ones included, oldest first.
    pub keys: Vec<AppKey>,
    /// Its settings: JSON of the caller's own.
    pub settings: String,
    /// When it was made.
    pub created_at: UnixMs,
}

impl App {
    /// The keys that tickets may be signed with at `now`.
    pub fn valid_keys(&self, now: UnixMs) -> impl Iterator<Item = &SecretKey> {
        self.keys
            .iter()
            .filter(move |key| key.is_valid(now))
            .map(|key| &key.secret)
    }
}

/// Whether an app's users may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppStatus {
    /// Nobody may, whatever his ticket says.
    Disabled,
    /// Everybody with a good ticket.
    Enabled,
}

/// A new app. The caller chooses the number: 1400000000 to 1799999999 at random, or the one the app
/// had elsewhere.
#[derive(Clone, Debug)]
pub struct NewApp {
    /// Its number.
    pub app: SdkAppId,
    /// What the operator calls it.
    pub name: String,
    /// Its first key, valid from `created_at` on.
    pub secret: SecretKey,
    /// Its settings: JSON of the caller's own.
    pub settings: String,
    /// When it is made.
    pub created_at: UnixMs,
}

/// One of an app's secret keys.
#[derive(Clone, Debug)]
pub struct AppKey {
    /// Its number within the app: 1, 2, 3, ... so that it can be named without being shown.
    pub id: KeyId,
    /// The key itself.
    pub secret: SecretKey,
    /// Tickets signed with it are good from here on.
    pub valid_from: UnixMs,
    /// Tickets signed with it are no longer good from here on; `None` is for ever.
    pub valid_until: Option<UnixMs>,
}

impl AppKey {
    /// Whether tickets signed with this key are good at `now`.
    pub fn is_valid(&self, now: UnixMs) -> bool {
        self.valid_from <= now && self.valid_until.is_none_or(|until| now < until)
    }
}

/// The number of a key within its app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
