//! Datagrams in a TCP stream: each with its length in front, 16 bits, big endian (RFC 4571).

use std::collections::VecDeque;

/// The longest datagram that is taken. No WebRTC client sends more than an MTU.
const MAX_DATAGRAM: usize = 2048;

/// Bytes that wait for a slow client at most. Higher: longer stalls are bridged with older media,
/// and a client that never reads costs more memory. At 1.5 Mbit/s this is two thirds of a second.
const MAX_WAITING: usize = 128 * 1024;

/// The stream is not framed as RFC 4571 says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BadFrame;

/// The datagrams of a stream that comes in pieces, and whether it was well framed.
pub(crate) fn unframed(stream: &[u8], piece: usize) -> (Vec<Vec<u8>>, bool) {
    let mut reader = Reader::default();
    let mut datagrams = Vec::new();
    for piece in stream.chunks(piece) {
        reader.push(piece);
        loop {
            match reader.next() {
                Ok(Some(datagram)) => datagrams.push(datagram.to_vec()),
                Ok(None) => break,
                Err(BadFrame) => return (datagrams, false),
            }
        }
    }
    (datagrams, true)
}

/// Takes a stream apart.
#[derive(Debug, Default)]
pub(super) struct Reader {
    buffer: Vec<u8>,
    taken: usize,
}

impl Reader {
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..std::mem::take(&mut self.taken));
        self.buffer.extend_from_slice(bytes);
    }

    /// The next whole datagram.
    pub(super) fn next(&mut self) -> Result<Option<&[u8]>, BadFrame> {
        let Some((length, rest)) = self.buffer[self.taken..].split_first_chunk::<2>() else {
            return Ok(None);
        };
        let length = usize::from(u16::from_be_bytes(*length));
        if length > MAX_DATAGRAM {
            return Err(BadFrame);
        }
        if rest.len() < length {
            return Ok(None);
        }
        let start = self.taken + 2;
        self.taken = start + length;
        Ok(Some(&self.buffer[start..self.taken]))
    }
}

/// Datagrams that wait to be written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    waiting: VecDeque<u8>,
}

impl Writer {
    /// Puts a datagram in line; false when the line is too long, or the datagram.
    pub(super) fn push(&mut self, datagram: &[u8]) -> bool {
        let Ok(length) = u16::try_from(datagram.len()) else {
            return false;
        };
        if self.waiting.len() + datagram.len() > MAX_WAITING {
            return false;
        }
        self.waiting.extend(length.to_be_bytes());
        self.waiting.extend(datagram);
        true
    }

    /// What to write next.
    pub(super) fn front(&self) -> &[u8] {
        let (front, back) = self.waiting.as_slices();
        if front.is_empty() { back } else { front }
    }

    /// That much of it was written.
    pub(super) fn advance(&mut self, bytes: usize) {
        self.waiting.drain(..bytes.min(self.waiting.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datagram_comes_out_whole_however_the_stream_is_cut() {
        let mut writer = Writer::default();
        assert!(writer.push(b"hello") && writer.push(b""));
        let stream = writer.front().to_vec();
        let mut reader = Reader::default();
        let mut read = Vec::new();
        for byte in stream {
            reader.push(&[byte]);
            while let Ok(Some(datagram)) = reader.next() {
                read.push(datagram.to_vec());
            }
        }
        assert_eq!(read, [b"hello".to_vec(), Vec::new()]);
    }

    #[test]
    fn a_stream_of_something_else_is_noticed() {
        let mut reader = Reader::default();
        reader.push(b"GET / HTTP/1.1\r\n");
        assert_eq!(reader.next(), Err(BadFrame));
    }

    #[test]
    fn a_client_that_does_not_read_is_not_waited_for_without_end() {
        let mut writer = Writer::default();
        let accepted = (0..1000).filter(|_| writer.push(&[0; 1200])).count();
        assert!(accepted < 120, "{accepted}");
        writer.advance(MAX_WAITING);
        assert!(writer.push(&[0; 1200]));
    }
}
