//! One client's end of a room.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callkit_protocol::{CallId, Codecs, UserId, VideoCodec};

use crate::allocate::Pick;
use crate::bandwidth::{Layering, Uplink};
use crate::bridge::{self, Client};
use crate::config::Bitrate;
use crate::control::{LegKey, Pool, Publish};
use crate::event::AudioLevel;
use crate::gate::Gate;
use crate::keyframe::Requests;
use crate::layer::Layers;
use crate::packet::{Codec, MediaPacket};
use crate::room::Reception;
use crate::rtc::{Line, LineKind, Peer};
use crate::sdp::Session;
use crate::seat::Seats;
use crate::stats::Interval;
use crate::voice::Voice;

/// Without any packet for this long a leg counts as silent. Lower: others see "reconnecting"
/// sooner and more often for nothing; browsers send something at least every 2.5 s.
pub(crate) const SILENCE: Duration = Duration::from_secs(3);

/// A worker's own number for a leg; never used twice, so that nothing late can reach a successor.
pub(crate) type LegNo = u64;

/// The state of one leg.
#[derive(Debug)]
pub(crate) struct Leg {
    pub(crate) key: LegKey,
    pub(crate) call: CallId,
    pub(crate) user: UserId,
    pub(crate) client: Client,
    pub(crate) pool: Pool,
    pub(crate) gate: Gate,
    pub(crate) publish: Publish,
    pub(crate) seats: Seats,
    /// There is none before the first offer, and never one for a client behind the bridge.
    pub(crate) peer: Option<Peer>,
    /// The SDP session that the connection was made in.
    pub(crate) session: Option<Session>,
    pub(crate) presence: Presence,
    pub(crate) remote: Option<SocketAddr>,
    /// Capacity towards the client, once measured.
    pub(crate) estimate: Option<Bitrate>,
    /// What it sends, and what it is asked.
    pub(crate) layers: Layers,
    pub(crate) requests: Requests,
    pub(crate) uplink: Uplink,
    pub(crate) interval: Interval,
    /// Where its packets go. Made anew whenever a seat map or the set of legs changes.
    pub(crate) receptions: Vec<Reception>,
    /// What of its picture goes behind the bridge.
    pub(crate) to_bridge: Pick,
    /// What it said last.
    pub(crate) voice: Voice,
    /// The loudest that it was since levels were last told.
    pub(crate) peak: Option<AudioLevel>,
    pub(crate) wake: Wake,
    /// Packets were handed to its connection that have not been taken out of it.
    pub(crate) is_full: bool,
}

/// When a leg's connection wants to be woken, and when it will be. Each packet moves the first, and
/// seldom to an earlier time: so the timer is left alone and looks again when it goes off.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wake {
    pub(crate) wanted: Option<Instant>,
    pub(crate) set: Option<Instant>,
}

/// Whether the client is there.
///
/// ```text
/// Connecting -> Present <-> Silent
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// No media keys yet.
    Connecting,
    /// Heard at that time.
    Present { heard: Instant },
    /// Not heard for [`SILENCE`].
    Silent,
}

impl Leg {
    pub(crate) fn new(key: LegKey, call: CallId, user: UserId, client: Client, pool: Pool) -> Self {
        let estimate = match client {
            Client::WebRtc => None,
            Client::Bridged => Some(bridge::CAPACITY),
        };
        Self {
            key,
            call,
            user,
            client,
            pool,
            gate: Gate::Closed,
            publish: Publish::default(),
            seats: Seats::default(),
            peer: None,
            session: None,
            presence: Presence::Connecting,
            remote: None,
            estimate,
            layers: Layers::default(),
            requests: Requests::default(),
            uplink: Uplink::default(),
            interval: Interval::default(),
            receptions: Vec::new(),
            to_bridge: Pick::Nothing,
            voice: Voice::default(),
            peak: None,
            wake: Wake::default(),
            is_full: false,
        }
    }

    /// What the client can encode and decode.
    pub(crate) fn codecs(&self) -> Codecs {
        let knowing = |direction: fn(&Line) -> bool| {
            let lines = self.peer.iter().flat_map(|peer| peer.lines());
            let lines = lines.filter(|line| line.kind == LineKind::Video && direction(line));
            let known: BTreeSet<VideoCodec> = lines.flat_map(Line::video_codecs).collect();
            known.into_iter().collect()
        };
        Codecs {
            send: knowing(|line| line.receives),
            receive: knowing(|line| line.sends),
        }
    }

    pub(crate) fn layering(&self) -> Layering {
        match self.layers.are_several() {
            true => Layering::Several,
            false => Layering::One,
        }
    }

    /// The line of the camera: the first video line that the client may send on.
    pub(crate) fn camera(&self) -> Option<usize> {
        self.publishing_line(LineKind::Video)
    }

    fn microphone(&self) -> Option<usize> {
        self.publishing_line(LineKind::Audio)
    }

    fn publishing_line(&self, kind: LineKind) -> Option<usize> {
        match (self.client, kind) {
            (Client::WebRtc, _) => {}
            (Client::Bridged, LineKind::Audio) => return Some(bridge::AUDIO_LINE),
            (Client::Bridged, LineKind::Video) => return Some(bridge::VIDEO_LINE),
        }
        let lines = self.peer.as_ref()?.lines();
        lines
            .iter()
            .position(|line| line.kind == kind && line.receives)
    }

    /// Whether a packet of this leg is of something that it publishes.
    pub(crate) fn publishes(&self, packet: &MediaPacket) -> bool {
        match packet.codec {
            Codec::Opus => self.publish.microphone && self.microphone() == Some(packet.line),
            Codec::Video(codec) => {
                self.publish.camera
                    && self.publish.codec == Some(codec)
                    && self.camera() == Some(packet.line)
            }
        }
    }
}
