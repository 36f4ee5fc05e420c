//! What this device and the server say to each other, without a socket and without a clock.
//!
//! Whoever drives this says what happened ([`Signalling::opened`], [`Signalling::received`],
//! [`Signalling::closed`], [`Signalling::wake`]) and then takes what is to be done from
//! [`Signalling::poll`] until there is nothing more.

mod backoff;
pub(crate) mod calls;
mod pending;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use callkit_protocol::{
    Answer, CallId, CallView, ClientMessage, CommandKey, DeviceId, EndReason, ErrorBody, ErrorCode,
    Hello, PROTOCOL, Ping, Platform, Reply, ReplyBody, SdkAppId, ServerMessage, UserId, Welcome,
};

use crate::config::Ticket;
use crate::derive;
use crate::error::{CommandError, SignOut};
use crate::event::Event;
use backoff::{Backoff, Urgency};
use calls::{Calls, Taken};
use pending::Pending;

/// How long opening a socket and greeting may take together. Higher: patience with slow servers;
/// lower: a dead one is left sooner.
const GREET_WITHIN: Duration = Duration::from_secs(10);

/// The least that a server's heartbeat is taken for, so that a strange one causes no flood of pings.
const HEARTBEAT_LEAST: Duration = Duration::from_secs(1);

/// Who says hello.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) sdk: String,
    pub(crate) platform: Platform,
    pub(crate) device: DeviceId,
    pub(crate) sdkappid: SdkAppId,
    pub(crate) user: UserId,
    pub(crate) ticket: Ticket,
}

/// How a socket ended.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    /// The close code, if the server gave one.
    pub(crate) code: Option<u16>,
    /// In words, for people.
    pub(crate) why: String,
}

/// What is to be done.
#[derive(Debug)]
pub(crate) enum Output<W> {
    /// Open a socket.
    Connect,
    /// Close the socket, after what was said before has been sent.
    Disconnect,
    /// Say this on the open socket.
    Send(ClientMessage),
    /// Give whoever waits for it the answer to a command.
    Answered(W, Result<Answer, CommandError>),
    /// Tell the program.
    Tell(Event),
    /// The view of this call is another one, or there is none any more.
    Changed(CallId),
}

/// The state of the connection.
///
/// ```text
///              opened            welcome
/// Connecting ----------> Greeting ------> Online
///     ^   |                  |              |
///     |   +------ closed ----+--- closed ---+
///     |          |
///     +---- Pausing            (any of them) --- refused, taken over, asked ---> Over
/// ```
#[derive(Debug)]
enum State {
    Connecting { until: Instant },
    Greeting { until: Instant },
    Online(Heartbeat),
    Pausing { until: Instant },
    Over(SignOut),
}

#[derive(Debug)]
struct Heartbeat {
    span: Duration,
    ping_at: Instant,
    /// When the server counts as gone.
    silent_at: Instant,
}

/// Signalling of one device. `W` is whoever waits for the answer to a command.
#[derive(Debug)]
pub(crate) struct Signalling<W> {
    identity: Identity,
    state: State,
    began: Instant,
    ever_online: bool,
    /// What the server said last before it closed.
    refusal: Option<ErrorBody>,
    pending: Pending<W>,
    calls: Calls,
    backoff: Backoff,
    outputs: VecDeque<Output<W>>,
}

impl<W> Signalling<W> {
    /// A device that is about to connect.
    pub(crate) fn new(identity: Identity, now: Instant) -> Self {
        Self {
            identity,
            state: State::Connecting {
                until: now + GREET_WITHIN,
            },
            began: now,
            ever_online: false,
            refusal: None,
            pending: Pending::default(),
            calls: Calls::default(),
            backoff: Backoff::default(),
            outputs: VecDeque::from([Output::Connect]),
        }
    }

    /// What is to be done next, if anything.
    pub(crate) fn poll(&mut self) -> Option<Output<W>> {
        self.outputs.pop_front()
    }

    /// When to call [`Signalling::wake`].
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Connecting { until } | State::Greeting { until } | State::Pausing { until } => {
                Some(*until)
            }
            State::Online(heartbeat) => Some(heartbeat.ping_at.min(heartbeat.silent_at)),
            State::Over(_) => None,
        }
    }

    /// Why the engine is signed out for good, if it is.
    pub(crate) fn signed_out(&self) -> Option<&SignOut> {
        match &self.state {
            State::Over(why) => Some(why),
            State::Connecting { .. }
            | State::Greeting { .. }
            | State::Online(_)
            | State::Pausing { .. } => None,
        }
    }

    /// Whether the server has welcomed this device on the present connection.
    pub(crate) fn is_online(&self) -> bool {
        matches!(self.state, State::Online(_))
    }

    /// The view of a call that is not over.
    pub(crate) fn view(&self, call: &CallId) -> Option<&CallView> {
        self.calls.view(call)
    }

    /// The socket is open.
    pub(crate) fn opened(&mut self) {
        let State::Connecting { until } = self.state else {
            return;
        };
        self.refusal = None;
        self.state = State::Greeting { until };
        let identity = &self.identity;
        self.send(ClientMessage::Hello(Box::new(Hello {
            protocol: PROTOCOL,
            sdk: identity.sdk.clone(),
            platform: identity.platform,
            device_id: identity.device.clone(),
            sdkappid: identity.sdkappid,
            user_id: identity.user.clone(),
            ticket: identity.ticket.expose().to_owned(),
        })));
    }

    /// The server said something.
    pub(crate) fn received(&mut self, now: Instant, message: ServerMessage) {
        if let State::Online(heartbeat) = &mut self.state {
            heartbeat.silent_at = now + heartbeat.span * 2;
        }
        match message {
            ServerMessage::Error(body) => self.refusal = Some(body),
            ServerMessage::Levels(levels) => {
                self.tell(Event::Levels {
                    call: levels.call_id,
                    levels: levels.levels,
                });
            }
            ServerMessage::Pong(_) => {}
            ServerMessage::Quality(quality) => {
                self.tell(Event::Quality {
                    call: quality.call_id,
                    users: quality.users,
                });
            }
            ServerMessage::Reply(reply) => self.answered(reply),
            ServerMessage::TicketExpired(expired) => {
                self.tell(Event::TicketExpired { at: expired.at });
            }
            ServerMessage::View(view) => {
                let taken = self.calls.take(view.call);
                self.taken(taken);
            }
            ServerMessage::Welcome(welcome) => self.welcomed(now, *welcome),
        }
    }

    /// The socket could not be opened, or is closed. `spread` is a random number between 0 and 1.
    pub(crate) fn closed(&mut self, now: Instant, closed: &Closed, spread: f64) {
        let was_online = match &self.state {
            State::Connecting { .. } | State::Greeting { .. } => false,
            State::Online(_) => true,
            State::Pausing { .. } | State::Over(_) => return,
        };
        if let Some(why) = self.verdict(closed) {
            self.end(why);
            return;
        }
        if was_online {
            self.tell(Event::Offline);
        }
        let urgency = match self.calls.views().next() {
            Some(_) => Urgency::InCall,
            None => Urgency::Idle,
        };
        let pause = self.backoff.next(urgency, spread);
        tracing::debug!(why = %closed.why, code = closed.code, ?pause, "signalling is down");
        self.state = State::Pausing { until: now + pause };
    }

    /// The deadline has come.
    pub(crate) fn wake(&mut self, now: Instant, spread: f64) {
        match &mut self.state {
            State::Connecting { until } | State::Greeting { until } => {
                if *until <= now {
                    self.outputs.push_back(Output::Disconnect);
                    let why = "no answer within 10 s".to_owned();
                    self.closed(now, &Closed { code: None, why }, spread);
                }
            }
            State::Online(heartbeat) => {
                if heartbeat.silent_at <= now {
                    self.outputs.push_back(Output::Disconnect);
                    let why = "the server fell silent".to_owned();
                    self.closed(now, &Closed { code: None, why }, spread);
                } else if heartbeat.ping_at <= now {
                    heartbeat.ping_at = now + heartbeat.span / 2;
                    let sent = now.duration_since(self.began).as_millis();
                    let sent = u64::try_from(sent).unwrap_or(u64::MAX).into();
                    self.send(ClientMessage::Ping(Ping { sent }));
                }
            }
            State::Pausing { until } => {
                if *until <= now {
                    self.state = State::Connecting {
                        until: now + GREET_WITHIN,
                    };
                    self.outputs.push_back(Output::Connect);
                }
            }
            State::Over(_) => {}
        }
    }

    /// Gives a command. It is said now or when the connection is back.
    pub(crate) fn command(&mut self, key: CommandKey, message: ClientMessage, waiter: W) {
        match &self.state {
            State::Over(why) => {
                let error = CommandError::SignedOut(why.clone());
                self.outputs.push_back(Output::Answered(waiter, Err(error)));
                return;
            }
            State::Online(_) => self.outputs.push_back(Output::Send(message.clone())),
            State::Connecting { .. } | State::Greeting { .. } | State::Pausing { .. } => {}
        }
        self.pending.add(key, message, waiter);
    }

    /// Takes back commands that have no answer yet and are not to be said again.
    pub(crate) fn forget(&mut self, which: impl Fn(&W) -> bool) {
        self.pending.forget(which);
    }

    /// Says something that needs no answer and is not worth repeating.
    pub(crate) fn say(&mut self, message: ClientMessage) {
        if let State::Online(_) = self.state {
            self.send(message);
        }
    }

    /// The ticket to sign in with from now on.
    pub(crate) fn set_ticket(&mut self, ticket: Ticket) {
        self.identity.ticket = ticket;
    }

    /// Signs out; the server hangs up.
    pub(crate) fn logout(&mut self) {
        self.say(ClientMessage::Logout);
        self.end(SignOut::Asked);
    }

    fn welcomed(&mut self, now: Instant, welcome: Welcome) {
        let State::Greeting { .. } = self.state else {
            return;
        };
        let span = Duration::from(welcome.heartbeat_ms).max(HEARTBEAT_LEAST);
        self.state = State::Online(Heartbeat {
            span,
            ping_at: now + span / 2,
            silent_at: now + span * 2,
        });
        self.backoff.reset();
        tracing::debug!(
            server = welcome.server,
            calls = welcome.calls.len(),
            "signed in"
        );
        if std::mem::replace(&mut self.ever_online, true) {
            self.tell(Event::Online);
        }
        let taken = self.calls.resume(welcome.calls);
        self.taken(taken);
        let again: Vec<_> = self.pending.messages().cloned().map(Output::Send).collect();
        self.outputs.extend(again);
    }

    fn answered(&mut self, reply: Reply) {
        let Some(waiter) = self.pending.answer(&reply.key) else {
            return;
        };
        let result = match reply.body {
            ReplyBody::Ok(answer) => Ok(answer),
            ReplyBody::Error(body) => Err(CommandError::Refused(body)),
        };
        self.outputs.push_back(Output::Answered(waiter, result));
    }

    fn taken(&mut self, taken: Taken) {
        self.outputs.extend(
            taken
                .acks
                .into_iter()
                .map(ClientMessage::Ack)
                .map(Output::Send),
        );
        // Media first: by the time the program hears of a change, its effect is under way.
        self.outputs
            .extend(taken.changed.into_iter().map(Output::Changed));
        self.outputs
            .extend(taken.events.into_iter().map(Output::Tell));
    }

    /// Whether a close is for good, and why.
    fn verdict(&mut self, closed: &Closed) -> Option<SignOut> {
        let said = self.refusal.take();
        let code = said
            .as_ref()
            .map(|body| body.name)
            .or_else(|| named(closed.code?));
        let body =
            |code: ErrorCode| said.unwrap_or_else(|| ErrorBody::new(code, closed.why.clone()));
        match code {
            Some(ErrorCode::KickedOut) => Some(SignOut::KickedOut),
            Some(ErrorCode::TakenOver) => Some(SignOut::TakenOver),
            Some(code) if is_permanent(code) || !self.ever_online => {
                Some(SignOut::Refused(body(code)))
            }
            None if !self.ever_online => Some(SignOut::Unreachable(closed.why.clone())),
            Some(_) | None => None,
        }
    }

    fn end(&mut self, why: SignOut) {
        if let State::Over(_) = self.state {
            return;
        }
        // Every call that the program knows of ends for it, whatever becomes of it elsewhere.
        let reason = match &why {
            SignOut::Asked => EndReason::Hangup,
            SignOut::KickedOut | SignOut::TakenOver => EndReason::KickedOut,
            SignOut::Refused(_) | SignOut::Unreachable(_) => EndReason::Lost,
        };
        for view in std::mem::take(&mut self.calls).views() {
            self.outputs
                .push_back(Output::Changed(view.call_id.clone()));
            self.outputs
                .push_back(Output::Tell(derive::local_end(view, reason)));
        }
        for waiter in self.pending.give_up() {
            let error = CommandError::SignedOut(why.clone());
            self.outputs.push_back(Output::Answered(waiter, Err(error)));
        }
        self.outputs.push_back(Output::Disconnect);
        self.tell(Event::SignedOut(why.clone()));
        self.state = State::Over(why);
    }

    fn send(&mut self, message: ClientMessage) {
        self.outputs.push_back(Output::Send(message));
    }

    fn tell(&mut self, event: Event) {
        self.outputs.push_back(Output::Tell(event));
    }
}

fn named(code: u16) -> Option<ErrorCode> {
    ErrorCode::ALL
        .iter()
        .copied()
        .find(|known| known.number() == code)
}

/// Whether trying again cannot help.
fn is_permanent(code: ErrorCode) -> bool {
    match code {
        ErrorCode::AppDisabled
        | ErrorCode::InvalidArgument
        | ErrorCode::KickedOut
        | ErrorCode::OriginRefused
        | ErrorCode::TakenOver
        | ErrorCode::TicketExpired
        | ErrorCode::TicketFromFuture
        | ErrorCode::TicketMalformed
        | ErrorCode::TicketWrongApp
        | ErrorCode::TicketWrongKey
        | ErrorCode::TicketWrongUser
        | ErrorCode::UnknownApp
        | ErrorCode::UnsupportedProtocol => true,
        ErrorCode::AlreadyInCall
        | ErrorCode::AnsweredElsewhere
        | ErrorCode::BadMessage
        | ErrorCode::BadSdp
        | ErrorCode::BinaryMessage
        | ErrorCode::Blocked
        | ErrorCode::CallEnded
        | ErrorCode::CallNotFound
        | ErrorCode::CallYourself
        | ErrorCode::HelloExpected
        | ErrorCode::HelloTimeout
        | ErrorCode::Idle
        | ErrorCode::Internal
        | ErrorCode::KeyReused
        | ErrorCode::MessageTooLarge
        | ErrorCode::NotYourCall
        | ErrorCode::OverCapacity
        | ErrorCode::RateLimited
        | ErrorCode::ServerRestarting
        | ErrorCode::SlowClient
        | ErrorCode::StaleLeg
        | ErrorCode::StoreUnavailable
        | ErrorCode::TooManyDevices
        | ErrorCode::TooManyMembers
        | ErrorCode::UnknownMessage
        | ErrorCode::WrongState => false,
    }
}
