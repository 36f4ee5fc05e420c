//! What is kept about a person, and taking his name out of it.

use std::fmt;
use std::sync::Arc;

use callkit_protocol::{SdkAppId, UnixMs, UserId};

/// How much is kept about a user, beyond his profile and whom he blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// How many others do not take his calls.
    pub blocked_by: u64,
    /// Records that name him.
    pub records: u64,
    /// When the oldest of those calls was made.
    pub oldest_record: Option<UnixMs>,
    /// When the newest was.
    pub newest_record: Option<UnixMs>,
    /// Commands whose answers are remembered.
    pub commands: u64,
    /// Calls of which figures of his media are kept.
    pub calls_with_quality: u64,
}

/// A user of whom something is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// Nickname; empty if none was set.
    pub nick: String,
    /// Records that name him.
    pub records: u64,
    /// When the newest of those calls was made.
    pub newest_record: Option<UnixMs>,
}

/// One page of people, by ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeoplePage {
    /// How many fit, on all pages together.
    pub total: u64,
    /// Those of this page.
    pub people: Vec<Person>,
}

/// A user who is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// In which app.
    pub app: SdkAppId,
    /// Who.
    pub user: UserId,
    /// The name that stands in his place from now on.
    pub replaced_by: UserId,
    /// When.
    pub at: UnixMs,
}

/// What an erasure found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// Whether there was a profile.
    pub profile: bool,
    /// Blocks of his and against him.
    pub blocks: u64,
    /// Records in which he has another name now.
    pub records: u64,
}

/// Puts another name into JSON of the caller's own, which the store never looks into.
pub trait Rename: Send + Sync + 'static {
    /// The details of a record.
    ///
    /// # Errors
    /// Why they cannot be read.
    fn details(&self, json: &str) -> Result<String, String>;

    /// The body of a fact.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn fact(&self, json: &str) -> Result<String, String>;
}

/// A [`Rename`] that can be handed on.
#[derive(Clone)]
pub struct Renamer(pub Arc<dyn Rename>);

impl fmt::Debug for Renamer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Renamer(..)")
    }
}
