//! What a worker and its legs count.

use std::time::{Duration, Instant};

use crate::config::Bitrate;
use crate::event::{Flow, LegStats};

/// How often a leg's figures are told.
pub(crate) const INTERVAL: Duration = Duration::from_secs(2);

/// What a worker counted since it was made, and how much it holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Datagrams that arrived.
    pub datagrams_in: u64,
    /// Datagrams that were sent.
    pub datagrams_out: u64,
    /// Bytes in them, without the headers of UDP or TCP and below.
    pub bytes_out: u64,
    /// Datagrams of no leg, or that are no STUN, DTLS, RTP or RTCP.
    pub datagrams_unknown: u64,
    /// Media packets that came from publishers.
    pub packets_in: u64,
    /// Media packets handed to receivers.
    pub packets_forwarded: u64,
    /// Media packets that a closed gate held back, once for each receiver.
    pub dropped_by_gate: u64,
    /// Media packets of something that the publisher has switched off, or of another codec than
    /// the call chose.
    pub dropped_unpublished: u64,
    /// Video packets that a receiver could not use: before its first key frame, or of a codec it
    /// cannot decode.
    pub dropped_undecodable: u64,
    /// Key frames asked for.
    pub keyframe_requests: u64,
    /// Drain loops that were cut because a connection wanted to be woken again and again.
    pub spins: u64,
    /// Legs that ended because their connection's code panicked.
    pub panics: u64,
    /// Rooms now.
    pub rooms: u64,
    /// Legs now.
    pub legs: u64,
    /// Timers now.
    pub timers: u64,
    /// Entries of the packet map now: ufrags and addresses.
    pub demux_entries: u64,
}

/// Running totals of a connection, as str0m reports them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) up_bytes: u64,
    pub(crate) up_packets: u64,
    pub(crate) up_loss: Option<f32>,
    pub(crate) up_jitter: Duration,
    pub(crate) down_bytes: u64,
    pub(crate) down_packets: u64,
    pub(crate) down_loss: Option<f32>,
    pub(crate) down_jitter: Duration,
    pub(crate) rtt: Option<Duration>,
    pub(crate) estimate: Option<Bitrate>,
}

/// Makes figures of an interval from running totals.
#[derive(Debug, Default)]
pub(crate) struct Interval {
    last: Option<(Instant, Totals)>,
}

impl Interval {
    pub(crate) fn close(&mut self, now: Instant, totals: Totals) -> LegStats {
        let (since, before) = self.last.replace((now, totals)).unwrap_or((now, totals));
        let span = now.saturating_duration_since(since);
        let rate = |bytes: u64| {
            let millis = span.as_millis().max(1) as u64;
            Bitrate(bytes * 8 * 1000 / millis)
        };
        LegStats {
            up: Flow {
                bitrate: rate(totals.up_bytes.saturating_sub(before.up_bytes)),
                packets: totals.up_packets.saturating_sub(before.up_packets),
                loss: totals.up_loss,
                jitter: totals.up_jitter,
            },
            down: Flow {
                bitrate: rate(totals.down_bytes.saturating_sub(before.down_bytes)),
                packets: totals.down_packets.saturating_sub(before.down_packets),
                loss: totals.down_loss,
                jitter: totals.down_jitter,
            },
            rtt: totals.rtt,
            estimate: totals.estimate,
            remote: None,
        }
    }
}
