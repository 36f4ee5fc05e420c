//! Explores `properties/framing.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/framing.rs"]
mod framing;

fuzz_target!(|input: &[u8]| framing::check(input));
