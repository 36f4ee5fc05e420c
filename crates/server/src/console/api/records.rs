//! Calls that are over, and what happened in them.

use callkit_protocol::{
    CallId, DeviceId, EndReason, Fact, MediaKind, Millis, RoomId, SdkAppId, UnixMs, UserId,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::live::{LiveCall, QualitySeries};

/// The query of `GET records` and `GET records.csv` (which takes no `offset` and `limit`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct RecordQuery {
    /// Of this app only.
    #[ts(optional)]
    pub app: Option<SdkAppId>,
    /// Calls that this user made or was a member of. Exact.
    #[ts(optional)]
    pub user: Option<String>,
    /// The call whose ID this is, or begins with this (at least four characters).
    #[ts(optional)]
    pub call: Option<String>,
    /// Made at this time or later.
    #[ts(optional)]
    pub from: Option<UnixMs>,
    /// Made before this time.
    #[ts(optional)]
    pub until: Option<UnixMs>,
    /// Ended for one of these reasons: names with commas between them.
    #[ts(optional)]
    pub reason: Option<String>,
    /// By voice, or by video.
    #[ts(optional)]
    pub media: Option<MediaKind>,
    /// Group calls only, or calls between two only.
    #[ts(optional)]
    pub group: Option<bool>,
    /// In which order; `started` if absent.
    #[ts(optional)]
    pub sort: Option<RecordSort>,
    /// Which end comes first; `desc` if absent.
    #[ts(optional)]
    pub order: Option<SortOrder>,
    /// How many to leave out at the start.
    #[ts(optional)]
    pub offset: Option<u32>,
    /// How many to give: 1 to 200; 50 if absent.
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// What a list of records is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RecordSort {
    /// When it was made.
    #[default]
    Started,
    /// For how long it was connected; a call that never was has none.
    Duration,
}

/// Which end of a list comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SortOrder {
    /// Smallest, oldest first.
    Asc,
    /// Largest, newest first.
    #[default]
    Desc,
}

/// `GET records`: one page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordsView {
    /// How many fit, on all pages together.
    pub total: u32,
    /// Those of this page.
    pub records: Vec<RecordView>,
}

/// A call that is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordView {
    /// In which app.
    pub sdkappid: SdkAppId,
    /// Which call.
    pub call_id: CallId,
    /// The `roomID` that its members saw.
    pub room_id: RoomId,
    /// Voice or video, as it was in the end.
    pub media: MediaKind,
    /// Whether it was a group call.
    pub group: bool,
    /// Who made it.
    pub caller: UserId,
    /// When it was made.
    pub started_at: UnixMs,
    /// When it was first accepted, if it was.
    pub accepted_at: Option<UnixMs>,
    /// When it ended.
    pub ended_at: UnixMs,
    /// For how long it was connected; 0 if it never was.
    pub duration_ms: Millis,
    /// Why it ended.
    pub reason: EndReason,
    /// Everybody who was in it or was asked, caller first.
    pub members: Vec<RecordMemberView>,
}

/// One member's part in a call that is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct RecordMemberView {
    /// Who. A user who was deleted stands here under a name that says so: `deleted-` and a number.
    pub user_id: UserId,
    /// When he joined, if he did.
    pub joined_at: Option<UnixMs>,
    /// When he left, or his ring ended.
    pub left_at: Option<UnixMs>,
    /// Why.
    pub reason: Option<EndReason>,
}

/// `GET calls/{app}/{call}`: everything known of one call, running or over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct CallLogView {
    /// The server's clock.
    pub now: UnixMs,
    /// When it was made; the timeline counts from there.
    pub started_at: UnixMs,
    /// Its record, if it is over.
    pub record: Option<RecordView>,
    /// The call as it stands, if it runs.
    pub live: Option<LiveCall>,
    /// What happened, in order.
    pub timeline: Vec<TimelineEntry>,
    /// How each member's media fared.
    pub quality: Vec<QualitySeries>,
    /// Until when the quality is kept; `null` if there is none.
    pub quality_kept_until: Option<UnixMs>,
}

/// One thing that happened in a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "source", rename_all = "snake_case")]
pub enum TimelineEntry {
    /// A fact of the call: what its members were told.
    Fact(Fact),
    /// What the media of one device met with: what nobody was told, and what explains the rest.
    Media(MediaNoteView),
}

/// What the media of one device met with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MediaNoteView {
    /// When.
    pub at: UnixMs,
    /// Whose device.
    pub user_id: UserId,
    /// Which.
    pub device_id: DeviceId,
    /// What.
    pub note: MediaNote,
    /// More, in English: the transport that came up, why a connection failed.
    pub detail: Option<String>,
}

/// What the media of a device can meet with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum MediaNote {
    /// Its connection failed and is made anew.
    Failed,
    /// It is heard again after a silence.
    Heard,
    /// It comes from another address than before: another network, or a NAT that forgot.
    NetworkChanged,
    /// Nothing has come from it for three seconds.
    Silent,
    /// Its connection is up.
    Up,
}
