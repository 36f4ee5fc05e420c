//! What stands in for a microphone and a camera.

mod annexb;
pub(crate) mod filler;
mod ivf;
mod picture;
pub(crate) mod tone;

pub use picture::Picture;
pub(crate) use picture::{Frame, Playback};
pub(crate) use tone::{FRAME_SAMPLES, Tone};
