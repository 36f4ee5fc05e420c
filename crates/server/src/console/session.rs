//! Signing in and out, and the sessions there are.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use callkit_store::{PasswordHash, SessionId};

use super::api::{ApiError, ApiErrorName, ChangePassword, SessionEntry, SessionView, SignIn};
use super::auth::{self, SignedIn};
use super::query::{Body, number};
use super::{Desk, password};
use crate::peer::Peer;

/// `POST sign-in`.
pub(super) async fn sign_in(
    State(desk): State<Arc<Desk>>,
    request: Request,
) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    let peer = auth::peer(&mut parts, &desk).await?;
    let headers = parts.headers.clone();
    auth::refuse_other_sites(&headers)?;
    desk.refuse_insecure(&peer, &headers)?;
    let SignIn { password } = Body::read(Request::from_parts(parts, body)).await?;
    desk.check_password(&peer, password).await?;
    // Never the session that came along: somebody else may have put it there.
    desk.end_session_of(&headers, peer.secure).await?;
    let signed_in = desk.begin(&peer, &headers).await?;
    tracing::info!(session = signed_in.session.id.0, "signed in to the console");
    Ok(with_cookie(&desk, &peer, &signed_in))
}

/// `POST sign-out`.
pub(super) async fn sign_out(
    State(desk): State<Arc<Desk>>,
    signed_in: SignedIn,
    request: Request,
) -> Result<Response, ApiError> {
    let peer = auth::peer(&mut request.into_parts().0, &desk).await?;
    desk.store.end_session(signed_in.session.id).await?;
    Ok((
        StatusCode::NO_CONTENT,
        [(SET_COOKIE, auth::no_cookie(peer.secure))],
    )
        .into_response())
}

/// `GET session`.
pub(super) async fn current(
    State(desk): State<Arc<Desk>>,
    signed_in: SignedIn,
) -> impl IntoResponse {
    fresh(signed_in.view(desk.clock.now()))
}

/// `POST password`.
pub(super) async fn change_password(
    State(desk): State<Arc<Desk>>,
    request: Request,
) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    let _signed_in = SignedIn::from_request_parts(&mut parts, &desk).await?;
    let peer = auth::peer(&mut parts, &desk).await?;
    let headers = parts.headers.clone();
    let ChangePassword { current, new } = Body::read(Request::from_parts(parts, body)).await?;
    desk.check_password(&peer, current).await?;
    password::check(&new).map_err(|weak| ApiError {
        field: Some("new".to_owned()),
        ..ApiError::new(ApiErrorName::WeakPassword, weak.to_string())
    })?;
    let hash = desk.hash(new).await?;
    desk.store
        .set_console_password(hash, desk.clock.now())
        .await?;
    tracing::info!("the console's password was changed; every session ended");
    let signed_in = desk.begin(&peer, &headers).await?;
    Ok(with_cookie(&desk, &peer, &signed_in))
}

/// `GET sessions`.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    signed_in: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    let sessions = desk.store.sessions(desk.clock.now()).await?;
    let entries = sessions.into_iter().map(|session| SessionEntry {
        session_id: session.id.0,
        current: session.id == signed_in.session.id,
        created_at: session.created_at,
        seen_at: session.seen_at,
        expires_at: session.expires_at,
        address: session.address,
        user_agent: session.user_agent,
    });
    Ok(fresh(entries.collect::<Vec<_>>()))
}

/// `DELETE sessions/{id}`.
pub(super) async fn end(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = SessionId(number("session_id", &id)?);
    if desk.store.end_session(id).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(ApiError::new(
        ApiErrorName::UnknownSession,
        "there is no such session",
    ))
}

/// `DELETE sessions`.
pub(super) async fn end_others(
    State(desk): State<Arc<Desk>>,
    signed_in: SignedIn,
) -> Result<StatusCode, ApiError> {
    desk.store.end_sessions_but(signed_in.session.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Desk {
    /// Compares a password with the one that is set, as often as one address may.
    async fn check_password(&self, peer: &Peer, tried: String) -> Result<(), ApiError> {
        let address = crate::limits::network_of(peer.address);
        let now = self.clock.now();
        self.tried
            .take(address, now)
            .map_err(ApiError::rate_limited)?;
        let held = self.store.console_password().await?;
        let is_right = self
            .in_turn(move || held.is_some_and(|held| password::is(&tried, &held)))
            .await?;
        if is_right {
            self.tried.give_back(&address);
            return Ok(());
        }
        tracing::warn!(address = %peer.address, "a wrong password for the console");
        Err(ApiError::new(
            ApiErrorName::WrongPassword,
            "that is not the password",
        ))
    }

    async fn hash(&self, new: String) -> Result<PasswordHash, ApiError> {
        self.in_turn(move || password::hash(&new)).await
    }

    /// Runs what takes long and much, a few at a time.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let failed = |error: String| ApiError::new(ApiErrorName::Internal, error);
        let _turn = self
            .hashing
            .acquire()
            .await
            .map_err(|error| failed(error.to_string()))?;
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| failed(error.to_string()))
    }
}

fn with_cookie(desk: &Desk, peer: &Peer, signed_in: &SignedIn) -> Response {
    let cookie = signed_in.secret.cookie(peer.secure);
    let view: SessionView = signed_in.view(desk.clock.now());
    ([(SET_COOKIE, cookie)], fresh(view)).into_response()
}

/// An answer that is not to be kept by anybody.
pub(super) fn fresh<T: serde::Serialize>(answer: T) -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], Json(answer))
}
