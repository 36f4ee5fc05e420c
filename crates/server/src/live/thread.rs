//! One bridge's thread: each media worker has one beside it, so that nothing that is converted
//! holds up what is only forwarded.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use callkit_live::StreamKeys;
use callkit_live::bridge::{Bridge, ConnId, Counters, Output, Refusal};
use callkit_media::WorkerId;

use super::delay::Delays;
use super::mail::{Mail, Mailbox, Media, Request, Word};
use super::outlet::{Outlet, Sent};
use crate::media::MediaPlane;

/// Words taken before outputs and time have their turn.
const TURN: usize = 256;

/// How long a thread sleeps when it has nothing to wait for.
const LONG: Duration = Duration::from_secs(3600);

/// A running bridge.
#[derive(Debug)]
pub(super) struct BridgeThread {
    mail: Mail,
    counters: Arc<Mutex<Counters>>,
    delays: Arc<Delays>,
    thread: Option<JoinHandle<()>>,
}

impl BridgeThread {
    pub(super) fn start(
        worker: WorkerId,
        mail: Mail,
        mailbox: Mailbox,
        media: MediaPlane,
        keys: StreamKeys,
    ) -> std::io::Result<Self> {
        let counters: Arc<Mutex<Counters>> = Arc::default();
        let delays: Arc<Delays> = Arc::default();
        let (told, measured) = (Arc::clone(&counters), Arc::clone(&delays));
        let thread = std::thread::Builder::new()
            .name(format!("live-{}", worker.0))
            .spawn(move || {
                Loop {
                    worker,
                    mailbox,
                    media,
                    keys,
                    outlets: BTreeMap::new(),
                    counters: told,
                    delays: measured,
                }
                .run();
            })?;
        Ok(Self {
            mail,
            counters,
            delays,
            thread: Some(thread),
        })
    }

    pub(super) fn mail(&self) -> &Mail {
        &self.mail
    }

    pub(super) fn counters(&self) -> Counters {
        // The figures are plain numbers: whole whatever happened to the thread.
        *self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn delays(&self) -> &Delays {
        &self.delays
    }

    pub(super) fn stop(&mut self) {
        self.mail.say(Word::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic was reported where it happened.
            let _ = thread.join();
        }
    }
}

struct Loop {
    worker: WorkerId,
    mailbox: Mailbox,
    media: MediaPlane,
    keys: StreamKeys,
    outlets: BTreeMap<ConnId, Outlet>,
    counters: Arc<Mutex<Counters>>,
    delays: Arc<Delays>,
}

impl Loop {
    fn run(mut self) {
        loop {
            let mut bridge = Bridge::new(self.keys.clone());
            // After a panic nothing of the bridge is looked at again. Its connections are closed,
            // and calls that begin from now on are served.
            match catch_unwind(AssertUnwindSafe(|| self.work(&mut bridge))) {
                Ok(()) => return,
                Err(_) => {
                    tracing::error!(worker = self.worker.0, "the bridge restarts");
                    self.outlets.clear();
                }
            }
        }
    }

    fn work(&mut self, bridge: &mut Bridge) {
        loop {
            let now = Instant::now();
            let wait = bridge
                .next_timeout()
                .map_or(LONG, |at| at.saturating_duration_since(now));
            match self.mailbox.words.recv_timeout(wait) {
                Ok(word) => {
                    if !self.take(bridge, word) {
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            for _ in 1..TURN {
                let Ok(word) = self.mailbox.words.try_recv() else {
                    break;
                };
                if !self.take(bridge, word) {
                    return;
                }
            }
            let now = Instant::now();
            if bridge.next_timeout().is_some_and(|at| at <= now) {
                self.look_at_players(bridge, now);
                bridge.handle_timeout(now);
                self.flush(bridge);
                self.count(bridge);
            }
        }
    }

    /// Does what a word says; false when that is to stop.
    fn take(&mut self, bridge: &mut Bridge, word: Word) -> bool {
        let now = Instant::now();
        match word {
            Word::Control(control) => {
                bridge.handle_control(now, control);
                self.count(bridge);
            }
            Word::Media(since, media) => {
                self.mailbox.taken();
                let kind = media.kind();
                match media {
                    Media::Room(said) => bridge.handle_room(now, said),
                    Media::Tag(conn, tag) => bridge.handle_tag(now, conn, tag),
                }
                self.flush(bridge);
                if let Some(kind) = kind {
                    self.delays.note(kind, since.elapsed());
                }
            }
            Word::Publish(request) => {
                let result = bridge.publish(now, request.conn, &request.key);
                self.answer(bridge, request, result);
            }
            Word::Play(request) => {
                let result = bridge.play(now, request.conn, &request.key);
                self.answer(bridge, request, result);
            }
            Word::Gone(conn) => {
                self.outlets.remove(&conn);
                bridge.disconnected(conn);
                self.count(bridge);
            }
            Word::Stop => return false,
        }
        self.flush(bridge);
        true
    }

    fn answer(&mut self, bridge: &Bridge, request: Request, result: Result<(), Refusal>) {
        if result.is_ok() {
            self.outlets.insert(request.conn, request.outlet);
        }
        // Who asked may be gone by now; then it says so next.
        let _ = request.answer.send(result);
        self.count(bridge);
    }

    fn look_at_players(&mut self, bridge: &mut Bridge, now: Instant) {
        for (conn, outlet) in &mut self.outlets {
            if let Some(stalled) = outlet.check_stalled(now) {
                bridge.set_stalled(*conn, stalled);
            }
            if outlet.has_caught_up() {
                bridge.caught_up(*conn);
            }
        }
    }

    fn flush(&mut self, bridge: &mut Bridge) {
        while let Some(output) = bridge.poll_output() {
            match output {
                Output::ToRoom(said) => self.media.bridge(self.worker, said),
                Output::Tag { conn, tag } => {
                    let sent = self.outlets.get_mut(&conn).map(|outlet| outlet.send(tag));
                    if sent == Some(Sent::Dropped) {
                        bridge.fell_behind(Instant::now(), conn);
                    }
                }
                Output::Close { conn, why } => {
                    if let Some(outlet) = self.outlets.remove(&conn) {
                        outlet.close(why);
                    }
                }
            }
        }
    }

    fn count(&self, bridge: &Bridge) {
        let counters = bridge.counters();
        *self.counters.lock().unwrap_or_else(PoisonError::into_inner) = counters;
    }
}
