//! What a worker tells the call.

use std::net::SocketAddr;
use std::time::Duration;

use callkit_protocol::{CallId, Codecs, LegId};
use thiserror::Error;

use crate::bridge::ToBridge;
use crate::config::Bitrate;
use crate::control::LegKey;
use crate::path::Path;

/// One thing for the edge to do.
#[derive(Debug)]
pub enum Output {
    /// Send these bytes there.
    Transmit(Transmit),
    /// Tell the call.
    Event(MediaEvent),
    /// Tell the bridge, if there is one.
    Bridge(ToBridge),
}

/// A datagram to send.
#[derive(Debug)]
pub struct Transmit {
    /// The way it goes: a path that something verified came from.
    pub path: Path,
    /// Its content, without framing.
    pub bytes: Vec<u8>,
}

/// An answered offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer for the client.
    pub sdp: String,
    /// What the client can encode and decode, by its offer.
    pub codecs: Codecs,
}

/// Why an offer was not answered. All but the last are the client's fault.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferError {
    /// The text is not SDP.
    #[error("the offer is not SDP: {0}")]
    Malformed(&'static str),
    /// Longer than any offer of a browser.
    #[error("the offer has {0} bytes, more than an offer may have")]
    TooLong(usize),
    /// More m-lines than the pool has.
    #[error("the offer has {lines} media lines, the pool {max}")]
    TooManyLines {
        /// How many came.
        lines: usize,
        /// How many are allowed.
        max: usize,
    },
    /// SDP, but nothing that this server can be a peer of.
    #[error("the offer cannot be answered: {0}")]
    Unanswerable(String),
    /// No live leg of this id and epoch: the view that the client acted on is old.
    #[error("leg {0} does not exist here")]
    NoSuchLeg(LegKey),
    /// The connection broke down over this offer; a new epoch is needed.
    #[error("the offer broke the leg")]
    Broken,
}

/// Why a leg ended by itself.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LegFailure {
    /// The client closed the connection (DTLS close_notify).
    #[error("the client closed the connection")]
    ClosedByPeer,
    /// No media keys in time: blocked by a firewall, or the client gave up.
    #[error("the handshake took too long")]
    HandshakeTimeout,
    /// The client's certificate does not fit its offer, or DTLS failed otherwise.
    #[error("the handshake failed")]
    Handshake,
    /// The WebRTC library panicked; only this leg is affected.
    #[error("internal failure in this leg")]
    Panicked,
    /// The worker panicked and was started anew.
    #[error("internal failure in the media worker")]
    WorkerRestarted,
    /// The worker has as many legs as it may.
    #[error("the media worker is full")]
    Full,
}

/// Traffic in one direction, over the last interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flow {
    /// Media and repair, RTP payloads.
    pub bitrate: Bitrate,
    /// RTP packets.
    pub packets: u64,
    /// Share lost, 0 to 1; `None` when nobody reported.
    pub loss: Option<f32>,
    /// Interarrival jitter (RFC 3550, 6.4.1) of the audio; zero when nobody reported.
    pub jitter: Duration,
}

/// How a leg fared over the last interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LegStats {
    /// From the client to the server.
    pub up: Flow,
    /// From the server to the client.
    pub down: Flow,
    /// Round trip, from RTCP.
    pub rtt: Option<Duration>,
    /// Estimated capacity towards the client.
    pub estimate: Option<Bitrate>,
    /// The client's address in use. Personal data: never above DEBUG in logs.
    pub remote: Option<SocketAddr>,
}

/// Loudness of a member: 0 (silence, or -60 dBov and less) to 100 (0 dBov).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AudioLevel(pub u8);

/// Something the call should know.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaEvent {
    /// An offer was answered, or not.
    Answered {
        /// The call.
        call: CallId,
        /// The leg that offered.
        leg: LegKey,
        /// The number that the offer carried.
        request: u64,
        /// The answer, or why there is none.
        result: Result<Answer, OfferError>,
    },
    /// Media can flow: ICE and DTLS are up.
    Connected {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegKey,
    },
    /// No packet at all came from this connected leg for 3 s.
    Silent {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegKey,
    },
    /// A silent leg is heard again.
    Heard {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegKey,
    },
    /// The leg is over; the worker has forgotten it.
    Failed {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegKey,
        /// Why.
        why: LegFailure,
    },
    /// Who is how loud, at most every 300 ms and only when something changed.
    Levels {
        /// The call.
        call: CallId,
        /// Every leg whose microphone is on and whose gate is open.
        levels: Vec<(LegId, AudioLevel)>,
    },
    /// How a leg fares, every 2 s.
    Stats {
        /// The call.
        call: CallId,
        /// The leg.
        leg: LegKey,
        /// The figures.
        stats: LegStats,
    },
}
