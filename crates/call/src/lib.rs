//! The rules of a call: who rings, who is in it, what ends it and why.
//!
//! A call is a value. [`Call::apply`] takes what happened and gives the next version together with
//! the numbered facts that made it, or says why not; it never changes the call it is asked about.
//! Whoever owns a call writes the step down first and only then installs it and tells people.
//!
//! ```text
//!  invited ──> Ringing ──accept──> Joined ──hang up, lost, kicked──> Left
//!                 │                   ^                               │
//!                 ├─reject, busy, no answer, offline, cancelled──> Left
//!                 │                   └──────────join─────────────────┤
//!                 ^                                                   │
//!                 └────────────── invited again (next episode) ───────┘
//! ```
//!
//! A call ends when nobody is joined, or when one is joined and nobody rings.
//!
//! What this crate is not: it does not know who is online, in which other call somebody is, or what
//! a socket is (`callkit-switchboard` does), and it forwards no media (`callkit-media` does). It
//! has no clock and no randomness: time and identifiers come in with each input, and
//! [`Call::next_deadline`] says when to come back and why.
//!
//! ```
//! use callkit_call::{Call, DeviceKey, Input, Invitee, Spec};
//! use callkit_protocol::{CallId, MediaKind, Millis, Platform, RoomId, SdkAppId, UnixMs};
//!
//! let alice = DeviceKey::new("alice".parse()?, Platform::Web, "tab-1".parse()?);
//! let bob = DeviceKey::new("bob".parse()?, Platform::Web, "tab-2".parse()?);
//! let step = Call::start(
//!     UnixMs(1_000),
//!     Spec {
//!         app: SdkAppId(1_400_000_001),
//!         id: CallId::from_random([7; 16]),
//!         room_id: RoomId::new(42)?,
//!         media: MediaKind::Audio,
//!         caller: alice,
//!         callees: vec![Invitee::reachable(bob.user.clone())],
//!         ring: Millis::from_secs(30),
//!         chat_group_id: None,
//!         user_data: None,
//!     },
//! );
//! let step = step.call.apply(UnixMs(1_100), &Input::DeviceCame(bob.clone()))?;
//! let step = step.call.apply(UnixMs(2_000), &Input::Accept { device: bob, media: None })?;
//! assert_eq!(step.call.connected_at(), Some(UnixMs(2_000)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod apply;
mod call;
mod deadline;
mod device;
mod draft;
mod ending;
mod input;
mod link;
mod member;
mod plan;
mod record;
mod refusal;
mod ring;
mod summary;
mod switch;
mod view;

pub use call::{Call, Spec, Step};
pub use deadline::{Deadline, Why};
pub use device::{DeviceKey, LegRef};
pub use input::{Input, Invitee};
pub use plan::{LegPlan, SeatPlan};
pub use record::{Record, RecordMember};
pub use refusal::Refusal;
pub use summary::{MemberSummary, Summary};

use callkit_protocol::Millis;

/// How long a member's media may take to come up after accepting. Higher forgives slow networks,
/// lower tells people sooner that it will not work.
pub const CONNECT_WITHIN: Millis = Millis::from_secs(20);
/// How long the seat of a member who fell silent is held. Higher survives longer tunnels, lower
/// frees the other side sooner.
pub const HOLD: Millis = Millis::from_secs(30);
/// How long the seat of a page that said it is going away is held: long enough for a reload.
pub const HOLD_GOING: Millis = Millis::from_secs(10);
/// How many devices of one ringing user get a media leg before anybody accepts. Higher makes more
/// devices connect at once on accept, lower keeps the cost of a ring down.
pub const RINGING_LEGS: usize = 5;
