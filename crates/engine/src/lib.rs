//! `TUICallEngine` for Rust programs: one device that calls and is called.
//!
//! For bots, load tests and desktop programs. It speaks the protocol of `docs/protocol.md` over a
//! WebSocket and sends and receives media over WebRTC, but it has no microphone, no camera and no
//! screen: it sends a tone and an encoded picture, and counts what arrives and listens to it.
//!
//! [`Engine::connect`] signs in and gives an [`Engine`], through which the program acts, and
//! [`Events`], through which it hears what happens. A call is over with [`Event::CallEnded`], which
//! comes exactly once for each call, whatever was lost on the way.
//!
//! ```no_run
//! use callkit_engine::{
//!     AudioSource, CallOptions, Engine, EngineConfig, Event, MediaKind, ServerUrl, Ticket,
//! };
//!
//! # async fn example(ticket: String) -> Result<(), Box<dyn std::error::Error>> {
//! let server = ServerUrl::parse("http://127.0.0.1:8080")?;
//! let app = callkit_engine::SdkAppId(1_400_000_001);
//! let mut config =
//!     EngineConfig::new(server, app, "alice".parse()?, Ticket::new(ticket), "bot-1".parse()?);
//! config.media.audio = AudioSource::Tone { hz: 440.0 };
//!
//! let (engine, mut events) = Engine::connect(config).await?;
//! let call = engine.call("bob".parse()?, MediaKind::Audio, CallOptions::default()).await?;
//! while let Some(event) = events.next().await {
//!     match event {
//!         Event::CallConnected(_) => engine.hangup(&call).await?,
//!         Event::CallEnded(ended) => {
//!             println!("{} after {}", ended.reason, ended.duration);
//!             break;
//!         }
//!         _ => {}
//!     }
//! }
//! println!("{:?}", engine.media_stats(&call));
//! engine.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! Inside, `signalling` and `derive` are pure: time and messages go in, messages and events come out.
//! `socket` and `media` do I/O, each connection in a task of its own, and `driver` ties them together.

mod config;
mod derive;
mod driver;
mod engine;
mod error;
mod event;
mod media;
mod signalling;
mod sink;
mod socket;
mod source;
mod tls;

pub use callkit_protocol::{
    CallId, CallView, DeviceId, EndReason, ErrorBody, ErrorCode, Id, IdError, Level, MediaKind,
    MemberView, Millis, Phase, Platform, Profile, Role, RoomId, SdkAppId, UnixMs, UserId,
    UserQuality, VideoCodec,
};
pub use config::{
    AudioSource, EngineConfig, MediaConfig, MediaNetwork, ServerUrl, Ticket, VideoSource,
};
pub use engine::{CallOptions, Engine, Events};
pub use error::{CommandError, MediaError, PictureError, ServerUrlError, SignOut};
pub use event::{CallConnected, CallEnded, CallReceived, Event, MemberChange, Switch};
pub use media::{AudioStats, MediaStats, MemberStats, VideoStats};
pub use source::Picture;
