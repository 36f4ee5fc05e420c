//! One worker: everything that one media thread owns.
//!
//! Its parts, by what drives them: `control` (the call), `packets` (the network), `bridge` (clients
//! that are no WebRTC peers), `clock` (time); and what follows from those: `video` (key frames and
//! bitrates) and `choose` (layers).

mod bridge;
mod choose;
mod clock;
mod control;
mod packets;
mod video;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use callkit_protocol::{CallId, LegId};

use crate::bridge::FromBridge;
use crate::config::WorkerConfig;
use crate::control::{Control, LegKey};
use crate::demux::{Demux, Route};
use crate::event::{LegFailure, MediaEvent, Output, Transmit};
use crate::leg::{Leg, LegNo, Presence};
use crate::path::{Received, TcpConnId};
use crate::reflect::Reflector;
use crate::room::Room;
use crate::rtc::{PeerError, PeerOutput};
use crate::stats::Counters;
use crate::timer::Timers;

/// The farthest a connection's own timer is set; "never" comes as decades.
const FARTHEST_WAKE: Duration = Duration::from_secs(60);

/// Why a worker wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A connection's own business: ICE, DTLS, RTCP, pacing.
    Transport,
    /// A leg without media keys is given up.
    Handshake,
    /// A leg may have fallen silent.
    Silence,
    /// A leg's figures are due.
    Stats,
    /// A key frame that was asked for too soon is asked for now.
    Keyframe,
    /// A publisher's limit is looked at and repeated.
    Bandwidth,
    /// A room's audio levels are due.
    Levels,
}

/// The reasons that belong to a leg.
const OF_A_LEG: [Why; 6] = [
    Why::Transport,
    Why::Handshake,
    Why::Silence,
    Why::Stats,
    Why::Keyframe,
    Why::Bandwidth,
];

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    Leg(LegNo, Why),
    /// Levels are due.
    Room(CallId),
    /// A voice has begun.
    Voice(CallId),
}

/// Rooms, seats and legs of one thread. See the [crate documentation](crate) for how to drive it.
#[derive(Debug)]
pub struct Worker {
    config: WorkerConfig,
    legs: BTreeMap<LegNo, Leg>,
    numbers: BTreeMap<LegId, LegNo>,
    next_number: LegNo,
    rooms: BTreeMap<CallId, Room>,
    demux: Demux<LegNo>,
    timers: Timers<Timer>,
    /// What connections gave out and nobody has looked at yet.
    pending: VecDeque<(LegNo, PeerOutput)>,
    outputs: VecDeque<Output>,
    /// Legs whose connections hold packets. They are sent together at the end of a batch: emptying a
    /// connection costs about as much for four packets as for one.
    full: Vec<LegNo>,
    /// The time of the last thing that happened.
    now: Instant,
    /// What a drain works with, kept so that none allocates.
    ready: Vec<PeerOutput>,
    counters: Counters,
    reflector: Reflector,
}

impl Worker {
    /// A worker without legs.
    pub fn new(config: WorkerConfig, now: Instant) -> Self {
        let demux = Demux::new(config.candidates.clone());
        Self {
            config,
            legs: BTreeMap::new(),
            numbers: BTreeMap::new(),
            next_number: 1,
            rooms: BTreeMap::new(),
            demux,
            timers: Timers::new(),
            pending: VecDeque::new(),
            outputs: VecDeque::new(),
            full: Vec::new(),
            now,
            ready: Vec::new(),
            counters: Counters::default(),
            reflector: Reflector::default(),
        }
    }

    /// A datagram arrived. Rubbish is counted and forgotten.
    pub fn handle_datagram(&mut self, now: Instant, received: Received<'_>) {
        self.counters.datagrams_in += 1;
        self.receive(now, received);
        self.settle(now);
    }

    /// The call says something.
    pub fn handle_control(&mut self, now: Instant, control: Control) {
        self.obey(now, control);
        self.settle(now);
    }

    /// The bridge brings something, or wants something.
    pub fn handle_bridge(&mut self, now: Instant, said: FromBridge) {
        self.hear_bridge(now, said);
        self.settle(now);
    }

    /// The time of [`Worker::next_timeout`] has come. Earlier or later does no harm.
    pub fn handle_timeout(&mut self, now: Instant) {
        while let Some(timer) = self.timers.pop_due(now) {
            self.expire(now, timer);
            self.settle(now);
        }
    }

    /// A TCP connection is closed; its number is not used again.
    pub fn close_tcp(&mut self, conn: TcpConnId) {
        self.demux.unbind(conn);
    }

    /// The next thing for the edge to do. Take them all after each call, or after a batch of them.
    pub fn poll_output(&mut self) -> Option<Output> {
        while !self.full.is_empty() {
            self.empty_connections(self.now);
            self.settle(self.now);
        }
        self.outputs.pop_front()
    }

    /// When to call [`Worker::handle_timeout`] next, and why.
    pub fn next_timeout(&self) -> Option<(Instant, Why)> {
        self.timers.next().map(|(at, timer)| match timer {
            Timer::Leg(_, why) => (*at, *why),
            Timer::Room(_) | Timer::Voice(_) => (*at, Why::Levels),
        })
    }

    /// What was counted until now, and how much there is.
    pub fn counters(&self) -> Counters {
        Counters {
            rooms: self.rooms.len() as u64,
            legs: self.legs.len() as u64,
            timers: self.timers.len() as u64,
            demux_entries: self.demux.len() as u64,
            ..self.counters
        }
    }

    /// Looks at everything that connections gave out, and at what that led to.
    fn settle(&mut self, now: Instant) {
        self.now = now;
        while let Some((leg, output)) = self.pending.pop_front() {
            self.handle_output(now, leg, output);
        }
    }

    /// A connection holds packets to be sent.
    fn filled(&mut self, number: LegNo) {
        if let Some(leg) = self.legs.get_mut(&number)
            && !std::mem::replace(&mut leg.is_full, true)
        {
            self.full.push(number);
        }
    }

    fn empty_connections(&mut self, now: Instant) {
        let mut full = std::mem::take(&mut self.full);
        for number in full.drain(..) {
            self.drain(now, number);
        }
        // What came meanwhile is kept, and so is the room.
        full.append(&mut self.full);
        self.full = full;
    }

    /// Takes what a connection has ready. To be called after each change to it.
    fn drain(&mut self, now: Instant, number: LegNo) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        leg.is_full = false;
        let Some(peer) = leg.peer.as_mut() else {
            return;
        };
        let mut ready = std::mem::take(&mut self.ready);
        let drained = peer.drain(now, &mut ready);
        let alive = peer.is_alive();
        let presence = leg.presence;
        for output in ready.drain(..) {
            match output {
                PeerOutput::Transmit(route, bytes) => self.transmit(&route, bytes),
                other @ (PeerOutput::Connected
                | PeerOutput::Closed
                | PeerOutput::Media(_)
                | PeerOutput::KeyframeWanted { .. }
                | PeerOutput::Estimate(_)) => self.pending.push_back((number, other)),
            }
        }
        self.ready = ready;
        match drained {
            Ok(drained) => {
                self.counters.spins += u64::from(drained.spun);
                self.wake_at(number, drained.wake.min(now + FARTHEST_WAKE));
                if !alive {
                    let why = match presence {
                        Presence::Connecting => LegFailure::Handshake,
                        Presence::Present { .. } | Presence::Silent => LegFailure::ClosedByPeer,
                    };
                    self.fail(now, number, why);
                }
            }
            Err(error) => self.break_down(now, number, &error),
        }
    }

    /// A connection wants to be woken then.
    fn wake_at(&mut self, number: LegNo, at: Instant) {
        let Some(leg) = self.legs.get_mut(&number) else {
            return;
        };
        leg.wake.wanted = Some(at);
        if leg.wake.set.is_none_or(|set| at < set) {
            leg.wake.set = Some(at);
            self.timers.set(Timer::Leg(number, Why::Transport), at);
        }
    }

    /// A connection cannot go on.
    fn break_down(&mut self, now: Instant, number: LegNo, error: &PeerError) {
        let why = match error {
            PeerError::Panicked => {
                self.counters.panics += 1;
                LegFailure::Panicked
            }
            PeerError::Refused(text) => {
                tracing::debug!(leg = number, error = text, "connection failed");
                LegFailure::Handshake
            }
        };
        self.fail(now, number, why);
    }

    /// Forgets a leg and says so.
    fn fail(&mut self, now: Instant, number: LegNo, why: LegFailure) {
        if let Some(leg) = self.remove(now, number) {
            tracing::info!(call = %leg.call, leg = %leg.key, user = %leg.user, %why, "leg failed");
            self.tell(MediaEvent::Failed {
                call: leg.call,
                leg: leg.key,
                why,
            });
        }
    }

    /// Forgets a leg, and its room if it was the last.
    fn remove(&mut self, now: Instant, number: LegNo) -> Option<Leg> {
        let leg = self.legs.remove(&number)?;
        if self.numbers.get(&leg.key.leg) == Some(&number) {
            self.numbers.remove(&leg.key.leg);
        }
        self.demux.remove(number);
        for why in OF_A_LEG {
            self.timers.cancel(&Timer::Leg(number, why));
        }
        if let Some(room) = self.rooms.get_mut(&leg.call) {
            room.legs.remove(&number);
            if room.legs.is_empty() {
                self.rooms.remove(&leg.call);
                self.timers.cancel(&Timer::Room(leg.call.clone()));
                self.timers.cancel(&Timer::Voice(leg.call.clone()));
            } else {
                self.route(now, &leg.call);
            }
        }
        Some(leg)
    }

    fn transmit(&mut self, route: &Route, bytes: Vec<u8>) {
        // Without a path nothing verified ever came from there, or its TCP connection is closed.
        let Some(path) = self.demux.path(route) else {
            return;
        };
        self.counters.datagrams_out += 1;
        self.counters.bytes_out += bytes.len() as u64;
        self.outputs
            .push_back(Output::Transmit(Transmit { path, bytes }));
    }

    fn tell(&mut self, event: MediaEvent) {
        self.outputs.push_back(Output::Event(event));
    }

    /// The number of a leg, if this epoch of it is the live one.
    fn live(&self, key: &LegKey) -> Option<LegNo> {
        let number = self.numbers.get(&key.leg)?;
        self.legs
            .get(number)
            .filter(|leg| leg.key.epoch == key.epoch)
            .map(|_| *number)
    }
}
