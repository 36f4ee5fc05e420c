//! The bridge alone, under virtual time: who hears and sees whom, when, and for how long.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

mod clocks;
mod group;
mod keys;
mod support;
