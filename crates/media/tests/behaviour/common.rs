//! A worker and its clients in one thread, under virtual time.
//!
//! Each test file uses a part of this.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callkit_media::test_peer::{Film, Link, PeerConfig, TestPeer};
use callkit_media::{
    Answer, Bitrate, Candidate, CandidateKind, Certificate, Control, FromBridge, Gate, LegKey,
    Limits, MediaEvent, OfferError, Output, Path, Pool, Publish, Received, Seat, ToBridge,
    Transport, Worker, WorkerConfig, WorkerId,
};
use callkit_protocol::{CallId, Id as _, LegId, SeatIndex, UserId, VideoCodec};

pub const DELAY: Duration = Duration::from_millis(20);

pub struct Net {
    pub now: Instant,
    pub worker: Worker,
    pub clients: Vec<Client>,
    pub events: Vec<(Instant, MediaEvent)>,
    pub to_bridge: Vec<ToBridge>,
    flights: BTreeMap<(Instant, u64), Flight>,
    flown: u64,
    requests: u64,
}

pub struct Client {
    pub peer: TestPeer,
    pub key: LegKey,
    pub call: CallId,
    pub up: Link,
    pub down: Link,
}

enum Flight {
    ToServer { client: usize, bytes: Vec<u8> },
    ToClient { client: usize, bytes: Vec<u8> },
}

pub fn server_addr() -> SocketAddr {
    "192.0.2.1:8443".parse().unwrap()
}

pub fn client_addr(number: usize) -> SocketAddr {
    format!("198.51.100.{}:5000", number + 1).parse().unwrap()
}

pub fn call_id(number: u8) -> CallId {
    CallId::from_random([number; 16])
}

pub fn leg_id(number: usize) -> LegId {
    LegId::parse(&format!("leg{number}")).unwrap()
}

/// Filming as a webcam does.
pub fn film(codec: VideoCodec) -> Film {
    Film {
        codec,
        fps: 20,
        bitrate: Bitrate::kbps(1000),
    }
}

impl Net {
    pub fn new() -> Self {
        Self::with_limits(Limits::default())
    }

    pub fn with_limits(limits: Limits) -> Self {
        let now = Instant::now();
        let config = WorkerConfig {
            worker: WorkerId(3),
            candidates: vec![Candidate {
                addr: server_addr(),
                kind: CandidateKind::Udp,
            }],
            certificate: Certificate::generate().unwrap(),
            limits,
        };
        Self {
            now,
            worker: Worker::new(config, now),
            clients: Vec::new(),
            events: Vec::new(),
            to_bridge: Vec::new(),
            flights: BTreeMap::new(),
            flown: 0,
            requests: 0,
        }
    }

    /// A browser in call 1 whose leg is open, and which has not offered.
    pub fn add(&mut self) -> usize {
        let addr = client_addr(self.clients.len());
        self.add_peer(PeerConfig::browser(addr, Pool::OneToOne))
    }

    pub fn add_in(&mut self, call: CallId) -> usize {
        let addr = client_addr(self.clients.len());
        self.add_to(call, PeerConfig::browser(addr, Pool::OneToOne))
    }

    pub fn add_peer(&mut self, config: PeerConfig) -> usize {
        self.add_to(call_id(1), config)
    }

    fn add_to(&mut self, call: CallId, config: PeerConfig) -> usize {
        let number = self.clients.len();
        let pool = config.pool;
        let key = LegKey {
            leg: leg_id(number),
            epoch: 1,
        };
        let peer = TestPeer::new(config, self.now);
        let link = Link::new(DELAY);
        self.clients.push(Client {
            peer,
            key,
            call,
            up: link.clone(),
            down: link,
        });
        self.open(number, pool);
        number
    }

    pub fn open(&mut self, client: usize, pool: Pool) {
        let Client { key, call, .. } = &self.clients[client];
        let user = UserId::parse(&format!("user{client}")).unwrap();
        let control = Control::OpenLeg {
            call: call.clone(),
            leg: key.clone(),
            user,
            client: callkit_media::Client::WebRtc,
            pool,
        };
        self.control(control);
    }

    /// The client's page is loaded again: the next epoch of its leg, with another connection.
    pub fn begin_anew(&mut self, client: usize) {
        let mut addr = self.clients[client].peer.addr();
        addr.set_port(addr.port() + 1);
        let config = PeerConfig::browser(addr, Pool::OneToOne);
        self.clients[client].peer = TestPeer::new(config, self.now);
        self.clients[client].key.epoch += 1;
        self.open(client, Pool::OneToOne);
        self.connect(client);
    }

    /// The client's network changed and its connection is lost: it offers again for the same leg,
    /// from elsewhere, while the server has noticed nothing.
    pub fn offer_again(&mut self, client: usize) {
        let mut addr = self.clients[client].peer.addr();
        addr.set_port(addr.port() + 1);
        let config = PeerConfig::browser(addr, Pool::OneToOne);
        self.clients[client].peer = TestPeer::new(config, self.now);
        self.connect(client);
    }

    /// Offers, and takes the answer.
    pub fn negotiate(&mut self, client: usize) -> Answer {
        let sdp = self.clients[client].peer.offer();
        let answer = self.offer(client, sdp).unwrap();
        self.clients[client].peer.answer(self.now, &answer.sdp);
        self.collect();
        answer
    }

    pub fn offer(&mut self, client: usize, sdp: String) -> Result<Answer, OfferError> {
        self.requests += 1;
        let request = self.requests;
        let Client { key, call, .. } = &self.clients[client];
        self.control(Control::Offer {
            call: call.clone(),
            leg: key.clone(),
            request,
            sdp,
        });
        let answered = self.events.iter().find_map(|(_, event)| match event {
            MediaEvent::Answered {
                request: number,
                result,
                ..
            } if *number == request => Some(result.clone()),
            _ => None,
        });
        answered.expect("every offer is answered at once")
    }

    pub fn connect(&mut self, client: usize) -> Answer {
        let answer = self.negotiate(client);
        self.run_until("the client is connected", |net| {
            net.clients[client].peer.is_connected()
        });
        answer
    }

    pub fn gate(&mut self, client: usize, gate: Gate) {
        let leg = self.clients[client].key.clone();
        self.control(Control::Gate { leg, gate });
    }

    pub fn publish(&mut self, client: usize, codec: VideoCodec) {
        let publish = Publish {
            microphone: true,
            camera: true,
            codec: Some(codec),
        };
        let leg = self.clients[client].key.clone();
        self.control(Control::Publish { leg, publish });
    }

    /// Seats the sources at the receiver, in order.
    pub fn seat(&mut self, receiver: usize, sources: &[usize]) {
        let seat = |(index, source): (usize, &usize)| Seat {
            index: SeatIndex(index as u8),
            source: leg_id(*source),
        };
        let seats = sources.iter().enumerate().map(seat).collect();
        self.control(Control::Seats {
            leg: self.clients[receiver].key.clone(),
            seats,
        });
    }

    /// Two connected browsers that see each other, gates open, both publishing.
    pub fn pair(codec: VideoCodec) -> Self {
        Self::pair_with(Limits::default(), codec)
    }

    pub fn pair_with(limits: Limits, codec: VideoCodec) -> Self {
        let mut net = Self::with_limits(limits);
        for client in [net.add(), net.add()] {
            net.connect(client);
            net.publish(client, codec);
            net.gate(client, Gate::Open);
        }
        net.seat(0, &[1]);
        net.seat(1, &[0]);
        net
    }

    pub fn close(&mut self, client: usize) {
        let leg = self.clients[client].key.clone();
        self.control(Control::CloseLeg { leg });
    }

    pub fn control(&mut self, control: Control) {
        self.worker.handle_control(self.now, control);
        self.collect();
    }

    pub fn bridge(&mut self, said: FromBridge) {
        self.worker.handle_bridge(self.now, said);
        self.collect();
    }

    pub fn run_for(&mut self, span: Duration) {
        let end = self.now + span;
        while self.step(end) {}
        self.now = end;
    }

    /// Runs until the condition holds; at most a minute of virtual time.
    pub fn run_until(&mut self, what: &str, mut condition: impl FnMut(&Net) -> bool) {
        let end = self.now + Duration::from_secs(60);
        while !condition(self) {
            assert!(self.step(end), "in a minute it did not happen that {what}");
        }
    }

    /// Goes to the next thing that happens before `end`; false when nothing does.
    fn step(&mut self, end: Instant) -> bool {
        let flight = self.flights.first_key_value().map(|((at, _), _)| *at);
        let worker = self.worker.next_timeout().map(|(at, _)| at);
        let client = self
            .clients
            .iter()
            .map(|client| client.peer.next_wake())
            .min();
        let Some(next) = [flight, worker, client].into_iter().flatten().min() else {
            return false;
        };
        if next > end {
            return false;
        }
        self.now = self.now.max(next);
        while let Some(entry) = self.flights.first_entry().filter(|e| e.key().0 <= self.now) {
            let flight = entry.remove();
            self.land(flight);
        }
        self.worker.handle_timeout(self.now);
        for client in &mut self.clients {
            if client.peer.next_wake() <= self.now {
                client.peer.wake(self.now);
            }
        }
        self.collect();
        true
    }

    fn land(&mut self, flight: Flight) {
        match flight {
            Flight::ToServer { client, bytes } => {
                let remote = self.clients[client].peer.addr();
                let path = Path {
                    transport: Transport::Udp,
                    local: server_addr(),
                    remote,
                };
                self.worker.handle_datagram(
                    self.now,
                    Received {
                        path,
                        bytes: &bytes,
                    },
                );
            }
            Flight::ToClient { client, bytes } => {
                self.clients[client]
                    .peer
                    .handle(self.now, server_addr(), &bytes);
            }
        }
    }

    fn collect(&mut self) {
        while let Some(output) = self.worker.poll_output() {
            match output {
                Output::Transmit(transmit) => {
                    let to = transmit.path.remote;
                    // A client that began anew has left its old address.
                    let client = self.clients.iter().position(|c| c.peer.addr() == to);
                    let Some(client) = client else { continue };
                    let arrival = self.clients[client]
                        .down
                        .carry(self.now, transmit.bytes.len());
                    let flight = Flight::ToClient {
                        client,
                        bytes: transmit.bytes,
                    };
                    self.fly(arrival, flight);
                }
                Output::Event(event) => self.events.push((self.now, event)),
                Output::Bridge(said) => self.to_bridge.push(said),
            }
        }
        for client in 0..self.clients.len() {
            while let Some(departure) = self.clients[client].peer.poll_departure() {
                let arrival = self.clients[client]
                    .up
                    .carry(self.now, departure.bytes.len());
                self.fly(
                    arrival,
                    Flight::ToServer {
                        client,
                        bytes: departure.bytes,
                    },
                );
            }
        }
    }

    fn fly(&mut self, arrival: Option<Instant>, flight: Flight) {
        if let Some(at) = arrival {
            self.flown += 1;
            self.flights.insert((at, self.flown), flight);
        }
    }
}
