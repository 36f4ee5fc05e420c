//! One WebSocket to the server, with a task of its own.

use std::time::Duration;

use callkit_protocol::{ClientMessage, ServerMessage};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use tokio_tungstenite::{
    Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config,
};

use crate::config::ServerUrl;
use crate::signalling::Closed;
use crate::tls;

type Stream = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

/// The largest message that is taken from a server. A view of nine members is below 20 KB and a
/// welcome holds few of them. Higher: more memory for a server gone wrong.
const MESSAGE_BYTES: usize = 1024 * 1024;

/// Messages that may wait between the socket and the engine. Higher: more memory in a burst.
const QUEUE: usize = 64;

/// How long a socket that is being closed may take to send what is left.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// What happens on a socket.
#[derive(Debug)]
pub(crate) enum SocketEvent {
    /// It is open.
    Opened,
    /// The server said something.
    Message(Box<ServerMessage>),
    /// It could not be opened, or is closed. The last event.
    Closed(Closed),
}

/// A socket that is being opened, open, or closed. Dropping it closes it, after what was said.
#[derive(Debug)]
pub(crate) struct Socket {
    outgoing: mpsc::UnboundedSender<String>,
    incoming: mpsc::Receiver<SocketEvent>,
    task: JoinHandle<()>,
}

impl Socket {
    /// Begins to open a socket.
    pub(crate) fn open(server: &ServerUrl) -> Self {
        let (outgoing, to_send) = mpsc::unbounded_channel();
        let (events, incoming) = mpsc::channel(QUEUE);
        let task = tokio::spawn(run(server.clone(), to_send, events));
        Self {
            outgoing,
            incoming,
            task,
        }
    }

    /// Says something. On a closed socket it is lost, as it would be on the way.
    pub(crate) fn send(&self, message: &ClientMessage) {
        match serde_json::to_string(message) {
            Ok(text) => drop(self.outgoing.send(text)),
            Err(error) => tracing::error!(%error, "a message cannot be written as JSON"),
        }
    }

    /// What happens next. Pending for ever after [`SocketEvent::Closed`].
    pub(crate) async fn next(&mut self) -> SocketEvent {
        match self.incoming.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }

    /// Closes the socket and waits until what was said is sent.
    pub(crate) async fn close(self) {
        let Self {
            outgoing,
            incoming,
            task,
        } = self;
        drop((outgoing, incoming));
        if tokio::time::timeout(CLOSE_WITHIN, task).await.is_err() {
            tracing::debug!("the socket did not close in time");
        }
    }
}

async fn run(
    server: ServerUrl,
    mut to_send: mpsc::UnboundedReceiver<String>,
    events: mpsc::Sender<SocketEvent>,
) {
    let closed = match connect(&server).await {
        Ok(stream) => {
            // A failed send means that nobody listens any more; then this ends below.
            let _ = events.send(SocketEvent::Opened).await;
            exchange(stream, &mut to_send, &events).await
        }
        Err(error) => Closed {
            code: None,
            why: error.to_string(),
        },
    };
    let _ = events.send(SocketEvent::Closed(closed)).await;
}

async fn connect(server: &ServerUrl) -> Result<Stream, WsError> {
    let connector = match server.is_encrypted() {
        true => Connector::Rustls(tls::config().map_err(std::io::Error::other)?),
        false => Connector::Plain,
    };
    let config = WebSocketConfig::default()
        .max_message_size(Some(MESSAGE_BYTES))
        .max_frame_size(Some(MESSAGE_BYTES));
    // Small messages that somebody waits for: none of them is to wait for a fuller packet.
    let nodelay = true;
    let url = server.websocket();
    connect_async_tls_with_config(url, Some(config), nodelay, Some(connector))
        .await
        .map(|(stream, _response)| stream)
}

async fn exchange(
    mut stream: Stream,
    to_send: &mut mpsc::UnboundedReceiver<String>,
    events: &mpsc::Sender<SocketEvent>,
) -> Closed {
    loop {
        tokio::select! {
            text = to_send.recv() => {
                let Some(text) = text else { return close(stream).await };
                if let Err(error) = stream.send(Message::text(text)).await {
                    return Closed { code: None, why: error.to_string() };
                }
            }
            message = stream.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    if let Some(message) = parse(text.as_str()) {
                        let _ = events.send(SocketEvent::Message(Box::new(message))).await;
                    }
                }
                Some(Ok(Message::Close(frame))) => {
                    let code = frame.as_ref().map(|frame| u16::from(frame.code));
                    let why = frame.map(|frame| frame.reason.as_str().to_owned());
                    let why = why.unwrap_or_else(|| "the server closed the connection".to_owned());
                    return Closed { code, why };
                }
                // Pings are answered by tungstenite; binary messages are not part of the protocol.
                Some(Ok(
                    Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_),
                )) => {}
                Some(Err(error)) => return Closed { code: None, why: error.to_string() },
                None => return Closed { code: None, why: "the connection broke".to_owned() },
            }
        }
    }
}

async fn close(mut stream: Stream) -> Closed {
    let farewell = async {
        stream.close(None).await?;
        while let Some(message) = stream.next().await {
            message?;
        }
        Ok::<(), WsError>(())
    };
    if let Ok(Err(error)) = tokio::time::timeout(CLOSE_WITHIN, farewell).await {
        tracing::debug!(%error, "closing the socket");
    }
    Closed {
        code: None,
        why: "closed by this side".to_owned(),
    }
}

/// Reads a message. What a newer server says besides is none of this engine's business.
fn parse(text: &str) -> Option<ServerMessage> {
    match serde_json::from_str(text) {
        Ok(message) => Some(message),
        Err(error) => {
            tracing::debug!(%error, "a message of the server is not understood");
            None
        }
    }
}
