//! Why a connection cannot go on.

use thiserror::Error;

use super::amf::AmfError;

/// What was wrong with the bytes of a peer, or with what it asked for. The connection is over; the
/// text is for the log and, where RTMP has a way, for the peer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RtmpError {
    /// The first byte of the handshake.
    #[error("not RTMP: the connection begins with {0:#04x} instead of version 3")]
    Version(u8),
    /// The handshake, or the first command after it, took too long.
    #[error("nothing was published or played within {0} s")]
    TooSlow(u64),
    /// Nothing whole came for too long.
    #[error("no whole message came for {0} s")]
    Idle(u64),
    /// A message is longer than any live message is.
    #[error("a message of {size} bytes, at most {max} are taken")]
    MessageTooLarge {
        /// What the header announces.
        size: usize,
        /// What is allowed for its type.
        max: usize,
    },
    /// More chunk streams than any client uses.
    #[error("more than {0} chunk streams")]
    TooManyChunkStreams(usize),
    /// Too many unfinished messages at once.
    #[error("unfinished messages of more than {0} bytes together")]
    TooMuchUnfinished(usize),
    /// A chunk that continues nothing.
    #[error("a chunk refers to a header that never came, on chunk stream {0}")]
    NoHeader(u32),
    /// A message that is shorter than its type needs, or holds what it must not.
    #[error("a malformed {0} message")]
    Malformed(&'static str),
    /// A chunk size that cannot be.
    #[error("a chunk size of {0}")]
    ChunkSize(u32),
    /// A command's values.
    #[error("a command cannot be read: {0}")]
    Amf(#[from] AmfError),
    /// A command came when it makes no sense.
    #[error("{0} came out of order")]
    OutOfOrder(&'static str),
    /// More commands than a client needs.
    #[error("more than {0} commands")]
    TooManyCommands(u32),
    /// The peer asked for an application that is not `live`.
    #[error("there is no application {0:?}: addresses are rtmp://HOST/live/KEY")]
    UnknownApp(String),
    /// The peer, as a client, was refused.
    #[error("refused: {0}")]
    Refused(String),
}
