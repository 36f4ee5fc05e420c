//! `GET /sdk/miniprogram.zip`: what a user copies, with this server's address filled in.

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::site::File;
use super::{Http, refusal};
use crate::peer::{Peer, Socket};

// const MINI_PROGRAM: &[File], `MiniProgram/` as it is in the repository.
include!(concat!(env!("OUT_DIR"), "/mini_program.rs"));

/// The file that holds the address.
const ADDRESS: &str = "TUICallEngine/server.js";

/// Answers with the folder. Never with a key: whoever can reach this may take it.
pub(super) async fn zip(
    State(http): State<Arc<Http>>,
    Extension(socket): Extension<Socket>,
    headers: HeaderMap,
) -> Response {
    if MINI_PROGRAM.is_empty() {
        let message = "this binary was built without MiniProgram/";
        return refusal(StatusCode::NOT_FOUND, "not_found", message);
    }
    let peer = Peer::of(socket, &headers, &http.config.trusted_proxy);
    let address = match &http.config.public_url {
        Some(url) => url.to_string(),
        None => {
            let scheme = if peer.secure { "https" } else { "http" };
            let host = peer.host.unwrap_or_else(|| socket.local.to_string());
            format!("{scheme}://{host}")
        }
    };
    match pack(address.trim_end_matches('/')) {
        Ok(bytes) => {
            let headers = [
                (CONTENT_TYPE, "application/zip"),
                (
                    CONTENT_DISPOSITION,
                    "attachment; filename=\"miniprogram.zip\"",
                ),
                (CACHE_CONTROL, "no-cache"),
            ];
            (headers, bytes).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the mini program cannot be packed");
            let message = "the mini program cannot be packed; the server's log says why";
            refusal(StatusCode::INTERNAL_SERVER_ERROR, "internal", message)
        }
    }
}

fn pack(address: &str) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The files are small, and every tool on every system opens what is not compressed.
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for file in MINI_PROGRAM {
        zip.start_file(format!("MiniProgram/{}", file.path), options)?;
        if file.path == ADDRESS {
            zip.write_all(with_address(file.bytes, address).as_bytes())?;
        } else {
            zip.write_all(file.bytes)?;
        }
    }
    Ok(zip.finish()?.into_inner())
}

/// The file with every quoted placeholder replaced.
fn with_address(source: &[u8], address: &str) -> String {
    let source = String::from_utf8_lossy(source);
    // What a host header may hold is not what a string in a script may hold.
    let quoted = serde_json::to_string(address).unwrap_or_default();
    source.replace(&format!("\"{PLACEHOLDER}\""), &quoted)
}

/// What stands in the repository's `server.js`.
const PLACEHOLDER: &str = "https://calls.example.com";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stays_a_string() {
        let source = b"module.exports = \"https://calls.example.com\";\n";
        let made = with_address(source, "http://a\";alert(1);\"");
        assert_eq!(made, "module.exports = \"http://a\\\";alert(1);\\\"\";\n");
    }

    #[test]
    fn the_folder_is_there_and_its_address_is_the_placeholder() {
        let file = MINI_PROGRAM.iter().find(|file| file.path == ADDRESS);
        let text = std::str::from_utf8(file.unwrap().bytes).unwrap();
        assert!(text.contains(&format!("\"{PLACEHOLDER}\"")), "{text}");
    }
}
