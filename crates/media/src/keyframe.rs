//! Key frames: which packet begins one, and how often a publisher is asked.

use std::time::{Duration, Instant};

use crate::packet::LayerId;

/// The least time between two requests to one source. Lower: a picture comes back sooner after a
/// loss that struck twice. Higher: less of the publisher's bandwidth goes into key frames, each of
/// which is worth 5 to 20 ordinary ones.
pub(crate) const MIN_INTERVAL: Duration = Duration::from_millis(500);

/// What to do about a wish for a key frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Ask the publisher now.
    Now,
    /// Ask at that time, unless one comes by itself.
    At(Instant),
}

/// Keeps the requests to one source apart.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    asked: Option<Instant>,
    waiting: bool,
}

impl Throttle {
    /// Somebody wants a key frame.
    pub(crate) fn want(&mut self, now: Instant) -> Ask {
        match self.asked.map(|asked| asked + MIN_INTERVAL) {
            Some(free) if free > now => {
                self.waiting = true;
                Ask::At(free)
            }
            Some(_) | None => {
                self.asked = Some(now);
                self.waiting = false;
                Ask::Now
            }
        }
    }

    /// A key frame came: nobody waits any more.
    pub(crate) fn came(&mut self) {
        self.waiting = false;
    }

    /// The time given by [`Ask::At`] has come; whether somebody still waits.
    pub(crate) fn due(&mut self, now: Instant) -> bool {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting {
            self.asked = Some(now);
        }
        waiting
    }
}

/// The state of key-frame requests to one publisher, by layer.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    by_layer: Vec<(Option<LayerId>, Throttle)>,
}

impl Requests {
    pub(crate) fn of(&mut self, layer: Option<LayerId>) -> &mut Throttle {
        let known = self.by_layer.iter().position(|(id, _)| *id == layer);
        let at = known.unwrap_or_else(|| {
            self.by_layer.push((layer, Throttle::default()));
            self.by_layer.len() - 1
        });
        &mut self.by_layer[at].1
    }

    pub(crate) fn due(&mut self, now: Instant) -> Vec<Option<LayerId>> {
        let due = self
            .by_layer
            .iter_mut()
            .filter_map(|(id, t)| t.due(now).then_some(*id));
        due.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_wishes_within_half_a_second_are_one_request_now_and_one_later() {
        let start = crate::test_clock();
        let mut throttle = Throttle::default();
        assert_eq!(throttle.want(start), Ask::Now);
        let soon = start + Duration::from_millis(100);
        assert_eq!(throttle.want(soon), Ask::At(start + MIN_INTERVAL));
        assert!(throttle.due(start + MIN_INTERVAL));
        assert!(!throttle.due(start + MIN_INTERVAL * 2));
    }

    #[test]
    fn a_key_frame_that_comes_meanwhile_settles_the_wish() {
        let start = crate::test_clock();
        let mut throttle = Throttle::default();
        throttle.want(start);
        throttle.want(start);
        throttle.came();
        assert!(!throttle.due(start + MIN_INTERVAL));
    }
}
