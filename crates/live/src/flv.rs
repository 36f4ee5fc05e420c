//! FLV ("Adobe Flash Video File Format Specification 10.1", annex E): the same tags as in RTMP, in
//! a file or an HTTP answer without end.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use thiserror::Error;

use crate::rtmp::amf::{self, Value};
use crate::{Tag, TagKind};

const HEADER: usize = 9;
const TAG_HEADER: usize = 11;
const BACK_POINTER: usize = 4;

/// The longest tag that is read. A live picture is a fraction of it.
const MAX_TAG: usize = 4 << 20;

/// Which tracks a stream has. Players believe it: one that waits for a track that never comes shows
/// nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tracks {
    /// There is a voice.
    pub audio: bool,
    /// There is a picture.
    pub video: bool,
}

/// What a stream begins with.
pub fn header(tracks: Tracks) -> Bytes {
    let flags = u8::from(tracks.audio) << 2 | u8::from(tracks.video);
    let mut out = BytesMut::with_capacity(HEADER + BACK_POINTER);
    out.put_slice(b"FLV");
    out.put_u8(1);
    out.put_u8(flags);
    out.put_u32(HEADER as u32);
    out.put_u32(0);
    out.freeze()
}

/// One tag and what stands behind it.
pub fn tag(tag: &Tag) -> Bytes {
    let length = tag.body.len();
    let mut out = BytesMut::with_capacity(TAG_HEADER + length + BACK_POINTER);
    out.put_u8(number(tag.kind));
    out.put_uint(length as u64, 3);
    out.put_uint(u64::from(tag.timestamp & 0x00ff_ffff), 3);
    out.put_u8((tag.timestamp >> 24) as u8);
    out.put_uint(0, 3);
    out.put_slice(&tag.body);
    out.put_u32((TAG_HEADER + length) as u32);
    out.freeze()
}

/// The `onMetaData` that players want to see first.
pub fn metadata(width: u16, height: u16, audio_rate: u32, stereo: bool) -> Bytes {
    const AVC: f64 = 7.0;
    const AAC: f64 = 10.0;
    let entries = [
        ("width", Value::Number(width.into())),
        ("height", Value::Number(height.into())),
        ("videocodecid", Value::Number(AVC)),
        ("audiocodecid", Value::Number(AAC)),
        ("audiosamplerate", Value::Number(audio_rate.into())),
        ("audiosamplesize", Value::Number(16.0)),
        ("stereo", Value::Boolean(stereo)),
    ];
    let entries = entries.map(|(name, value)| (name.to_owned(), value));
    amf::encode(&[Value::from("onMetaData"), Value::EcmaArray(entries.into())]).into()
}

/// Why a stream cannot be read on.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlvError {
    /// It does not begin as FLV does.
    #[error("not FLV")]
    NotFlv,
    /// A tag longer than any picture.
    #[error("a tag of {0} bytes, at most {MAX_TAG} are read")]
    TooLarge(usize),
    /// A tag of no known kind.
    #[error("a tag of unknown type {0}")]
    UnknownTag(u8),
}

/// Reads a stream in whatever pieces it comes.
#[derive(Debug, Default)]
pub struct Reader {
    input: BytesMut,
    tracks: Option<Tracks>,
}

impl Reader {
    /// Takes bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// What the header promised, once it has come.
    pub fn tracks(&self) -> Option<Tracks> {
        self.tracks
    }

    /// The next whole tag.
    ///
    /// # Errors
    /// When what came is not FLV.
    pub fn next_tag(&mut self) -> Result<Option<Tag>, FlvError> {
        if self.tracks.is_none() && !self.read_header()? {
            return Ok(None);
        }
        let Some([kind, s0, s1, s2, t0, t1, t2, t3, ..]) = self.input.first_chunk::<TAG_HEADER>()
        else {
            return Ok(None);
        };
        let size = u32::from_be_bytes([0, *s0, *s1, *s2]) as usize;
        if size > MAX_TAG {
            return Err(FlvError::TooLarge(size));
        }
        let timestamp = u32::from_be_bytes([*t3, *t0, *t1, *t2]);
        let kind = match *kind {
            8 => TagKind::Audio,
            9 => TagKind::Video,
            18 => TagKind::Script,
            other => return Err(FlvError::UnknownTag(other)),
        };
        if self.input.len() < TAG_HEADER + size + BACK_POINTER {
            return Ok(None);
        }
        self.input.advance(TAG_HEADER);
        let body = self.input.split_to(size).freeze();
        self.input.advance(BACK_POINTER);
        Ok(Some(Tag {
            kind,
            timestamp,
            body,
        }))
    }

    fn read_header(&mut self) -> Result<bool, FlvError> {
        let known = self.input.len().min(3);
        if self.input[..known] != b"FLV"[..known] {
            return Err(FlvError::NotFlv);
        }
        let Some([_, _, _, _, flags, ..]) = self.input.first_chunk::<{ HEADER + BACK_POINTER }>()
        else {
            return Ok(false);
        };
        self.tracks = Some(Tracks {
            audio: flags & 4 != 0,
            video: flags & 1 != 0,
        });
        self.input.advance(HEADER + BACK_POINTER);
        Ok(true)
    }
}

fn number(kind: TagKind) -> u8 {
    match kind {
        TagKind::Audio => 8,
        TagKind::Video => 9,
        TagKind::Script => 18,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_tag() -> impl Strategy<Value = Tag> {
        let kinds = prop_oneof![
            Just(TagKind::Audio),
            Just(TagKind::Video),
            Just(TagKind::Script)
        ];
        let bodies = prop::collection::vec(any::<u8>(), 0..50);
        (kinds, any::<u32>(), bodies).prop_map(|(kind, timestamp, body)| Tag {
            kind,
            timestamp,
            body: body.into(),
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_in_any_pieces(tags in prop::collection::vec(any_tag(), 0..9)) {
            let tracks = Tracks { audio: true, video: false };
            let mut bytes = header(tracks).to_vec();
            tags.iter().for_each(|t| bytes.extend(tag(t)));
            for piece in [1, 7, bytes.len()] {
                let mut reader = Reader::default();
                let mut read = Vec::new();
                for piece in bytes.chunks(piece) {
                    reader.feed(piece);
                    while let Some(tag) = reader.next_tag().expect("FLV") {
                        read.push(tag);
                    }
                }
                prop_assert_eq!(&read, &tags);
                prop_assert_eq!(reader.tracks(), Some(tracks));
            }
        }

        #[test]
        fn rubbish_is_refused_or_waited_for(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut reader = Reader::default();
            reader.feed(b"FLV");
            reader.feed(&bytes);
            while let Ok(Some(_)) = reader.next_tag() {}
        }
    }
}
