//! What a room does, seen from its clients, under virtual time.
#![allow(
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

mod bandwidth;
mod bridge;
mod common;
mod forwarding;
mod fuzz_seeds;
mod keyframes;
mod levels;
mod life;
mod negotiation;
mod redundancy;
mod repair;
mod simulcast;
