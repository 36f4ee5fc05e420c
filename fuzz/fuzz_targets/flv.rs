//! Explores `properties/flv.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/flv.rs"]
mod flv;

fuzz_target!(|input: &[u8]| flv::check(input));
