//! Records of calls, as the vendor words them.

use std::sync::Arc;

use axum::extract::State;
use callkit_protocol::{CallId, EndReason, MediaKind, UnixMs, UserId};
use callkit_store::{Page, Record, RecordFilter};
use serde::{Deserialize, Serialize};

use super::answer::{self, Done, Refusal};
use super::{Asked, Rest};

/// The most that is given at once.
const MOST_PER_PAGE: u32 = 100;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ByCallId {
    call_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct ByFilter {
    /// Seconds since the epoch.
    start_time: Option<u64>,
    end_time: Option<u64>,
    call_result: Option<CallResult>,
    call_type: Option<CallType>,
    number_per_page: u32,
    page: u32,
}

impl Default for ByFilter {
    fn default() -> Self {
        Self {
            start_time: None,
            end_time: None,
            call_result: None,
            call_type: None,
            number_per_page: 10,
            page: 1,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum CallResult {
    Cancel,
    Reject,
    NotAnswer,
    NormalEnd,
    CallBusy,
    Interrupt,
    Offline,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) enum CallType {
    SingleCall,
    MultiCall,
}

#[derive(Clone, Copy, Serialize)]
enum MediaType {
    Audio,
    Video,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct One {
    call_record: CallRecord,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Many {
    total_num: u64,
    page: u32,
    call_record_list: Vec<CallRecord>,
}

/// Times are seconds since the epoch.
#[derive(Serialize)]
pub(super) struct CallRecord {
    #[serde(rename = "CallId")]
    call_id: CallId,
    #[serde(rename = "Caller_Account")]
    caller: UserId,
    #[serde(rename = "MediaType")]
    media: MediaType,
    #[serde(rename = "CallType")]
    call_type: CallType,
    #[serde(rename = "StartTime")]
    start: u64,
    #[serde(rename = "EndTime")]
    end: u64,
    /// 0 if nobody accepted.
    #[serde(rename = "AcceptTime")]
    accept: u64,
    #[serde(rename = "CallResult")]
    result: CallResult,
    #[serde(rename = "CalleeList_Account")]
    callees: Vec<UserId>,
    #[serde(rename = "RoomId")]
    room: u32,
    /// 1: a number.
    #[serde(rename = "RoomIdType")]
    room_id_type: u8,
}

/// `get_record_by_callid`.
pub(super) async fn by_call_id(
    State(rest): State<Arc<Rest>>,
    asked: Asked<ByCallId>,
) -> Result<Done<One>, Refusal> {
    let missing = || Refusal::new(answer::NO_SUCH_RECORD, "there is no record of this call");
    let call = asked.body.call_id.parse().map_err(|_| missing())?;
    let record = rest.store.record(asked.app, call).await?;
    let call_record = record.map(CallRecord::from).ok_or_else(missing)?;
    Ok(Done(Some(One { call_record })))
}

/// `get_record_by_filter`.
pub(super) async fn by_filter(
    State(rest): State<Arc<Rest>>,
    asked: Asked<ByFilter>,
) -> Result<Done<Many>, Refusal> {
    let ByFilter {
        start_time,
        end_time,
        call_result,
        call_type,
        number_per_page,
        page,
    } = asked.body;
    if page == 0 || !(1..=MOST_PER_PAGE).contains(&number_per_page) {
        let message = format!("Page must be 1 or more, NumberPerPage 1 to {MOST_PER_PAGE}");
        return Err(Refusal::new(answer::BAD_PARAMETERS, message));
    }
    let ms = |seconds: u64| UnixMs(seconds.saturating_mul(1000));
    let reasons = EndReason::ALL.into_iter();
    let filter = RecordFilter {
        from: start_time.map(ms),
        // The second that is named is part of it.
        until: end_time.map(|seconds| ms(seconds.saturating_add(1))),
        reasons: match call_result {
            None => Vec::new(),
            Some(result) => reasons.filter(|reason| of(*reason) == result).collect(),
        },
        group: call_type.map(|call_type| matches!(call_type, CallType::MultiCall)),
        ..RecordFilter::default()
    };
    let found = rest.store.records(
        asked.app,
        filter,
        Page {
            offset: (page - 1).saturating_mul(number_per_page),
            limit: number_per_page,
        },
    );
    let found = found.await?;
    Ok(Done(Some(Many {
        total_num: found.total,
        page,
        call_record_list: found.records.into_iter().map(Into::into).collect(),
    })))
}

/// What the vendor calls an end.
pub(super) fn of(reason: EndReason) -> CallResult {
    match reason {
        EndReason::Busy => CallResult::CallBusy,
        EndReason::Cancelled => CallResult::Cancel,
        EndReason::AnsweredElsewhere | EndReason::Hangup => CallResult::NormalEnd,
        EndReason::ConnectionFailed
        | EndReason::KickedOut
        | EndReason::Lost
        | EndReason::Server => CallResult::Interrupt,
        EndReason::NoAnswer => CallResult::NotAnswer,
        EndReason::Offline => CallResult::Offline,
        EndReason::Rejected | EndReason::RejectedElsewhere => CallResult::Reject,
    }
}

impl From<Record> for CallRecord {
    fn from(record: Record) -> Self {
        let seconds = |at: UnixMs| at.0 / 1000;
        let callees = record.members.into_iter();
        Self {
            call_id: record.call,
            media: match record.media {
                MediaKind::Audio => MediaType::Audio,
                MediaKind::Video => MediaType::Video,
            },
            call_type: if record.group {
                CallType::MultiCall
            } else {
                CallType::SingleCall
            },
            start: seconds(record.started_at),
            end: seconds(record.ended_at),
            accept: record.accepted_at.map_or(0, seconds),
            result: of(record.reason),
            callees: callees.filter(|user| *user != record.caller).collect(),
            caller: record.caller,
            room: record.room.number(),
            room_id_type: 1,
        }
    }
}
