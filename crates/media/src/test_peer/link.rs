//! A modelled link: delay, random loss, and a bottleneck with a queue.

use std::time::{Duration, Instant};

use crate::config::Bitrate;

/// One direction of a network path. The same seed gives the same losses.
#[derive(Clone, Debug)]
pub struct Link {
    delay: Duration,
    /// Share of datagrams lost, 0 to 1.
    loss: f64,
    bottleneck: Option<Bottleneck>,
    down: bool,
    random: u64,
}

#[derive(Clone, Debug)]
struct Bottleneck {
    rate: Bitrate,
    /// The longest wait; what would wait longer is dropped.
    queue: Duration,
    free_at: Option<Instant>,
}

impl Link {
    /// A link that only delays. The delay must not be zero: bandwidth estimation divides by it.
    pub fn new(delay: Duration) -> Self {
        Self {
            delay,
            loss: 0.0,
            bottleneck: None,
            down: false,
            random: 1,
        }
    }

    /// Loses this share of the datagrams, as `seed` says which.
    pub fn loss(mut self, share: f64, seed: u64) -> Self {
        self.loss = share;
        self.random = seed;
        self
    }

    /// Carries no more than `rate`, and keeps datagrams back for at most `queue`.
    pub fn bottleneck(mut self, rate: Bitrate, queue: Duration) -> Self {
        self.bottleneck = Some(Bottleneck {
            rate,
            queue,
            free_at: None,
        });
        self
    }

    /// Cuts the link, or mends it.
    pub fn set_down(&mut self, down: bool) {
        self.down = down;
    }

    /// When a datagram of that size arrives; `None` if it does not.
    pub fn carry(&mut self, now: Instant, bytes: usize) -> Option<Instant> {
        if self.down || self.next_random() < self.loss {
            return None;
        }
        let Some(bottleneck) = self.bottleneck.as_mut() else {
            return Some(now + self.delay);
        };
        let begin = bottleneck.free_at.map_or(now, |free| free.max(now));
        if begin.saturating_duration_since(now) > bottleneck.queue {
            return None;
        }
        // 28 bytes of IPv4 and UDP header travel along.
        let bits = (bytes + 28) as f64 * 8.0;
        let end = begin + Duration::from_secs_f64(bits / bottleneck.rate.0 as f64);
        bottleneck.free_at = Some(end);
        Some(end + self.delay)
    }

    /// SplitMix64, scaled to 0..1.
    fn next_random(&mut self) -> f64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.random;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) as f64 / u64::MAX as f64
    }
}
