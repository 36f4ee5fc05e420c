//! Records as a table for spreadsheets (RFC 4180).

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use callkit_protocol::{Id as _, UnixMs};
use callkit_store::{Page, RecordSearch};
use futures_util::stream;
use time::OffsetDateTime;

use super::Desk;
use super::api::{ApiError, RecordView};

/// How many records are read at a time.
const AT_ONCE: u32 = 1_000;
/// Spreadsheets that are not told otherwise take UTF-8 for something older.
const BYTE_ORDER_MARK: &str = "\u{feff}";
const HEADER: &str = "sdkappid,call_id,room_id,media,group,caller,members,started_at,accepted_at,\
    ended_at,duration_s,reason\r\n";

/// The whole list, sent as it is read.
pub(super) async fn answer(
    desk: Arc<Desk>,
    search: Option<RecordSearch>,
) -> Result<Response, ApiError> {
    // The first page is read before anything is said, so that a failure can still be told.
    let first = match &search {
        Some(search) => rows(&desk, search, 0).await?,
        None => Rows::default(),
    };
    let opening = format!("{BYTE_ORDER_MARK}{HEADER}{}", first.text);
    let rest = search.filter(|_| first.is_full);
    let pages = stream::unfold(Some((Some(opening), rest, AT_ONCE)), move |state| {
        let desk = Arc::clone(&desk);
        async move {
            let (opening, rest, offset) = state?;
            if let Some(opening) = opening {
                return Some((Ok(opening), Some((None, rest, offset))));
            }
            let search = rest?;
            match rows(&desk, &search, offset).await {
                Ok(rows) => {
                    let next = rows.is_full.then_some(search);
                    let state = (None, next, offset.saturating_add(AT_ONCE));
                    Some((Ok(rows.text), Some(state)))
                }
                // Cut off, so that nobody takes a part for the whole.
                Err(error) => Some((Err(std::io::Error::other(error.message)), None)),
            }
        }
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            CONTENT_DISPOSITION,
            "attachment; filename=\"callkit-records.csv\"",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(pages)).into_response())
}

#[derive(Default)]
struct Rows {
    text: String,
    is_full: bool,
}

async fn rows(desk: &Desk, search: &RecordSearch, offset: u32) -> Result<Rows, ApiError> {
    let page = Page {
        offset,
        limit: AT_ONCE,
    };
    let found = desk.store.search_records(search.clone(), page).await?;
    let is_full = found.records.len() == AT_ONCE as usize;
    let records = found.records.into_iter().map(RecordView::from);
    Ok(Rows {
        text: records.map(|record| row(&record)).collect(),
        is_full,
    })
}

fn row(record: &RecordView) -> String {
    let members = record.members.iter().map(|member| member.user_id.as_str());
    let cells = [
        record.sdkappid.to_string(),
        record.call_id.as_str().to_owned(),
        record.room_id.number().to_string(),
        record.media.name().to_owned(),
        record.group.to_string(),
        record.caller.as_str().to_owned(),
        members.collect::<Vec<_>>().join(" "),
        time(record.started_at),
        record.accepted_at.map(time).unwrap_or_default(),
        time(record.ended_at),
        format!("{}", record.duration_ms.0 as f64 / 1000.0),
        record.reason.name().to_owned(),
    ];
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    cells.join(",") + "\r\n"
}

/// A cell that is a text to every spreadsheet, whatever it begins with.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\r', '\n', ' ']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

fn time(at: UnixMs) -> String {
    let nanos = i128::from(at.0) * 1_000_000;
    let Ok(time) = OffsetDateTime::from_unix_timestamp_nanos(nanos) else {
        // Beyond the year 9999 the number says as much as a date.
        return at.0.to_string();
    };
    let (year, month, day) = (time.year(), u8::from(time.month()), time.day());
    let (hour, minute, second, milli) = time.time().as_hms_milli();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_none_breaks_the_table() {
        assert_eq!(cell("alice"), "alice");
        for (text, written) in [
            ("-1", "'-1"),
            ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+86", "'+86"),
            ("a\"b,c", "\"a\"\"b,c\""),
            ("\r\n=1", "\"'\r\n=1\""),
        ] {
            assert_eq!(cell(text), written);
        }
    }

    #[test]
    fn times_are_of_iso_8601() {
        assert_eq!(time(UnixMs(1_787_839_380_007)), "2026-08-27T14:03:00.007Z");
        assert_eq!(time(UnixMs(u64::MAX)), u64::MAX.to_string());
    }
}
