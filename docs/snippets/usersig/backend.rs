//! `SDKAPPID=... SECRETKEY=... PORT=3000 backend`: tickets for users who have signed in to your own app.
//! Crates: axum, tokio, serde_json, and those of usersig.rs.

mod usersig;

use axum::http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use axum::{Json, Router, routing::get};
use serde_json::{Value, json};

/// Your own sign-in: whose session is this? Never take the user ID from the request as it is.
fn user_of(headers: &HeaderMap) -> Option<&'static str> {
    let session = headers.get(AUTHORIZATION)?.to_str().ok()?;
    (session == "Bearer a-session-of-alice").then_some("alice")
}

async fn user_sig(headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    let user = user_of(&headers).ok_or(StatusCode::UNAUTHORIZED)?;
    let app = setting("SDKAPPID").parse().unwrap_or(0);
    let ticket = usersig::gen_user_sig(app, &setting("SECRETKEY"), user, 604_800)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(
        json!({ "sdkAppID": app, "userID": user, "userSig": ticket }),
    ))
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let router = Router::new().route("/usersig", get(user_sig));
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{}", setting("PORT"))).await?;
    axum::serve(listener, router).await
}

fn setting(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
