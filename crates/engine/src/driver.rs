//! The task that ties signalling, socket and media together.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use callkit_protocol::{Answer, CallId, CallView, ClientMessage, CommandKey, Id as _, Offer};
use tokio::sync::{mpsc, oneshot};

use crate::config::{EngineConfig, ServerUrl, Ticket};
use crate::error::{CommandError, MediaError, SignOut};
use crate::event::{Event, Switch};
use crate::media::{Attempt, FromLeg, LegEvent, Media, Meters};
use crate::signalling::{Identity, Output, Signalling};
use crate::socket::{Socket, SocketEvent};

/// What the program asks of the task.
#[derive(Debug)]
pub(crate) enum Request {
    /// Give a command. The message is made with the key.
    Command {
        key: CommandKey,
        message: ClientMessage,
        reply: Reply,
    },
    /// Switch the microphone's source, and say so.
    Microphone {
        key: CommandKey,
        message: ClientMessage,
        call: CallId,
        on: Switch,
        reply: Reply,
    },
    /// Switch the camera's source, and say so.
    Camera {
        key: CommandKey,
        message: ClientMessage,
        call: CallId,
        on: Switch,
        reply: Reply,
    },
    /// Sign in with this from now on, and say so.
    Renew {
        key: CommandKey,
        message: ClientMessage,
        ticket: Ticket,
        reply: Reply,
    },
    /// Sign out, and say when that is done.
    Close { done: oneshot::Sender<()> },
}

pub(crate) type Reply = oneshot::Sender<Result<Answer, CommandError>>;

/// Whoever waits for the answer to a command.
#[derive(Debug)]
enum Waiter {
    Program(Reply),
    Leg { call: CallId, attempt: Attempt },
}

/// What the program may look at while the task runs.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    views: Mutex<BTreeMap<CallId, CallView>>,
    pub(crate) meters: Arc<Meters>,
}

impl Shared {
    /// The newest view of a call that is not over.
    pub(crate) fn view(&self, call: &CallId) -> Option<CallView> {
        self.views
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(call)
            .cloned()
    }

    fn set(&self, call: &CallId, view: Option<&CallView>) {
        let mut views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        match view {
            Some(view) => drop(views.insert(call.clone(), view.clone())),
            None => drop(views.remove(call)),
        }
    }
}

/// A key for a command.
pub(crate) fn fresh_key() -> CommandKey {
    let text = format!("{:032x}", rand::random::<u128>());
    CommandKey::parse(&text).expect("32 hexadecimal digits are a key")
}

/// Runs an engine until it is signed out. `ready` hears of the first welcome, or why there is none.
pub(crate) async fn run(
    config: EngineConfig,
    shared: Arc<Shared>,
    requests: mpsc::UnboundedReceiver<Request>,
    events: mpsc::UnboundedSender<Event>,
    ready: oneshot::Sender<Result<(), SignOut>>,
) {
    let identity = Identity {
        sdk: config.program,
        platform: config.platform,
        device: config.device,
        sdkappid: config.sdkappid,
        user: config.user,
        ticket: config.ticket,
    };
    let driver = Driver {
        server: config.server,
        signalling: Signalling::new(identity, Instant::now()),
        socket: None,
        media: Media::new(config.media, Arc::clone(&shared.meters)),
        shared,
        events,
        ready: Some(ready),
    };
    driver.run(requests).await;
}

struct Driver {
    server: ServerUrl,
    signalling: Signalling<Waiter>,
    socket: Option<Socket>,
    media: Media,
    shared: Arc<Shared>,
    events: mpsc::UnboundedSender<Event>,
    ready: Option<oneshot::Sender<Result<(), SignOut>>>,
}

impl Driver {
    async fn run(mut self, mut requests: mpsc::UnboundedReceiver<Request>) {
        let mut closed = None;
        loop {
            self.carry_out().await;
            if let Some(why) = self.signalling.signed_out() {
                if let Some(ready) = self.ready.take() {
                    let _ = ready.send(Err(why.clone()));
                }
                break;
            }
            let deadline = self.signalling.deadline();
            tokio::select! {
                request = requests.recv() => match request {
                    Some(Request::Close { done }) => {
                        closed = Some(done);
                        self.signalling.logout();
                    }
                    Some(request) => self.requested(request),
                    // Nobody holds the engine any more.
                    None => self.signalling.logout(),
                },
                event = next(&mut self.socket) => self.heard(event),
                from = self.media.next() => self.told_by_leg(from),
                () = sleep_until(deadline) => self.signalling.wake(Instant::now(), rand::random()),
            }
        }
        drop(self);
        if let Some(done) = closed {
            let _ = done.send(());
        }
        requests.close();
        while let Ok(request) = requests.try_recv() {
            // Its reply is dropped, which says that there is none.
            drop(request);
        }
    }

    async fn carry_out(&mut self) {
        while let Some(output) = self.signalling.poll() {
            match output {
                Output::Connect => self.socket = Some(Socket::open(&self.server)),
                Output::Disconnect => {
                    if let Some(socket) = self.socket.take() {
                        match self.signalling.signed_out() {
                            Some(_) => socket.close().await,
                            None => drop(socket),
                        }
                    }
                }
                Output::Send(message) => {
                    if let Some(socket) = &self.socket {
                        socket.send(&message);
                    }
                }
                Output::Answered(Waiter::Program(reply), result) => {
                    // A program that does not wait does not want to know.
                    let _ = reply.send(result);
                }
                Output::Answered(Waiter::Leg { call, attempt }, result) => {
                    self.offer_answered(&call, attempt, result);
                }
                Output::Tell(event) => {
                    let _ = self.events.send(event);
                }
                Output::Changed(call) => {
                    let view = self.signalling.view(&call);
                    self.shared.set(&call, view);
                    self.media.follow(&call, view);
                }
            }
        }
    }

    fn requested(&mut self, request: Request) {
        let (key, message, reply) = match request {
            Request::Command {
                key,
                message,
                reply,
            } => (key, message, reply),
            Request::Microphone {
                key,
                message,
                call,
                on,
                reply,
            } => {
                let view = self.signalling.view(&call);
                self.media
                    .mute(&call, view, |muted| muted.microphone = !on.is_on());
                (key, message, reply)
            }
            Request::Camera {
                key,
                message,
                call,
                on,
                reply,
            } => {
                let view = self.signalling.view(&call);
                self.media
                    .mute(&call, view, |muted| muted.camera = !on.is_on());
                (key, message, reply)
            }
            Request::Renew {
                key,
                message,
                ticket,
                reply,
            } => {
                self.signalling.set_ticket(ticket);
                (key, message, reply)
            }
            // Taken care of where the loop is.
            Request::Close { done: _ } => return,
        };
        self.signalling
            .command(key, message, Waiter::Program(reply));
    }

    fn heard(&mut self, event: SocketEvent) {
        let now = Instant::now();
        match event {
            SocketEvent::Opened => self.signalling.opened(),
            SocketEvent::Message(message) => {
                self.signalling.received(now, *message);
                if self.signalling.is_online()
                    && let Some(ready) = self.ready.take()
                {
                    let _ = ready.send(Ok(()));
                }
            }
            SocketEvent::Closed(closed) => {
                self.socket = None;
                self.signalling.closed(now, &closed, rand::random());
            }
        }
    }

    fn told_by_leg(&mut self, from: FromLeg) {
        let FromLeg {
            call,
            attempt,
            event,
        } = from;
        match event {
            LegEvent::Offer(sdp) => self.offer(call, attempt, sdp),
            LegEvent::Connected => self.tell(Event::MediaConnected { call }),
            LegEvent::Failed(error) => {
                // What broke on the way is tried again; what this machine or the server cannot do
                // is not going to work the next time either.
                let again = matches!(error, MediaError::Closed | MediaError::CutOff);
                if again {
                    self.media.begin_anew(&call, self.signalling.view(&call));
                }
                self.tell(Event::MediaFailed { call, error });
            }
            LegEvent::Report(report) => self.signalling.say(ClientMessage::Report(report)),
        }
    }

    fn offer(&mut self, call: CallId, attempt: Attempt, sdp: String) {
        let Some(leg) = self.media.key(&call, attempt) else {
            return;
        };
        let key = fresh_key();
        let offer = ClientMessage::Offer(Offer {
            key: key.clone(),
            call_id: call.clone(),
            leg: leg.leg.clone(),
            epoch: leg.epoch,
            sdp,
        });
        // An offer of a connection that is given up is not to be said when signalling is back.
        self.signalling.forget(|waiter| match waiter {
            Waiter::Leg {
                call: of,
                attempt: _,
            } => *of == call,
            Waiter::Program(_) => false,
        });
        self.signalling
            .command(key, offer, Waiter::Leg { call, attempt });
    }

    fn offer_answered(
        &mut self,
        call: &CallId,
        attempt: Attempt,
        result: Result<Answer, CommandError>,
    ) {
        let error = match result {
            Ok(Answer { sdp: Some(sdp), .. }) => return self.media.answer(call, attempt, sdp),
            Ok(_) => MediaError::BadAnswer("the reply holds no SDP".to_owned()),
            Err(CommandError::Refused(body)) => MediaError::OfferRefused(body),
            Err(CommandError::SignedOut(_) | CommandError::Incomplete { .. }) => return,
        };
        // What is said of a connection that was replaced meanwhile concerns nobody.
        if self.media.key(call, attempt).is_some() {
            self.tell(Event::MediaFailed {
                call: call.clone(),
                error,
            });
        }
    }

    fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }
}

async fn next(socket: &mut Option<Socket>) -> SocketEvent {
    match socket {
        Some(socket) => socket.next().await,
        None => std::future::pending().await,
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
