//! All timers of a worker in one table, each with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Timers by what they are for. Setting one that is set moves it.
#[derive(Debug)]
pub(crate) struct Timers<K> {
    queue: BTreeSet<(Instant, K)>,
    by_key: BTreeMap<K, Instant>,
}

impl<K: Ord + Clone> Timers<K> {
    pub(crate) fn new() -> Self {
        Self {
            queue: BTreeSet::new(),
            by_key: BTreeMap::new(),
        }
    }

    pub(crate) fn set(&mut self, key: K, at: Instant) {
        if let Some(before) = self.by_key.insert(key.clone(), at) {
            if before == at {
                return;
            }
            self.queue.remove(&(before, key.clone()));
        }
        self.queue.insert((at, key));
    }

    /// Sets the timer unless it is set to go off earlier.
    pub(crate) fn set_no_later(&mut self, key: K, at: Instant) {
        if self.by_key.get(&key).is_none_or(|set| at < *set) {
            self.set(key, at);
        }
    }

    pub(crate) fn cancel(&mut self, key: &K) {
        if let Some(at) = self.by_key.remove(key) {
            self.queue.remove(&(at, key.clone()));
        }
    }

    pub(crate) fn pop_due(&mut self, now: Instant) -> Option<K> {
        if self.queue.first()?.0 > now {
            return None;
        }
        let (_, key) = self.queue.pop_first()?;
        self.by_key.remove(&key);
        Some(key)
    }

    pub(crate) fn next(&self) -> Option<&(Instant, K)> {
        self.queue.first()
    }

    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_timer_set_again_goes_off_once_at_the_later_time() {
        let start = crate::test_clock();
        let mut timers = Timers::new();
        timers.set("a", start);
        timers.set("a", start + Duration::from_secs(1));
        timers.set_no_later("a", start + Duration::from_secs(2));

        assert_eq!(timers.pop_due(start), None);
        assert_eq!(timers.pop_due(start + Duration::from_secs(1)), Some("a"));
        assert_eq!(timers.pop_due(start + Duration::from_secs(9)), None);
        assert_eq!(timers.len(), 0);
    }

    #[test]
    fn a_cancelled_timer_leaves_nothing() {
        let start = crate::test_clock();
        let mut timers = Timers::new();
        timers.set(1, start);
        timers.cancel(&1);
        assert!(timers.next().is_none());
        assert_eq!(timers.len(), 0);
    }
}
