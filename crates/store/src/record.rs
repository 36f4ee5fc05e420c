//! The record of a call: what is left of it when it is over.

use callkit_protocol::{CallId, EndReason, MediaKind, RoomId, UnixMs, UserId};

/// What is kept about a call that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which call.
    pub call: CallId,
    /// Who made it.
    pub caller: UserId,
    /// Voice or video, as it was in the end.
    pub media: MediaKind,
    /// Whether it was a group call.
    pub group: bool,
    /// `roomID` of the vendor's API.
    pub room: RoomId,
    /// When it was made.
    pub started_at: UnixMs,
    /// When it was first accepted, if it was.
    pub accepted_at: Option<UnixMs>,
    /// When it ended.
    pub ended_at: UnixMs,
    /// Why it ended.
    pub reason: EndReason,
    /// Everybody who was in it or was asked, caller first. Each finds it among his records.
    pub members: Vec<UserId>,
    /// More about it, such as each member's part: JSON of the caller's own.
    pub details: String,
}

/// Which records to list. The default asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// Calls made at this time or later.
    pub from: Option<UnixMs>,
    /// Calls made before this time.
    pub until: Option<UnixMs>,
    /// Calls that ended for one of these reasons; none named is any.
    pub reasons: Vec<EndReason>,
    /// Calls that this user made or was a member of.
    pub user: Option<UserId>,
    /// Calls by voice, or by video.
    pub media: Option<MediaKind>,
    /// Group calls only, or calls between two only.
    pub group: Option<bool>,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many to leave out at the start.
    pub offset: u32,
    /// How many to give at most.
    pub limit: u32,
}

/// One page of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordPage {
    /// How many fit the filter, on all pages together.
    pub total: u64,
    /// Those of this page; the call made last comes first.
    pub records: Vec<Record>,
}
