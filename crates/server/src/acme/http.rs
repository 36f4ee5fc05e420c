//! Plain http beside https: the proof for the authority, and the way to https for everybody else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;

use super::answers::Answers;

/// What is served on `acme_http_listen`; `origin` is where everybody else is sent.
pub(crate) fn router(answers: Arc<Answers>, origin: String) -> Router {
    let elsewhere = move |headers: HeaderMap, uri: Uri| {
        let origin = origin.clone();
        async move { send_on(&origin, &headers, &uri) }
    };
    Router::new()
        .route("/.well-known/acme-challenge/{token}", get(prove))
        .with_state(answers)
        .fallback(elsewhere)
}

async fn prove(State(answers): State<Arc<Answers>>, Path(token): Path<String>) -> Response {
    match answers.of_token(&token) {
        Some(proof) => proof.into_response(),
        None => (StatusCode::NOT_FOUND, "nobody asked for this\n").into_response(),
    }
}

fn send_on(origin: &str, headers: &HeaderMap, uri: &Uri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    match headers.contains_key(HOST) {
        true => Redirect::permanent(&format!("{origin}{path}")).into_response(),
        false => StatusCode::BAD_REQUEST.into_response(),
    }
}
