//! How long to wait before the next try to connect.

use std::time::Duration;

/// The first pause after the try that comes at once. Higher: calmer after a server's restart; lower:
/// back sooner after a short cut.
const FIRST: Duration = Duration::from_millis(250);
/// The longest pause in a call. Higher: a longer silence in a call that could go on.
const LONGEST_IN_CALL: Duration = Duration::from_secs(1);
/// The longest pause otherwise. Higher: easier on a server that is down; lower: reachable sooner.
const LONGEST: Duration = Duration::from_secs(30);

/// Whether a call is at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Urgency {
    Idle,
    InCall,
}

/// Pauses that grow.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    tries: u32,
}

impl Backoff {
    /// The connection is good: the next loss begins again with a try at once.
    pub(crate) fn reset(&mut self) {
        self.tries = 0;
    }

    /// The pause before the next try. `spread` between 0 and 1 shortens it by up to half, so that
    /// devices that were cut off together do not come back together.
    pub(crate) fn next(&mut self, urgency: Urgency, spread: f64) -> Duration {
        let tries = self.tries;
        self.tries = tries.saturating_add(1);
        let Some(doublings) = tries.checked_sub(1) else {
            return Duration::ZERO;
        };
        let longest = match urgency {
            Urgency::Idle => LONGEST,
            Urgency::InCall => LONGEST_IN_CALL,
        };
        // 2^8 of the first pause is beyond the longest one.
        let pause = FIRST.saturating_mul(1 << doublings.min(8)).min(longest);
        pause.mul_f64(1.0 - 0.5 * spread.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_try_comes_at_once_and_pauses_grow_to_a_bound() {
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..10).map(|_| backoff.next(Urgency::Idle, 0.0)).collect();
        assert_eq!(pauses[0], Duration::ZERO);
        assert!(pauses.is_sorted());
        assert_eq!(pauses[9], LONGEST);
        backoff.reset();
        assert_eq!(backoff.next(Urgency::Idle, 0.0), Duration::ZERO);
    }

    #[test]
    fn in_a_call_no_pause_is_longer_than_a_second() {
        let mut backoff = Backoff::default();
        for _ in 0..40 {
            assert!(backoff.next(Urgency::InCall, 0.0) <= Duration::from_secs(1));
        }
    }
}
