//! One connection, from its hello to its end.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use callkit_protocol::{
    Answer, ClientMessage, CommandKey, ErrorBody, ErrorCode, Hello, Limits, ParseFailure, Platform,
    Pong, Reply, ReplyBody, SdkAppId, ServerMessage, UserId,
};
use futures_util::StreamExt as _;
use futures_util::stream::SplitStream;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{self, error::ProtocolError};
use tracing::Instrument as _;

use super::Gateway;
use super::hello::{Ticket, unavailable};
use super::open::Place;
use super::writer::{End, Writer};
use crate::exchange::{ConnId, Outbound};
use crate::limits::{Bucket, Full};
use crate::live::Reach;
use crate::peer::Peer;

/// After so many heartbeats without a message a client is gone (docs/protocol.md).
const SILENT_HEARTBEATS: u32 = 3;

/// Serves one WebSocket until it is over.
pub(super) async fn run(
    gateway: Arc<Gateway>,
    socket: WebSocket,
    peer: Peer,
    reach: Reach,
    admitted: Result<Place, ErrorBody>,
) {
    gateway.metrics.connections.enter(u64::MAX);
    let (sink, mut stream) = socket.split();
    let writer = Writer::new(sink, &gateway.metrics);
    let (_place, end) = match admitted {
        Err(refusal) => {
            let end = End::Refused(refusal);
            writer.close(&end, None).await;
            (None, end)
        }
        Ok(place) => (
            Some(place),
            serve(&gateway, &mut stream, writer, &peer, reach).await,
        ),
    };
    if let End::Refused(error) = &end {
        tracing::debug!(code = error.name.name(), address = %peer.address, "connection closed");
    }
    gateway.metrics.connections.leave();
}

async fn serve(
    gateway: &Gateway,
    stream: &mut SplitStream<WebSocket>,
    mut writer: Writer<'_>,
    peer: &Peer,
    reach: Reach,
) -> End {
    // From before the ticket is checked, so that no change is missed.
    let mut apps_changed = gateway.apps_changed.clone();
    apps_changed.mark_unchanged();
    let signed_in = async {
        let hello = first_message(gateway, stream).await?;
        gateway
            .sign_in(hello, peer.address)
            .await
            .map_err(End::Refused)
    };
    let (signed_in, ticket) = match Box::pin(signed_in).await {
        Ok(signed_in) => signed_in,
        Err(end) => {
            writer.close(&end, None).await;
            return end;
        }
    };
    gateway.metrics.hellos.add(1);

    let (app, user) = (signed_in.app, signed_in.user.clone());
    let platform = signed_in.platform;
    match platform {
        Platform::Wx => writer.give_addresses(reach, &gateway.stream_keys),
        Platform::Native | Platform::Web => {}
    }
    let span = tracing::info_span!("connection", %app, user = short(user.as_ref()), ?platform);
    span.in_scope(|| tracing::info!(sdk = signed_in.sdk, "signed in"));

    let capacity = usize::try_from(gateway.config.limit_outbox.max(1)).unwrap_or(usize::MAX);
    let (outbox, mut queue) = mpsc::channel(capacity);
    // The exchange holds the only strong end: when it lets go, the writer knows.
    let own_outbox = outbox.downgrade();
    let conn = gateway.exchange.connect(signed_in, peer.address, outbox);
    let mut reader = Reader {
        gateway,
        app,
        user,
        conn,
        ticket,
        outbox: own_outbox,
        rate: Bucket::new(gateway.config.limit_messages),
        used: Full::default(),
    };
    let talk = async {
        let end = tokio::select! {
            end = reader.run(stream, apps_changed) => end,
            end = writer.run(&mut queue) => end,
        };
        gateway.exchange.disconnected(conn);
        tracing::info!(why = why(&end), "connection over");
        writer.close(&end, Some(&mut queue)).await;
        end
    };
    talk.instrument(span).await
}

/// The hello, or why there was none.
async fn first_message(
    gateway: &Gateway,
    stream: &mut SplitStream<WebSocket>,
) -> Result<Hello, End> {
    let within = Duration::from(Limits::HELLO_WITHIN);
    let first = tokio::select! {
        first = timeout(within, next_text(stream)) => first,
        () = gateway.stop.cancelled() => return Err(End::Restart),
    };
    let text = first.unwrap_or_else(|_| {
        let message = format!("no hello came within {}", Limits::HELLO_WITHIN);
        Err(End::Refused(ErrorBody::new(
            ErrorCode::HelloTimeout,
            message,
        )))
    })?;
    gateway.metrics.received.add(1);
    let expected = || {
        let message = "the first message must be `hello`";
        End::Refused(ErrorBody::new(ErrorCode::HelloExpected, message))
    };
    match ClientMessage::parse(&text) {
        Ok(ClientMessage::Hello(hello)) => Ok(*hello),
        Ok(_) => Err(expected()),
        Err(ParseFailure { error, .. }) if error.name == ErrorCode::UnknownMessage => {
            Err(expected())
        }
        Err(ParseFailure { error, .. }) => Err(End::Refused(error)),
    }
}

/// The next text message. Pings and pongs of WebSocket itself are answered underneath.
async fn next_text(stream: &mut SplitStream<WebSocket>) -> Result<String, End> {
    loop {
        match stream.next().await {
            Some(Ok(message)) => {
                if let Some(text) = text_of(message)? {
                    return Ok(text);
                }
            }
            Some(Err(error)) => return Err(broken(error)),
            None => return Err(End::ByClient),
        }
    }
}

/// The text of a message, if it is one that says something.
fn text_of(message: Message) -> Result<Option<String>, End> {
    match message {
        Message::Text(text) => Ok(Some(text.as_str().to_owned())),
        Message::Binary(_) => {
            let message = "messages are JSON texts; this one was binary";
            Err(End::Refused(ErrorBody::new(
                ErrorCode::BinaryMessage,
                message,
            )))
        }
        Message::Ping(_) | Message::Pong(_) => Ok(None),
        Message::Close(_) => Err(End::ByClient),
    }
}

/// What a WebSocket that cannot be read any further is closed with.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the rest is about a connection that is gone"
)]
fn broken(error: axum::Error) -> End {
    let refused = |code, message: String| End::Refused(ErrorBody::new(code, message));
    let Ok(error) = error.into_inner().downcast::<tungstenite::Error>() else {
        return End::ByClient;
    };
    match *error {
        tungstenite::Error::Capacity(_) => {
            let message = format!("the limit is {} bytes", Limits::MESSAGE_BYTES);
            refused(ErrorCode::MessageTooLarge, message)
        }
        tungstenite::Error::Utf8(_) => refused(
            ErrorCode::BadMessage,
            "a text message must be UTF-8".to_owned(),
        ),
        tungstenite::Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => End::ByClient,
        tungstenite::Error::Protocol(error) => refused(
            ErrorCode::BadMessage,
            format!("this is not WebSocket: {error}"),
        ),
        _ => End::ByClient,
    }
}

/// The receiving half of a signed-in connection.
struct Reader<'a> {
    gateway: &'a Gateway,
    app: SdkAppId,
    user: UserId,
    conn: ConnId,
    ticket: Ticket,
    outbox: mpsc::WeakSender<Outbound>,
    rate: Bucket,
    used: Full,
}

impl Reader<'_> {
    async fn run(
        &mut self,
        stream: &mut SplitStream<WebSocket>,
        mut apps_changed: watch::Receiver<()>,
    ) -> End {
        let silence = self.gateway.config.heartbeat * SILENT_HEARTBEATS;
        let mut idle_at = Instant::now() + silence;
        loop {
            let went_on = tokio::select! {
                next = stream.next() => {
                    idle_at = Instant::now() + silence;
                    match next {
                        Some(Ok(message)) => self.received(message).await,
                        Some(Err(error)) => Err(broken(error)),
                        None => Err(End::ByClient),
                    }
                }
                () = sleep_until(idle_at) => {
                    let message = format!("nothing was heard for {} s", silence.as_secs());
                    Err(End::Refused(ErrorBody::new(ErrorCode::Idle, message)))
                }
                Ok(()) = apps_changed.changed() => Box::pin(self.check_again()).await,
                () = self.gateway.stop.cancelled() => Err(End::Restart),
            };
            if let Err(end) = went_on {
                return end;
            }
        }
    }

    async fn received(&mut self, message: Message) -> Result<(), End> {
        let now = self.gateway.clock.now();
        self.rate.take(&mut self.used, now).map_err(|wait| {
            let message = format!("too many messages; wait {wait} before connecting again");
            End::Refused(ErrorBody::rate_limited(message, wait))
        })?;
        let Some(text) = text_of(message)? else {
            return Ok(());
        };
        self.gateway.metrics.received.add(1);
        match ClientMessage::parse(&text) {
            // Boxed, and the other rare steps too: what a task holds is as large as its largest
            // step, and nearly all connections only wait.
            Ok(message) => Box::pin(self.carry_out(message)).await,
            Err(ParseFailure {
                error,
                key: Some(key),
            }) => {
                self.reply(key, Err(error)).await;
                Ok(())
            }
            // A newer client may say what this server does not know yet.
            Err(ParseFailure { error, key: None }) if error.name == ErrorCode::UnknownMessage => {
                self.gateway.metrics.refused(error.name);
                tracing::debug!(%error, "ignored");
                Ok(())
            }
            Err(ParseFailure { error, key: None }) => Err(End::Refused(error)),
        }
    }

    async fn carry_out(&mut self, message: ClientMessage) -> Result<(), End> {
        let Self {
            gateway,
            app,
            user,
            conn,
            ..
        } = self;
        let (app, conn) = (*app, *conn);
        match message {
            ClientMessage::Block(command) => {
                let key = command.key.clone();
                let outcome = gateway.block(app, user, command).await;
                self.reply(key, outcome).await;
            }
            ClientMessage::Call(ref call) => {
                self.call(call.key.clone(), call.callees.clone(), message)
                    .await;
            }
            ClientMessage::DoNotDisturb(command) => {
                let key = command.key.clone();
                let outcome = gateway.do_not_disturb(app, user, command).await;
                self.reply(key, outcome).await;
            }
            ClientMessage::GetProfiles(command) => {
                let key = command.key.clone();
                let outcome = gateway.profiles(app, command).await;
                self.reply(key, outcome).await;
            }
            ClientMessage::Hello(_) => {
                let message = "this connection has had its hello";
                let error = ErrorBody::new(ErrorCode::HelloExpected, message);
                return Err(End::Refused(error));
            }
            ClientMessage::Invite(ref invite) => {
                self.call(invite.key.clone(), invite.callees.clone(), message)
                    .await;
            }
            ClientMessage::Logout => {
                gateway.exchange.message(conn, message);
                return Err(End::SignedOut);
            }
            ClientMessage::Ping(ping) => {
                let now = gateway.clock.now();
                self.queue(ServerMessage::Pong(Pong {
                    sent: ping.sent,
                    now,
                }))
                .await;
            }
            ClientMessage::Renew(command) => {
                let checked = gateway.check(&command.ticket, app, user).await;
                let outcome = checked.map(|(_, ticket)| {
                    gateway.exchange.renewed(conn, ticket.expires_at);
                    self.ticket = ticket;
                    Answer::default()
                });
                self.reply(command.key, outcome).await;
            }
            ClientMessage::SetProfile(command) => {
                let key = command.key.clone();
                let outcome = gateway.set_profile(app, user, command).await;
                self.reply(key, outcome).await;
            }
            ClientMessage::Accept(_)
            | ClientMessage::Ack(_)
            | ClientMessage::Camera(_)
            | ClientMessage::Going
            | ClientMessage::Hangup(_)
            | ClientMessage::Join(_)
            | ClientMessage::Microphone(_)
            | ClientMessage::Offer(_)
            | ClientMessage::Reject(_)
            | ClientMessage::Report(_)
            | ClientMessage::Show(_)
            | ClientMessage::SwitchMedia(_) => {
                gateway.exchange.message(conn, message);
            }
        }
        Ok(())
    }

    /// Carries out `call` or `invite`.
    async fn call(&mut self, key: CommandKey, callees: Vec<UserId>, message: ClientMessage) {
        let Self {
            gateway, app, user, ..
        } = self;
        // More are refused anyway; there is no need to look all of them up first.
        if callees.len() >= Limits::MEMBERS {
            let message = format!("a call has at most {} members", Limits::MEMBERS);
            return self
                .reply(key, Err(ErrorBody::new(ErrorCode::TooManyMembers, message)))
                .await;
        }
        if let Err(wait) = gateway
            .limits
            .calls
            .take((*app, user.clone()), gateway.clock.now())
        {
            let message = format!("too many calls; wait {wait}");
            return self
                .reply(key, Err(ErrorBody::rate_limited(message, wait)))
                .await;
        }
        match gateway.look_up(*app, user, &key, &callees).await {
            Ok(lookups) => gateway.exchange.call(self.conn, message, lookups),
            Err(error) => self.reply(key, Err(unavailable(&error))).await,
        }
    }

    /// Asks again whether the ticket is good, because an app or a key has changed. If it is not,
    /// the device is signed out, which ends its part in a call.
    async fn check_again(&self) -> Result<(), End> {
        match self
            .gateway
            .check_again(&self.ticket, self.app, &self.user)
            .await
        {
            Ok(()) => Ok(()),
            // Nothing is known: a store that is down must not cut calls.
            Err(error) if error.name == ErrorCode::StoreUnavailable => Ok(()),
            Err(error) => {
                self.gateway
                    .exchange
                    .message(self.conn, ClientMessage::Logout);
                Err(End::Refused(error))
            }
        }
    }

    async fn reply(&self, key: CommandKey, outcome: Result<Answer, ErrorBody>) {
        let body = match outcome {
            Ok(answer) => ReplyBody::Ok(answer),
            Err(error) => {
                self.gateway.metrics.refused(error.name);
                ReplyBody::Error(error)
            }
        };
        self.queue(ServerMessage::Reply(Reply { key, body })).await;
    }

    /// Queues an answer of the gateway's own. A client that asks faster than it reads is not heard
    /// meanwhile; what the exchange has to say never waits like that.
    async fn queue(&self, message: ServerMessage) {
        // Without the exchange's end the connection is over, and the writer says why.
        if let Some(outbox) = self.outbox.upgrade() {
            let _ = outbox.send(Outbound::Message(Box::new(message))).await;
        }
    }
}

/// The beginning of an identifier: enough to find one's own device in the log.
fn short(id: &str) -> String {
    match id.char_indices().nth(3) {
        Some((end, _)) => format!("{}…", &id[..end]),
        None => id.to_owned(),
    }
}

fn why(end: &End) -> &'static str {
    match end {
        End::ByClient => "closed by the client",
        End::Refused(error) => error.name.name(),
        End::Restart => "the server stops",
        End::SignedOut => "signed out",
    }
}
