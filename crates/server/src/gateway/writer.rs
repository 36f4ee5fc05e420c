//! What goes out on one connection.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use callkit_live::StreamKeys;
use callkit_protocol::{ErrorBody, ErrorCode, ServerMessage};
use futures_util::SinkExt as _;
use futures_util::stream::SplitSink;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::exchange::Outbound;
use crate::live::Reach;
use crate::metrics::Metrics;

/// How long a client may take no bytes while there are some for it. Higher keeps dead connections
/// and what waits for them, lower cuts off phones in a lift; they come back and lose nothing.
const STALLED_AFTER: Duration = Duration::from_secs(10);
/// How long the last words may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(3);
/// "The server goes away; come back" (RFC 6455 section 7.4.2, registered as Service Restart).
const SERVICE_RESTART: u16 = 1012;

/// Why a connection is over.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
    /// The client closed it, or is gone.
    ByClient,
    /// The server closes it and says why.
    Refused(ErrorBody),
    /// The server stops.
    Restart,
    /// The client has signed out.
    SignedOut,
}

/// The sending half of a connection and what waits for it.
pub(super) struct Writer<'a> {
    sink: SplitSink<WebSocket, Message>,
    metrics: &'a Metrics,
    /// How a mini program reaches media, and what makes the keys of its addresses.
    addresses: Option<(Reach, &'a StreamKeys)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(sink: SplitSink<WebSocket, Message>, metrics: &'a Metrics) -> Self {
        Self {
            sink,
            metrics,
            addresses: None,
        }
    }

    /// From now on calls are shown with addresses for the tags of a mini program.
    pub(super) fn give_addresses(&mut self, reach: Reach, keys: &'a StreamKeys) {
        self.addresses = Some((reach, keys));
    }

    /// Sends what the exchange and the reader queue, until one of them or the client ends it.
    pub(super) async fn run(&mut self, queue: &mut mpsc::Receiver<Outbound>) -> End {
        while let Some(next) = queue.recv().await {
            let message = match next {
                Outbound::Message(message) => message,
                Outbound::Close(error) => return End::Refused(*error),
            };
            let text = self.text(*message);
            match timeout(STALLED_AFTER, self.sink.send(text)).await {
                Ok(Ok(())) => self.metrics.sent.add(1),
                Ok(Err(_)) => return End::ByClient,
                Err(_) => return End::Refused(slow()),
            }
        }
        // Nobody can queue any more, and nobody said why: the exchange found the queue full.
        End::Refused(slow())
    }

    /// Says the last words. What was queued before goes out first, as far as time allows.
    pub(super) async fn close(mut self, end: &End, queue: Option<&mut mpsc::Receiver<Outbound>>) {
        // Counted before the last words: those may take their time.
        if let End::Refused(error) = end {
            self.metrics.closed(error.name);
        }
        let last_words = async {
            if let Some(queue) = queue {
                while let Ok(Outbound::Message(message)) = queue.try_recv() {
                    let text = self.text(*message);
                    self.sink.feed(text).await?;
                }
            }
            let frame = match end {
                End::ByClient => return self.sink.close().await,
                End::SignedOut => frame(1000, "signed out"),
                End::Restart => frame(SERVICE_RESTART, "the server stops"),
                End::Refused(error) => {
                    self.sink
                        .feed(text(&ServerMessage::Error(error.clone())))
                        .await?;
                    frame(error.code, error.name.name())
                }
            };
            self.sink.send(Message::Close(Some(frame))).await
        };
        // A client that does not take them is cut off.
        let _ = timeout(CLOSE_WITHIN, last_words).await;
    }
}

impl Writer<'_> {
    fn text(&self, mut message: ServerMessage) -> Message {
        if let Some((reach, keys)) = &self.addresses {
            reach.fill(keys, &mut message);
        }
        text(&message)
    }
}

/// The refusal of a client that does not take its messages.
fn slow() -> ErrorBody {
    let message = "the connection did not take its messages in time; connect again";
    ErrorBody::new(ErrorCode::SlowClient, message)
}

fn text(message: &ServerMessage) -> Message {
    let json = serde_json::to_string(message)
        .expect("messages have text keys and finite structure, which is all that JSON asks for");
    Message::Text(json.into())
}

fn frame(code: u16, reason: &'static str) -> CloseFrame {
    CloseFrame {
        code,
        reason: reason.into(),
    }
}
