//! Explores `properties/payload.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/payload.rs"]
mod payload;

fuzz_target!(|input: &[u8]| payload::check(input));
