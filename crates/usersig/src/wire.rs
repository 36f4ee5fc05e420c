//! The outside of a ticket: JSON, deflated, in base64 of its own alphabet.

use std::io::Write;

use base64::Engine;
use base64::alphabet::{Alphabet, Symbol};
use base64::engine::general_purpose::{GeneralPurpose, PAD};
use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use serde::{Deserialize, Serialize};

use crate::error::Malformed;
use crate::ticket::Claims;

/// The longest ticket looked at, in bytes of its text. A ticket for a 32-character user has about
/// 220, one with a userbuf about 350. Higher admits exotic userbufs, lower saves work on rubbish.
pub const MAX_TICKET_LEN: usize = 2048;

/// The most that is decompressed from a ticket, in bytes: what a hostile ticket can make us hold.
pub const MAX_CONTENT_LEN: usize = 4096;

const VERSION: &str = "2.0";

/// Standard base64 with `+` `/` `=` written as `*` `-` `_`. Decoding is strict: padding must be
/// there and unused bits must be zero.
const BASE64: GeneralPurpose = {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-";
    let padding = Symbol::new(b'_').expect("an underscore is printable");
    let Ok(alphabet) = Alphabet::new_with_padding(letters, padding) else {
        panic!("64 distinct letters and a padding that is none of them");
    };
    GeneralPurpose::new(&alphabet, PAD)
};

/// The members of the JSON object, in the order in which the vendor's libraries write them.
/// Others are ignored: they are not covered by the signature.
#[derive(Serialize, Deserialize)]
pub(crate) struct Content {
    #[serde(rename = "TLS.ver")]
    ver: String,
    #[serde(rename = "TLS.identifier")]
    pub(crate) identifier: String,
    #[serde(rename = "TLS.sdkappid")]
    pub(crate) sdkappid: u32,
    #[serde(rename = "TLS.time")]
    pub(crate) time: u64,
    #[serde(rename = "TLS.expire")]
    pub(crate) expire: u64,
    #[serde(
        rename = "TLS.userbuf",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) userbuf: Option<String>,
    #[serde(rename = "TLS.sig")]
    pub(crate) sig: String,
}

impl Content {
    pub(crate) fn new(claims: &Claims, userbuf: Option<String>, sig: String) -> Self {
        Self {
            ver: VERSION.to_owned(),
            identifier: claims.user.clone(),
            sdkappid: claims.app,
            time: claims.issued_at,
            expire: claims.expire,
            userbuf,
            sig,
        }
    }
}

/// Writes a ticket, unless [`decode`] would find it too long.
pub(crate) fn encode(content: &Content) -> Result<String, Malformed> {
    let json = serde_json::to_vec(content).expect("strings and numbers always serialise");
    if json.len() > MAX_CONTENT_LEN {
        return Err(Malformed::ContentTooLong);
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let deflated = encoder.write_all(&json).and_then(|()| encoder.finish());
    let ticket = BASE64.encode(deflated.expect("writing to a Vec does not fail"));
    if ticket.len() > MAX_TICKET_LEN {
        return Err(Malformed::TooLong);
    }
    Ok(ticket)
}

pub(crate) fn decode(ticket: &str) -> Result<Content, Malformed> {
    if ticket.is_empty() {
        return Err(Malformed::Empty);
    }
    if ticket.len() > MAX_TICKET_LEN {
        return Err(Malformed::TooLong);
    }
    let deflated = BASE64.decode(ticket).map_err(|_| Malformed::Base64)?;
    let mut buffer = [0; MAX_CONTENT_LEN];
    let json = inflate(&deflated, &mut buffer)?;
    let content: Content = serde_json::from_slice(json).map_err(|_| Malformed::Json)?;
    if content.ver != VERSION {
        return Err(Malformed::Version);
    }
    Ok(content)
}

/// Inflates one whole zlib stream that fits into `out`.
fn inflate<'out>(deflated: &[u8], out: &'out mut [u8]) -> Result<&'out [u8], Malformed> {
    let mut inflater = Decompress::new(true);
    let status = inflater
        .decompress(deflated, out, FlushDecompress::Finish)
        .map_err(|_| Malformed::Zlib)?;
    let read_all = inflater.total_in() == deflated.len() as u64;
    let written = usize::try_from(inflater.total_out()).unwrap_or(usize::MAX);
    match status {
        Status::StreamEnd if read_all => out.get(..written).ok_or(Malformed::Zlib),
        Status::Ok | Status::BufError if written == out.len() => Err(Malformed::ContentTooLong),
        Status::StreamEnd | Status::Ok | Status::BufError => Err(Malformed::Zlib),
    }
}
