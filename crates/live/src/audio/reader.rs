//! AUDIODATA of RTMP and FLV (FLV specification 10.1, E.4.2).

use bytes::{BufMut as _, Bytes, BytesMut};
use thiserror::Error;

use super::{AacFrame, AudioConfig};
use crate::time::Millis32;

const AAC: u8 = 10;
const SEQUENCE_HEADER: u8 = 0;
const RAW: u8 = 1;

/// The first byte for AAC: what it says of rate and channels is always this, whatever is inside.
const HEAD: u8 = AAC << 4 | 0x0f;

/// Longest AAC frame (ISO/IEC 14496-3, 4.5.3.2: 6144 bits a channel), with room for a padded one.
const MAX_FRAME: usize = 4096;

/// Why sound cannot be passed on.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum AudioError {
    /// A codec that a mini program does not have.
    #[error("audio must be AAC, not {0}")]
    Codec(&'static str),
    /// SBR or parametric stereo.
    #[error("audio must be AAC-LC, not HE-AAC")]
    HighEfficiency,
    /// Another profile of AAC.
    #[error("audio must be AAC-LC, not MPEG-4 audio object type {0}")]
    Profile(u32),
    /// More than two channels, or none.
    #[error("audio must have one or two channels, not channel configuration {0}")]
    Channels(u32),
    /// A rate that AAC has no number for.
    #[error("audio of {0} Hz")]
    SampleRate(u32),
    /// Frames of 960 samples.
    #[error("audio must have frames of 1024 samples")]
    FrameLength,
    /// The bytes end too early, or are too many.
    #[error("a malformed {0}")]
    Malformed(&'static str),
    /// A frame came before what it is decoded with.
    #[error("sound came before its sequence header")]
    NoConfig,
    /// A library does not take what was agreed on.
    #[error("the {0} failed: {1}")]
    Library(&'static str, String),
}

impl AudioError {
    /// Whether nothing of this stream can ever be passed on, as opposed to one bad frame.
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::Codec(_)
            | Self::HighEfficiency
            | Self::Profile(_)
            | Self::Channels(_)
            | Self::SampleRate(_)
            | Self::FrameLength => true,
            Self::Malformed(_) | Self::NoConfig | Self::Library(..) => false,
        }
    }
}

/// Reads what a publisher sends.
#[derive(Debug, Default)]
pub struct AacReader {
    config: Option<AudioConfig>,
    clock: Millis32,
}

impl AacReader {
    /// One AUDIODATA body: a frame, unless it was the sequence header.
    ///
    /// # Errors
    /// When it cannot be passed on; see [`AudioError::is_fatal`].
    pub fn read(&mut self, timestamp: u32, body: &Bytes) -> Result<Option<AacFrame>, AudioError> {
        let first = *body.first().ok_or(AudioError::Malformed("audio message"))?;
        match first >> 4 {
            AAC => {}
            2 | 14 => return Err(AudioError::Codec("MP3")),
            4..=6 => return Err(AudioError::Codec("Nellymoser")),
            7 | 8 => return Err(AudioError::Codec("G.711")),
            11 => return Err(AudioError::Codec("Speex")),
            _ => return Err(AudioError::Codec("an unknown codec")),
        }
        let kind = body.get(1).ok_or(AudioError::Malformed("audio message"))?;
        let content = body.slice(2..);
        match *kind {
            SEQUENCE_HEADER => {
                self.config = Some(AudioConfig::parse(&content)?);
                Ok(None)
            }
            RAW if self.config.is_none() => Err(AudioError::NoConfig),
            RAW if content.is_empty() || content.len() > MAX_FRAME => {
                Err(AudioError::Malformed("audio frame"))
            }
            RAW => Ok(Some(AacFrame {
                at: self.clock.unwrap(timestamp),
                payload: content,
            })),
            _ => Err(AudioError::Malformed("audio message")),
        }
    }

    /// What frames are decoded with, once the publisher has said so.
    pub fn config(&self) -> Option<AudioConfig> {
        self.config
    }
}

/// The AUDIODATA body that comes before all frames.
pub fn sequence_header(config: AudioConfig) -> Bytes {
    body(SEQUENCE_HEADER, &config.to_bytes())
}

/// The AUDIODATA body of a frame.
pub fn raw_frame(frame: &AacFrame) -> Bytes {
    body(RAW, &frame.payload)
}

fn body(kind: u8, content: &[u8]) -> Bytes {
    let mut body = BytesMut::with_capacity(content.len() + 2);
    body.put_u8(HEAD);
    body.put_u8(kind);
    body.put_slice(content);
    body.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MediaTime;
    use crate::audio::Channels;

    #[test]
    fn what_is_written_is_read_back() {
        let config = AudioConfig::new(48_000, Channels::Mono).expect("one of AAC's");
        let frame = AacFrame {
            at: MediaTime::from_millis(21),
            payload: Bytes::from_static(b"frame"),
        };
        let mut reader = AacReader::default();
        assert_eq!(
            reader.read(21, &raw_frame(&frame)),
            Err(AudioError::NoConfig)
        );
        assert_eq!(reader.read(0, &sequence_header(config)), Ok(None));
        assert_eq!(reader.config(), Some(config));
        assert_eq!(reader.read(21, &raw_frame(&frame)), Ok(Some(frame)));
    }

    #[test]
    fn other_codecs_are_refused_by_name() {
        let mut reader = AacReader::default();
        let refused = reader.read(0, &Bytes::from_static(&[0x2f, 1, 2]));
        assert_eq!(refused, Err(AudioError::Codec("MP3")));
        assert!(refused.is_err_and(|error| error.is_fatal()));
    }
}
