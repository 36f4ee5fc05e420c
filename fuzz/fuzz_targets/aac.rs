//! Explores `properties/aac.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/aac.rs"]
mod aac;

fuzz_target!(|input: &[u8]| aac::check(input));
