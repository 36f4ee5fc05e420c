//! Rooms, seats and legs: forwarding WebRTC media without a socket or a clock.
//!
//! A [`Worker`] is what one media thread owns. The call tells it about legs ([`Control`]), the
//! network brings datagrams ([`Received`]), and time passes; datagrams to send and news for the
//! call come out ([`Output`]). Nothing in here opens a socket or reads a clock, so that whole calls
//! run in tests, faster than time, over links that lose and delay as the test says.
//!
//! It is not a mixer and not a transcoder: packets are decrypted, put into the receiver's own
//! counts, and encrypted again. It does not decide who is in a call, who sits where or which codec
//! is spoken; the call does.
//!
//! # The run loop
//!
//! 1. Call one of [`Worker::handle_datagram`], [`Worker::handle_control`] or
//!    [`Worker::handle_timeout`] with the time it is now. A whole batch of datagrams may be handed
//!    in before the next step.
//! 2. Take outputs from [`Worker::poll_output`] until there are none: send the datagrams, pass the
//!    events on.
//! 3. Wait for a datagram, a control, or the time of [`Worker::next_timeout`]; go to 1.
//!
//! # A leg's life
//!
//! [`Control::OpenLeg`] makes room; [`Control::Offer`] makes the connection and is answered; then
//! ICE and DTLS run by themselves and [`MediaEvent::Connected`] comes. All that may happen while it
//! rings: until [`Control::Gate`] opens the gates of *both* legs no packet is forwarded between
//! them. [`Control::Publish`] says what of a leg is forwarded at all, [`Control::Seats`] who is
//! received where, [`Control::Show`] how large. A leg whose client is [`Client::Bridged`] is never offered for; what is served
//! there brings its packets by [`Worker::handle_bridge`] and takes them from [`ToBridge`]. A leg ends by [`Control::CloseLeg`], or by itself with [`MediaEvent::Failed`];
//! either way nothing of it is left.
//!
//! ```
//! use std::time::Instant;
//! use callkit_media::{Certificate, Limits, Output, Worker, WorkerConfig, WorkerId};
//!
//! # #[allow(clippy::disallowed_methods)]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let now = Instant::now();
//! let mut worker = Worker::new(
//!     WorkerConfig {
//!         worker: WorkerId(0),
//!         candidates: Vec::new(),
//!         certificate: Certificate::generate()?,
//!         limits: Limits::default(),
//!     },
//!     now,
//! );
//! worker.handle_timeout(now);
//! assert!(worker.poll_output().is_none());
//! assert_eq!(worker.next_timeout(), None);
//! # Ok(())
//! # }
//! ```

mod allocate;
mod bandwidth;
mod bridge;
mod config;
mod control;
mod demux;
mod dtls;
mod event;
pub mod fuzz;
mod gate;
mod keyframe;
mod layer;
mod leg;
mod level;
mod packet;
mod path;
mod red;
mod reflect;
mod repair;
mod rewrite;
mod room;
mod rtc;
mod sdp;
mod seat;
mod stats;
#[cfg(feature = "test-peer")]
pub mod test_peer;
mod timer;
mod voice;
mod worker;

pub use bridge::{BridgedCodec, BridgedPacket, Client, FromBridge, SenderReport, ToBridge};
pub use config::{Bitrate, Candidate, CandidateKind, Limits, WorkerConfig, WorkerId};
pub use control::{Control, LegKey, Pool, Publish, Seat};
pub use dtls::{Certificate, CertificateError};
pub use event::{
    Answer, AudioLevel, Flow, LegFailure, LegStats, MediaEvent, OfferError, Output, Transmit,
};
pub use gate::Gate;
pub use path::{Path, Received, TcpConnId, Transport};
pub use reflect::Reflector;
pub use rtc::stun_ufrag;
pub use stats::Counters;
pub use worker::{Why, Worker};

/// A point in time for unit tests, which have no clock either.
#[cfg(test)]
#[allow(clippy::disallowed_methods)]
pub(crate) fn test_clock() -> std::time::Instant {
    std::time::Instant::now()
}
