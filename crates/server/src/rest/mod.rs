//! `/v4/...`: REST for an app's own back end, in the vendor's conventions.
//!
//! Every request is a POST with `sdkappid`, `identifier`, `usersig` and `contenttype=json` in its
//! query; the identifier is `administrator` and the ticket is signed with the app's key. The answer
//! is 200 whatever comes of it, and says in its body what did. docs/rest.md describes it.

mod answer;
mod records;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Query, Request};
use axum::routing::post;
use bytes::Bytes;
use callkit_protocol::SdkAppId;
use callkit_store::{AppStatus, Operator, SecretKey};
use callkit_usersig::{TicketError, verify};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::clock::Clock;
use crate::config::Rate;
use crate::limits::Buckets;
use answer::Refusal;

/// Who an app's back end signs in as.
const ADMINISTRATOR: &str = "administrator";
/// The largest request.
const REQUEST_BYTES: usize = 64 << 10;
/// Requests of one app: the vendor's own limit.
const REQUESTS: Rate = Rate {
    per_minute: 200 * 60,
    burst: 200,
};

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Rest {
    pub(crate) clock: Clock,
    pub(crate) store: Arc<dyn Operator>,
    asked: Buckets<SdkAppId>,
}

impl Rest {
    pub(crate) fn new(clock: Clock, store: Arc<dyn Operator>) -> Self {
        Self {
            clock,
            store,
            asked: Buckets::new(REQUESTS),
        }
    }
}

/// Everything below `/v4/`.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(rest: Arc<Rest>) -> Router<S> {
    Router::new()
        .route(
            "/call_record_http_srv/get_record_by_callid",
            post(records::by_call_id),
        )
        .route(
            "/call_record_http_srv/get_record_by_filter",
            post(records::by_filter),
        )
        .fallback(nothing)
        .method_not_allowed_fallback(nothing)
        .layer(DefaultBodyLimit::max(REQUEST_BYTES))
        .with_state(rest)
}

async fn nothing() -> Refusal {
    Refusal::new(
        answer::UNKNOWN_REQUEST,
        "there is no such command; it must be a POST",
    )
}

/// A request of an app's own back end.
struct Asked<T> {
    app: SdkAppId,
    body: T,
}

#[derive(Deserialize)]
struct Signature {
    sdkappid: SdkAppId,
    identifier: String,
    usersig: String,
}

impl<T: DeserializeOwned> FromRequest<Arc<Rest>> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, rest: &Arc<Rest>) -> Result<Self, Refusal> {
        let bad = |error: String| Refusal::new(answer::BAD_PARAMETERS, error);
        let (mut parts, body) = request.into_parts();
        let signature = Query::<Signature>::from_request_parts(&mut parts, rest).await;
        let Query(signature) = signature.map_err(|error| bad(error.body_text()))?;
        let app = rest.admit(&signature).await?;
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, rest).await;
        let body = body.map_err(|error| bad(error.body_text()))?;
        Ok(Self {
            app,
            body: serde_json::from_slice(&body).map_err(|error| bad(error.to_string()))?,
        })
    }
}

impl Rest {
    async fn admit(&self, signature: &Signature) -> Result<SdkAppId, Refusal> {
        let now = self.clock.now();
        let app = signature.sdkappid;
        let found = self.store.app(app).await?;
        let found = found.filter(|found| found.status == AppStatus::Enabled);
        let found = found.ok_or_else(|| {
            let message = "there is no such SDKAppID, or it is disabled";
            Refusal::new(answer::UNKNOWN_APP, message)
        })?;
        if signature.identifier != ADMINISTRATOR {
            let message = "identifier must be administrator";
            return Err(Refusal::new(answer::NOT_ADMINISTRATOR, message));
        }
        let keys: Vec<SecretKey> = found.valid_keys(now).cloned().collect();
        let (ticket, user) = (&signature.usersig, &signature.identifier);
        verify(ticket, &keys, app.0, user, now.0 / 1000).map_err(|error| refusal(&error))?;
        self.asked.take(app, now).map_err(|wait| {
            Refusal::new(answer::TOO_OFTEN, format!("too many requests; wait {wait}"))
        })?;
        Ok(app)
    }
}

fn refusal(error: &TicketError) -> Refusal {
    let code = match error {
        TicketError::Expired { .. } => answer::TICKET_EXPIRED,
        TicketError::WrongUser => answer::TICKET_OF_ANOTHER_USER,
        TicketError::WrongApp { .. } => answer::TICKET_OF_ANOTHER_APP,
        TicketError::Malformed(_) | TicketError::WrongKey | TicketError::FromFuture { .. } => {
            answer::TICKET_INVALID
        }
        // A refusal that a later version of the crate adds is one all the same.
        _ => answer::TICKET_INVALID,
    };
    Refusal::new(code, error.to_string())
}
