//! Explores `properties/handshake.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/handshake.rs"]
mod handshake;

fuzz_target!(|input: &[u8]| handshake::check(input));
