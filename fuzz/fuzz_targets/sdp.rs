//! Explores `properties/sdp.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/sdp.rs"]
mod sdp;

fuzz_target!(|input: &[u8]| sdp::check(input));
