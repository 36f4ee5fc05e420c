//! What RTMP and FLV carry alike.

use bytes::Bytes;

/// The kind of a [`Tag`]: the type number of an FLV tag and of an RTMP message (FLV specification
/// 10.1, E.4.1; RTMP 1.0, 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TagKind {
    /// 8: an AUDIODATA body.
    Audio,
    /// 9: a VIDEODATA body.
    Video,
    /// 18: AMF0 values, `onMetaData` among them.
    Script,
}

/// One FLV tag, or one RTMP message with the same body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// What it is.
    pub kind: TagKind,
    /// Milliseconds since whatever the sender calls zero; wraps after 49 days.
    pub timestamp: u32,
    /// The body. Cheap to clone: one player more costs no copy.
    pub body: Bytes,
}
