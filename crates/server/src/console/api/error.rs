//! How the console's API refuses.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use callkit_protocol::Millis;
use callkit_store::{OperatorError, StoreError};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a request was refused. The names are stable: pages and scripts decide by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ApiErrorName {
    /// There is an app with this SDKAppID already.
    AppExists,
    /// The request does not carry the session's CSRF token, or comes from another site.
    CsrfRefused,
    /// The password is not to be sent over plain http from another machine.
    Insecure,
    /// The server failed in a way it did not foresee. It is in its log.
    Internal,
    /// A field is missing, unknown, or not what it should be.
    InvalidArgument,
    /// It is the only valid key of its app.
    LastKey,
    /// There is no such path or method.
    NotFound,
    /// There is no session, or it is over.
    NotSignedIn,
    /// Too often. `retry_after_ms` says when to try again.
    RateLimited,
    /// The database cannot be read or written at present.
    StoreUnavailable,
    /// The request is larger than any request need be.
    TooLarge,
    /// There is no app with this SDKAppID.
    UnknownApp,
    /// There is no such call, or it is over where a running one is meant.
    UnknownCall,
    /// That device is not signed in.
    UnknownDevice,
    /// The app has no key with this number.
    UnknownKey,
    /// There is no such session.
    UnknownSession,
    /// Too short, or too easy to guess.
    WeakPassword,
    /// That is not the password.
    WrongPassword,
}

/// A refusal, as it is sent: `{"error": {...}}`.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ApiFailure {
    /// What went wrong.
    pub error: ApiError,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ApiError {
    /// For programs.
    pub name: ApiErrorName,
    /// For people who read logs, in English; pages have words of their own for each name.
    pub message: String,
    /// Which field of the request is meant, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub field: Option<String>,
    /// How long to wait before trying again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after_ms: Option<Millis>,
}

impl ApiError {
    pub(crate) fn new(name: ApiErrorName, message: impl Into<String>) -> Self {
        Self {
            name,
            message: message.into(),
            field: None,
            retry_after_ms: None,
        }
    }

    /// A field that is not what it should be.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::new(ApiErrorName::InvalidArgument, message)
        }
    }

    pub(crate) fn rate_limited(wait: Millis) -> Self {
        Self {
            retry_after_ms: Some(wait),
            ..Self::new(
                ApiErrorName::RateLimited,
                format!("too many attempts; wait {wait}"),
            )
        }
    }
}

impl ApiErrorName {
    fn status(self) -> StatusCode {
        match self {
            Self::AppExists | Self::LastKey => StatusCode::CONFLICT,
            Self::CsrfRefused | Self::Insecure => StatusCode::FORBIDDEN,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::InvalidArgument | Self::WeakPassword => StatusCode::BAD_REQUEST,
            Self::NotFound
            | Self::UnknownApp
            | Self::UnknownCall
            | Self::UnknownDevice
            | Self::UnknownKey
            | Self::UnknownSession => StatusCode::NOT_FOUND,
            Self::NotSignedIn | Self::WrongPassword => StatusCode::UNAUTHORIZED,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::StoreUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.name.status();
        let wait = self.retry_after_ms;
        let mut response = (
            status,
            [(CACHE_CONTROL, "no-store")],
            Json(ApiFailure { error: self }),
        )
            .into_response();
        if let Some(wait) = wait {
            response
                .headers_mut()
                .insert(RETRY_AFTER, wait.0.div_ceil(1000).into());
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "the store failed");
        Self::new(
            ApiErrorName::StoreUnavailable,
            "the server cannot reach its database; try again",
        )
    }
}

impl From<OperatorError> for ApiError {
    fn from(error: OperatorError) -> Self {
        let name = match &error {
            OperatorError::AppExists(_) => ApiErrorName::AppExists,
            OperatorError::LastKey { .. } => ApiErrorName::LastKey,
            OperatorError::Store(error) => return error.clone().into(),
            OperatorError::UnknownApp(_) => ApiErrorName::UnknownApp,
            OperatorError::UnknownKey { .. } => ApiErrorName::UnknownKey,
        };
        Self::new(name, error.to_string())
    }
}
