//! Explores `properties/ticket.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../properties/ticket.rs"]
mod ticket;

fuzz_target!(|input: &[u8]| ticket::check(input));
