//! What is answered: the vendor's envelope.

use axum::Json;
use axum::response::{IntoResponse, Response};
use callkit_store::StoreError;
use rand::RngExt as _;
use serde::Serialize;

// The vendor's numbers.
pub(super) const NOT_ADMINISTRATOR: u32 = 60_010;
pub(super) const UNKNOWN_REQUEST: u32 = 60_009;
pub(super) const TICKET_EXPIRED: u32 = 70_001;
pub(super) const TICKET_INVALID: u32 = 70_003;
pub(super) const TICKET_OF_ANOTHER_USER: u32 = 70_013;
pub(super) const TICKET_OF_ANOTHER_APP: u32 = 70_014;
pub(super) const UNKNOWN_APP: u32 = 70_020;
pub(super) const INTERNAL: u32 = 100_001;
pub(super) const BAD_PARAMETERS: u32 = 100_002;
pub(super) const NO_SUCH_RECORD: u32 = 100_302;
pub(super) const TOO_OFTEN: u32 = 60_014;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope<T> {
    action_status: &'static str,
    error_code: u32,
    error_info: String,
    request_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<T>,
}

/// What was asked for.
pub(super) struct Done<T>(pub(super) Option<T>);

/// Why it was not done.
#[derive(Debug)]
pub(super) struct Refusal {
    code: u32,
    message: String,
}

impl Refusal {
    pub(super) fn new(code: u32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "the store failed");
        Self::new(INTERNAL, "the server cannot reach its database; try again")
    }
}

impl<T: Serialize> IntoResponse for Done<T> {
    fn into_response(self) -> Response {
        Json(Envelope {
            action_status: "OK",
            error_code: 0,
            error_info: String::new(),
            request_id: request_id(),
            response: self.0,
        })
        .into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Json(Envelope::<()> {
            action_status: "FAIL",
            error_code: self.code,
            error_info: self.message,
            request_id: request_id(),
            response: None,
        })
        .into_response()
    }
}

fn request_id() -> String {
    let number: u128 = rand::rng().random();
    format!("{number:032x}")
}
