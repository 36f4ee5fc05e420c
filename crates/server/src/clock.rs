//! The server's clock.

use std::time::{Duration, Instant, SystemTime};

use callkit_protocol::{Millis, UnixMs};

/// Milliseconds since the Unix epoch that never go back.
///
/// The wall clock is read once. From then on the time runs on the monotonic clock, so that somebody
/// who sets the machine's clock neither ends nor prolongs a call.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    started: Instant,
    started_at: UnixMs,
}

impl Clock {
    /// Reads the wall clock.
    pub fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        // A machine without a clock begins in 1970: tickets will be refused as from the future, but
        // the server runs.
        let ms = since_epoch.unwrap_or(Duration::ZERO).as_millis();
        Self {
            started: Instant::now(),
            started_at: UnixMs(u64::try_from(ms).unwrap_or(u64::MAX)),
        }
    }

    /// The present.
    pub fn now(&self) -> UnixMs {
        self.at(Instant::now())
    }

    /// The time that it was, or will be, at `instant`; the start for everything before that.
    pub fn at(&self, instant: Instant) -> UnixMs {
        let span = instant.saturating_duration_since(self.started).as_millis();
        self.started_at
            .plus(Millis(u64::try_from(span).unwrap_or(u64::MAX)))
    }

    /// When it will be `time` on the monotonic clock; the present if that has passed.
    pub fn instant(&self, time: UnixMs) -> Instant {
        let span = time.since(self.started_at).into();
        let now = Instant::now();
        // Too far away to be counted is as good as an hour: whoever waits looks again.
        let instant = self.started.checked_add(span);
        instant.unwrap_or(now + Duration::from_secs(3600)).max(now)
    }

    /// For how long the server has run.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_and_its_instant_are_the_same_moment() {
        let clock = Clock::start();
        let later = clock.now().plus(Millis(60_000));
        assert_eq!(clock.at(clock.instant(later)), later);
    }

    #[test]
    fn a_time_that_has_passed_is_now_and_one_beyond_counting_is_later() {
        let clock = Clock::start();
        let before = Instant::now();
        assert!(clock.instant(UnixMs(0)) >= before);
        assert!(clock.instant(UnixMs(u64::MAX)) > before);
    }
}
