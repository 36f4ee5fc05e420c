//! RTMP ("Adobe's Real Time Messaging Protocol 1.0", 2012), as live clients speak it, without a
//! socket and without a clock.
//!
//! [`Session`] is a server's end of a connection and [`Client`] a client's. The two do alike what
//! lies below commands. What a publisher sends and a player gets are [`Tag`](crate::Tag)s.
//!
//! Nothing of it panics on any input, and what one peer can make this side hold is bounded by
//! [`Limits`].

pub mod amf;
mod client;
mod command;
mod error;
mod handshake;
mod limits;
mod message;
mod reader;
mod session;
mod wire;
mod writer;

pub use client::{Client, ClientEvent, Purpose};
pub use error::RtmpError;
pub use handshake::Random;
pub use limits::Limits;
pub use session::{APP, Event, Session};
