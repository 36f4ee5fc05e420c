//! Tickets: making them, and taking them apart.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use callkit_protocol::{SdkAppId, UnixMs};
use callkit_store::{App, AppStatus};
use callkit_usersig::{Claims, TicketError, has_userbuf, peek, sign, verify};

use super::Desk;
use super::api::{
    ApiError, ApiErrorName, InspectTicket, NewTicket, TicketContents, TicketReport, TicketVerdict,
    TicketView,
};
use super::auth::SignedIn;
use super::query::{self, Body};
use super::session::fresh;

/// The longest that a ticket from here is good: a year.
const LONGEST_SECONDS: u32 = 31_536_000;

/// `POST apps/{app}/tickets`.
pub(super) async fn make(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path(app): Path<String>,
    Body(wanted): Body<NewTicket>,
) -> Result<impl IntoResponse, ApiError> {
    if !(1..=LONGEST_SECONDS).contains(&wanted.expire_s) {
        let message = format!("expire_s must be 1 to {LONGEST_SECONDS}");
        return Err(ApiError::field("expire_s", message));
    }
    let app = desk.app(query::app(&app)?).await?;
    let now = desk.clock.now();
    let mut valid = app.keys.iter().rev().filter(|key| key.is_valid(now));
    let key = valid.find(|key| wanted.key_id.is_none_or(|id| key.id.0 == id));
    let key = key.ok_or_else(|| {
        let message = "the app has no such key that is valid now";
        ApiError::new(ApiErrorName::UnknownKey, message)
    })?;
    let claims = Claims {
        app: app.app.0,
        user: wanted.user_id.as_ref().to_owned(),
        issued_at: now.0 / 1000,
        expire: wanted.expire_s.into(),
    };
    let ticket = sign(&claims, &key.secret, None)
        .map_err(|error| ApiError::new(ApiErrorName::Internal, error.to_string()))?;
    Ok(fresh(TicketView {
        user_sig: ticket.into_string(),
        key_id: key.id.0,
        expires_at: UnixMs(claims.expires_at() * 1000),
    }))
}

/// `POST tickets/inspect`.
pub(super) async fn inspect(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Body(wanted): Body<InspectTicket>,
) -> Result<impl IntoResponse, ApiError> {
    let now = desk.clock.now();
    // What is copied from a log or a page often has a line end.
    let ticket = wanted.user_sig.trim();
    let claims = match peek(ticket) {
        Ok(claims) => claims,
        Err(malformed) => {
            return Ok(fresh(TicketReport {
                verdict: TicketVerdict::TicketMalformed,
                detail: Some(malformed.to_string()),
                contents: None,
                key_id: None,
                now,
            }));
        }
    };
    let app = desk.store.app(SdkAppId(claims.app)).await?;
    let presented = Presented {
        app: wanted.sdkappid.map_or(claims.app, |app| app.0),
        user: wanted.user_id.as_deref().unwrap_or(&claims.user),
    };
    let key_id = app.as_ref().and_then(|app| signer(ticket, app, &claims));
    let (verdict, detail) = judge(ticket, app.as_ref(), presented, now);
    Ok(fresh(TicketReport {
        verdict,
        detail,
        contents: Some(TicketContents {
            sdkappid: SdkAppId(claims.app),
            issued_at: UnixMs(claims.issued_at.saturating_mul(1000)),
            expires_at: UnixMs(claims.expires_at().saturating_mul(1000)),
            user_id: claims.user,
            has_userbuf: has_userbuf(ticket),
        }),
        key_id,
        now,
    }))
}

/// As whom a ticket is presented.
#[derive(Clone, Copy)]
struct Presented<'a> {
    app: u32,
    user: &'a str,
}

/// Which key signed it, good or not.
fn signer(ticket: &str, app: &App, claims: &Claims) -> Option<u32> {
    let signed = |key: &&callkit_store::AppKey| {
        let keys = std::slice::from_ref(&key.secret);
        // At the time of its issue no ticket has expired.
        let verified = verify(ticket, keys, claims.app, &claims.user, claims.issued_at);
        !matches!(verified, Err(TicketError::WrongKey))
    };
    app.keys.iter().find(signed).map(|key| key.id.0)
}

fn judge(
    ticket: &str,
    app: Option<&App>,
    presented: Presented<'_>,
    now: UnixMs,
) -> (TicketVerdict, Option<String>) {
    let Some(app) = app else {
        return (TicketVerdict::UnknownApp, None);
    };
    let keys: Vec<_> = app.valid_keys(now).cloned().collect();
    let Presented { app: number, user } = presented;
    match verify(ticket, &keys, number, user, now.0 / 1000) {
        Ok(_) if app.status == AppStatus::Disabled => (TicketVerdict::AppDisabled, None),
        Ok(_) => (TicketVerdict::Good, None),
        Err(error) => (verdict(&error), Some(error.to_string())),
    }
}

fn verdict(error: &TicketError) -> TicketVerdict {
    match error {
        TicketError::Malformed(_) => TicketVerdict::TicketMalformed,
        TicketError::WrongApp { .. } => TicketVerdict::TicketWrongApp,
        TicketError::WrongUser => TicketVerdict::TicketWrongUser,
        TicketError::WrongKey => TicketVerdict::TicketWrongKey,
        TicketError::Expired { .. } => TicketVerdict::TicketExpired,
        TicketError::FromFuture { .. } => TicketVerdict::TicketFromFuture,
        // A refusal that a later version of the crate adds is one all the same.
        _ => TicketVerdict::TicketMalformed,
    }
}
