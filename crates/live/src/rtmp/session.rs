//! A server's end of one connection.

use std::collections::VecDeque;
use std::time::Instant;

use bytes::Bytes;

use super::amf::{self, Value};
use super::command::{Command, status};
use super::error::RtmpError;
use super::handshake::{Random, Role};
use super::limits::Limits;
use super::message::{self, Message};
use super::wire::Wire;
use crate::{StreamKey, Tag, TagKind};

/// The only application there is: addresses are `rtmp://HOST/live/KEY`.
pub const APP: &str = "live";

/// The message stream that `createStream` gives: there is one publication or playback each
/// connection.
const STREAM: u32 = 1;

/// What a client did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It wants to publish under this key: to be answered by [`Session::accept`] or
    /// [`Session::refuse`].
    Publish(StreamKey),
    /// It wants to play what this key opens: to be answered likewise.
    Play(StreamKey),
    /// It published something.
    Tag(Tag),
    /// It published or played, and has stopped. The connection may begin again.
    Stopped,
}

/// Where a client stands.
///
/// ```text
/// Handshake -> Connecting -> Connected <-> Asked -> Publishing | Playing
///                                ^----------------------'
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Handshake,
    Connecting,
    Connected,
    Asked(Wish),
    Publishing,
    Playing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Publish,
    Play,
}

/// A server's end of one connection: bytes in, events and bytes out.
///
/// After an error nothing more is read; what [`Session::poll_transmit`] still has may be sent
/// before the connection is closed.
#[derive(Debug)]
pub struct Session {
    wire: Wire,
    limits: Limits,
    state: State,
    events: VecDeque<Event>,
    commands: u32,
    began: Instant,
    heard: Instant,
    client: Option<String>,
}

impl Session {
    /// For a connection that was accepted now. `random` goes into the handshake.
    pub fn new(now: Instant, limits: Limits, random: &Random) -> Self {
        Self {
            wire: Wire::new(Role::Server, limits, random),
            limits,
            state: State::Handshake,
            events: VecDeque::new(),
            commands: 0,
            began: now,
            heard: now,
            client: None,
        }
    }

    /// Bytes came.
    ///
    /// # Errors
    /// When they are not RTMP as a live client speaks it, or more than the limits allow.
    pub fn receive(&mut self, now: Instant, bytes: &[u8]) -> Result<(), RtmpError> {
        if self.wire.receive(bytes)? {
            self.state = State::Connecting;
        }
        if self.state == State::Handshake {
            return Ok(());
        }
        while let Some(message) = self.wire.next()? {
            // Only whole messages count: a client that drips one byte now and then says nothing.
            self.heard = now;
            self.message(message)?;
        }
        Ok(())
    }

    /// What the client did, in order. To be asked after each [`Session::receive`].
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Bytes to send. To be asked after each call that changes anything.
    pub fn poll_transmit(&mut self) -> Option<Bytes> {
        self.wire.poll_transmit()
    }

    /// Bytes that [`Session::poll_transmit`] would give.
    pub fn waiting(&self) -> usize {
        self.wire.waiting()
    }

    /// Grants what the client asked for last.
    pub fn accept(&mut self) {
        match self.state {
            State::Asked(Wish::Publish) => {
                self.state = State::Publishing;
                self.wire
                    .write(&Message::event(message::STREAM_BEGIN, STREAM));
                self.status("status", "NetStream.Publish.Start", "published");
            }
            State::Asked(Wish::Play) => {
                self.state = State::Playing;
                self.wire
                    .write(&Message::event(message::STREAM_BEGIN, STREAM));
                self.status(
                    "status",
                    "NetStream.Play.Reset",
                    "played from its live point",
                );
                self.status("status", "NetStream.Play.Start", "playing");
                let access = [Value::from("|RtmpSampleAccess"), true.into(), true.into()];
                self.data(&access);
            }
            State::Handshake
            | State::Connecting
            | State::Connected
            | State::Publishing
            | State::Playing => {}
        }
    }

    /// Refuses what the client asked for last, with a reason for people. To be closed after what
    /// there is to transmit.
    pub fn refuse(&mut self, why: &str) {
        let code = match self.state {
            State::Asked(Wish::Publish) => "NetStream.Publish.BadName",
            State::Asked(Wish::Play) => "NetStream.Play.StreamNotFound",
            State::Handshake
            | State::Connecting
            | State::Connected
            | State::Publishing
            | State::Playing => return,
        };
        self.state = State::Connected;
        self.status("error", code, why);
    }

    /// Something for a player. Nothing happens while it does not play.
    pub fn send(&mut self, tag: &Tag) {
        if self.state == State::Playing {
            self.wire.write(&Message {
                kind: message::kind_of(tag.kind),
                timestamp: tag.timestamp,
                stream: STREAM,
                body: tag.body.clone(),
            });
        }
    }

    /// Ends a publication or a playback in good order; to be closed after what there is to
    /// transmit.
    pub fn end(&mut self) {
        match self.state {
            State::Playing => {
                self.wire
                    .write(&Message::event(message::STREAM_EOF, STREAM));
                self.status("status", "NetStream.Play.UnpublishNotify", "it is over");
            }
            State::Publishing => {
                self.status("status", "NetStream.Unpublish.Success", "it is over");
            }
            State::Handshake | State::Connecting | State::Connected | State::Asked(_) => {}
        }
        if self.state == State::Playing || self.state == State::Publishing {
            self.state = State::Connected;
        }
    }

    /// When to call [`Session::handle_timeout`] at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Handshake | State::Connecting | State::Connected => {
                Some(self.began + self.limits.setup)
            }
            State::Publishing => Some(self.heard + self.limits.idle),
            // The server is the one who is slow, or who talks.
            State::Asked(_) | State::Playing => None,
        }
    }

    /// Time has passed.
    ///
    /// # Errors
    /// When the client took too long: the connection is over.
    pub fn handle_timeout(&mut self, now: Instant) -> Result<(), RtmpError> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return Ok(());
        }
        Err(match self.state {
            State::Publishing => RtmpError::Idle(self.limits.idle.as_secs()),
            State::Handshake
            | State::Connecting
            | State::Connected
            | State::Asked(_)
            | State::Playing => RtmpError::TooSlow(self.limits.setup.as_secs()),
        })
    }

    /// What the client calls itself, once it has said so. Its own word; for logs.
    pub fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }

    fn message(&mut self, message: Message) -> Result<(), RtmpError> {
        match message.kind {
            message::COMMAND | message::COMMAND_AMF3 => {
                self.commands += 1;
                if self.commands > self.limits.commands {
                    return Err(RtmpError::TooManyCommands(self.limits.commands));
                }
                let command = Command::read(&message)?;
                self.command(&command)
            }
            message::AUDIO => {
                self.media(TagKind::Audio, message.timestamp, message.body);
                Ok(())
            }
            message::VIDEO => {
                self.media(TagKind::Video, message.timestamp, message.body);
                Ok(())
            }
            message::DATA => {
                self.media(TagKind::Script, message.timestamp, message.body);
                Ok(())
            }
            message::DATA_AMF3 => {
                let body = message.body.slice(1.min(message.body.len())..);
                self.media(TagKind::Script, message.timestamp, body);
                Ok(())
            }
            message::AGGREGATE => {
                for tag in message::split(message.timestamp, message.body)? {
                    self.media(tag.kind, tag.timestamp, tag.body);
                }
                Ok(())
            }
            // Shared objects and whatever else Flash had.
            _ => Ok(()),
        }
    }

    fn media(&mut self, kind: TagKind, timestamp: u32, body: Bytes) {
        // Clients begin to send before they have read the answer; what comes then is lost, which a
        // refused one deserves and an accepted one gets over with its next key frame.
        if self.state == State::Publishing {
            self.events.push_back(Event::Tag(Tag {
                kind,
                timestamp,
                body,
            }));
        }
    }

    fn command(&mut self, command: &Command) -> Result<(), RtmpError> {
        match &*command.name {
            "connect" => self.connect(command),
            "createStream" => {
                self.reply(command, vec![Value::Null, f64::from(STREAM).into()]);
                Ok(())
            }
            "publish" => self.ask(Wish::Publish, command),
            "play" => self.ask(Wish::Play, command),
            "FCUnpublish" | "deleteStream" | "closeStream" => {
                self.stopped();
                if command.name == "FCUnpublish" {
                    self.reply(command, vec![Value::Null, Value::Undefined]);
                }
                Ok(())
            }
            "getStreamLength" => {
                self.reply(command, vec![Value::Null, 0.0.into()]);
                Ok(())
            }
            // Answers to calls of ours, of which there are none.
            "_result" | "_error" | "onStatus" => Ok(()),
            // releaseStream, FCPublish, FCSubscribe, _checkbw, setDataFrame, pause and so on: some
            // clients wait for an answer before they go on.
            _ => {
                self.reply(command, vec![Value::Null, Value::Undefined]);
                Ok(())
            }
        }
    }

    fn connect(&mut self, command: &Command) -> Result<(), RtmpError> {
        if self.state != State::Connecting {
            return Err(RtmpError::OutOfOrder("connect"));
        }
        let object = command.arguments.first();
        let field = |name| object.and_then(|object| object.get(name)?.as_str());
        self.client = field("flashVer").map(|text| text.chars().take(64).collect());
        let app = field("app").unwrap_or_default();
        let (name, _query) = split_query(app);
        if name.trim_matches('/') != APP {
            let shown: String = name.chars().take(32).collect();
            let error = RtmpError::UnknownApp(shown);
            let information = connect_information(
                "error",
                "NetConnection.Connect.Rejected",
                &error.to_string(),
            );
            let answer = Command::new(
                "_error",
                command.transaction,
                vec![Value::Null, information],
            );
            self.wire.write(&answer.message(0));
            return Err(error);
        }
        self.state = State::Connected;
        self.wire.introduce();
        self.wire.set_peer_bandwidth();
        let properties = Value::Object(vec![
            ("fmsVer".to_owned(), "FMS/3,0,1,123".into()),
            ("capabilities".to_owned(), 31.0.into()),
        ]);
        let information =
            connect_information("status", "NetConnection.Connect.Success", "connected");
        self.reply(command, vec![properties, information]);
        Ok(())
    }

    fn ask(&mut self, wish: Wish, command: &Command) -> Result<(), RtmpError> {
        if self.state != State::Connected {
            return Err(RtmpError::OutOfOrder(match wish {
                Wish::Publish => "publish",
                Wish::Play => "play",
            }));
        }
        let name = command.text(0).unwrap_or_default();
        let (key, _query) = split_query(name);
        let key = StreamKey::new(key);
        self.state = State::Asked(wish);
        self.events.push_back(match wish {
            Wish::Publish => Event::Publish(key),
            Wish::Play => Event::Play(key),
        });
        Ok(())
    }

    fn stopped(&mut self) {
        if self.state == State::Publishing || self.state == State::Playing {
            self.state = State::Connected;
            // It has as long again to begin anew as it had to begin.
            self.began = self.heard;
            self.events.push_back(Event::Stopped);
        }
    }

    fn reply(&mut self, to: &Command, arguments: Vec<Value>) {
        if to.transaction > 0.0 {
            let answer = Command::new("_result", to.transaction, arguments);
            self.wire.write(&answer.message(0));
        }
    }

    fn status(&mut self, level: &str, code: &str, description: &str) {
        let status = status(level, code, description);
        self.wire.write(&status.message(STREAM));
    }

    fn data(&mut self, values: &[Value]) {
        self.wire.write(&Message {
            kind: message::DATA,
            timestamp: 0,
            stream: STREAM,
            body: amf::encode(values).into(),
        });
    }
}

fn connect_information(level: &str, code: &str, description: &str) -> Value {
    Value::Object(vec![
        ("level".to_owned(), level.into()),
        ("code".to_owned(), code.into()),
        ("description".to_owned(), description.into()),
        ("objectEncoding".to_owned(), 0.0.into()),
    ])
}

/// Some clients put what follows a question mark into the name.
fn split_query(name: &str) -> (&str, &str) {
    name.split_once('?').unwrap_or((name, ""))
}
