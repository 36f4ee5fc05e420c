//! Explores `properties/datagram.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/datagram.rs"]
mod datagram;

fuzz_target!(|input: &[u8]| datagram::check(input));
