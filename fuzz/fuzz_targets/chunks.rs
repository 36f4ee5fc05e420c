//! Explores `properties/chunks.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/chunks.rs"]
mod chunks;

fuzz_target!(|input: &[u8]| chunks::check(input));
