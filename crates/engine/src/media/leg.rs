//! One media leg: a connection, its sockets, its sources and sinks, in a task of their own.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callkit_protocol::{CallId, ClientReport, LegId, LegView, Pool, UserId};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::peer::{Peer, PeerOutput};
use super::receiver::{Content, Receiver};
use super::sender::{Due, Sender, Sending};
use super::stats::Meter;
use super::transport::{Arrival, Transport, Wire};
use crate::config::{AudioSource, MediaConfig, MediaNetwork};
use crate::error::MediaError;

/// How long UDP may try alone where the server also takes TCP. Higher: fewer connections for nothing;
/// lower: sooner through where UDP is closed.
const TCP_AFTER: Duration = Duration::from_secs(1);

/// How long a closed connection waits for the view that says why: the end of a call closes media,
/// too, and media may be quicker. Higher: real failures are told later.
const CLOSED_GRACE: Duration = Duration::from_secs(2);

/// How long a connection that is cut off may take to come back by itself. Higher: fewer handshakes on
/// bad networks; lower: sooner on the new path when this machine has moved to another network.
const CUT_OFF_GRACE: Duration = Duration::from_secs(5);

/// A connection without deadlines looks again after this.
const IDLE: Duration = Duration::from_secs(1);

/// One life of a leg. Another leg or another epoch is another connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LegKey {
    pub(crate) leg: LegId,
    pub(crate) epoch: u32,
}

impl LegKey {
    pub(crate) fn of(view: &LegView) -> Self {
        Self {
            leg: view.leg.clone(),
            epoch: view.epoch,
        }
    }
}

/// What a leg tells the engine.
#[derive(Debug)]
pub(crate) enum LegEvent {
    /// An offer for the server.
    Offer(String),
    /// Media is up.
    Connected,
    /// It is over.
    Failed(MediaError),
    /// What the leg measured.
    Report(ClientReport),
}

/// One try of this device to bring a leg up. A leg whose connection broke is offered again, with the
/// same key and as another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt(pub(crate) u64);

/// A leg's event and whose it is.
#[derive(Debug)]
pub(crate) struct FromLeg {
    pub(crate) call: CallId,
    pub(crate) attempt: Attempt,
    pub(crate) event: LegEvent,
}

/// What a leg is made of.
#[derive(Debug)]
pub(crate) struct LegSetup {
    pub(crate) call: CallId,
    pub(crate) key: LegKey,
    pub(crate) attempt: Attempt,
    pub(crate) pool: Pool,
    pub(crate) config: Arc<MediaConfig>,
    pub(crate) meter: Arc<Meter>,
    pub(crate) events: mpsc::UnboundedSender<FromLeg>,
}

/// What a leg is to do from now on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Orders {
    /// What it sends.
    pub(crate) sending: Sending,
    /// Who is received in which seat.
    pub(crate) seats: BTreeMap<usize, UserId>,
}

/// A leg that runs. Dropping it says goodbye to the server and closes it.
#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) key: LegKey,
    pub(crate) attempt: Attempt,
    answer: mpsc::UnboundedSender<String>,
    orders: watch::Sender<Orders>,
    _task: JoinHandle<()>,
}

impl Leg {
    /// Starts a leg; its offer comes as an event.
    pub(crate) fn start(setup: LegSetup) -> Self {
        let (answer, mut answers) = mpsc::unbounded_channel();
        let (orders, to_follow) = watch::channel(Orders::default());
        let (key, attempt) = (setup.key, setup.attempt);
        let task = tokio::spawn(async move {
            let tell = Teller {
                call: setup.call.clone(),
                attempt,
                events: setup.events,
            };
            let made = Running::new(setup.pool, setup.config, setup.meter, tell.clone());
            let result = match made {
                Ok(running) => running.run(&mut answers, to_follow).await,
                Err(error) => Err(error),
            };
            let Err(error) = result else { return };
            // Answers end when the engine has dropped the leg, which it does when the call is over.
            let dropped = async { while answers.recv().await.is_some() {} };
            let is_explained = error == MediaError::Closed
                && tokio::time::timeout(CLOSED_GRACE, dropped).await.is_ok();
            if !is_explained {
                tell.tell(LegEvent::Failed(error));
            }
        });
        Self {
            key,
            attempt,
            answer,
            orders,
            _task: task,
        }
    }

    /// The server's answer to the offer.
    pub(crate) fn answer(&self, sdp: String) {
        // A leg that has failed has said so.
        let _ = self.answer.send(sdp);
    }

    /// What to do from now on.
    pub(crate) fn order(&self, orders: Orders) {
        self.orders.send_replace(orders);
    }
}

#[derive(Clone, Debug)]
struct Teller {
    call: CallId,
    attempt: Attempt,
    events: mpsc::UnboundedSender<FromLeg>,
}

impl Teller {
    fn tell(&self, event: LegEvent) {
        let from = FromLeg {
            call: self.call.clone(),
            attempt: self.attempt,
            event,
        };
        // Without an engine there is nobody to tell.
        let _ = self.events.send(from);
    }
}

struct Running {
    peer: Peer,
    transport: Transport,
    sender: Sender,
    receiver: Receiver,
    meter: Arc<Meter>,
    tell: Teller,
    network: MediaNetwork,
    /// TCP addresses that are tried when UDP does not come up by then.
    later: Option<(Instant, Vec<std::net::SocketAddr>)>,
    is_connected: bool,
    cut_off_since: Option<Instant>,
    outputs: Vec<PeerOutput>,
}

impl Running {
    fn new(
        pool: Pool,
        config: Arc<MediaConfig>,
        meter: Arc<Meter>,
        tell: Teller,
    ) -> Result<Self, MediaError> {
        let now = Instant::now();
        let (peer, offer) = Peer::offer(pool, config.codec, now)?;
        let sender = Sender::new(&config, now)?;
        let content = match config.audio {
            AudioSource::Filler => Content::Filler,
            AudioSource::None | AudioSource::Tone { .. } | AudioSource::Echo => Content::Real,
        };
        tell.tell(LegEvent::Offer(offer));
        Ok(Self {
            peer,
            transport: Transport::new(),
            sender,
            receiver: Receiver::new(Arc::clone(&meter), content),
            meter,
            tell,
            network: config.network,
            later: None,
            is_connected: false,
            cut_off_since: None,
            outputs: Vec::new(),
        })
    }

    /// Runs until the handle is dropped.
    async fn run(
        mut self,
        answers: &mut mpsc::UnboundedReceiver<String>,
        mut orders: watch::Receiver<Orders>,
    ) -> Result<(), MediaError> {
        let mut wake = self.drain()?;
        loop {
            let deadline = wake
                .min(self.sender_deadline(wake))
                .min(self.later_deadline(wake));
            tokio::select! {
                answer = answers.recv() => match answer {
                    Some(sdp) => self.answered(&sdp).await?,
                    None => break,
                },
                changed = orders.changed() => match changed {
                    Ok(()) => {
                        let Orders { sending, seats } = orders.borrow_and_update().clone();
                        self.sender.set(Instant::now(), sending);
                        self.receiver.seat(seats);
                    }
                    Err(_) => break,
                },
                arrival = self.transport.next() => self.arrived(arrival)?,
                () = tokio::time::sleep_until(deadline.into()) => {}
            }
            let cut_off = self.cut_off_since.map(|since| since.elapsed());
            if cut_off.is_some_and(|span| span >= CUT_OFF_GRACE) {
                return Err(MediaError::CutOff);
            }
            self.try_later();
            self.send_due()?;
            wake = self.drain()?;
        }
        self.peer.close();
        self.drain()?;
        Ok(())
    }

    async fn answered(&mut self, sdp: &str) -> Result<(), MediaError> {
        let candidates = self.peer.answer(sdp)?;
        self.drain()?;
        let (udp, tcp): (Vec<_>, Vec<_>) = candidates
            .into_iter()
            .partition(|candidate| candidate.wire == Wire::Udp);
        let mut failure = None;
        let mut has_udp = false;
        let may_use_udp = self.network == MediaNetwork::Any;
        for candidate in udp.into_iter().filter(|_| may_use_udp) {
            match self.transport.open_udp(candidate.addr).await {
                Ok(Some(local)) => {
                    has_udp = true;
                    self.peer.add_local(Wire::Udp, local)?;
                    self.drain()?;
                }
                Ok(None) => {}
                // One way less; another may be good.
                Err(error) => failure = Some(error.to_string()),
            }
        }
        if !has_udp && tcp.is_empty() {
            let why = failure.unwrap_or_else(|| "it names no address".to_owned());
            return Err(MediaError::BadAnswer(why));
        }
        let wait = if has_udp { TCP_AFTER } else { Duration::ZERO };
        let addresses: Vec<_> = tcp.into_iter().map(|candidate| candidate.addr).collect();
        self.later = (!addresses.is_empty()).then(|| (Instant::now() + wait, addresses));
        Ok(())
    }

    fn arrived(&mut self, arrival: Arrival) -> Result<(), MediaError> {
        match arrival {
            Arrival::Packet {
                wire,
                local,
                remote,
                bytes,
            } => {
                self.peer
                    .receive(Instant::now(), wire, local, remote, &bytes);
                Ok(())
            }
            Arrival::TcpReady { local } => self.peer.add_local(Wire::Tcp, local),
        }
    }

    fn try_later(&mut self) {
        let is_due = self
            .later
            .as_ref()
            .is_some_and(|(at, _)| *at <= Instant::now());
        if !is_due {
            return;
        }
        if let Some((_, addresses)) = self.later.take()
            && !self.is_connected
        {
            for address in addresses {
                self.transport.open_tcp(address);
            }
        }
    }

    fn send_due(&mut self) -> Result<(), MediaError> {
        while let Some(due) = self.sender.next_due(Instant::now())? {
            // The connection takes one change at a time.
            self.drain()?;
            let now = Instant::now();
            match due {
                Due::Audio {
                    time,
                    packet,
                    level,
                } => {
                    let sent = self.peer.send_audio(now, time, &packet, level);
                    self.meter
                        .update(|stats| stats.audio.packets_sent += u64::from(sent));
                }
                Due::Video { codec, time, data } => {
                    let sent = self.peer.send_video(now, codec, time, &data);
                    self.meter
                        .update(|stats| stats.video.frames_sent += u64::from(sent));
                }
            }
        }
        Ok(())
    }

    fn drain(&mut self) -> Result<Instant, MediaError> {
        loop {
            let now = Instant::now();
            let mut outputs = std::mem::take(&mut self.outputs);
            let wake = self.peer.drain(now, &mut outputs)?;
            let mut asked = false;
            for output in outputs.drain(..) {
                asked |= self.output(now, output)?;
            }
            self.outputs = outputs;
            if !asked {
                return Ok(wake.min(now + IDLE));
            }
        }
    }

    /// True when the connection was changed and is to be drained again.
    fn output(&mut self, now: Instant, output: PeerOutput) -> Result<bool, MediaError> {
        match output {
            PeerOutput::Transmit {
                wire,
                local,
                remote,
                bytes,
            } => {
                self.transport.send(wire, local, remote, &bytes);
            }
            PeerOutput::Connected => {
                self.is_connected = true;
                self.tell.tell(LegEvent::Connected);
            }
            PeerOutput::Path { is_up } => {
                self.cut_off_since = (!is_up).then(|| self.cut_off_since.unwrap_or(now));
            }
            PeerOutput::Closed => return Err(MediaError::Closed),
            PeerOutput::Audio { seat, seq, data } => {
                self.receiver.audio(now, seat, seq, &data)?;
                self.sender.heard(now, seat, &data);
            }
            PeerOutput::Video { seat, frame, data } => {
                if self.receiver.video(now, seat, frame, &data) {
                    self.peer.request_keyframe(seat);
                    return Ok(true);
                }
            }
            PeerOutput::KeyframeWanted => self.sender.keyframe_wanted(),
            PeerOutput::Link(stats) => {
                if let Some(report) = self.receiver.link(now, &self.tell.call, stats) {
                    self.tell.tell(LegEvent::Report(report));
                }
            }
        }
        Ok(false)
    }

    fn sender_deadline(&self, otherwise: Instant) -> Instant {
        let deadline = self.sender.deadline().filter(|_| self.is_connected);
        deadline.unwrap_or(otherwise)
    }

    fn later_deadline(&self, otherwise: Instant) -> Instant {
        self.later.as_ref().map_or(otherwise, |(at, _)| *at)
    }
}
