//! The media plane: sockets and threads around [`callkit_media::Worker`]s.
//!
//! One plain thread and one UDP port a worker, so that a room lives on one thread and none of its
//! packets crosses to another. One more thread holds the TCP connections of clients whose network
//! lets no UDP through. None of them waits for the signalling side: controls come by a queue that
//! never drops, events go by one that never blocks, and media that finds no room is dropped and
//! counted.

mod counters;
mod framing;
mod inbox;
mod tcp;
mod thread;
mod udp;

#[cfg(test)]
mod tests;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use callkit_media::{
    Candidate, CandidateKind, Certificate, CertificateError, Control, FromBridge, Limits,
    MediaEvent, ToBridge, WorkerConfig, WorkerId,
};
use thiserror::Error;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

pub use counters::MediaCounters;
pub(crate) use framing::unframed;
use inbox::Inbox;
use tcp::TcpThread;
use thread::WorkerThread;
use udp::UdpPort;

/// What media needs to know of the machine.
#[derive(Clone, Debug)]
pub struct MediaConfig {
    /// The first worker's UDP port; the others follow. 0 takes any free ports.
    pub port: u16,
    /// What clients are told to reach: every address of this machine that they can. Behind a NAT
    /// the outer one. The sockets are bound to all addresses in any case.
    pub addresses: Vec<IpAddr>,
    /// Threads; at least 1 and at most 256. More: more rooms at a time, up to the number of cores.
    pub workers: usize,
    /// Where clients without UDP come to. `Some(0)` takes any free port, `None` shuts them out.
    pub tcp_port: Option<u16>,
    /// Bitrates, and legs for each worker.
    pub limits: Limits,
}

impl Default for MediaConfig {
    fn default() -> Self {
        let addresses = vec![IpAddr::from([127, 0, 0, 1])];
        let limits = Limits::default();
        Self {
            port: 8443,
            addresses,
            workers: 1,
            tcp_port: None,
            limits,
        }
    }
}

/// Why media cannot start.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MediaError {
    /// Another program, or another callkit, has the port.
    #[error("media port {port} ({protocol}) is in use; choose another with --{option}")]
    PortTaken {
        /// The port.
        port: u16,
        /// UDP or TCP.
        protocol: &'static str,
        /// The option that moves it.
        option: &'static str,
    },
    /// The ports of the workers would end behind 65535.
    #[error("no room for {workers} media ports from {port} on")]
    PortRange {
        /// The first port.
        port: u16,
        /// How many are needed.
        workers: usize,
    },
    /// Nothing to tell clients.
    #[error("no media address: give one with --media-address")]
    NoAddress,
    /// A number of threads that cannot be.
    #[error("{0} media workers: it must be 1 to 256")]
    Workers(usize),
    /// The certificate cannot be made.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The operating system refuses.
    #[error("cannot {what}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Its reason.
        #[source]
        source: io::Error,
    },
}

/// Where workers hand over what is for the bridge. Called on a worker's thread: it must not block.
pub type BridgeOutlet = Arc<dyn Fn(WorkerId, ToBridge) + Send + Sync>;

/// The running media plane. Clones are handles to the same one; the last to be dropped stops it.
#[derive(Clone, Debug)]
pub struct MediaPlane {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    workers: Vec<WorkerThread>,
    tcp: Option<TcpThread>,
    next: AtomicUsize,
}

impl MediaPlane {
    /// Opens the sockets and starts the threads. Events of all workers come out of the receiver.
    ///
    /// # Errors
    ///
    /// When a port is taken, nothing is advertised, or the system gives no sockets or threads.
    /// Nothing is left running then.
    pub fn start(
        config: MediaConfig,
        to_bridge: BridgeOutlet,
    ) -> Result<(Self, UnboundedReceiver<(WorkerId, MediaEvent)>), MediaError> {
        check(&config)?;
        let certificate = Certificate::generate()?;
        let (events, receiver) = unbounded_channel();
        let listen = |port| tcp::Listener::bind(port, &config.addresses);
        let listener = config.tcp_port.map(listen).transpose()?;
        let tcp_port = listener.as_ref().map(tcp::Listener::port);

        let mut prepared = Vec::new();
        for number in 0..config.workers {
            let port = if config.port == 0 {
                0
            } else {
                config.port + number as u16
            };
            let udp = UdpPort::bind(port, &config.addresses)?;
            let (inbox, mailbox) = Inbox::new()?;
            let worker = WorkerConfig {
                worker: WorkerId(number as u8),
                candidates: candidates(&config.addresses, udp.port(), tcp_port),
                certificate: certificate.clone(),
                limits: config.limits,
            };
            prepared.push((worker, udp, inbox, mailbox));
        }
        let inboxes: Vec<_> = prepared
            .iter()
            .map(|(_, _, inbox, _)| inbox.clone())
            .collect();
        let tcp = listener
            .map(|listener| TcpThread::start(listener, inboxes))
            .transpose()?;
        let outlet = tcp.as_ref().map(TcpThread::outlet);
        let mut workers = Vec::new();
        for (config, udp, inbox, mailbox) in prepared {
            let (events, outlet) = (events.clone(), outlet.clone());
            let to_bridge = Arc::clone(&to_bridge);
            let thread =
                WorkerThread::start(config, udp, inbox, mailbox, events, to_bridge, outlet)?;
            workers.push(thread);
        }
        let shared = Shared {
            workers,
            tcp,
            next: AtomicUsize::new(0),
        };
        Ok((
            Self {
                shared: Arc::new(shared),
            },
            receiver,
        ))
    }

    /// The worker for a new room: they take turns.
    pub fn place(&self) -> WorkerId {
        let turn = self.shared.next.fetch_add(1, Ordering::Relaxed);
        WorkerId((turn % self.shared.workers.len()) as u8)
    }

    /// Says something to a worker. Never blocks and never drops; order is kept.
    pub fn send(&self, worker: WorkerId, control: Control) {
        if let Some(thread) = self.shared.workers.get(usize::from(worker.0)) {
            thread.inbox().control(control);
        }
    }

    /// Hands something of the bridge to a worker. Dropped, and counted, when too much waits.
    pub fn bridge(&self, worker: WorkerId, said: FromBridge) {
        if let Some(thread) = self.shared.workers.get(usize::from(worker.0)) {
            thread.inbox().bridge(said);
        }
    }

    /// What clients are told, worker by worker.
    pub fn candidates(&self) -> impl Iterator<Item = (WorkerId, &[Candidate])> {
        self.shared
            .workers
            .iter()
            .map(|thread| (thread.id(), thread.candidates()))
    }

    /// What all workers counted until now.
    pub fn counters(&self) -> MediaCounters {
        let workers = self.shared.workers.iter().map(WorkerThread::counters);
        let mut sum = workers.fold(MediaCounters::default(), MediaCounters::plus);
        if let Some(tcp) = &self.shared.tcp {
            tcp.count(&mut sum);
        }
        sum
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            worker.stop();
        }
        if let Some(tcp) = &mut self.tcp {
            tcp.stop();
        }
    }
}

fn check(config: &MediaConfig) -> Result<(), MediaError> {
    if config.addresses.is_empty() {
        return Err(MediaError::NoAddress);
    }
    if !(1..=256).contains(&config.workers) {
        return Err(MediaError::Workers(config.workers));
    }
    let last = usize::from(config.port) + config.workers - 1;
    if config.port != 0 && last > usize::from(u16::MAX) {
        return Err(MediaError::PortRange {
            port: config.port,
            workers: config.workers,
        });
    }
    Ok(())
}

fn candidates(addresses: &[IpAddr], udp: u16, tcp: Option<u16>) -> Vec<Candidate> {
    let at = |port: u16, kind| {
        addresses.iter().map(move |ip| Candidate {
            addr: SocketAddr::new(*ip, port),
            kind,
        })
    };
    let mut all: Vec<_> = at(udp, CandidateKind::Udp).collect();
    all.extend(
        tcp.into_iter()
            .flat_map(|port| at(port, CandidateKind::Tcp)),
    );
    all
}
