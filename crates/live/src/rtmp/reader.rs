//! Chunks in (RTMP 1.0, 5.3): puts messages together again.

use std::collections::BTreeMap;

use bytes::{Buf as _, Bytes, BytesMut};

use super::error::RtmpError;
use super::limits::Limits;
use super::message::{self, Message};

/// What both sides begin with.
pub(super) const FIRST_CHUNK_SIZE: usize = 128;

/// A time that does not fit its 24 bits is written behind the header.
const EXTENDED: u32 = 0x00ff_ffff;

/// Puts messages together from bytes in whatever pieces they come.
#[derive(Debug)]
pub(super) struct ChunkReader {
    limits: Limits,
    chunk_size: usize,
    input: BytesMut,
    streams: BTreeMap<u32, Stream>,
    unfinished: usize,
}

/// The last header on a chunk stream, and the message that is on its way there.
#[derive(Debug)]
struct Stream {
    timestamp: u32,
    /// What was added to the time, or the time itself if the message came with a whole header.
    step: u32,
    extended: Option<u32>,
    length: usize,
    kind: u8,
    stream: u32,
    body: BytesMut,
}

/// The header in front of a chunk, and how many bytes it took.
struct Header {
    id: u32,
    format: u8,
    /// Bytes of the basic and the message header.
    bytes: usize,
}

impl ChunkReader {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            chunk_size: FIRST_CHUNK_SIZE,
            input: BytesMut::new(),
            streams: BTreeMap::new(),
            unfinished: 0,
        }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
    }

    /// The next whole message, or `None` until more bytes come. A change of the chunk size takes
    /// effect here, since the next chunk may be in the same buffer.
    pub(super) fn next(&mut self) -> Result<Option<Message>, RtmpError> {
        while let Some(message) = self.chunk()? {
            let Some(message) = message else { continue };
            match message.kind {
                message::SET_CHUNK_SIZE => self.set_chunk_size(message.value("set chunk size")?)?,
                message::ABORT => self.abort(message.value("abort")?),
                _ => return Ok(Some(message)),
            }
        }
        Ok(None)
    }

    fn set_chunk_size(&mut self, size: u32) -> Result<(), RtmpError> {
        // The first bit must be zero. A size beyond the largest message changes nothing.
        if size == 0 || size > 0x7fff_ffff {
            return Err(RtmpError::ChunkSize(size));
        }
        self.chunk_size = size as usize;
        Ok(())
    }

    fn abort(&mut self, id: u32) {
        if let Some(stream) = self.streams.get_mut(&id) {
            self.unfinished -= stream.body.len();
            stream.body.clear();
        }
    }

    /// Reads one chunk: `None` if it is not all there, `Some(None)` if its message is not.
    fn chunk(&mut self) -> Result<Option<Option<Message>>, RtmpError> {
        let Some(header) = header(&self.input) else {
            return Ok(None);
        };
        let Header { id, format, bytes } = header;
        let input = &self.input[..];
        let before = self.streams.get(&id);
        if before.is_none() {
            if format != 0 {
                // A stream may begin with format 1 according to some clients; without a message
                // stream it belongs to the connection, which is what its commands are for.
                if format != 1 {
                    return Err(RtmpError::NoHeader(id));
                }
            }
            if self.streams.len() >= self.limits.chunk_streams {
                return Err(RtmpError::TooManyChunkStreams(self.limits.chunk_streams));
            }
        }
        let begun = before.is_some_and(|stream| !stream.body.is_empty());
        if begun && format != 3 {
            return Err(RtmpError::Malformed("interrupted"));
        }

        let at = basic_length(input[0]);
        let field = |from: usize| {
            u32::from_be_bytes([
                0,
                input[at + from],
                input[at + from + 1],
                input[at + from + 2],
            ])
        };
        let (short, length, kind, message_stream) = match (format, before) {
            (0, _) => {
                let stream = [7, 8, 9, 10].map(|from| input[at + from]);
                // The one number that is little-endian (5.3.1.2.1).
                let stream = u32::from_le_bytes(stream);
                (field(0), field(3) as usize, input[at + 6], stream)
            }
            (1, before) => {
                let stream = before.map_or(0, |stream| stream.stream);
                (field(0), field(3) as usize, input[at + 6], stream)
            }
            (2, Some(before)) => (field(0), before.length, before.kind, before.stream),
            (_, Some(before)) => {
                let short = before.extended.map_or(before.step, |_| EXTENDED);
                (short, before.length, before.kind, before.stream)
            }
            (_, None) => return Err(RtmpError::NoHeader(id)),
        };

        let mut consumed = bytes;
        let mut extended = None;
        if short == EXTENDED {
            let Some(value) = input.get(bytes..bytes + 4) else {
                return Ok(None);
            };
            let value = u32::from_be_bytes([value[0], value[1], value[2], value[3]]);
            let held = before.and_then(|stream| stream.extended);
            // live-pusher and ffmpeg write the time again in front of every chunk of a message,
            // as the specification says; others do not. The bytes tell.
            if format != 3 || held == Some(value) {
                consumed += 4;
                extended = Some(value);
            } else {
                extended = held;
            }
        }
        let step = extended.unwrap_or(short);

        let most = match kind {
            message::AUDIO | message::VIDEO | message::AGGREGATE => self.limits.message,
            _ => self.limits.command,
        };
        if length > most {
            return Err(RtmpError::MessageTooLarge {
                size: length,
                max: most,
            });
        }
        let had = before.map_or(0, |stream| stream.body.len());
        let content = (length - had).min(self.chunk_size);
        if self.input.len() < consumed + content {
            return Ok(None);
        }
        let timestamp = match (format, before) {
            (0, _) | (1, None) => step,
            (3, Some(before)) if begun => before.timestamp,
            (_, Some(before)) => before.timestamp.wrapping_add(step),
            (_, None) => step,
        };
        self.unfinished += content;
        if self.unfinished > self.limits.unfinished {
            return Err(RtmpError::TooMuchUnfinished(self.limits.unfinished));
        }
        self.input.advance(consumed);
        let content = self.input.split_to(content);
        let stream = self.streams.entry(id).or_insert_with(|| Stream {
            timestamp,
            step,
            extended,
            length,
            kind,
            stream: message_stream,
            body: BytesMut::new(),
        });
        (stream.timestamp, stream.step, stream.extended) = (timestamp, step, extended);
        (stream.length, stream.kind, stream.stream) = (length, kind, message_stream);
        let body: Bytes = if had == 0 && content.len() == length {
            content.freeze()
        } else {
            stream.body.extend_from_slice(&content);
            if stream.body.len() < length {
                return Ok(Some(None));
            }
            std::mem::take(&mut stream.body).freeze()
        };
        self.unfinished -= length;
        Ok(Some(Some(Message {
            kind,
            timestamp,
            stream: message_stream,
            body,
        })))
    }
}

/// The kind of header that is in front, if it is all there.
fn header(input: &[u8]) -> Option<Header> {
    let first = *input.first()?;
    let id = match (first & 0x3f, input) {
        (0, [_, second, ..]) => u32::from(*second) + 64,
        (1, [_, second, third, ..]) => u32::from(*second) + (u32::from(*third) << 8) + 64,
        (0 | 1, _) => return None,
        (id, _) => u32::from(id),
    };
    let format = first >> 6;
    let message = match format {
        0 => 11,
        1 => 7,
        2 => 3,
        _ => 0,
    };
    let bytes = basic_length(first) + message;
    (input.len() >= bytes).then_some(Header { id, format, bytes })
}

fn basic_length(first: u8) -> usize {
    match first & 0x3f {
        0 => 2,
        1 => 3,
        _ => 1,
    }
}
