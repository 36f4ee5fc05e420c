//! What becomes of the media that arrives: it is counted and listened to.

mod audio;
mod pitch;
mod video;

pub(crate) use audio::AudioSink;
pub(crate) use video::{FrameInfo, Verdict, VideoSink};
