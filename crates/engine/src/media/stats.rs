//! What went out and came in during one call.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use callkit_protocol::UserId;

/// What this device sent and received in one call, over all its media connections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MediaStats {
    /// Sound.
    pub audio: AudioStats,
    /// Picture.
    pub video: VideoStats,
    /// How long packets and frames took from the sender to here, while both send
    /// [`AudioSource::Filler`](crate::AudioSource::Filler) in this process; the first 20 000.
    pub delays: Vec<Duration>,
    /// What came from each other member, whoever has sent something.
    pub members: BTreeMap<UserId, MemberStats>,
}

/// What came from one member.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberStats {
    /// Packets with sound.
    pub packets_received: u64,
    /// The tone heard last, in Hz; none in speech and silence.
    pub tone_hz: Option<f64>,
    /// Whole frames that could be decoded.
    pub frames_received: u64,
}

/// Delays that are kept for a call. Higher: longer load tests are told whole, with more memory.
const DELAYS: usize = 20_000;

impl MediaStats {
    pub(crate) fn note_delay(&mut self, delay: Option<Duration>) {
        if self.delays.len() < DELAYS {
            self.delays.extend(delay);
        }
    }

    /// The stats of the member who sits in a seat now.
    pub(crate) fn member(&mut self, user: Option<&UserId>) -> Option<&mut MemberStats> {
        let user = user?;
        if !self.members.contains_key(user) {
            self.members.insert(user.clone(), MemberStats::default());
        }
        self.members.get_mut(user)
    }
}

/// Sound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AudioStats {
    /// Packets given to the connection.
    pub packets_sent: u64,
    /// Packets with sound that arrived.
    pub packets_received: u64,
    /// Packets that should have arrived and did not.
    pub packets_lost: u64,
    /// When the first one arrived.
    pub first_received: Option<Instant>,
    /// The tone heard last from the first member who sends one, in Hz; none in speech and silence.
    pub tone_hz: Option<f64>,
}

/// Picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VideoStats {
    /// Frames given to the connection.
    pub frames_sent: u64,
    /// Whole frames that arrived and could be decoded.
    pub frames_received: u64,
    /// Key frames among them.
    pub keyframes_received: u64,
    /// Whole frames that arrived and refer to something that did not.
    pub frames_broken: u64,
    /// When the first one that could be decoded arrived.
    pub first_received: Option<Instant>,
}

/// The stats of one call, shared between its media connection and whoever asks.
#[derive(Debug, Default)]
pub(crate) struct Meter(Mutex<MediaStats>);

impl Meter {
    /// As it is now.
    pub(crate) fn snapshot(&self) -> MediaStats {
        self.lock().clone()
    }

    /// Changes it.
    pub(crate) fn update(&self, change: impl FnOnce(&mut MediaStats)) {
        change(&mut self.lock());
    }

    fn lock(&self) -> MutexGuard<'_, MediaStats> {
        // Counters are valid whatever interrupted the last change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
