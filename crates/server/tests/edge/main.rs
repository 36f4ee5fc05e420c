//! The edges over real sockets: what a device, a page and an operator meet.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "what else may come is not the point"
)]

mod apps;
mod config;
mod demo;
mod hello;
mod messages;
mod metrics;
mod pages;
mod start;
mod support;
mod tls;
