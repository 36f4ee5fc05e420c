//! How the media of a device fared, in figures: gathered while it goes, kept small, read back.

mod codec;
mod sample;

pub use codec::{Unreadable, decode, encode};
pub(crate) use sample::Window;
pub use sample::{ClientSample, Sample, grade};
