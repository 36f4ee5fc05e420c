//! Devices, a switchboard and a bad network in one thread under virtual time.
//!
//! What this crate is for: to drive `callkit-switchboard` and `callkit-call` as a whole through
//! schedules that nobody would think of, and to say in a few lines what must hold whatever happens.
//! It is used by tests only.
//!
//! - [`World`] holds everything: the real switchboard, [`Device`]s that follow docs/protocol.md and
//!   nothing else, a store that is slow, fails, and survives a kill, media that comes up after an
//!   offer, and a network that delays, cuts, and (for views) loses, repeats and reorders.
//! - A [`Step`] is what somebody does, as data, so that a failed run reads like a story.
//! - [`Model`] knows who rings and who is in which call from nothing but the facts that were written
//!   down, and is what the rest is compared with.
//!
//! Everything random comes from one seed. A failed run prints its seed and its steps.

mod act;
mod cast;
mod check;
mod device;
mod dice;
mod edge;
mod media;
mod model;
mod network;
mod schedule;
mod step;
mod store;
mod world;

pub use cast::{APP, cast, device, user};
pub use device::{Device, Terminal};
pub use dice::Dice;
pub use model::{Model, Told};
pub use schedule::{Perils, schedule};
pub use step::Step;
pub use store::Store;
pub use world::World;
