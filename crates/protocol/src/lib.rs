//! What a device and the server say to each other.
//!
//! This crate holds the words and nothing else: identifiers, units, end reasons, error codes, and
//! the messages built from them. It has no socket and no clock, and it decides nothing. The prose
//! for people who write a client in another language is `docs/protocol.md`; the TypeScript types
//! in `packages/engine/src/core/protocol.ts` are generated from here (`tests/typescript.rs`).
//!
//! A connection goes like this: the device opens a WebSocket to `/ws` and sends
//! [`ClientMessage::Hello`] within five seconds; the server answers [`ServerMessage::Welcome`] with
//! every call the user is concerned in. From then on commands go up, each with a key of the
//! device's own making, and [`ServerMessage::View`]s come down, each a whole picture of one call.
//!
//! ```
//! use callkit_protocol::{ClientMessage, MediaKind};
//!
//! let text = r#"{"type":"call","key":"k1","callees":["bob"],"media":"audio"}"#;
//! let message: ClientMessage = serde_json::from_str(text)?;
//! assert!(matches!(message, ClientMessage::Call(call) if call.media == MediaKind::Audio));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod beside;
mod client;
mod error;
mod fact;
mod fingerprint;
mod ids;
mod limits;
mod media;
mod reason;
mod server;
pub mod typescript;
mod units;
mod view;

pub use beside::{ClientReport, Show, ShownSeat, ShownSize};
pub use client::{
    Accept, Ack, Block, Call, ClientMessage, DoNotDisturb, GetProfiles, Hello, Invite, Offer,
    OnCall, ParseFailure, Ping, Platform, Renew, SetProfile, Switch, SwitchMedia,
};
pub use error::{ErrorBody, ErrorCode};
pub use fact::{Fact, FactKind};
pub use fingerprint::Fingerprint;
pub use ids::{CallId, CommandKey, DeviceId, Id, IdError, LegId, RoomId, SdkAppId, UserId};
pub use limits::Limits;
pub use media::{Codecs, Connection, MediaKind, SeatIndex, VideoCodec, VideoState};
pub use reason::EndReason;
pub use server::{
    Answer, Level, Levels, Pong, Profile, Quality, Reply, ReplyBody, ServerMessage, TicketExpired,
    UserQuality, View, Welcome,
};
pub use units::{Millis, UnixMs};
pub use view::{
    CallView, EndedView, LeftView, LegView, LivePlayerView, LiveView, MemberView, Phase, Pool,
    Role, SeatView, YouView,
};

/// The protocol version this build speaks. The server also speaks the one before it.
pub const PROTOCOL: u32 = 1;
/// The oldest protocol version a server of this build accepts.
pub const OLDEST_PROTOCOL: u32 = 1;
