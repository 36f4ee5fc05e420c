//! Reading requests: whatever does not fit is refused by name.

use std::str::FromStr;

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use callkit_protocol::{CallId, Id, SdkAppId, UserId};
use serde::de::DeserializeOwned;

use super::api::{ApiError, ApiErrorName};

/// A body of JSON.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned> Body<T> {
    pub(super) async fn read(request: Request) -> Result<T, ApiError> {
        Self::from_request(request, &())
            .await
            .map(|Self(body)| body)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let read = Json::<T>::from_request(request, state).await;
        let Json(body) = read.map_err(|error: JsonRejection| {
            let name = if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                ApiErrorName::TooLarge
            } else {
                ApiErrorName::InvalidArgument
            };
            ApiError::new(name, error.body_text())
        })?;
        Ok(Self(body))
    }
}

/// The query of a request.
pub(super) struct Asked<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        let Query(asked) = read.map_err(|error: QueryRejection| {
            ApiError::new(ApiErrorName::InvalidArgument, error.body_text())
        })?;
        Ok(Self(asked))
    }
}

/// A number in a path.
pub(super) fn number<T: FromStr>(field: &str, text: &str) -> Result<T, ApiError> {
    text.parse()
        .map_err(|_| ApiError::field(field, format!("{field} must be a number")))
}

/// An app in a path.
pub(super) fn app(text: &str) -> Result<SdkAppId, ApiError> {
    number("app", text).map(SdkAppId)
}

/// A user in a path.
pub(super) fn user(text: &str) -> Result<UserId, ApiError> {
    UserId::parse(text).map_err(|error| ApiError::field("user", error.to_string()))
}

/// A call in a path.
pub(super) fn call(text: &str) -> Result<CallId, ApiError> {
    CallId::parse(text).map_err(|error| ApiError::field("call", error.to_string()))
}

/// A text that is searched for; empty if none is.
pub(super) fn search(asked: Option<String>) -> Result<String, ApiError> {
    const MOST_BYTES: usize = 64;
    let text = asked.unwrap_or_default();
    if text.len() <= MOST_BYTES {
        return Ok(text);
    }
    let message = format!("search must have at most {MOST_BYTES} bytes");
    Err(ApiError::field("search", message))
}

/// How many to give: `usual` if nothing is said.
pub(super) fn limit(asked: Option<u32>) -> Result<u32, ApiError> {
    const MOST: u32 = 200;
    const USUAL: u32 = 50;
    match asked {
        None => Ok(USUAL),
        Some(limit @ 1..=MOST) => Ok(limit),
        Some(_) => Err(ApiError::field(
            "limit",
            format!("limit must be 1 to {MOST}"),
        )),
    }
}
