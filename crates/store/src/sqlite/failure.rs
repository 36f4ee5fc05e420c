//! What SQLite reports, in the words of the store.

use rusqlite::{Error, ErrorCode};

use crate::{CommitError, OperatorError, Outage, StoreError};

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let Some(code) = error.sqlite_error_code() else {
            // Everything that is not SQLite's own complaint is a value that we cannot have written.
            return Self::Corrupt { message };
        };
        if matches!(code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) {
            return Self::Corrupt { message };
        }
        let outage = if code == ErrorCode::DiskFull {
            Outage::DiskFull
        } else if matches!(code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) {
            Outage::Locked
        } else {
            Outage::Io
        };
        Self::Unavailable { outage, message }
    }
}

impl From<Error> for CommitError {
    fn from(error: Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Error> for OperatorError {
    fn from(error: Error) -> Self {
        Self::Store(error.into())
    }
}

/// An error that may be the storage's own fault, as opposed to that of whoever asked.
pub(super) trait Failure: From<StoreError> + Send + 'static {
    /// The storage's part in it, if it has one.
    fn storage(&self) -> Option<&StoreError>;
}

impl Failure for StoreError {
    fn storage(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl Failure for CommitError {
    fn storage(&self) -> Option<&StoreError> {
        match self {
            Self::Conflict(_) => None,
            Self::Store(error) => Some(error),
        }
    }
}

impl Failure for OperatorError {
    fn storage(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::AppExists(_)
            | Self::LastKey { .. }
            | Self::UnknownApp(_)
            | Self::UnknownKey { .. } => None,
        }
    }
}

/// The answer of a thread that is gone.
pub(super) fn stopped() -> StoreError {
    StoreError::Unavailable {
        outage: Outage::Stopped,
        message: "the database thread is not running".to_owned(),
    }
}
