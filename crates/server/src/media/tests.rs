//! Real sockets on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use callkit_media::test_peer::{Film, PeerConfig, TestPeer};
use callkit_media::{
    Answer, Bitrate, Control, Gate, LegFailure, LegKey, MediaEvent, Pool, Publish, Seat, WorkerId,
};
use callkit_protocol::{CallId, Id as _, LegId, SeatIndex, UserId, VideoCodec};
use tokio::sync::mpsc::UnboundedReceiver;

use super::BridgeOutlet;
use super::framing::{Reader, Writer};
use super::inbox::Word;
use super::{MediaConfig, MediaError, MediaPlane};

/// Nothing on loopback takes that long.
const PATIENCE: Duration = Duration::from_secs(30);

struct Stage {
    plane: MediaPlane,
    events: UnboundedReceiver<(WorkerId, MediaEvent)>,
    worker: WorkerId,
    call: CallId,
    clients: Vec<Client>,
}

struct Client {
    peer: TestPeer,
    wire: Wire,
    key: LegKey,
}

enum Wire {
    Udp(UdpSocket),
    Tcp {
        stream: TcpStream,
        server: SocketAddr,
        reader: Reader,
        writer: Writer,
    },
}

fn no_bridge() -> BridgeOutlet {
    std::sync::Arc::new(|_, _| {})
}

fn config() -> MediaConfig {
    MediaConfig {
        port: 0,
        tcp_port: Some(0),
        workers: 2,
        ..MediaConfig::default()
    }
}

impl Stage {
    fn new() -> Self {
        let (plane, events) = MediaPlane::start(config(), no_bridge()).unwrap();
        // Not worker 0, so that a wrong number shows.
        let worker = WorkerId(1);
        Self {
            plane,
            events,
            worker,
            call: CallId::from_random([9; 16]),
            clients: Vec::new(),
        }
    }

    fn server(&self, kind: callkit_media::CandidateKind) -> SocketAddr {
        let mut all = self.plane.candidates().filter(|(id, _)| *id == self.worker);
        let (_, candidates) = all.next().unwrap();
        candidates
            .iter()
            .find(|candidate| candidate.kind == kind)
            .unwrap()
            .addr
    }

    fn send(&self, control: Control) {
        self.plane.send(self.worker, control);
    }

    /// Connects a client over this wire; both its gate and its camera are open.
    fn join(&mut self, wire: Wire) {
        let number = self.clients.len();
        let addr = wire.local_addr();
        let tcp = matches!(wire, Wire::Tcp { .. });
        let mut peer_config = PeerConfig::browser(addr, Pool::OneToOne);
        peer_config.tcp = tcp;
        let mut peer = TestPeer::new(peer_config, Instant::now());
        let key = LegKey {
            leg: leg(number),
            epoch: 1,
        };
        let user = UserId::parse("someone").unwrap();
        let (call, pool) = (self.call.clone(), Pool::OneToOne);
        self.send(Control::OpenLeg {
            call: call.clone(),
            leg: key.clone(),
            user,
            client: callkit_media::Client::WebRtc,
            pool,
        });
        let (sdp, request) = (peer.offer(), number as u64);
        self.send(Control::Offer {
            call,
            leg: key.clone(),
            request,
            sdp,
        });
        let answer = self.answer(request);
        peer.answer(
            Instant::now(),
            &only(&answer.sdp, if tcp { "tcp" } else { "udp" }),
        );
        self.clients.push(Client {
            peer,
            wire,
            key: key.clone(),
        });
        self.run_until("the client is connected", |stage| {
            stage.clients[number].peer.is_connected()
        });
        let codec = Some(VideoCodec::H264);
        let publish = Publish {
            microphone: true,
            camera: true,
            codec,
        };
        self.send(Control::Publish {
            leg: key.clone(),
            publish,
        });
        self.send(Control::Gate {
            leg: key,
            gate: Gate::Open,
        });
    }

    fn seat(&self, receiver: usize, source: usize) {
        let seats = vec![Seat {
            index: SeatIndex(0),
            source: leg(source),
        }];
        self.send(Control::Seats {
            leg: self.clients[receiver].key.clone(),
            seats,
        });
    }

    fn answer(&mut self, request: u64) -> Answer {
        loop {
            match self.events.blocking_recv().unwrap() {
                (
                    _,
                    MediaEvent::Answered {
                        request: number,
                        result,
                        ..
                    },
                ) if number == request => {
                    return result.unwrap();
                }
                _ => {}
            }
        }
    }

    fn run_until(&mut self, what: &str, mut condition: impl FnMut(&mut Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !condition(self) {
            assert!(
                Instant::now() < end,
                "it did not happen that {what}: {:?}",
                self.plane.counters()
            );
            for client in &mut self.clients {
                client.turn();
            }
        }
    }
}

impl Client {
    /// Waits a little for something from the server, and sends what is due.
    fn turn(&mut self) {
        self.wire
            .receive(|from, bytes| self.peer.handle(Instant::now(), from, bytes));
        if self.peer.next_wake() <= Instant::now() {
            self.peer.wake(Instant::now());
        }
        while let Some(departure) = self.peer.poll_departure() {
            self.wire.send(departure.to, &departure.bytes);
        }
    }
}

impl Wire {
    fn udp() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .set_read_timeout(Some(Duration::from_millis(1)))
            .unwrap();
        Self::Udp(socket)
    }

    fn tcp(server: SocketAddr) -> Self {
        let stream = TcpStream::connect(server).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_millis(1)))
            .unwrap();
        Self::Tcp {
            stream,
            server,
            reader: Reader::default(),
            writer: Writer::default(),
        }
    }

    fn local_addr(&self) -> SocketAddr {
        match self {
            Self::Udp(socket) => socket.local_addr().unwrap(),
            Self::Tcp { stream, .. } => stream.local_addr().unwrap(),
        }
    }

    fn send(&mut self, to: SocketAddr, bytes: &[u8]) {
        match self {
            Self::Udp(socket) => drop(socket.send_to(bytes, to).unwrap()),
            Self::Tcp { stream, writer, .. } => {
                assert!(writer.push(bytes));
                while !writer.front().is_empty() {
                    let count = stream.write(writer.front()).unwrap();
                    writer.advance(count);
                }
            }
        }
    }

    fn receive(&mut self, mut each: impl FnMut(SocketAddr, &[u8])) {
        let mut buffer = [0; 4096];
        match self {
            Self::Udp(socket) => {
                while let Ok((count, from)) = socket.recv_from(&mut buffer) {
                    each(from, &buffer[..count]);
                }
            }
            Self::Tcp {
                stream,
                server,
                reader,
                ..
            } => {
                if let Ok(count) = stream.read(&mut buffer) {
                    reader.push(&buffer[..count]);
                }
                while let Ok(Some(datagram)) = reader.next() {
                    each(*server, datagram);
                }
            }
        }
    }
}

fn leg(number: usize) -> LegId {
    LegId::parse(&format!("leg{number}")).unwrap()
}

/// The answer with candidates of this transport only.
fn only(sdp: &str, transport: &str) -> String {
    let wanted =
        |line: &&str| !line.starts_with("a=candidate") || line.contains(&format!(" {transport} "));
    sdp.split_inclusive("\r\n").filter(wanted).collect()
}

fn talk_both_ways(stage: &mut Stage) {
    stage.seat(0, 1);
    stage.seat(1, 0);
    let film = Film {
        codec: VideoCodec::H264,
        fps: 20,
        bitrate: Bitrate::kbps(300),
    };
    for client in &mut stage.clients {
        client.peer.start_speaking(Instant::now(), -30);
        client.peer.start_filming(Instant::now(), film);
    }
    stage.run_until("both hear and see each other", |stage| {
        stage.clients.iter().all(|client| {
            let log = client.peer.log();
            log.audio().count() > 20 && log.whole_frames(1).len() > 5
        })
    });
}

#[test]
fn two_clients_talk_over_udp() {
    let mut stage = Stage::new();
    stage.join(Wire::udp());
    stage.join(Wire::udp());
    talk_both_ways(&mut stage);
    let counters = stage.plane.counters();
    assert_eq!((counters.worker.legs, counters.worker.rooms), (2, 1));

    let call = stage.call.clone();
    stage.send(Control::CloseRoom { call });
    stage.run_until("nothing is left", |stage| {
        let worker = stage.plane.counters().worker;
        worker.legs + worker.rooms + worker.timers + worker.demux_entries == 0
    });
    stage.run_until("the clients are told", |stage| {
        stage.clients.iter().all(|client| client.peer.is_closed())
    });
}

#[test]
fn a_client_without_udp_talks_over_tcp() {
    let mut stage = Stage::new();
    let server = stage.server(callkit_media::CandidateKind::Tcp);
    stage.join(Wire::tcp(server));
    stage.join(Wire::udp());
    talk_both_ways(&mut stage);
    assert_eq!(stage.plane.counters().tcp_connections, 1);

    stage.clients.remove(0);
    stage.run_until("the connection is forgotten", |stage| {
        stage.plane.counters().tcp_connections == 0
    });
}

#[test]
fn strangers_over_tcp_are_few_and_soon_gone() {
    let stage = Stage::new();
    let server = stage.server(callkit_media::CandidateKind::Tcp);
    let mut browser = TcpStream::connect(server).unwrap();
    browser.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    browser.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(
        browser.read(&mut [0; 16]).unwrap_or(0),
        0,
        "closed without a word"
    );

    let silent: Vec<_> = (0..20)
        .map(|_| TcpStream::connect(server).unwrap())
        .collect();
    let end = Instant::now() + PATIENCE;
    while stage.plane.counters().tcp_refused < 4 {
        assert!(Instant::now() < end, "{:?}", stage.plane.counters());
        std::thread::yield_now();
    }
    drop(silent);
}

#[test]
fn a_taken_port_is_named() {
    let (first, _events) = MediaPlane::start(config(), no_bridge()).unwrap();
    let (_, candidates) = first.candidates().next().unwrap();
    let port = candidates[0].addr.port();
    let error = MediaPlane::start(
        MediaConfig {
            port,
            workers: 1,
            ..config()
        },
        no_bridge(),
    )
    .unwrap_err();
    assert!(matches!(error, MediaError::PortTaken { port: taken, .. } if taken == port));
    let message = error.to_string();
    assert!(
        message.contains(&port.to_string()) && message.contains("--media-port"),
        "{message}"
    );

    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let tcp_port = held.local_addr().unwrap().port();
    let taken = MediaConfig {
        tcp_port: Some(tcp_port),
        ..config()
    };
    let error = MediaPlane::start(taken, no_bridge()).unwrap_err();
    assert!(error.to_string().contains(&tcp_port.to_string()), "{error}");
}

#[test]
fn impossible_settings_are_refused() {
    let nowhere = MediaConfig {
        addresses: Vec::new(),
        ..config()
    };
    assert!(matches!(
        MediaPlane::start(nowhere, no_bridge()),
        Err(MediaError::NoAddress)
    ));
    let none = MediaConfig {
        workers: 0,
        ..config()
    };
    assert!(matches!(
        MediaPlane::start(none, no_bridge()),
        Err(MediaError::Workers(0))
    ));
    let beyond = MediaConfig {
        port: 65_535,
        workers: 2,
        ..config()
    };
    assert!(matches!(
        MediaPlane::start(beyond, no_bridge()),
        Err(MediaError::PortRange { .. })
    ));
}

#[test]
fn a_flood_of_garbage_is_counted_and_calls_go_on() {
    let mut stage = Stage::new();
    stage.join(Wire::udp());
    let server = stage.server(callkit_media::CandidateKind::Udp);
    let flood = UdpSocket::bind("127.0.0.1:0").unwrap();
    for round in 0..2000_u32 {
        let garbage: Vec<u8> = (0..100)
            .map(|at: u32| (round.wrapping_mul(31).wrapping_add(at * 7)) as u8)
            .collect();
        flood
            .send_to(&garbage[..(round % 100) as usize], server)
            .unwrap();
    }
    stage.join(Wire::udp());
    talk_both_ways(&mut stage);
    assert!(stage.plane.counters().worker.datagrams_unknown > 0);
}

#[test]
fn a_worker_that_panics_reports_its_legs_and_serves_new_ones() {
    let mut stage = Stage::new();
    stage.join(Wire::udp());
    let key = stage.clients[0].key.clone();
    stage.plane.shared.workers[1].inbox().say(Word::Panic);
    let failed =
        std::iter::from_fn(|| stage.events.blocking_recv()).find_map(|(_, event)| match event {
            MediaEvent::Failed { leg, why, .. } => Some((leg, why)),
            _ => None,
        });
    assert_eq!(failed, Some((key, LegFailure::WorkerRestarted)));

    stage.clients.clear();
    stage.join(Wire::udp());
    stage.join(Wire::udp());
    talk_both_ways(&mut stage);
    assert_eq!(stage.plane.counters().restarts, 1);
}
