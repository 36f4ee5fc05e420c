//! Why a ticket was refused.

use thiserror::Error;

use crate::userbuf::UserBufError;
use crate::wire::{MAX_CONTENT_LEN, MAX_TICKET_LEN};

/// Why a ticket was refused. No variant carries a user ID, a key or a part of the ticket, so that
/// an error may be logged as it is.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TicketError {
    /// This is not a ticket at all, whoever made it.
    #[error("the ticket is malformed: {0}")]
    Malformed(#[from] Malformed),
    /// The ticket was made for another app.
    #[error("the ticket is for app {ticket}, not for app {expected}")]
    WrongApp {
        /// The SDKAppID inside the ticket.
        ticket: u32,
        /// The SDKAppID it was presented for.
        expected: u32,
    },
    /// The ticket was made for another user of the app.
    #[error("the ticket is for another user")]
    WrongUser,
    /// None of the app's keys made this signature: another key, or a changed ticket.
    #[error("the ticket was not signed with a secret key of this app")]
    WrongKey,
    /// The ticket was good once.
    #[error("the ticket expired at {at}")]
    Expired {
        /// The first second at which it was no longer valid, in Unix seconds.
        at: u64,
    },
    /// The ticket was issued later than now, beyond what clocks may differ: the signer's clock or
    /// ours is wrong.
    #[error("the ticket was issued in the future, at {issued_at}")]
    FromFuture {
        /// When it says it was issued, in Unix seconds.
        issued_at: u64,
    },
}

/// What about a ticket is malformed, from the outside in.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Malformed {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// More than [`MAX_TICKET_LEN`] bytes of text.
    #[error("it is longer than {MAX_TICKET_LEN} bytes")]
    TooLong,
    /// Not the base64 of the format: a foreign character, bad padding, or plain base64.
    #[error("it is not base64 in the ticket alphabet")]
    Base64,
    /// Not one whole zlib stream, or a wrong checksum.
    #[error("it does not decompress")]
    Zlib,
    /// More than [`MAX_CONTENT_LEN`] bytes come out of the zlib stream.
    #[error("it decompresses to more than {MAX_CONTENT_LEN} bytes")]
    ContentTooLong,
    /// Not JSON, or not the members a ticket has, or a number outside its range.
    #[error("its content is not the JSON of a ticket")]
    Json,
    /// `TLS.ver` is not `2.0`.
    #[error("its version is not 2.0")]
    Version,
    /// The user ID is empty or has control characters, which could forge lines of the signed text.
    #[error("its user ID is empty or has control characters")]
    UserId,
    /// `TLS.sig` is not the base64 of 32 bytes.
    #[error("its signature is not the base64 of 32 bytes")]
    Signature,
    /// The signature is right, but the userbuf under it cannot be read.
    #[error("its userbuf is malformed: {0}")]
    UserBuf(#[from] UserBufError),
    /// The signature is right, but the userbuf is made out to another user or app than the ticket.
    #[error("its userbuf is for another user or app")]
    UserBufOwner,
}
