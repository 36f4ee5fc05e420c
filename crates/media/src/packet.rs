//! A media packet between two legs, free of the details of either connection.

use std::sync::Arc;

use callkit_protocol::VideoCodec;

use crate::bridge::SenderReport;

pub(crate) use crate::rtc::LayerId;

/// What a payload is, whichever number the connection gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Codec {
    Opus,
    Video(VideoCodec),
}

/// VP8 counts pictures in the payload; a receiver expects the count to go on over a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pictures {
    /// 15 bits.
    pub(crate) id: u16,
    /// Of the temporal base layer.
    pub(crate) base: Option<u8>,
}

/// A packet as it came from a publisher.
#[derive(Clone, Debug)]
pub(crate) struct MediaPacket {
    /// The m-line it came on.
    pub(crate) line: usize,
    /// Its simulcast layer.
    pub(crate) layer: Option<LayerId>,
    /// Names the stream together with the leg: another one means another count of everything.
    pub(crate) ssrc: u32,
    pub(crate) codec: Codec,
    /// The payload is wrapped by RFC 2198, its blocks having the publisher's payload types.
    pub(crate) red: bool,
    /// Extended: does not wrap.
    pub(crate) seq: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Arc<[u8]>,
    pub(crate) pictures: Option<Pictures>,
    /// 0 down to -127 dBov.
    pub(crate) level: Option<i8>,
    pub(crate) voice: Option<bool>,
    /// The newest sender report of its stream.
    pub(crate) report: Option<SenderReport>,
}

/// A packet as a receiver gets it, in its own counts.
#[derive(Clone, Debug)]
pub(crate) struct Forwarded {
    /// The m-line it goes out on.
    pub(crate) line: usize,
    pub(crate) codec: Codec,
    pub(crate) red: bool,
    pub(crate) seq: u64,
    pub(crate) time: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Arc<[u8]>,
    pub(crate) pictures: Option<Pictures>,
    pub(crate) level: Option<i8>,
    pub(crate) voice: Option<bool>,
}
