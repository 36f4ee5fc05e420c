//! An encoded picture that is sent over and over.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use callkit_protocol::VideoCodec;

use super::{annexb, ivf};
use crate::error::PictureError;

/// Frames a second of an H.264 file, which does not say so itself.
const H264_RATE: u32 = 15;

/// An encoded picture: VP8 from an IVF file, or H.264 in Annex B form.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    codec: VideoCodec,
    frames: Vec<Frame>,
    interval: Duration,
}

/// One frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) data: Arc<[u8]>,
    pub(crate) is_key: bool,
}

impl Picture {
    /// Reads a file's contents. H.264 is sent at 15 frames a second.
    ///
    /// # Errors
    /// When it is in another format or damaged, or does not begin with a key frame.
    pub fn parse(bytes: &[u8]) -> Result<Self, PictureError> {
        let picture = if ivf::is_ivf(bytes) {
            let (frames, interval) = ivf::parse(bytes)?;
            Self {
                codec: VideoCodec::Vp8,
                frames,
                interval,
            }
        } else if annexb::is_annexb(bytes) {
            let interval = Duration::from_secs(1) / H264_RATE;
            Self {
                codec: VideoCodec::H264,
                frames: annexb::parse(bytes),
                interval,
            }
        } else {
            return Err(PictureError::UnknownFormat);
        };
        match picture.frames.first() {
            Some(frame) if frame.is_key => Ok(picture),
            Some(_) | None => Err(PictureError::NoKeyFrame),
        }
    }

    /// In which codec it is.
    pub fn codec(&self) -> VideoCodec {
        self.codec
    }

    /// How many frames it has.
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// Whether it has no frames. Never true of one that was parsed.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// The picture that comes with the engine, in one of the codecs.
    pub(crate) fn test(codec: VideoCodec) -> Arc<Self> {
        static H264: OnceLock<Arc<Picture>> = OnceLock::new();
        static VP8: OnceLock<Arc<Picture>> = OnceLock::new();
        let (cell, bytes): (_, &[u8]) = match codec {
            VideoCodec::H264 => (&H264, include_bytes!("../../assets/loop.h264")),
            VideoCodec::Vp8 => (&VP8, include_bytes!("../../assets/loop.ivf")),
        };
        let parse = || Self::parse(bytes).expect("the files in assets/ are read by a test");
        Arc::clone(cell.get_or_init(|| Arc::new(parse())))
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({:?}, {} frames)", self.codec, self.frames.len())
    }
}

/// A picture that runs.
#[derive(Debug)]
pub(crate) struct Playback {
    picture: Arc<Picture>,
    next: usize,
}

impl Playback {
    /// From the first frame on.
    pub(crate) fn new(picture: Arc<Picture>) -> Self {
        Self { picture, next: 0 }
    }

    pub(crate) fn codec(&self) -> VideoCodec {
        self.picture.codec
    }

    pub(crate) fn interval(&self) -> Duration {
        self.picture.interval
    }

    /// The next frame; after the last one the first.
    pub(crate) fn next_frame(&mut self) -> &Frame {
        let at = self.next % self.picture.frames.len();
        self.next = at + 1;
        &self.picture.frames[at]
    }

    /// Goes on with the next key frame, because somebody needs one.
    pub(crate) fn skip_to_key(&mut self) {
        let frames = self.picture.frames.iter().enumerate().skip(self.next);
        // Past the last one the picture begins again, with a key frame.
        self.next = frames
            .filter(|(_, frame)| frame.is_key)
            .map(|(at, _)| at)
            .next()
            .unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_test_pictures_have_ten_seconds_and_a_key_frame_each_second() {
        for codec in [VideoCodec::H264, VideoCodec::Vp8] {
            let picture = Picture::test(codec);
            assert_eq!(picture.codec(), codec);
            assert_eq!(picture.len(), 150);
            assert_eq!(picture.interval, Duration::from_secs(1) / 15);
            for (at, frame) in picture.frames.iter().enumerate() {
                assert_eq!(frame.is_key, at % 15 == 0, "{codec:?} frame {at}");
            }
        }
    }

    #[test]
    fn a_wanted_key_frame_comes_next_also_across_the_end() {
        let mut playback = Playback::new(Picture::test(VideoCodec::Vp8));
        assert!(playback.next_frame().is_key);
        assert!(!playback.next_frame().is_key);
        playback.skip_to_key();
        assert_eq!(playback.next, 15);
        assert!(playback.next_frame().is_key);
        playback.next = 149;
        playback.skip_to_key();
        assert_eq!(playback.next, 0);
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        let refusal = |bytes: &[u8]| Picture::parse(bytes).expect_err("refused");
        assert_eq!(refusal(b""), PictureError::UnknownFormat);
        assert_eq!(refusal(b"RIFF1234WAVE"), PictureError::UnknownFormat);
        // A P slice first.
        assert_eq!(
            refusal(&[0, 0, 0, 1, 0x41, 0x9a, 0x01]),
            PictureError::NoKeyFrame
        );
    }
}
