//! What the tests of this crate share: the reference app, and tickets made and opened by hand.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its own part of this"
)]
#![allow(clippy::unwrap_used, reason = "a helper of a test fails like the test")]

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callkit_usersig::{Claims, SecretKey, Ticket, sign};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

pub const APP: u32 = 1_400_000_001;
pub const NOW: u64 = 1_700_000_000;

/// [`alice`]'s ticket as the reference implementation writes it: it has every replaced letter.
pub const REFERENCE_TICKET: &str = "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwok5mcmpUInilOzEgoLMFCUrQxMDCDCEyJRk5qYCRc2hogYQ0dSKgswioLiZgYkFTKw4Mx1oalJAuHtxRnGydpmbT0Cqm2tAonZJUFq*j5G5V4Gjt0FQmluuj3aGcYW-gaOtUi0ArWAwMA__";

pub fn key() -> SecretKey {
    SecretKey::parse(&"0123456789abcdef".repeat(4)).unwrap()
}

pub fn other_key() -> SecretKey {
    SecretKey::parse(&"fedcba9876543210".repeat(4)).unwrap()
}

pub fn alice() -> Claims {
    Claims {
        app: APP,
        user: "alice".to_owned(),
        issued_at: NOW,
        expire: 604_800,
    }
}

pub fn alices_ticket() -> Ticket {
    sign(&alice(), &key(), None).unwrap()
}

/// Packs any content as a ticket, in steps of its own and not by the crate's code.
pub fn pack(content: &str) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content.as_bytes()).unwrap();
    to_ticket_alphabet(&STANDARD.encode(encoder.finish().unwrap()))
}

/// The JSON text inside a ticket.
pub fn unpack(ticket: &str) -> String {
    let bytes = STANDARD.decode(from_ticket_alphabet(ticket)).unwrap();
    let mut content = String::new();
    ZlibDecoder::new(bytes.as_slice())
        .read_to_string(&mut content)
        .unwrap();
    content
}

pub fn to_ticket_alphabet(base64: &str) -> String {
    base64.replace('+', "*").replace('/', "-").replace('=', "_")
}

pub fn from_ticket_alphabet(ticket: &str) -> String {
    ticket.replace('*', "+").replace('-', "/").replace('_', "=")
}
