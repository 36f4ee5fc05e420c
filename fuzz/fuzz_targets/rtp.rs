//! Explores `properties/rtp.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/rtp.rs"]
mod rtp;

fuzz_target!(|input: &[u8]| rtp::check(input));
