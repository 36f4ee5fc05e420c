//! Who may do how much how often.
//!
//! Each limit is a bucket for every key that has been seen lately, kept as one number: the time at
//! which it is full again (the "virtual scheduling" form of GCRA, ITU-T I.371 annex A).

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use callkit_protocol::{Millis, SdkAppId, UnixMs, UserId};

use crate::config::{Config, Rate};

/// How much more than others a client on this machine may do: load tests and proxies come from
/// there. Higher lets a runaway local client take more, lower hinders load tests.
const LOOPBACK_FACTOR: u32 = 100;
/// Keys beyond which full buckets are thrown away. Higher uses more memory (about 100 bytes each),
/// lower sweeps more often.
const KEYS_BEFORE_SWEEP: usize = 10_000;

/// All limits that hold across connections.
#[derive(Debug)]
pub(crate) struct Limits {
    /// New WebSockets of one address.
    pub(crate) connects: PerAddress,
    /// Refused tickets of one address.
    pub(crate) refusals: PerAddress,
    /// Tickets for the demo, by address.
    pub(crate) tickets: PerAddress,
    /// Sign-ins of one user.
    pub(crate) hellos: Buckets<(SdkAppId, UserId)>,
    /// Calls and invitations of one user.
    pub(crate) calls: Buckets<(SdkAppId, UserId)>,
}

impl Limits {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            connects: PerAddress::new(config.limit_connects_per_ip),
            refusals: PerAddress::new(config.limit_refusals_per_ip),
            tickets: PerAddress::new(config.limit_tickets_per_ip),
            hellos: Buckets::new(config.limit_hellos_per_user),
            calls: Buckets::new(config.limit_calls_per_user),
        }
    }
}

/// A limit by address.
#[derive(Debug)]
pub(crate) struct PerAddress {
    others: Buckets<IpAddr>,
    loopback: Buckets<IpAddr>,
}

impl PerAddress {
    fn new(rate: Rate) -> Self {
        Self {
            others: Buckets::new(rate),
            loopback: Buckets::new(rate.times(LOOPBACK_FACTOR)),
        }
    }

    /// Takes one; see [`Buckets::take`].
    pub(crate) fn take(&self, address: IpAddr, now: UnixMs) -> Result<(), Millis> {
        self.of(address).take(network_of(address), now)
    }

    /// Whether there is one to take; see [`Buckets::has`].
    pub(crate) fn has(&self, address: IpAddr, now: UnixMs) -> Result<(), Millis> {
        self.of(address).has(&network_of(address), now)
    }

    fn of(&self, address: IpAddr) -> &Buckets<IpAddr> {
        if address.is_loopback() {
            &self.loopback
        } else {
            &self.others
        }
    }
}

/// How many connections one address may hold open.
pub(crate) fn open_per_address(limit: u32, address: IpAddr) -> u32 {
    if address.is_loopback() {
        limit.saturating_mul(LOOPBACK_FACTOR)
    } else {
        limit
    }
}

/// What counts as one address: an IPv6 customer has a whole /64 to choose from.
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None if v6.is_loopback() => address,
            None => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
        },
    }
}

/// A bucket for each key.
#[derive(Debug)]
pub(crate) struct Buckets<K> {
    rate: Bucket,
    full_at: Mutex<HashMap<K, Full>>,
}

impl<K: Eq + Hash> Buckets<K> {
    pub(crate) fn new(rate: Rate) -> Self {
        Self {
            rate: Bucket::new(rate),
            full_at: Mutex::default(),
        }
    }

    /// Takes one from the bucket of `key`.
    ///
    /// # Errors
    /// How long to wait for the next one, if there is none.
    pub(crate) fn take(&self, key: K, now: UnixMs) -> Result<(), Millis> {
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEYS_BEFORE_SWEEP && buckets.len() == buckets.capacity() {
            buckets.retain(|_, full| !full.is_full(now));
        }
        self.rate.take(buckets.entry(key).or_default(), now)
    }

    /// Puts one that was taken back into the bucket of `key`.
    pub(crate) fn give_back(&self, key: &K) {
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full) = buckets.get_mut(key) {
            full.0 = full.0.saturating_sub(self.rate.each);
        }
    }

    /// Whether there is one in the bucket of `key`.
    ///
    /// # Errors
    /// How long to wait for the next one, if there is none.
    pub(crate) fn has(&self, key: &K, now: UnixMs) -> Result<(), Millis> {
        let buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let mut copy = buckets.get(key).copied().unwrap_or_default();
        self.rate.take(&mut copy, now)
    }
}

/// The time at which a bucket is full again, in microseconds since the epoch.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Full(u64);

impl Full {
    fn is_full(self, now: UnixMs) -> bool {
        self.0 <= micros(now)
    }
}

/// How fast a bucket fills and what it holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bucket {
    /// Microseconds in which one comes in.
    each: u64,
    /// Microseconds in which the whole bucket fills.
    whole: u64,
}

impl Bucket {
    pub(crate) fn new(rate: Rate) -> Self {
        let each = (60_000_000 / u64::from(rate.per_minute.max(1))).max(1);
        Self {
            each,
            whole: each * u64::from(rate.burst.max(1)),
        }
    }

    /// Takes one.
    ///
    /// # Errors
    /// How long to wait for the next one, if there is none.
    pub(crate) fn take(&self, full: &mut Full, now: UnixMs) -> Result<(), Millis> {
        let now = micros(now);
        let after = full.0.max(now) + self.each;
        let wait = after.saturating_sub(now + self.whole);
        if wait > 0 {
            return Err(Millis(wait.div_ceil(1000)));
        }
        full.0 = after;
        Ok(())
    }
}

fn micros(time: UnixMs) -> u64 {
    time.0.saturating_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        per_minute: 60,
        burst: 3,
    };

    #[test]
    fn a_burst_passes_then_one_a_second() {
        let buckets = Buckets::new(RATE);
        let start = UnixMs(1_000_000);
        for _ in 0..3 {
            assert_eq!(buckets.take("alice", start), Ok(()));
        }
        assert_eq!(buckets.take("alice", start), Err(Millis(1000)));
        assert_eq!(buckets.take("alice", UnixMs(1_000_400)), Err(Millis(600)));
        assert_eq!(buckets.take("alice", UnixMs(1_001_000)), Ok(()));
        assert_eq!(buckets.take("alice", UnixMs(1_001_000)), Err(Millis(1000)));
        assert_eq!(
            buckets.take("bob", start),
            Ok(()),
            "another key has a bucket of its own"
        );
    }

    #[test]
    fn asking_takes_nothing() {
        let buckets = Buckets::new(Rate {
            per_minute: 60,
            burst: 1,
        });
        let now = UnixMs(5_000_000);
        assert_eq!(buckets.has(&1, now), Ok(()));
        assert_eq!(buckets.has(&1, now), Ok(()));
        assert_eq!(buckets.take(1, now), Ok(()));
        assert_eq!(buckets.has(&1, now), Err(Millis(1000)));
    }

    #[test]
    fn what_was_given_back_can_be_taken_again() {
        let buckets = Buckets::new(RATE);
        let now = UnixMs(1_000_000);
        for _ in 0..1000 {
            assert_eq!(buckets.take("alice", now), Ok(()));
            buckets.give_back(&"alice");
        }
        buckets.give_back(&"bob");
        let taken = (0..10).take_while(|_| buckets.take("alice", now).is_ok());
        assert_eq!(taken.count(), 3, "no more than the bucket holds");
    }

    #[test]
    fn full_buckets_are_thrown_away() {
        let buckets = Buckets::new(RATE);
        for key in 0..200_000_u64 {
            // A second apart: each is full again when the next comes.
            buckets
                .take(key, UnixMs(key * 1000))
                .expect("first of its key");
        }
        let kept = buckets.full_at.lock().expect("not poisoned").len();
        assert!(kept < 2 * KEYS_BEFORE_SWEEP, "{kept}");
    }

    #[test]
    fn one_customer_of_ipv6_is_one_address() {
        let address = |text: &str| network_of(text.parse().expect("address"));
        assert_eq!(address("2001:db8:1:2:3::4"), address("2001:db8:1:2:ffff::"));
        assert_ne!(address("2001:db8:1:2::"), address("2001:db8:1:3::"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    }

    #[test]
    fn loopback_may_do_more() {
        let limit = PerAddress::new(RATE);
        let now = UnixMs(1_000_000);
        let allowed = |address: &str| {
            let address = address.parse().expect("address");
            (0..1000)
                .take_while(|_| limit.take(address, now).is_ok())
                .count()
        };
        assert_eq!(allowed("192.0.2.7"), 3);
        assert_eq!(allowed("127.0.0.1"), 300);
    }
}
