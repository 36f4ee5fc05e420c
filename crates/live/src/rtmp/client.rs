//! A client's end of one connection: what pushes and plays in the server's own tools, tests and
//! measurements.

use std::collections::VecDeque;

use bytes::Bytes;

use super::amf::Value;
use super::command::Command;
use super::error::RtmpError;
use super::handshake::{Random, Role};
use super::limits::Limits;
use super::message::{self, Message};
use super::wire::Wire;
use crate::{StreamKey, Tag, TagKind};

/// What a client is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To publish.
    Publish,
    /// To play.
    Play,
}

/// What the server did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientEvent {
    /// It accepted: tags may be sent, or will come.
    Started,
    /// Something to play.
    Tag(Tag),
    /// The server says that it is over.
    Ended,
}

/// How far the commands have got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Handshake,
    Connect,
    CreateStream,
    Asked { stream: u32 },
    Started { stream: u32 },
}

/// A client's end of one connection: bytes in, events and bytes out.
#[derive(Debug)]
pub struct Client {
    wire: Wire,
    purpose: Purpose,
    tc_url: String,
    app: String,
    key: StreamKey,
    step: Step,
    events: VecDeque<ClientEvent>,
}

const CONNECT: f64 = 1.0;
const CREATE_STREAM: f64 = 2.0;

impl Client {
    /// For a connection to `rtmp://HOST/APP/KEY`; `host` with its port, as it stands in the address.
    pub fn new(purpose: Purpose, host: &str, app: &str, key: StreamKey, random: &Random) -> Self {
        Self {
            wire: Wire::new(Role::Client, Limits::default(), random),
            purpose,
            tc_url: format!("rtmp://{host}/{app}"),
            app: app.to_owned(),
            key,
            step: Step::Handshake,
            events: VecDeque::new(),
        }
    }

    /// Bytes came.
    ///
    /// # Errors
    /// When the server refuses, or does not speak RTMP.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<(), RtmpError> {
        if self.wire.receive(bytes)? {
            self.step = Step::Connect;
            self.connect();
        }
        if self.step == Step::Handshake {
            return Ok(());
        }
        while let Some(message) = self.wire.next()? {
            self.message(&message)?;
        }
        Ok(())
    }

    /// What the server did, in order.
    pub fn poll_event(&mut self) -> Option<ClientEvent> {
        self.events.pop_front()
    }

    /// Bytes to send; there are some from the start.
    pub fn poll_transmit(&mut self) -> Option<Bytes> {
        self.wire.poll_transmit()
    }

    /// Publishes something. Nothing happens before [`ClientEvent::Started`].
    pub fn send(&mut self, tag: &Tag) {
        if let (Step::Started { stream }, Purpose::Publish) = (self.step, self.purpose) {
            self.wire.write(&Message {
                kind: message::kind_of(tag.kind),
                timestamp: tag.timestamp,
                stream,
                body: tag.body.clone(),
            });
        }
    }

    /// Says that nothing more will come.
    pub fn stop(&mut self) {
        if let Step::Started { stream } = self.step {
            let arguments = vec![Value::Null, f64::from(stream).into()];
            let delete = Command::new("deleteStream", 0.0, arguments);
            self.wire.write(&delete.message(0));
        }
    }

    fn connect(&mut self) {
        self.wire.introduce();
        let object = Value::Object(vec![
            ("app".to_owned(), (&*self.app).into()),
            ("type".to_owned(), "nonprivate".into()),
            (
                "flashVer".to_owned(),
                "FMLE/3.0 (compatible; callkit)".into(),
            ),
            ("tcUrl".to_owned(), (&*self.tc_url).into()),
        ]);
        let connect = Command::new("connect", CONNECT, vec![object]);
        self.wire.write(&connect.message(0));
    }

    fn message(&mut self, message: &Message) -> Result<(), RtmpError> {
        let kind = match message.kind {
            message::COMMAND | message::COMMAND_AMF3 => {
                return self.command(&Command::read(message)?);
            }
            message::AUDIO => TagKind::Audio,
            message::VIDEO => TagKind::Video,
            message::DATA => TagKind::Script,
            _ => return Ok(()),
        };
        self.events.push_back(ClientEvent::Tag(Tag {
            kind,
            timestamp: message.timestamp,
            body: message.body.clone(),
        }));
        Ok(())
    }

    fn command(&mut self, command: &Command) -> Result<(), RtmpError> {
        match (&*command.name, self.step) {
            ("_result", Step::Connect) if command.transaction == CONNECT => {
                self.step = Step::CreateStream;
                let create = Command::new("createStream", CREATE_STREAM, vec![Value::Null]);
                self.wire.write(&create.message(0));
            }
            ("_result", Step::CreateStream) if command.transaction == CREATE_STREAM => {
                let stream = command.arguments.get(1).and_then(Value::as_number);
                let stream = stream.ok_or(RtmpError::Malformed("createStream answer"))? as u32;
                self.step = Step::Asked { stream };
                self.ask(stream);
            }
            ("_error", _) => return Err(RtmpError::Refused(information(command, "description"))),
            ("onStatus", step) => {
                let code = information(command, "code");
                if information(command, "level") == "error" {
                    let description = information(command, "description");
                    return Err(RtmpError::Refused(format!("{code}: {description}")));
                }
                match (&*code, step) {
                    (
                        "NetStream.Publish.Start" | "NetStream.Play.Start",
                        Step::Asked { stream },
                    ) => {
                        self.step = Step::Started { stream };
                        self.events.push_back(ClientEvent::Started);
                    }
                    ("NetStream.Play.UnpublishNotify" | "NetStream.Unpublish.Success", _) => {
                        self.events.push_back(ClientEvent::Ended);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn ask(&mut self, stream: u32) {
        let key = Value::from(self.key.as_str());
        let (name, arguments) = match self.purpose {
            Purpose::Publish => ("publish", vec![Value::Null, key, "live".into()]),
            Purpose::Play => ("play", vec![Value::Null, key, (-2000.0).into()]),
        };
        let command = Command::new(name, 3.0, arguments);
        self.wire.write(&command.message(stream));
    }
}

fn information(command: &Command, field: &str) -> String {
    let information = command.arguments.get(1);
    let text = information.and_then(|information| information.get(field)?.as_str());
    text.unwrap_or_default().to_owned()
}
