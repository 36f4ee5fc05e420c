//! Explores `properties/message.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/message.rs"]
mod message;

fuzz_target!(|input: &[u8]| message::check(input));
