//! What the media plane counts, for `/metrics`.

use callkit_media::Counters;

/// Sums over all workers. `worker` restarts from zero when a worker is restarted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MediaCounters {
    /// What the workers counted, and what they hold.
    pub worker: Counters,
    /// Datagrams that found the socket's send buffer full, or a TCP client too slow.
    pub dropped_send_full: u64,
    /// Datagrams from TCP that found the worker busy.
    pub dropped_receive_full: u64,
    /// Workers that panicked and were started anew.
    pub restarts: u64,
    /// TCP connections now.
    pub tcp_connections: u64,
    /// TCP connections refused: too many at all, or too many unnamed ones of one address.
    pub tcp_refused: u64,
}

impl MediaCounters {
    pub(super) fn plus(self, other: Self) -> Self {
        let (a, b) = (self.worker, other.worker);
        Self {
            worker: Counters {
                datagrams_in: a.datagrams_in + b.datagrams_in,
                datagrams_out: a.datagrams_out + b.datagrams_out,
                bytes_out: a.bytes_out + b.bytes_out,
                datagrams_unknown: a.datagrams_unknown + b.datagrams_unknown,
                packets_in: a.packets_in + b.packets_in,
                packets_forwarded: a.packets_forwarded + b.packets_forwarded,
                dropped_by_gate: a.dropped_by_gate + b.dropped_by_gate,
                dropped_unpublished: a.dropped_unpublished + b.dropped_unpublished,
                dropped_undecodable: a.dropped_undecodable + b.dropped_undecodable,
                keyframe_requests: a.keyframe_requests + b.keyframe_requests,
                spins: a.spins + b.spins,
                panics: a.panics + b.panics,
                rooms: a.rooms + b.rooms,
                legs: a.legs + b.legs,
                timers: a.timers + b.timers,
                demux_entries: a.demux_entries + b.demux_entries,
            },
            dropped_send_full: self.dropped_send_full + other.dropped_send_full,
            dropped_receive_full: self.dropped_receive_full + other.dropped_receive_full,
            restarts: self.restarts + other.restarts,
            tcp_connections: self.tcp_connections + other.tcp_connections,
            tcp_refused: self.tcp_refused + other.tcp_refused,
        }
    }
}
