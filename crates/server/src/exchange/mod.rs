//! The exchange: the one task that owns presence and calls.
//!
//! It drives the [`Switchboard`](callkit_switchboard::Switchboard), which decides everything, and
//! carries out what that wants done: commits go to the store, plans to the media workers, messages
//! to the gateway's connections. Nothing in here waits for a device: a connection whose queue is
//! full is closed, and comes back to find the newest view.

mod media_log;
mod overview;
mod quality;
mod rooms;
mod saved;
mod task;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use callkit_media::{Control, MediaEvent, WorkerId};
use callkit_protocol::{CallId, ClientMessage, ErrorBody, SdkAppId, ServerMessage, UnixMs};
use callkit_store::{Operator, StoreError};
use callkit_switchboard::{AppRules, CallKey, Config, Input};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

pub use callkit_switchboard::{CalleeSettings, ConnId, Lookups, SignedIn, Stats};

pub(crate) use overview::{AppCount, Stopped};
pub(crate) use saved::{KEEP_ENDED, known_command};

use crate::clock::Clock;
use crate::retention::Keep;

/// What goes out on one connection.
#[derive(Debug)]
pub enum Outbound {
    /// Say this.
    Message(Box<ServerMessage>),
    /// Say this and close. Boxed: there is room for some in every queue, and most never see one.
    Close(Box<ErrorBody>),
}

/// How the exchange reaches the media workers.
pub trait MediaControl: Send + 'static {
    /// How many workers there are, at least one.
    fn workers(&self) -> u8;
    /// Tells one of them something. It must never block and never be dropped.
    fn control(&self, worker: WorkerId, control: Control);
}

/// What the exchange is made of.
#[derive(Debug)]
pub struct Parts<M> {
    /// The rules' settings.
    pub config: Config,
    /// The server's clock.
    pub clock: Clock,
    /// For how long what is kept.
    pub keep: Keep,
    /// Where everything is written down.
    pub store: Arc<dyn Operator>,
    /// The way to the media workers.
    pub media: M,
    /// What the media workers report.
    pub media_events: mpsc::UnboundedReceiver<(WorkerId, MediaEvent)>,
}

/// A handle to the exchange. Cheap to clone; the task ends when the last one is gone.
#[derive(Clone, Debug)]
pub struct Exchange {
    inbox: mpsc::UnboundedSender<Letter>,
    conns: Arc<AtomicU64>,
    stats: watch::Receiver<Stats>,
}

/// What the task receives.
enum Letter {
    Connect {
        conn: ConnId,
        signed_in: Box<SignedIn>,
        remote: IpAddr,
        outbound: mpsc::Sender<Outbound>,
    },
    Input(Input),
    Ask(Box<overview::Question>),
    /// Answered once everything before it has been taken in.
    Flush(oneshot::Sender<Stats>),
}

impl Exchange {
    /// Takes over what a former process left and starts the task.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn start<M: MediaControl>(
        parts: Parts<M>,
    ) -> Result<(Self, JoinHandle<()>), StoreError> {
        let (inbox, letters) = mpsc::unbounded_channel();
        let (told, stats) = watch::channel(Stats::default());
        let task = task::Task::prepare(parts, told).await?;
        let handle = tokio::spawn(task.run(letters));
        Ok((
            Self {
                inbox,
                conns: Arc::new(AtomicU64::new(1)),
                stats,
            },
            handle,
        ))
    }

    /// A device has signed in. What it is told comes through `outbound`, the welcome first.
    pub fn connect(
        &self,
        signed_in: SignedIn,
        remote: IpAddr,
        outbound: mpsc::Sender<Outbound>,
    ) -> ConnId {
        let conn = ConnId(self.conns.fetch_add(1, Ordering::Relaxed));
        self.post(Letter::Connect {
            conn,
            signed_in: Box::new(signed_in),
            remote,
            outbound,
        });
        conn
    }

    /// A device says something that needs nothing looked up.
    pub fn message(&self, conn: ConnId, message: ClientMessage) {
        self.call(conn, message, Lookups::default());
    }

    /// A device says something for which this was looked up: `call` and `invite`.
    pub fn call(&self, conn: ConnId, message: ClientMessage, lookups: Lookups) {
        self.post(Letter::Input(Input::Message {
            conn,
            message: Box::new(message),
            lookups,
        }));
    }

    /// A device has sent a fresh ticket, and it holds.
    pub fn renewed(&self, conn: ConnId, ticket_expires_at: UnixMs) {
        self.post(Letter::Input(Input::Renewed {
            conn,
            ticket_expires_at,
        }));
    }

    /// A connection is gone.
    pub fn disconnected(&self, conn: ConnId) {
        self.post(Letter::Input(Input::Disconnected { conn }));
    }

    /// Takes no new calls from now on.
    pub fn drain(&self) {
        self.post(Letter::Input(Input::Drain));
    }

    /// What may be sent is used up, or no longer is.
    pub fn egress_spent(&self, spent: bool) {
        self.post(Letter::Input(Input::EgressSpent(spent)));
    }

    /// Ends one call.
    pub fn end_call(&self, app: SdkAppId, call: CallId) {
        self.post(Letter::Input(Input::EndCall {
            call: CallKey { app, call },
        }));
    }

    /// Ends every call of an app and signs everybody out.
    pub fn end_app(&self, app: SdkAppId, error: ErrorBody) {
        self.post(Letter::Input(Input::EndApp { app, error }));
    }

    /// What an app has of its own from now on.
    pub fn set_rules(&self, app: SdkAppId, rules: AppRules) {
        self.post(Letter::Input(Input::AppRules { app, rules }));
    }

    /// How much there is of everything, as of the last change.
    pub fn stats(&self) -> Stats {
        *self.stats.borrow()
    }

    /// Waits until what `holds` asks for is true of the stats; `false` if the exchange has stopped.
    pub async fn wait_until(&self, holds: impl FnMut(&Stats) -> bool) -> bool {
        self.stats.clone().wait_for(holds).await.is_ok()
    }

    /// Whether the task is alive and takes letters: the answer comes from within it.
    pub async fn is_alive(&self) -> bool {
        let (answer, answered) = oneshot::channel();
        self.post(Letter::Flush(answer));
        answered.await.is_ok()
    }

    fn post(&self, letter: Letter) {
        // The task outlives every connection except while the process stops; then nobody listens.
        let _ = self.inbox.send(letter);
    }
}
