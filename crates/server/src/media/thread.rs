//! One worker's thread.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use callkit_media::{
    Candidate, Control, LegFailure, LegKey, MediaEvent, Output, Received, Transmit, Transport,
    Worker, WorkerConfig, WorkerId,
};
use callkit_protocol::{CallId, LegId};
use mio::Events;
use tokio::sync::mpsc::UnboundedSender;

use super::counters::MediaCounters;
use super::inbox::{Inbox, Mailbox, WOKEN, Word};
use super::tcp::Outlet;
use super::udp::{More, UdpPort};
use super::{BridgeOutlet, MediaError};

/// Batches taken from one socket before timers and controls have their turn. Higher: more
/// throughput under load; lower: steadier pacing.
const BATCHES: usize = 4;

/// Datagrams from TCP, and words, taken in one turn.
const TURN: usize = 256;

/// The plane's end of a worker.
#[derive(Debug)]
pub(super) struct WorkerThread {
    id: WorkerId,
    candidates: Vec<Candidate>,
    inbox: Inbox,
    counters: Arc<Mutex<MediaCounters>>,
    thread: Option<JoinHandle<()>>,
}

impl WorkerThread {
    pub(super) fn start(
        config: WorkerConfig,
        mut udp: UdpPort,
        inbox: Inbox,
        mailbox: Mailbox,
        events: UnboundedSender<(WorkerId, MediaEvent)>,
        to_bridge: BridgeOutlet,
        tcp: Option<Outlet>,
    ) -> Result<Self, MediaError> {
        let io = |what| move |source: io::Error| MediaError::Io { what, source };
        udp.register(mailbox.poll.registry(), WOKEN.0 + 1)
            .map_err(io("watch a media port"))?;
        let counters: Arc<Mutex<MediaCounters>> = Arc::default();
        let (id, candidates) = (config.worker, config.candidates.clone());
        let mut loop_ = Loop {
            unread: vec![true; udp.sockets()],
            config,
            udp,
            mailbox,
            inbox: inbox.clone(),
            events,
            to_bridge,
            tcp,
            legs: BTreeMap::new(),
            counters: Arc::clone(&counters),
            restarts: 0,
            unheard: false,
            transmits: Vec::new(),
        };
        let thread = std::thread::Builder::new()
            .name(format!("media-{}", id.0))
            .spawn(move || loop_.run())
            .map_err(io("start a media thread"))?;
        Ok(Self {
            id,
            candidates,
            inbox,
            counters,
            thread: Some(thread),
        })
    }

    pub(super) fn id(&self) -> WorkerId {
        self.id
    }

    pub(super) fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    pub(super) fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    pub(super) fn counters(&self) -> MediaCounters {
        // The figures are plain numbers: whole whatever happened to the thread.
        *self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn stop(&mut self) {
        self.inbox.say(Word::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic was reported where it happened.
            let _ = thread.join();
        }
    }
}

/// What the thread owns besides the worker, and keeps when the worker panics.
struct Loop {
    config: WorkerConfig,
    udp: UdpPort,
    /// By socket: it may hold datagrams although no event will say so.
    unread: Vec<bool>,
    mailbox: Mailbox,
    inbox: Inbox,
    events: UnboundedSender<(WorkerId, MediaEvent)>,
    to_bridge: BridgeOutlet,
    tcp: Option<Outlet>,
    /// The open legs, to be reported when the worker is lost.
    legs: BTreeMap<LegId, (CallId, LegKey)>,
    counters: Arc<Mutex<MediaCounters>>,
    restarts: u64,
    /// More was said than one turn takes.
    unheard: bool,
    transmits: Vec<Transmit>,
}

/// Why a worker's loop ended.
enum Ended {
    Stopped,
    Broken(io::Error),
}

impl Loop {
    fn run(&mut self) {
        loop {
            let mut worker = Worker::new(self.config.clone(), Instant::now());
            // The worker is thrown away after a panic; what this loop keeps is plain lists.
            match catch_unwind(AssertUnwindSafe(|| self.work(&mut worker))) {
                Ok(Ended::Stopped) => return,
                Ok(Ended::Broken(error)) => {
                    tracing::error!(%error, worker = self.config.worker.0, "media thread ends");
                    self.report_lost();
                    return;
                }
                Err(_) => {
                    self.restarts += 1;
                    tracing::error!(worker = self.config.worker.0, "media worker restarts");
                    self.report_lost();
                }
            }
        }
    }

    fn report_lost(&mut self) {
        self.transmits.clear();
        for (_, (call, leg)) in std::mem::take(&mut self.legs) {
            let why = LegFailure::WorkerRestarted;
            self.tell(MediaEvent::Failed { call, leg, why });
        }
    }

    fn work(&mut self, worker: &mut Worker) -> Ended {
        let mut events = Events::with_capacity(64);
        loop {
            let wait = self.patience(worker);
            match self.mailbox.poll.poll(&mut events, wait) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Ended::Broken(error),
            }
            for event in &events {
                let socket = event.token().0.checked_sub(WOKEN.0 + 1);
                if let Some(unread) = socket.and_then(|socket| self.unread.get_mut(socket)) {
                    *unread = true;
                }
            }
            if self.hear(worker) {
                return Ended::Stopped;
            }
            self.receive(worker);
            worker.handle_timeout(Instant::now());
            self.flush(worker);
            self.count(worker);
        }
    }

    /// How long to wait for something to happen.
    fn patience(&self, worker: &Worker) -> Option<Duration> {
        if self.unheard || self.unread.contains(&true) {
            return Some(Duration::ZERO);
        }
        let (at, _) = worker.next_timeout()?;
        let wait = at.saturating_duration_since(Instant::now());
        // The system waits in whole milliseconds and would come too early.
        Some(wait.max(Duration::from_millis(1)))
    }

    /// Takes what others said; true when that was to stop.
    fn hear(&mut self, worker: &mut Worker) -> bool {
        self.unheard = true;
        for _ in 0..TURN {
            match self.mailbox.words.try_recv() {
                Ok(Word::Control(control)) => {
                    self.note(&control);
                    worker.handle_control(Instant::now(), control);
                }
                Ok(Word::TcpClosed(conn)) => worker.close_tcp(conn),
                Ok(Word::Stop) => return true,
                #[cfg(test)]
                Ok(Word::Panic) => panic!("asked to by a test"),
                Err(_) => {
                    self.unheard = false;
                    break;
                }
            }
            self.flush(worker);
        }
        let mut taken = 0;
        for datagram in self.mailbox.datagrams.try_iter().take(TURN) {
            let received = Received {
                path: datagram.path,
                bytes: &datagram.bytes,
            };
            worker.handle_datagram(Instant::now(), received);
            taken += 1;
        }
        self.unheard |= taken == TURN;
        let mut taken = 0;
        for said in self.mailbox.bridged.try_iter().take(TURN) {
            worker.handle_bridge(Instant::now(), said);
            taken += 1;
        }
        self.unheard |= taken == TURN;
        self.flush(worker);
        false
    }

    fn receive(&mut self, worker: &mut Worker) {
        for socket in 0..self.udp.sockets() {
            for _ in 0..BATCHES {
                let now = Instant::now();
                let more = self.udp.receive(socket, |path, bytes| {
                    worker.handle_datagram(now, Received { path, bytes });
                });
                self.unread[socket] = more == More::Maybe;
                self.flush(worker);
                if more == More::No {
                    break;
                }
            }
        }
    }

    fn flush(&mut self, worker: &mut Worker) {
        while let Some(output) = worker.poll_output() {
            match output {
                Output::Transmit(transmit) => match transmit.path.transport {
                    Transport::Udp => self.transmits.push(transmit),
                    Transport::Tcp(conn) => {
                        if let Some(tcp) = &self.tcp {
                            tcp.send(conn, transmit.bytes);
                        }
                    }
                },
                Output::Event(event) => {
                    if let MediaEvent::Failed { leg, .. } = &event {
                        self.forget(&leg.clone());
                    }
                    self.tell(event);
                }
                Output::Bridge(said) => (self.to_bridge)(self.config.worker, said),
            }
        }
        self.udp.send(&self.transmits);
        self.transmits.clear();
    }

    fn tell(&self, event: MediaEvent) {
        // Nobody listens any more only while the process ends.
        let _ = self.events.send((self.config.worker, event));
    }

    fn note(&mut self, control: &Control) {
        match control {
            Control::OpenLeg { call, leg, .. } => {
                let newer = |(_, known): &(_, LegKey)| known.epoch < leg.epoch;
                if self.legs.get(&leg.leg).is_none_or(newer) {
                    self.legs
                        .insert(leg.leg.clone(), (call.clone(), leg.clone()));
                }
            }
            Control::CloseLeg { leg } => self.forget(leg),
            Control::CloseRoom { call } => self.legs.retain(|_, (of, _)| of != call),
            Control::Offer { .. }
            | Control::Gate { .. }
            | Control::Seats { .. }
            | Control::Show { .. }
            | Control::Publish { .. } => {}
        }
    }

    fn forget(&mut self, leg: &LegKey) {
        if self
            .legs
            .get(&leg.leg)
            .is_some_and(|(_, known)| known == leg)
        {
            self.legs.remove(&leg.leg);
        }
    }

    fn count(&self, worker: &Worker) {
        let counters = MediaCounters {
            worker: worker.counters(),
            dropped_send_full: self.udp.dropped(),
            dropped_receive_full: self.inbox.dropped(),
            restarts: self.restarts,
            ..MediaCounters::default()
        };
        *self.counters.lock().unwrap_or_else(PoisonError::into_inner) = counters;
    }
}
