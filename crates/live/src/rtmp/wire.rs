//! What both ends of a connection do alike: the handshake, chunks, and the messages that are about
//! the connection itself.

use bytes::Bytes;

use super::error::RtmpError;
use super::handshake::{Handshake, Random, Role};
use super::limits::Limits;
use super::message::{self, Message};
use super::reader::ChunkReader;
use super::writer::ChunkWriter;

/// The window that this side announces, in bytes: the other says after each so many that it is
/// still there. Higher means fewer acknowledgements, which nothing here waits for.
const WINDOW: u32 = 2_500_000;

/// One end of a connection below its commands.
#[derive(Debug)]
pub(super) struct Wire {
    handshake: Option<Handshake>,
    hello: Vec<u8>,
    reader: ChunkReader,
    writer: ChunkWriter,
    received: u64,
    acknowledged: u64,
    /// After so many bytes the other wants to hear that they came.
    peer_window: Option<u32>,
}

impl Wire {
    pub(super) fn new(role: Role, limits: Limits, random: &Random) -> Self {
        let (handshake, hello) = Handshake::new(role, random);
        Self {
            handshake: Some(handshake),
            hello,
            reader: ChunkReader::new(limits),
            writer: ChunkWriter::new(),
            received: 0,
            acknowledged: 0,
            peer_window: None,
        }
    }

    /// Takes bytes; true when the handshake is over with these.
    pub(super) fn receive(&mut self, bytes: &[u8]) -> Result<bool, RtmpError> {
        self.received += bytes.len() as u64;
        let Some(handshake) = &mut self.handshake else {
            self.reader.feed(bytes);
            return Ok(false);
        };
        let progress = handshake.receive(bytes)?;
        self.hello.extend(progress.reply);
        let Some(rest) = progress.rest else {
            return Ok(false);
        };
        self.handshake = None;
        self.reader.feed(&rest);
        Ok(true)
    }

    /// The next message that is not about the connection itself.
    pub(super) fn next(&mut self) -> Result<Option<Message>, RtmpError> {
        while let Some(message) = self.reader.next()? {
            match message.kind {
                message::ACKNOWLEDGEMENT | message::SET_PEER_BANDWIDTH => {}
                message::WINDOW_SIZE => self.peer_window = Some(message.value("window size")?),
                message::USER_CONTROL => self.event(&message)?,
                _ => return Ok(Some(message)),
            }
        }
        self.acknowledge();
        Ok(None)
    }

    fn event(&mut self, message: &Message) -> Result<(), RtmpError> {
        let Some(event) = message.body.first_chunk() else {
            return Err(RtmpError::Malformed("user control"));
        };
        if u16::from_be_bytes(*event) == message::PING_REQUEST {
            let sent = message
                .body
                .get(2..6)
                .and_then(|bytes| bytes.try_into().ok());
            let sent = sent.ok_or(RtmpError::Malformed("ping"))?;
            self.write(&Message::event(
                message::PING_RESPONSE,
                u32::from_be_bytes(sent),
            ));
        }
        Ok(())
    }

    fn acknowledge(&mut self) {
        let Some(window) = self.peer_window else {
            return;
        };
        if self.received - self.acknowledged >= u64::from(window / 2).max(1) {
            self.acknowledged = self.received;
            // The count wraps, as the sender's does.
            let count = self.received as u32;
            self.write(&Message::control(message::ACKNOWLEDGEMENT, count));
        }
    }

    /// Says how much may be on its way, and goes over to large chunks.
    pub(super) fn introduce(&mut self) {
        self.write(&Message::control(message::WINDOW_SIZE, WINDOW));
        self.writer.enlarge_chunks();
    }

    pub(super) fn set_peer_bandwidth(&mut self) {
        const DYNAMIC: u8 = 2;
        let mut body = WINDOW.to_be_bytes().to_vec();
        body.push(DYNAMIC);
        self.write(&Message {
            kind: message::SET_PEER_BANDWIDTH,
            timestamp: 0,
            stream: 0,
            body: body.into(),
        });
    }

    pub(super) fn write(&mut self, message: &Message) {
        self.writer.write(message);
    }

    /// Bytes that wait to be taken.
    pub(super) fn waiting(&self) -> usize {
        self.hello.len() + self.writer.waiting()
    }

    pub(super) fn poll_transmit(&mut self) -> Option<Bytes> {
        if !self.hello.is_empty() {
            return Some(std::mem::take(&mut self.hello).into());
        }
        self.writer.take()
    }
}
