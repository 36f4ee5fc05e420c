//! The m-lines of a connection, and which payload types mean what on them.

use callkit_protocol::VideoCodec;
use str0m::format::Codec as RtcCodec;
use str0m::media::{Mid, Pt};

use crate::packet::Codec;

/// One m-line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(super) mid: Mid,
    pub(crate) kind: LineKind,
    /// The client wants to receive on it.
    pub(crate) sends: bool,
    /// The client may send on it.
    pub(crate) receives: bool,
    pub(super) formats: Vec<Format>,
    /// Its resend cache has been set up, which must happen once: doing it again empties it.
    pub(super) prepared: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    Audio,
    Video,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    pub(super) codec: Codec,
    pub(super) pt: Pt,
    pub(super) red: Option<Pt>,
}

impl Line {
    pub(crate) fn knows(&self, codec: Codec) -> bool {
        self.formats.iter().any(|format| format.codec == codec)
    }

    /// Whether there is a codec that both sides know.
    pub(crate) fn knows_any(&self) -> bool {
        !self.formats.is_empty()
    }

    pub(crate) fn video_codecs(&self) -> impl Iterator<Item = VideoCodec> + '_ {
        self.formats.iter().filter_map(|format| match format.codec {
            Codec::Video(codec) => Some(codec),
            Codec::Opus => None,
        })
    }

    /// The payload type that blocks inside RED have; `None` when RED is not known.
    pub(crate) fn red(&self) -> Option<u8> {
        self.formats
            .iter()
            .find(|format| format.red.is_some())
            .map(|format| *format.pt)
    }

    #[cfg(test)]
    pub(crate) fn audio(opus: u8, red: Option<u8>) -> Self {
        let format = Format {
            codec: Codec::Opus,
            pt: opus.into(),
            red: red.map(Into::into),
        };
        Self {
            mid: "0".into(),
            kind: LineKind::Audio,
            sends: true,
            receives: false,
            formats: vec![format],
            prepared: false,
        }
    }

    pub(super) fn payload_type(&self, codec: Codec, red: bool) -> Option<Pt> {
        let format = self.formats.iter().find(|format| format.codec == codec)?;
        if red { format.red } else { Some(format.pt) }
    }
}

// str0m knows codecs that this server never offers.
#[allow(clippy::wildcard_enum_match_arm)]
pub(super) fn codec(codec: RtcCodec) -> Option<Codec> {
    match codec {
        RtcCodec::Opus => Some(Codec::Opus),
        RtcCodec::H264 => Some(Codec::Video(VideoCodec::H264)),
        RtcCodec::Vp8 => Some(Codec::Video(VideoCodec::Vp8)),
        _ => None,
    }
}
