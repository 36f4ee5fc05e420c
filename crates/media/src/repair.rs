//! What is done about lost packets, per leg.
//!
//! Video is resent over RTX when the receiver asks (NACK); audio carries its own repair: in-band
//! FEC, and RED when both ends have it, in as many generations as the publisher made. Redundancy of
//! the server's own making is not added: on a congested link it does harm, and there is nothing
//! here yet that tells congestion from loss.

use std::time::Duration;

/// How resends of video are kept and bounded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resend {
    /// Packets kept for resending, for each video line. Higher: longer outages can be repaired, and
    /// each receiving line takes more memory (about 0.6 kB a packet). At 1.5 Mbit/s there are 160 a
    /// second.
    pub(crate) packets: usize,
    /// How long they are kept. Higher: repairs on longer round trips; a packet older than the
    /// receiver's jitter buffer comes too late anyway.
    pub(crate) age: Duration,
    /// Resent bytes as a share of all bytes, above which resends stop for a moment: the budget that
    /// keeps repair from making congestion worse. str0m's own 0.15 makes video collapse at 30 %
    /// loss (0.7 fps, measured). 0.75 lets each packet go out four times, which is enough for 70 %.
    pub(crate) budget: f32,
}

pub(crate) const RESEND: Resend = Resend {
    packets: 512,
    age: Duration::from_millis(2500),
    budget: 0.75,
};
