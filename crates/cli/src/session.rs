//! One call of a headless device, from when it is made or taken to its end.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use callkit_engine::{
    CallEnded, CallId, CommandError, EndReason, Engine, Event, Events, MediaKind, Phase, Switch,
    UserId,
};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::device::DeviceArgs;
use crate::failure::Failure;
use crate::report::{Style, Summary};

/// A device that is signed in.
pub(crate) struct Session {
    pub(crate) engine: Engine,
    pub(crate) events: Events,
    pub(crate) style: Style,
    pub(crate) stop: Stop,
    has_microphone: bool,
    has_camera: bool,
    hang_up_after: Option<Duration>,
    to_invite: Option<(Vec<UserId>, Duration)>,
}

/// Ctrl-C, or a polite kill.
pub(crate) struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(Failure::failed)?,
            terminate: signal(SignalKind::terminate()).map_err(Failure::failed)?,
        })
    }

    /// Somebody wants this program to end.
    pub(crate) async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

impl Session {
    /// Signs in and says so.
    pub(crate) async fn open(args: &DeviceArgs) -> Result<Self, Failure> {
        log_to_stderr()?;
        let stop = Stop::new()?;
        let (engine, events) = args.connect().await?;
        let style = Style::new(args.json);
        style.print("signed_in", serde_json::json!({ "user": args.user() }))?;
        Ok(Self {
            engine,
            events,
            style,
            stop,
            has_microphone: args.has_microphone(),
            has_camera: args.has_camera(),
            hang_up_after: args.hang_up_after,
            to_invite: None,
        })
    }

    /// Asks these into the call, so long after it is connected.
    pub(crate) fn invite_when_connected(&mut self, users: Vec<UserId>, after: Duration) {
        self.to_invite = (!users.is_empty()).then_some((users, after));
    }

    /// Follows a call to its end and prints what it came to. `began` is when it was made or taken.
    // The engine's enum is open: what it tells besides is printed and no more.
    #[allow(clippy::wildcard_enum_match_arm)]
    pub(crate) async fn follow(
        &mut self,
        call: &CallId,
        began: Instant,
    ) -> Result<CallEnded, Failure> {
        // A call that this device came back to is connected already.
        let running = self
            .engine
            .view(call)
            .filter(|view| view.connected_at.is_some());
        let joined = running.filter(|view| view.you.phase == Phase::Joined);
        let mut hang_up_at = joined.and_then(|view| self.connected(call, view.media));
        loop {
            tokio::select! {
                event = self.events.next() => {
                    let Some(event) = event else {
                        return Err(Failure::failed("signed out in the middle of the call"));
                    };
                    self.style.event(&event)?;
                    match event {
                        Event::CallConnected(connected) if connected.call == *call => {
                            hang_up_at = self.connected(call, connected.media);
                        }
                        Event::CallEnded(ended) if ended.call == *call => {
                            let stats = self.engine.media_stats(call).unwrap_or_default();
                            let summary = Summary { ended: ended.clone(), stats, began };
                            self.style.summary(&summary)?;
                            return Ok(ended);
                        }
                        _ => {}
                    }
                }
                () = until(hang_up_at) => {
                    hang_up_at = None;
                    self.hang_up(call);
                }
                () = self.stop.asked() => self.hang_up(call),
            }
        }
    }

    /// Signs out.
    pub(crate) async fn close(self) {
        self.engine.close().await;
    }

    /// What is to be done when a call is connected. Gives when to hang up.
    fn connected(&mut self, call: &CallId, media: MediaKind) -> Option<Instant> {
        self.say_what_is_missing(call, media);
        self.invite(call);
        self.hang_up_after.map(|span| Instant::now() + span)
    }

    fn invite(&mut self, call: &CallId) {
        let Some((users, after)) = self.to_invite.take() else {
            return;
        };
        let (engine, call) = (self.engine.clone(), call.clone());
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            complain("invite", engine.invite(&call, users, None).await);
        });
    }

    /// Hangs up beside whatever else happens: that it is done, the end of the call says.
    fn hang_up(&self, call: &CallId) {
        let (engine, call) = (self.engine.clone(), call.clone());
        tokio::spawn(async move { complain("hang up", engine.hangup(&call).await) });
    }

    /// A device without a microphone or a camera has them off, so that nobody waits for them.
    fn say_what_is_missing(&self, call: &CallId, media: MediaKind) {
        let microphone = !self.has_microphone;
        let camera = !self.has_camera && media == MediaKind::Video;
        let (engine, call) = (self.engine.clone(), call.clone());
        tokio::spawn(async move {
            if microphone {
                complain(
                    "switch the microphone off",
                    engine.set_microphone(&call, Switch::Off).await,
                );
            }
            if camera {
                complain(
                    "switch the camera off",
                    engine.set_camera(&call, Switch::Off).await,
                );
            }
        });
    }
}

/// Whether a call went as a call should: it was connected and somebody hung up.
pub(crate) fn judged(ended: &CallEnded) -> Result<(), Failure> {
    if ended.connected && ended.reason == EndReason::Hangup {
        return Ok(());
    }
    Err(Failure::failed(format!("the call ended: {}", ended.reason)))
}

fn complain(what: &str, result: Result<(), CommandError>) {
    if let Err(error) = result {
        tracing::warn!(%error, "cannot {what}");
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

fn log_to_stderr() -> Result<(), Failure> {
    let filter = std::env::var("CALLKIT_LOG").unwrap_or_else(|_| "warn".to_owned());
    let filter = EnvFilter::try_new(&filter)
        .map_err(|error| Failure::unusable(format!("CALLKIT_LOG is no filter: {error}")))?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    Ok(())
}
