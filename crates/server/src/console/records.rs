//! Calls that are over.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use callkit_protocol::{EndReason, UserId};
use callkit_store::{Page, RecordFilter, RecordSearch};

use super::api::{ApiError, ApiErrorName, RecordQuery, RecordSort, RecordsView, SortOrder};
use super::auth::SignedIn;
use super::query::{self, Asked};
use super::session::fresh;
use super::{Desk, call_log, csv as table};

/// The fewest characters of a call ID that are searched for.
const PREFIX_CHARS: usize = 4;

/// `GET records`.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Asked(asked): Asked<RecordQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let page = Page {
        offset: asked.offset.unwrap_or(0),
        limit: query::limit(asked.limit)?,
    };
    let Some(search) = search(asked)? else {
        return Ok(fresh(RecordsView {
            total: 0,
            records: Vec::new(),
        }));
    };
    let found = desk.store.search_records(search, page).await?;
    Ok(fresh(RecordsView {
        total: u32::try_from(found.total).unwrap_or(u32::MAX),
        records: found.records.into_iter().map(Into::into).collect(),
    }))
}

/// `GET records.csv`.
pub(super) async fn csv(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Asked(asked): Asked<RecordQuery>,
) -> Result<Response, ApiError> {
    let now = desk.clock.now();
    let mut found = search(asked)?;
    if let Some(search) = &mut found {
        // So that calls which end meanwhile do not move the pages.
        let until = search.filter.until.map_or(now, |until| until.min(now));
        search.filter.until = Some(until);
    }
    table::answer(desk, found).await
}

/// `GET calls/{app}/{call}`.
pub(super) async fn call(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path((app, call)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let (app, call) = (query::app(&app)?, query::call(&call)?);
    let live = desk.exchange.live_call(app, call.clone()).await?;
    let now = desk.clock.now();
    let log = call_log::read(&*desk.store, desk.keep, app, call, now).await?;
    let Some(mut log) = log else {
        let message = "there is no such call, or nothing is kept of it any more";
        return Err(ApiError::new(ApiErrorName::UnknownCall, message));
    };
    if live.call.is_some() {
        log.live = live.call;
        // What is not written down yet.
        for shown in live.quality {
            add(&mut log.quality, shown);
        }
    }
    Ok(fresh(log))
}

/// Adds what is newer than what is there.
fn add(all: &mut Vec<super::api::QualitySeries>, shown: super::api::QualitySeries) {
    let held = all
        .iter_mut()
        .find(|series| series.user_id == shown.user_id && series.device_id == shown.device_id);
    let Some(held) = held else {
        return all.push(shown);
    };
    let newest = held.samples.last().map(|sample| sample.at);
    let newer = shown.samples.into_iter();
    held.samples
        .extend(newer.filter(|sample| newest.is_none_or(|newest| sample.at > newest)));
}

/// What is asked for; `None` if nothing can fit it.
fn search(asked: RecordQuery) -> Result<Option<RecordSearch>, ApiError> {
    let reasons = asked.reason.as_deref().unwrap_or_default().split(',');
    let reasons = reasons.filter(|name| !name.is_empty()).map(|name| {
        let found = EndReason::ALL
            .into_iter()
            .find(|reason| reason.name() == name);
        found.ok_or_else(|| ApiError::field("reason", "reason must be names of end reasons"))
    });
    let reasons = reasons.collect::<Result<Vec<_>, _>>()?;
    let text = |text: Option<String>| text.filter(|text| !text.is_empty());
    let user = match text(asked.user).map(|user| user.trim().parse::<UserId>()) {
        None => None,
        Some(Ok(user)) => Some(user),
        // Nobody can have such an ID.
        Some(Err(_)) => return Ok(None),
    };
    let call_prefix = text(asked.call);
    if call_prefix
        .as_ref()
        .is_some_and(|prefix| prefix.chars().count() < PREFIX_CHARS)
    {
        let message = format!("call must have at least {PREFIX_CHARS} characters");
        return Err(ApiError::field("call", message));
    }
    Ok(Some(RecordSearch {
        app: asked.app,
        filter: RecordFilter {
            from: asked.from,
            until: asked.until,
            reasons,
            user,
            media: asked.media,
            group: asked.group,
        },
        call_prefix,
        sort: match asked.sort.unwrap_or_default() {
            RecordSort::Started => callkit_store::RecordSort::Started,
            RecordSort::Duration => callkit_store::RecordSort::Duration,
        },
        ascending: asked.order == Some(SortOrder::Asc),
    }))
}
