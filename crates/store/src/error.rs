//! What can go wrong with a store, and who is to blame.

use callkit_protocol::{CallId, CommandKey, SdkAppId, UserId};
use thiserror::Error;

use crate::{KeyId, NodeId};

/// The storage itself failed. Nothing of what was asked has been done.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StoreError {
    /// It holds something that this code never wrote. Nobody but the operator can help.
    #[error("the database is damaged: {message}")]
    Corrupt {
        /// What was found, for the log.
        message: String,
    },
    /// It cannot be written or read at present. Worth another try later.
    #[error("the database is unavailable ({outage}): {message}")]
    Unavailable {
        /// What kind of trouble, with few values: fit for a metric's label.
        outage: Outage,
        /// What the database said, for the log.
        message: String,
    },
}

/// Why the storage is unavailable.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Outage {
    /// No room left.
    #[error("disk full")]
    DiskFull,
    /// The file cannot be read or written.
    #[error("i/o")]
    Io,
    /// Another process has held the database for too long.
    #[error("locked")]
    Locked,
    /// The store is being closed, or its thread has died.
    #[error("stopped")]
    Stopped,
}

/// Why a [`CallChange`](crate::CallChange) does not fit what is stored.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Conflict {
    /// A user who is claimed by this change is in another call.
    #[error("user {user} is in call {call}")]
    Busy {
        /// The first such user, in the order of the claims.
        user: UserId,
        /// The call he is in.
        call: CallId,
    },
    /// A fact with this number is there already: the caller counts wrongly.
    #[error("fact {seq} of this call is written already")]
    FactRepeated {
        /// The number.
        seq: u64,
    },
    /// The call belongs to somebody else by now. Whoever gets this must let go of the call.
    #[error("the call belongs to node {owner} since epoch {epoch}")]
    Fenced {
        /// Who has it.
        owner: NodeId,
        /// Since which epoch.
        epoch: u64,
    },
    /// The key was used before; [`Store::command`](crate::Store::command) has the answer.
    #[error("command key {key} of user {user} was used before")]
    KeyTaken {
        /// Whose command.
        user: UserId,
        /// Its key.
        key: CommandKey,
    },
    /// The call has not ended, so it cannot be forgotten.
    #[error("the call has not ended")]
    Live,
    /// The change was made from another version than the stored one.
    #[error("the change follows version {after}, but version {stored} is stored")]
    VersionGap {
        /// What the change follows.
        after: u64,
        /// What is there; 0 if there is no such call.
        stored: u64,
    },
}

/// Why a change of a call was not carried out. Nothing of it has been.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CommitError {
    /// It does not fit what is stored.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why something that the operator asked for was not done.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OperatorError {
    /// The SDKAppID is taken.
    #[error("there is an app with SDKAppID {0} already")]
    AppExists(SdkAppId),
    /// Without this key nobody could sign in.
    #[error("key {key} is the only valid key of app {app}; add another first, or disable the app")]
    LastKey {
        /// Whose key.
        app: SdkAppId,
        /// Which.
        key: KeyId,
    },
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no app with this SDKAppID.
    #[error("there is no app with SDKAppID {0}")]
    UnknownApp(SdkAppId),
    /// The app has no key with this number.
    #[error("app {app} has no key {key}")]
    UnknownKey {
        /// Which app.
        app: SdkAppId,
        /// Which key was meant.
        key: KeyId,
    },
}
