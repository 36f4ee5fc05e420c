//! Explores `properties/amf.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/amf.rs"]
mod amf;

fuzz_target!(|input: &[u8]| amf::check(input));
