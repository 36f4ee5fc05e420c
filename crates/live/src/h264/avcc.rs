//! VIDEODATA of RTMP and FLV: AVC with lengths in front of its NAL units (FLV specification 10.1,
//! E.4.3; ISO/IEC 14496-15, 5.3.3.1).

use std::sync::Arc;

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use thiserror::Error;

use super::{AccessUnit, Nal, ParameterSets};
use crate::MediaTime;
use crate::time::Millis32;

const AVC: u8 = 7;
const HEVC: u8 = 12;
const KEY_FRAME: u8 = 1;
const INTER_FRAME: u8 = 2;
const SEQUENCE_HEADER: u8 = 0;
const NAL_UNITS: u8 = 1;
const END_OF_SEQUENCE: u8 = 2;
/// Of the first byte: what enhanced RTMP calls by a four-letter code follows.
const EXTENDED: u8 = 0x80;

/// NAL units in one picture. Encoders of live video make one to eight.
const MAX_NALS: usize = 256;

/// Why a picture, or a whole stream of them, cannot be passed on.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum VideoError {
    /// A codec that a mini program does not have.
    #[error("video must be H.264, not {0}")]
    Codec(String),
    /// The bytes end too early or lengths do not fit.
    #[error("a malformed {0}")]
    Malformed(&'static str),
    /// Parameter sets that cannot be understood.
    #[error("the parameter sets cannot be read")]
    ParameterSets,
    /// B-frames.
    #[error("video must have no B-frames (with ffmpeg: -bf 0)")]
    Reordered,
    /// A picture came before what it is decoded with.
    #[error("a picture came before its parameter sets")]
    NoParameterSets,
}

impl VideoError {
    /// Whether nothing of this stream can ever be passed on, as opposed to one bad picture.
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::Codec(_) | Self::Reordered => true,
            Self::Malformed(_) | Self::ParameterSets | Self::NoParameterSets => false,
        }
    }
}

/// Reads what a publisher sends.
#[derive(Debug, Default)]
pub struct AvcReader {
    parameters: Option<Arc<ParameterSets>>,
    length_size: usize,
    clock: Millis32,
    last: Option<MediaTime>,
}

impl AvcReader {
    /// One VIDEODATA body: a picture, unless it was a sequence header or the like.
    ///
    /// # Errors
    /// When it cannot be passed on; see [`VideoError::is_fatal`].
    pub fn read(&mut self, timestamp: u32, body: &Bytes) -> Result<Option<AccessUnit>, VideoError> {
        let first = *body.first().ok_or(VideoError::Malformed("video message"))?;
        if first & EXTENDED != 0 {
            let name = body.get(1..5).map(String::from_utf8_lossy);
            let name = name.unwrap_or_default().escape_default().to_string();
            return Err(VideoError::Codec(name));
        }
        match first & 0x0f {
            AVC => {}
            HEVC => return Err(VideoError::Codec("H.265".to_owned())),
            other => return Err(VideoError::Codec(format!("FLV codec {other}"))),
        }
        let [_, kind, c0, c1, c2] = *body
            .first_chunk()
            .ok_or(VideoError::Malformed("video message"))?;
        let content = body.slice(5..);
        match kind {
            SEQUENCE_HEADER => {
                self.configure(&content)?;
                Ok(None)
            }
            NAL_UNITS => {
                if [c0, c1, c2] != [0; 3] {
                    return Err(VideoError::Reordered);
                }
                let at = self.clock.unwrap(timestamp);
                self.picture(at, content)
            }
            END_OF_SEQUENCE => Ok(None),
            _ => Err(VideoError::Malformed("video message")),
        }
    }

    fn configure(&mut self, record: &Bytes) -> Result<(), VideoError> {
        const MALFORMED: VideoError = VideoError::Malformed("decoder configuration");
        let mut rest = record.clone();
        let [version, _, _, _, length, _] = *rest.first_chunk().ok_or(MALFORMED)?;
        if version != 1 {
            return Err(MALFORMED);
        }
        rest.advance(5);
        let sps = sets(&mut rest, 0x1f).ok_or(MALFORMED)?;
        let pps = sets(&mut rest, 0xff).ok_or(MALFORMED)?;
        let (Some(sps), Some(pps)) = (sps, pps) else {
            return Err(MALFORMED);
        };
        self.length_size = usize::from(length & 3) + 1;
        self.adopt(sps, pps)
    }

    fn adopt(&mut self, sps: Bytes, pps: Bytes) -> Result<(), VideoError> {
        let known = |known: &Arc<ParameterSets>| *known.sps() == sps && *known.pps() == pps;
        if self.parameters.as_ref().is_some_and(known) {
            return Ok(());
        }
        let sets = ParameterSets::new(sps, pps).ok_or(VideoError::ParameterSets)?;
        if sets.reorders() {
            return Err(VideoError::Reordered);
        }
        self.parameters = Some(Arc::new(sets));
        Ok(())
    }

    fn picture(
        &mut self,
        at: MediaTime,
        mut content: Bytes,
    ) -> Result<Option<AccessUnit>, VideoError> {
        if self.length_size == 0 {
            return Err(VideoError::NoParameterSets);
        }
        let (mut slices, mut key) = (Vec::new(), false);
        let (mut sps, mut pps) = (None, None);
        let mut count = 0;
        while content.has_remaining() {
            count += 1;
            let nal = self.nal(&mut content).filter(|_| count <= MAX_NALS);
            let nal = nal.ok_or(VideoError::Malformed("picture"))?;
            match Nal::of(&nal) {
                Nal::Slice => slices.push(nal),
                Nal::IdrSlice => {
                    key = true;
                    slices.push(nal);
                }
                Nal::Sps => sps = Some(nal),
                Nal::Pps => pps = Some(nal),
                Nal::Other => {}
            }
        }
        // Some encoders repeat their parameter sets in the stream, or change them only there.
        if sps.is_some() || pps.is_some() {
            let held = self.parameters.as_ref();
            let sps = sps.or_else(|| held.map(|held| held.sps().clone()));
            let pps = pps.or_else(|| held.map(|held| held.pps().clone()));
            if let (Some(sps), Some(pps)) = (sps, pps) {
                self.adopt(sps, pps)?;
            }
        }
        if slices.is_empty() {
            return Ok(None);
        }
        let parameters = self.parameters.clone().ok_or(VideoError::NoParameterSets)?;
        // Two pictures of one moment cannot be told apart in RTP.
        let at = match self.last {
            Some(last) if at <= last => MediaTime(last.0 + 1000),
            Some(_) | None => at,
        };
        self.last = Some(at);
        Ok(Some(AccessUnit {
            at,
            key,
            slices,
            parameters,
        }))
    }

    fn nal(&self, content: &mut Bytes) -> Option<Bytes> {
        if content.len() < self.length_size {
            return None;
        }
        let length = content.get_uint(self.length_size);
        let length = usize::try_from(length).ok()?;
        (length <= content.len()).then(|| content.split_to(length))
    }
}

/// The first of a list of parameter sets. A publisher of live video has one of each.
fn sets(rest: &mut Bytes, mask: u8) -> Option<Option<Bytes>> {
    let count = rest.try_get_u8().ok()? & mask;
    let mut first = None;
    for _ in 0..count {
        let length = usize::from(rest.try_get_u16().ok()?);
        if length > rest.len() {
            return None;
        }
        let set = rest.split_to(length);
        first.get_or_insert(set);
    }
    Some(first)
}

/// Writes what a player gets.
#[derive(Debug, Default)]
pub struct AvcWriter {
    parameters: Option<Arc<ParameterSets>>,
}

impl AvcWriter {
    /// The VIDEODATA bodies of a picture: in front of a key frame a sequence header, if the
    /// parameter sets have changed. `None` for a picture that cannot be shown before a key frame.
    pub fn write(&mut self, unit: &AccessUnit) -> Option<(Option<Bytes>, Bytes)> {
        let same = |held: &Arc<ParameterSets>| **held == *unit.parameters;
        let mut header = None;
        if !self.parameters.as_ref().is_some_and(same) {
            // Players break on new parameter sets in the middle of a sequence.
            if !unit.key {
                return None;
            }
            self.parameters = Some(Arc::clone(&unit.parameters));
            header = Some(sequence_header(&unit.parameters));
        }
        let mut body = BytesMut::with_capacity(unit.len() + unit.slices.len() * 4 + 5);
        put_head(&mut body, unit.key, NAL_UNITS);
        for slice in &unit.slices {
            body.put_u32(slice.len() as u32);
            body.put_slice(slice);
        }
        Some((header, body.freeze()))
    }
}

/// What an encoder that makes AVCC gives, as a VIDEODATA body: its decoder configuration.
pub fn configuration(record: &[u8]) -> Bytes {
    packed(true, SEQUENCE_HEADER, record)
}

/// What an encoder that makes AVCC gives, as a VIDEODATA body: a picture.
pub fn picture(key: bool, nal_units: &[u8]) -> Bytes {
    packed(key, NAL_UNITS, nal_units)
}

fn packed(key: bool, kind: u8, content: &[u8]) -> Bytes {
    let mut body = BytesMut::with_capacity(content.len() + 5);
    put_head(&mut body, key, kind);
    body.put_slice(content);
    body.freeze()
}

/// AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1.2), as a VIDEODATA body.
pub(crate) fn sequence_header(parameters: &ParameterSets) -> Bytes {
    const FOUR_BYTE_LENGTHS: u8 = 0xff;
    const ONE_SPS: u8 = 0xe1;
    let (sps, pps) = (parameters.sps(), parameters.pps());
    let mut body = BytesMut::with_capacity(sps.len() + pps.len() + 16);
    put_head(&mut body, true, SEQUENCE_HEADER);
    body.put_u8(1);
    // Profile, compatibility and level stand behind the header of the SPS.
    body.put_slice(&sps[1..4]);
    body.put_u8(FOUR_BYTE_LENGTHS);
    body.put_u8(ONE_SPS);
    body.put_u16(sps.len() as u16);
    body.put_slice(sps);
    body.put_u8(1);
    body.put_u16(pps.len() as u16);
    body.put_slice(pps);
    body.freeze()
}

fn put_head(body: &mut BytesMut, key: bool, kind: u8) {
    let frame = if key { KEY_FRAME } else { INTER_FRAME };
    body.put_u8(frame << 4 | AVC);
    body.put_u8(kind);
    // Composition time: without B-frames pictures are shown in the order in which they are coded.
    body.put_uint(0, 3);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::h264::black;

    fn written(unit: &AccessUnit) -> (Bytes, Bytes) {
        let (header, body) = AvcWriter::default().write(unit).expect("a key frame");
        (header.expect("the first"), body)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let unit = black(MediaTime::from_millis(40));
        let (header, body) = written(&unit);
        let mut reader = AvcReader::default();
        assert_eq!(reader.read(40, &header), Ok(None));
        assert_eq!(reader.read(40, &body), Ok(Some(unit)));
    }

    #[test]
    fn the_sequence_header_comes_once_and_only_with_a_key_frame() {
        let mut writer = AvcWriter::default();
        let key = black(MediaTime(0));
        let inter = AccessUnit {
            key: false,
            ..key.clone()
        };
        assert!(writer.write(&inter).is_none());
        assert!(
            writer
                .write(&key)
                .is_some_and(|(header, _)| header.is_some())
        );
        assert!(
            writer
                .write(&key)
                .is_some_and(|(header, _)| header.is_none())
        );
        assert!(writer.write(&inter).is_some());
    }

    #[test]
    fn what_cannot_be_passed_on_is_refused_with_a_reason() {
        let (header, body) = written(&black(MediaTime(0)));
        let refused = |bytes: &[u8]| {
            let mut reader = AvcReader::default();
            reader.read(0, &header).expect("a header");
            reader
                .read(0, &Bytes::copy_from_slice(bytes))
                .expect_err("refused")
        };
        assert_eq!(
            refused(&[0x1c, 1, 0, 0, 0]),
            VideoError::Codec("H.265".to_owned())
        );
        let enhanced = refused(b"\x90hvc1\0");
        assert_eq!(enhanced, VideoError::Codec("hvc1".to_owned()));
        let mut reordered = body.to_vec();
        reordered[4] = 40;
        assert_eq!(refused(&reordered), VideoError::Reordered);
        assert!(VideoError::Reordered.is_fatal());
        assert_eq!(
            refused(&body[..body.len() - 1]),
            VideoError::Malformed("picture")
        );
        assert_eq!(
            AvcReader::default().read(0, &body),
            Err(VideoError::NoParameterSets)
        );
    }

    #[test]
    fn pictures_of_one_moment_are_told_apart() {
        let (header, body) = written(&black(MediaTime(0)));
        let mut reader = AvcReader::default();
        reader.read(0, &header).expect("a header");
        let times = [100, 100, 99, 140].map(|timestamp| {
            let unit = reader
                .read(timestamp, &body)
                .expect("fits")
                .expect("a picture");
            unit.at.as_millis()
        });
        assert_eq!(times, [100, 101, 102, 140]);
    }

    proptest! {
        #[test]
        fn rubbish_does_no_harm(
            bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..5),
        ) {
            let (header, _) = written(&black(MediaTime(0)));
            let mut reader = AvcReader::default();
            reader.read(0, &header).expect("a header");
            for mut body in bodies {
                if let Some(first) = body.first_mut() {
                    *first = 0x17;
                }
                let _ = reader.read(0, &body.into());
            }
        }
    }
}
