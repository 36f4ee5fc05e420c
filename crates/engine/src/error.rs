//! What can go wrong, and whose doing it is.

use callkit_protocol::ErrorBody;
use thiserror::Error;

/// A text that is no server address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ServerUrlError {
    /// It cannot be read as a URL.
    #[error("{got:?} is not the address of a server: {why}")]
    Unreadable {
        /// What came.
        got: String,
        /// What is wrong with it.
        why: String,
    },
    /// It is a URL of something else.
    #[error("a server's address begins with http, https, ws or wss and names a host, not {got:?}")]
    Scheme {
        /// What it begins with.
        got: String,
    },
}

/// Why the engine is not signed in, or not any more. It does not come back from any of these by
/// itself.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignOut {
    /// The program asked for it.
    #[error("signed out")]
    Asked,
    /// Another device of the same platform signed in as this user.
    #[error("signed in on another device")]
    KickedOut,
    /// The server refuses this device, and will go on refusing it.
    #[error("{0}")]
    Refused(ErrorBody),
    /// The same device signed in again, from another process or another engine.
    #[error("the same device signed in again elsewhere")]
    TakenOver,
    /// The server could not be reached when signing in. Later the engine tries again by itself.
    #[error("cannot reach the server: {0}")]
    Unreachable(String),
}

/// Why a command was not carried out.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandError {
    /// The server refused; nothing changed.
    #[error("{0}")]
    Refused(ErrorBody),
    /// The engine is not signed in any more, so the answer will never come.
    #[error("not signed in: {0}")]
    SignedOut(SignOut),
    /// The server's answer lacks what it should give. The server's fault.
    #[error("the server's answer to {command} lacks {field}")]
    Incomplete {
        /// The command.
        command: &'static str,
        /// The field.
        field: &'static str,
    },
}

impl CommandError {
    /// The server's refusal, if it is one.
    pub fn refusal(&self) -> Option<&ErrorBody> {
        match self {
            Self::Refused(body) => Some(body),
            Self::SignedOut(_) | Self::Incomplete { .. } => None,
        }
    }
}

/// Why this device has no media in a call. The call goes on; the server ends it when its patience
/// is over.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum MediaError {
    /// The server does not take the offer.
    #[error("the server refused the media offer: {0}")]
    OfferRefused(ErrorBody),
    /// The answer cannot be used.
    #[error("the server's media answer cannot be used: {0}")]
    BadAnswer(String),
    /// A codec or a socket failed on this machine.
    #[error("media failed on this machine: {0}")]
    Local(String),
    /// The server closed the connection. It is offered anew.
    #[error("the media connection closed")]
    Closed,
    /// Nothing gets through any more. It is offered anew.
    #[error("the media connection was cut off")]
    CutOff,
}

/// An encoded file that cannot be sent.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PictureError {
    /// It is neither VP8 in IVF nor H.264 in Annex B form.
    #[error("neither VP8 in an IVF file nor H.264 in Annex B form")]
    UnknownFormat,
    /// It is cut off or damaged.
    #[error("damaged at byte {at}")]
    Damaged {
        /// Where.
        at: usize,
    },
    /// It does not begin with a key frame, so that nobody could decode it.
    #[error("does not begin with a key frame")]
    NoKeyFrame,
    /// The IVF file holds another codec than VP8.
    #[error("an IVF file with the codec {0:?}; only VP80 can be sent")]
    UnknownCodec(String),
}
