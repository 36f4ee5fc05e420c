//! Messages out, in chunks.

use bytes::{BufMut as _, BytesMut};

use super::message::{self, Message};

/// The chunk size that this side announces. So large that a picture is one chunk: nothing here
/// shares a connection with what would have to wait.
pub(super) const CHUNK_SIZE: usize = 60_000;

const EXTENDED: u32 = 0x00ff_ffff;

/// Writes messages.
#[derive(Debug)]
pub(super) struct ChunkWriter {
    chunk_size: usize,
    out: BytesMut,
}

impl ChunkWriter {
    pub(super) fn new() -> Self {
        Self {
            chunk_size: super::reader::FIRST_CHUNK_SIZE,
            out: BytesMut::new(),
        }
    }

    /// Announces [`CHUNK_SIZE`] and goes over to it.
    pub(super) fn enlarge_chunks(&mut self) {
        self.write(&Message::control(
            message::SET_CHUNK_SIZE,
            CHUNK_SIZE as u32,
        ));
        self.chunk_size = CHUNK_SIZE;
    }

    /// Every message has a whole header: it costs a few bytes and no state, and there is no time
    /// that a receiver could add up wrongly.
    pub(super) fn write(&mut self, message: &Message) {
        let id = chunk_stream(message.kind);
        let extended = message.timestamp >= EXTENDED;
        let short = message.timestamp.min(EXTENDED);
        self.out.reserve(message.body.len() + 16);
        self.out.put_u8(id);
        self.out.put_uint(short.into(), 3);
        self.out.put_uint(message.body.len() as u64, 3);
        self.out.put_u8(message.kind);
        self.out.put_u32_le(message.stream);
        if extended {
            self.out.put_u32(message.timestamp);
        }
        let mut chunks = message.body.chunks(self.chunk_size);
        if let Some(first) = chunks.next() {
            self.out.put_slice(first);
        }
        for chunk in chunks {
            self.out.put_u8(0xc0 | id);
            if extended {
                self.out.put_u32(message.timestamp);
            }
            self.out.put_slice(chunk);
        }
    }

    /// Bytes that wait to be taken.
    pub(super) fn waiting(&self) -> usize {
        self.out.len()
    }

    pub(super) fn take(&mut self) -> Option<bytes::Bytes> {
        (!self.out.is_empty()).then(|| self.out.split().freeze())
    }
}

/// Each kind of message has a chunk stream of its own, numbered as clients do.
fn chunk_stream(kind: u8) -> u8 {
    match kind {
        message::COMMAND | message::COMMAND_AMF3 => 3,
        message::AUDIO => 4,
        message::DATA | message::DATA_AMF3 => 5,
        message::VIDEO => 6,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::rtmp::limits::Limits;
    use crate::rtmp::reader::ChunkReader;

    fn any_message() -> impl Strategy<Value = Message> {
        let kinds = prop_oneof![
            Just(message::AUDIO),
            Just(message::VIDEO),
            Just(message::DATA),
            Just(message::COMMAND)
        ];
        let timestamps = prop_oneof![0u32..100, 0x00ff_fffeu32..0x0100_0001, any::<u32>()];
        let bodies = prop::collection::vec(any::<u8>(), 0..700);
        (kinds, timestamps, 0u32..3, bodies).prop_map(|(kind, timestamp, stream, body)| Message {
            kind,
            timestamp,
            stream,
            body: Bytes::from(body),
        })
    }

    fn read(bytes: &[u8], piece: usize) -> Vec<Message> {
        let mut reader = ChunkReader::new(Limits::default());
        let mut read = Vec::new();
        for piece in bytes.chunks(piece) {
            reader.feed(piece);
            while let Some(message) = reader.next().expect("reads") {
                read.push(message);
            }
        }
        read
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back_in_any_pieces(
            small in prop::collection::vec(any_message(), 0..5),
            large in prop::collection::vec(any_message(), 0..5),
        ) {
            let mut writer = ChunkWriter::new();
            small.iter().for_each(|message| writer.write(message));
            writer.enlarge_chunks();
            large.iter().for_each(|message| writer.write(message));
            let bytes = writer.take().expect("something");
            let all: Vec<_> = small.into_iter().chain(large).collect();
            for piece in [1, 7, bytes.len()] {
                prop_assert_eq!(&read(&bytes, piece), &all);
            }
        }
    }
}
