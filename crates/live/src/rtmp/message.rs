//! Messages (RTMP 1.0, 5.4, 6, 7): what chunks are pieces of.

use bytes::Bytes;

use super::error::RtmpError;
use crate::{Tag, TagKind};

pub(super) const SET_CHUNK_SIZE: u8 = 1;
pub(super) const ABORT: u8 = 2;
pub(super) const ACKNOWLEDGEMENT: u8 = 3;
pub(super) const USER_CONTROL: u8 = 4;
pub(super) const WINDOW_SIZE: u8 = 5;
pub(super) const SET_PEER_BANDWIDTH: u8 = 6;
pub(super) const AUDIO: u8 = 8;
pub(super) const VIDEO: u8 = 9;
pub(super) const DATA_AMF3: u8 = 15;
pub(super) const COMMAND_AMF3: u8 = 17;
pub(super) const DATA: u8 = 18;
pub(super) const COMMAND: u8 = 20;
pub(super) const AGGREGATE: u8 = 22;

/// User control events (RTMP 1.0, 7.1.7).
pub(super) const STREAM_BEGIN: u16 = 0;
pub(super) const STREAM_EOF: u16 = 1;
pub(super) const PING_REQUEST: u16 = 6;
pub(super) const PING_RESPONSE: u16 = 7;

/// One whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) kind: u8,
    /// Milliseconds; wraps.
    pub(super) timestamp: u32,
    /// The message stream: 0 is the connection's own.
    pub(super) stream: u32,
    pub(super) body: Bytes,
}

impl Message {
    pub(super) fn control(kind: u8, value: u32) -> Self {
        Self {
            kind,
            timestamp: 0,
            stream: 0,
            body: Bytes::copy_from_slice(&value.to_be_bytes()),
        }
    }

    pub(super) fn event(event: u16, value: u32) -> Self {
        let mut body = event.to_be_bytes().to_vec();
        body.extend(value.to_be_bytes());
        Self {
            kind: USER_CONTROL,
            timestamp: 0,
            stream: 0,
            body: body.into(),
        }
    }

    /// The first four bytes as a number.
    pub(super) fn value(&self, what: &'static str) -> Result<u32, RtmpError> {
        let bytes = self.body.first_chunk();
        let bytes = bytes.ok_or(RtmpError::Malformed(what))?;
        Ok(u32::from_be_bytes(*bytes))
    }
}

pub(super) fn kind_of(tag: TagKind) -> u8 {
    match tag {
        TagKind::Audio => AUDIO,
        TagKind::Video => VIDEO,
        TagKind::Script => DATA,
    }
}

/// The messages in an aggregate (RTMP 1.0, 7.1.6), which are FLV tags without the file around them.
pub(super) fn split(timestamp: u32, mut body: Bytes) -> Result<Vec<Tag>, RtmpError> {
    const HEADER: usize = 11;
    const BACK_POINTER: usize = 4;
    let mut tags = Vec::new();
    let mut first = None;
    while !body.is_empty() {
        let [kind, s0, s1, s2, t0, t1, t2, t3, _, _, _] = *body
            .first_chunk::<HEADER>()
            .ok_or(RtmpError::Malformed("aggregate"))?;
        let size = u32::from_be_bytes([0, s0, s1, s2]) as usize;
        let own = u32::from_be_bytes([t3, t0, t1, t2]);
        if body.len() < HEADER + size {
            return Err(RtmpError::Malformed("aggregate"));
        }
        let content = body.slice(HEADER..HEADER + size);
        // The last back pointer may be missing.
        let _ = body.split_to((HEADER + size + BACK_POINTER).min(body.len()));
        // Times inside count from the first; the aggregate's own says when that was.
        let shift = *first.get_or_insert(own);
        let kind = match kind {
            AUDIO => TagKind::Audio,
            VIDEO => TagKind::Video,
            DATA => TagKind::Script,
            _ => continue,
        };
        tags.push(Tag {
            kind,
            timestamp: timestamp.wrapping_add(own.wrapping_sub(shift)),
            body: content,
        });
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aggregate_is_its_tags_at_their_times() {
        let mut body = Vec::new();
        for (kind, time, content) in [(8u8, 100u8, b"ab"), (9, 120, b"cd")] {
            body.extend([kind, 0, 0, 2, 0, 0, time, 0, 0, 0, 0]);
            body.extend(content);
            body.extend([0, 0, 0, 13]);
        }
        body.truncate(body.len() - 4);
        let tags = split(5000, body.into()).expect("fits");
        let told: Vec<_> = tags
            .iter()
            .map(|t| (t.kind, t.timestamp, &t.body[..]))
            .collect();
        assert_eq!(
            told,
            [
                (TagKind::Audio, 5000, &b"ab"[..]),
                (TagKind::Video, 5020, b"cd")
            ]
        );
    }

    #[test]
    fn an_aggregate_that_ends_early_is_refused() {
        let short = Bytes::from_static(&[8, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(split(0, short), Err(RtmpError::Malformed("aggregate")));
    }
}
