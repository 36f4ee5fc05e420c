//! What is kept of a call when it is over.

use callkit_protocol::{CallId, EndReason, MediaKind, Phase, RoomId, UnixMs, UserId};
use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::member::Standing;

/// One finished call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which call.
    pub call_id: CallId,
    /// Who made it.
    pub caller: UserId,
    /// Voice or video, as it was at the end.
    pub media: MediaKind,
    /// Whether it was a group call.
    pub group: bool,
    /// The number shown.
    pub room_id: RoomId,
    /// When it was made.
    pub started_at: UnixMs,
    /// When it was first accepted.
    pub accepted_at: Option<UnixMs>,
    /// When it was over.
    pub ended_at: UnixMs,
    /// Why.
    pub reason: EndReason,
    /// Everybody, caller first.
    pub members: Vec<RecordMember>,
}

/// One member of a finished call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordMember {
    /// Who.
    pub user: UserId,
    /// Where he stood last; `Left` in every finished call.
    pub phase: Phase,
    /// When he joined, if he did.
    pub joined_at: Option<UnixMs>,
    /// When he left, or his ring ended.
    pub left_at: Option<UnixMs>,
    /// Why.
    pub reason: Option<EndReason>,
}

impl Call {
    /// The record, once the call is over.
    pub fn record(&self) -> Option<Record> {
        let ended = self.ended.as_ref()?;
        let members = self.members.iter().map(|member| {
            let (joined_at, left_at, reason) = match &member.standing {
                Standing::Ringing(_) => (None, None, None),
                Standing::Joined(joined) => (Some(joined.since), None, None),
                Standing::Left(left) => (left.joined_at, Some(left.at), Some(left.reason)),
            };
            let (user, phase) = (member.user.clone(), member.phase());
            RecordMember {
                user,
                phase,
                joined_at,
                left_at,
                reason,
            }
        });
        Some(Record {
            call_id: self.id.clone(),
            caller: self.caller.clone(),
            media: self.media,
            group: self.group,
            room_id: self.room_id,
            started_at: self.started_at,
            accepted_at: self.connected_at,
            ended_at: ended.at,
            reason: ended.reason,
            members: members.collect(),
        })
    }
}
