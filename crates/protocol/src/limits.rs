//! Sizes and counts that both sides keep to.

use crate::Millis;

/// Limits of the protocol. They are the same for every installation.
#[derive(Clone, Copy, Debug)]
pub struct Limits;

impl Limits {
    /// Largest message from a device, in bytes. An SDP offer of a group call is below 20 KB.
    pub const MESSAGE_BYTES: usize = 64 * 1024;
    /// How long a new connection may stay without a `hello`.
    pub const HELLO_WITHIN: Millis = Millis::from_secs(5);
    /// Members of a call, the caller included.
    pub const MEMBERS: usize = 9;
    /// Devices of one user that may be signed in at once.
    pub const DEVICES: usize = 10;
    /// Facts that a view carries; after a longer gap it carries none.
    pub const FACTS_IN_VIEW: usize = 64;
    /// Shortest and longest ring, in seconds; 0 is taken as the longest.
    pub const RING_SECONDS: std::ops::RangeInclusive<u64> = 1..=600;
    /// Ring time when the caller names none, in seconds.
    pub const RING_SECONDS_DEFAULT: u64 = 30;
    /// Longest nickname, in bytes.
    pub const NICK_BYTES: usize = 500;
    /// Longest avatar URL, in bytes.
    pub const AVATAR_BYTES: usize = 1000;
    /// Longest `user_data`, in bytes.
    pub const USER_DATA_BYTES: usize = 4000;
    /// Users whose profile one message may ask for.
    pub const PROFILES_AT_ONCE: usize = 100;
}
