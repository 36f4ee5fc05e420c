//! The pages and the SDK, which are part of this binary.
//!
//! `build.rs` puts `dist/site` of the packages into it: a file `demo/index.html` there is served as
//! `/demo/`.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

use super::refusal;

/// One file.
pub(super) struct File {
    /// Without a slash at the beginning.
    pub(super) path: &'static str,
    /// Changes with the contents.
    pub(super) etag: &'static str,
    pub(super) bytes: &'static [u8],
}

// const FILES: &[File], sorted by path.
include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// What is shown when the binary was built without the pages.
const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>callkit</title>\
<h1>callkit is running</h1><p>This binary was built without its pages. <code>make run</code> builds \
both; by hand: <code>npm ci &amp;&amp; npm run build</code>, then build the server again.</p>\
<p>Signalling (<code>/ws</code>) works.</p>";

/// Everything that has no route of its own.
pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let message = "there is nothing here to write to";
        return refusal(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            message,
        );
    }
    let path = uri.path().trim_start_matches('/');
    let file = if path.is_empty() || path.ends_with('/') {
        find(&format!("{path}index.html"))
    } else {
        find(path)
    };
    if let Some(file) = file {
        return answer(file, &headers);
    }
    if find(&format!("{path}/index.html")).is_some() {
        return (
            StatusCode::PERMANENT_REDIRECT,
            [(LOCATION, format!("/{path}/"))],
        )
            .into_response();
    }
    if FILES.is_empty() && matches!(path, "" | "demo" | "demo/") {
        return (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response();
    }
    refusal(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
}

fn find(path: &str) -> Option<&'static File> {
    FILES
        .binary_search_by_key(&path, |file| file.path)
        .ok()
        .map(|index| &FILES[index])
}

fn answer(file: &'static File, headers: &HeaderMap) -> Response {
    // Always asked for again and mostly answered by 304: a new server must not meet an old page.
    let caching = [(CACHE_CONTROL, "no-cache"), (ETAG, file.etag)];
    let known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok());
    let mut known = known.flat_map(|tags| tags.split(',')).map(str::trim);
    if known.any(|tag| tag.trim_start_matches("W/") == file.etag || tag == "*") {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    (caching, [(CONTENT_TYPE, mime(file.path))], file.bytes).into_response()
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "gif" => "image/gif",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpg" => "image/jpeg",
        // Browsers refuse modules of any other type.
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "ogg" => "audio/ogg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "tgz" => "application/gzip",
        "ts" | "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "wav" => "audio/wav",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
