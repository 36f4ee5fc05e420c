//! What a worker is told once, and the constants it is tuned by.

use std::net::SocketAddr;
use std::time::Duration;

use crate::dtls::Certificate;

/// A worker's number, which also stands at the start of every ICE ufrag it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(pub u8);

impl WorkerId {
    /// The worker that made `ufrag`, if one of ours did.
    ///
    /// ```
    /// use callkit_media::WorkerId;
    /// assert_eq!(WorkerId::of_ufrag("0aXyz123"), Some(WorkerId(10)));
    /// assert_eq!(WorkerId::of_ufrag("zz"), None);
    /// ```
    pub fn of_ufrag(ufrag: &str) -> Option<Self> {
        u8::from_str_radix(ufrag.get(..2)?, 16).ok().map(Self)
    }

    pub(crate) fn ufrag_prefix(self) -> String {
        format!("{:02x}", self.0)
    }
}

/// The transport of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CandidateKind {
    /// Plain UDP.
    Udp,
    /// TCP, the client connecting (RFC 6544, `tcptype passive` on our side).
    Tcp,
}

/// An address that goes into every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The advertised address: what a client can reach, not what a socket is bound to.
    pub addr: SocketAddr,
    /// How it is reached.
    pub kind: CandidateKind,
}

/// Bits per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bitrate(pub u64);

impl Bitrate {
    /// From thousands of bits per second.
    pub const fn kbps(kbps: u64) -> Self {
        Self(kbps * 1000)
    }
}

/// What bounds a worker's work and the bitrates it asks for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most video one publisher is asked to send. Higher: sharper pictures, dearer links and
    /// less room for the others in a group. Lower: softer pictures that survive poor links.
    pub max_video: Bitrate,
    /// What a publisher is held to while its gate is closed. Higher: a sharper first picture after
    /// the accept. Lower: less data spent on a call that nobody may take.
    pub ringing_video: Bitrate,
    /// The assumed capacity of a link nobody has measured yet. Higher: faster to a sharp picture
    /// on good links, a queue to work off on poor ones. Lower: the reverse.
    pub start: Bitrate,
    /// Legs at a time. Higher: more memory (about 0.2 MB for each receiving video leg).
    pub max_legs: usize,
    /// How long a leg may take from its offer to media keys. Higher: more patience for bad
    /// networks. Lower: failures are told sooner.
    pub handshake: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_video: Bitrate::kbps(1500),
            ringing_video: Bitrate::kbps(100),
            start: Bitrate::kbps(300),
            max_legs: 4000,
            handshake: Duration::from_secs(40),
        }
    }
}

/// What a worker is told when it is made.
#[derive(Clone, Debug)]
pub struct WorkerConfig {
    /// Its number.
    pub worker: WorkerId,
    /// What goes into its answers, best first.
    pub candidates: Vec<Candidate>,
    /// The certificate of the whole process.
    pub certificate: Certificate,
    /// Its bounds.
    pub limits: Limits,
}
