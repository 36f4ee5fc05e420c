//! Explores `properties/push.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/push.rs"]
mod push;

fuzz_target!(|input: &[u8]| push::check(input));
