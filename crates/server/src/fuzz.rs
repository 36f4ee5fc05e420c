//! What strangers write and this crate reads, for fuzzing: whatever the bytes, nothing panics.
//!
//! The targets under `fuzz/` call these, and so does the test that replays the committed seeds.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::config::Config;
use crate::live;
use crate::media;
use crate::peer::{Peer, Socket, is_own_host};

/// A stream of datagrams over TCP (RFC 4571).
///
/// # Panics
/// When the pieces that it comes in make a difference, or a datagram is too long.
pub fn framing(stream: &[u8]) {
    let whole = media::unframed(stream, stream.len().max(1));
    assert_eq!(media::unframed(stream, 1), whole, "in single bytes");
    assert_eq!(media::unframed(stream, 1000), whole, "in pieces");
}

/// The headers of a request, a line each, as `name: value`.
///
/// # Panics
/// When a client's own word says where it comes from.
pub fn forwarded(lines: &[u8]) {
    let mut headers = HeaderMap::new();
    headers.insert(HOST, HeaderValue::from_static("calls.example.com"));
    for line in lines.split(|byte| *byte == b'\n').take(32) {
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let (Some(name), Some(value)) = (parts.next(), parts.next()) else {
            continue;
        };
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name),
            HeaderValue::from_bytes(value.trim_ascii()),
        ) {
            headers.append(name, value);
        }
    }
    let (stranger, proxy) = (IpAddr::from([198, 51, 100, 7]), IpAddr::from([10, 0, 0, 2]));
    let trusted = ["10.0.0.0/8".parse().expect("this is a network")];
    let seen = |peer: IpAddr| {
        let socket = Socket {
            peer: SocketAddr::new(peer, 4000),
            local: SocketAddr::from(([10, 0, 0, 1], 80)),
            tls: false,
        };
        Peer::of(socket, &headers, &trusted)
    };
    let direct = seen(stranger);
    assert!(direct.address == stranger && !direct.secure);
    let behind = seen(proxy);
    for host in [direct.host, behind.host].into_iter().flatten() {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"/?#@\\<>\"'".contains(&byte);
        assert!(host.bytes().all(plain), "{host:?} in an address");
    }
    is_own_host(&headers, &["calls.example.com"]);
}

/// The text of a callkit.toml.
///
/// # Panics
/// When it is refused without a word.
pub fn config(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    if let Err(error) = Config::from_file(Path::new("callkit.toml"), text) {
        assert!(!error.to_string().is_empty(), "refused without a word");
    }
}

/// What a page sends over `/demo/push`: messages, each behind its length in two bytes.
///
/// # Panics
/// When a message is refused without a word.
pub fn push(mut messages: &[u8]) {
    let mut page = Vec::new();
    while let Some(([high, low], behind)) = messages.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(behind.len());
        let (message, behind) = behind.split_at(length);
        page.push(message);
        messages = behind;
    }
    if let Err(error) = live::tags_of_page(&page) {
        assert!(!error.is_empty(), "refused without a word");
    }
}
