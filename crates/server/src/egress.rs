//! How much media goes out, and whether that is as much as may.
//!
//! Everything is relayed, so that what a call costs is what is sent. What counts is media as it
//! leaves this program; with the headers of UDP and below, the line carries about a twentieth more.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval};

use crate::exchange::Exchange;
use crate::live::LivePlane;
use crate::media::MediaPlane;

/// How often it is measured. Higher: smoother; lower: the limit is noticed sooner.
const EVERY: Duration = Duration::from_secs(1);
/// What the newest second counts for, the seconds before having the rest. Higher: quicker, and one
/// key frame in every call at once looks like a limit reached.
const WEIGHT: f64 = 0.3;
/// Share of the limit below which new calls are taken again. Higher: sooner, and calls are taken and
/// refused in turns; lower: more is left unused.
const ROOM_BELOW: f64 = 0.95;

/// The newest figure.
#[derive(Debug, Default)]
pub(crate) struct Egress {
    bits_per_second: AtomicU64,
}

impl Egress {
    /// Media that goes out, in bits per second.
    pub(crate) fn bits_per_second(&self) -> u64 {
        self.bits_per_second.load(Ordering::Relaxed)
    }
}

/// Bytes sent since the start, the calls of browsers and of mini programs together.
pub(crate) fn bytes(media: &MediaPlane, live: &LivePlane) -> u64 {
    media.counters().worker.bytes_out + live.bytes_out()
}

/// Measures for ever, and tells the exchange when `limit` (Mbit/s) is reached and when there is room
/// again.
pub(crate) async fn watch(
    egress: std::sync::Arc<Egress>,
    media: MediaPlane,
    live: LivePlane,
    exchange: Exchange,
    limit: Option<u32>,
) {
    let mut meter = Meter::new(Instant::now(), bytes(&media, &live));
    let limit = limit.map(|mbps| f64::from(mbps) * 1e6);
    let mut spent = false;
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first comes at once.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let rate = meter.read(Instant::now(), bytes(&media, &live));
        egress.bits_per_second.store(rate as u64, Ordering::Relaxed);
        let Some(limit) = limit else { continue };
        let now_spent = is_spent(spent, rate, limit);
        if now_spent != spent {
            spent = now_spent;
            let mbps = (rate / 1e6) as u64;
            match spent {
                true => tracing::warn!(mbps, "max_egress_mbps is reached; new calls are refused"),
                false => tracing::info!(mbps, "below max_egress_mbps; new calls are taken again"),
            }
            exchange.egress_spent(spent);
        }
    }
}

fn is_spent(before: bool, rate: f64, limit: f64) -> bool {
    rate >= if before { limit * ROOM_BELOW } else { limit }
}

/// Makes a rate of a number that grows.
struct Meter {
    at: Instant,
    bytes: u64,
    rate: f64,
}

impl Meter {
    fn new(at: Instant, bytes: u64) -> Self {
        Self {
            at,
            bytes,
            rate: 0.0,
        }
    }

    /// Bits per second, smoothed.
    fn read(&mut self, at: Instant, bytes: u64) -> f64 {
        let span = at.saturating_duration_since(self.at).as_secs_f64();
        if span > 0.0 {
            // A worker that was restarted counts from zero again.
            let grown = bytes.saturating_sub(self.bytes) as f64 * 8.0 / span;
            self.rate += (grown - self.rate) * WEIGHT;
        }
        (self.at, self.bytes) = (at, bytes);
        self.rate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_is_measured_and_one_burst_is_not_taken_for_one() {
        let start = Instant::now();
        let mut meter = Meter::new(start, 0);
        let second = |n: u64| start + Duration::from_secs(n);
        assert!(
            meter.read(second(1), 1_000_000) < 3e6,
            "8 Mbit in one second"
        );
        for n in 2..40 {
            meter.read(second(n), 1_000_000 * n);
        }
        let rate = meter.read(second(40), 40_000_000);
        assert!((rate - 8e6).abs() < 1e4, "{rate}");
        let after = meter.read(second(41), 0);
        assert!(after < rate, "a restarted counter is no rate");
    }

    #[test]
    fn the_limit_is_not_switched_on_and_off_by_a_hair() {
        assert!(!is_spent(false, 99e6, 100e6) && is_spent(false, 100e6, 100e6));
        assert!(is_spent(true, 96e6, 100e6) && !is_spent(true, 94e6, 100e6));
    }
}
