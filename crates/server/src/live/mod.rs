//! Live tags of mini programs: RTMP and HTTP-FLV around [`callkit_live`].

mod address;

pub(crate) use address::Reach;
