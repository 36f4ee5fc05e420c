//! Explores `properties/avcc.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/avcc.rs"]
mod avcc;

fuzz_target!(|input: &[u8]| avcc::check(input));
