//! Commands (RTMP 1.0, 7.2): calls in both directions, written in AMF0.

use bytes::Bytes;

use super::amf::{self, Value};
use super::error::RtmpError;
use super::message::{self, Message};

/// One call, or the answer to one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Command {
    pub(super) name: String,
    /// Names the answer; 0 wants none.
    pub(super) transaction: f64,
    /// Everything behind it, the command object first.
    pub(super) arguments: Vec<Value>,
}

impl Command {
    pub(super) fn new(name: &str, transaction: f64, arguments: Vec<Value>) -> Self {
        Self {
            name: name.to_owned(),
            transaction,
            arguments,
        }
    }

    pub(super) fn read(message: &Message) -> Result<Self, RtmpError> {
        let body = match message.kind {
            // One byte says which of the two notations follows; it is always AMF0.
            message::COMMAND_AMF3 => message.body.get(1..).unwrap_or_default(),
            _ => &message.body,
        };
        let mut values = amf::decode(body)?.into_iter();
        let Some(Value::String(name)) = values.next() else {
            return Err(RtmpError::Malformed("command"));
        };
        let transaction = values.next().and_then(|v| v.as_number()).unwrap_or(0.0);
        Ok(Self {
            name,
            transaction,
            arguments: values.collect(),
        })
    }

    pub(super) fn message(&self, stream: u32) -> Message {
        let mut values = vec![Value::from(&*self.name), self.transaction.into()];
        values.extend(self.arguments.iter().cloned());
        Message {
            kind: message::COMMAND,
            timestamp: 0,
            stream,
            body: Bytes::from(amf::encode(&values)),
        }
    }

    /// The text at that place behind the command object.
    pub(super) fn text(&self, place: usize) -> Option<&str> {
        self.arguments.get(place + 1)?.as_str()
    }
}

/// `onStatus`: what became of a publication or a playback.
pub(super) fn status(level: &str, code: &str, description: &str) -> Command {
    let information = Value::Object(vec![
        ("level".to_owned(), level.into()),
        ("code".to_owned(), code.into()),
        ("description".to_owned(), description.into()),
    ]);
    Command::new("onStatus", 0.0, vec![Value::Null, information])
}
