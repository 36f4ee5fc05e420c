//! What the tags `live-pusher` and `live-player` of a WeChat mini program speak, and the bridge
//! from there to WebRTC and back.
//!
//! * [`rtmp`] and [`flv`]: the protocols, as cores without sockets.
//! * [`h264`]: pictures between RTMP's AVCC and WebRTC's RTP.
//! * [`audio`]: voices between AAC and Opus.
//! * [`bridge`]: who publishes what to whom, for the calls of one media worker.
//!
//! Time and bytes come in, decisions and bytes go out.

pub mod audio;
pub mod bridge;
mod clock;
pub mod flv;
pub mod h264;
mod key;
pub mod rtmp;
mod tag;
mod time;

pub use clock::{LineKind, SenderClock};
pub use key::{StreamKey, StreamKeys};
pub use tag::{Tag, TagKind};
pub use time::MediaTime;
