//! The view: one call as one device sees it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    CallId, Connection, EndReason, Fact, LegId, MediaKind, Millis, RoomId, SeatIndex, UnixMs,
    UserId, VideoCodec, VideoState,
};

/// The whole state of a call as one device sees it, and what happened since the version that the
/// device last acknowledged. A device keeps the newest version and may lose any other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallView {
    /// Which call.
    pub call_id: CallId,
    /// Grows by one with every change. An older one than the one held is to be ignored.
    pub version: u64,
    /// The server's clock when this was sent.
    pub now: UnixMs,
    /// `roomID` of the vendor's API.
    pub room_id: RoomId,
    /// Voice or video.
    pub media: MediaKind,
    /// Whether it is a group call: more than one callee, or a chat group named.
    pub group: bool,
    /// Who made it.
    pub caller: UserId,
    /// The chat group it belongs to, if the caller named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub chat_group_id: Option<String>,
    /// The caller's own data for the callees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub user_data: Option<String>,
    /// When it was made.
    pub started_at: UnixMs,
    /// When it was first accepted: where every timer counts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub connected_at: Option<UnixMs>,
    /// Set once it is over for this device; it is the last view of this call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ended: Option<EndedView>,
    /// Everybody who has been in it, in the order of invitation, caller first.
    pub members: Vec<MemberView>,
    /// This device's own part.
    pub you: YouView,
    /// What happened since the version this device last acknowledged.
    pub facts: Vec<Fact>,
    /// False when more happened than a view carries: compare states instead.
    pub facts_complete: bool,
}

/// How a call ended for one device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EndedView {
    /// When.
    pub at: UnixMs,
    /// Why.
    pub reason: EndReason,
    /// Whose doing it was, where it was somebody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub by: Option<UserId>,
    /// Whether this device had been in a connected call: decides between `CALL_END` and
    /// `CALLING_CANCEL`.
    pub connected: bool,
    /// How long the user was connected; 0 if he was not.
    pub duration_ms: Millis,
}

/// One member of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MemberView {
    /// Who.
    pub user_id: UserId,
    /// Counts his invitations: 1, and one more each time he is asked again after having left.
    pub episode: u32,
    /// Ringing, in the call, or gone.
    pub phase: Phase,
    /// Whether a device of his has said that it rings.
    pub rang: bool,
    /// When the ring ends unanswered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ring_deadline: Option<UnixMs>,
    /// When he joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub joined_at: Option<UnixMs>,
    /// How he is connected; meaningful while he is joined.
    pub connection: Connection,
    /// Whether his microphone is on.
    pub microphone: bool,
    /// Whether his camera is on.
    pub camera: bool,
    /// Whether this device can decode his picture.
    pub video: VideoState,
    /// Why he is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub left: Option<LeftView>,
}

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Being rung.
    Ringing,
    /// In the call.
    Joined,
    /// Gone. He stays in the list until the call ends.
    Left,
}

/// Why a member is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftView {
    /// When.
    pub at: UnixMs,
    /// Why.
    pub reason: EndReason,
}

/// This device's own part in the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YouView {
    /// The user of this device.
    pub user_id: UserId,
    /// Caller or callee.
    pub role: Role,
    /// Where this device stands. A device that has stopped ringing because another took the call is
    /// `left`.
    pub phase: Phase,
    /// The device's media leg; absent when it has none (any more).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub leg: Option<LegView>,
}

/// Who made the call and who was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Made the call.
    Caller,
    /// Was invited or joined.
    Callee,
}

/// A media leg: the path between one device and the call's room.
///
/// A client whose connection belongs to another leg or to an older epoch makes a new one and sends
/// an `offer`. That is the one mechanism for restart, refresh, takeover and growth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LegView {
    /// Which leg.
    pub leg: LegId,
    /// Raised when the connection must be made anew.
    pub epoch: u32,
    /// How many lines to offer to receive on.
    pub pool: Pool,
    /// Whether media is forwarded from and to this leg yet.
    pub admitted: bool,
    /// The codec to send video in.
    pub send_codec: VideoCodec,
    /// Most video that this leg may send, in kilobits per second.
    pub max_video_kbps: u32,
    /// Whose media arrives in which receiving slot.
    pub seats: Vec<SeatView>,
    /// Where a mini program publishes and plays; it has this instead of an offer and an answer, and
    /// only while it is in the call. Another epoch comes with other addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub live: Option<LiveView>,
}

/// The addresses that the tags `live-pusher` and `live-player` of a mini program are given.
///
/// Each ends in a stream key, which is a secret of this device: it opens one publication or one
/// playback, on one connection at a time, as long as the leg lives.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LiveView {
    /// `live-pusher`'s `url`: `rtmp://HOST:PORT/live/KEY`.
    pub push_url: String,
    /// The other members who are in the call.
    pub players: Vec<LivePlayerView>,
}

/// Without the addresses: they end in secrets.
impl std::fmt::Debug for LiveView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LiveView")
            .field("players", &self.players)
            .finish_non_exhaustive()
    }
}

/// Where one other member is played.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LivePlayerView {
    /// Whose voice and picture.
    pub user_id: UserId,
    /// `live-player`'s `src` in mode `RTC`: `rtmp://HOST:PORT/live/KEY`.
    pub rtmp_url: String,
    /// What to fall back to where RTMP does not get through: `https://HOST/live/KEY.flv`.
    pub flv_url: String,
}

/// Without the addresses: they end in secrets.
impl std::fmt::Debug for LivePlayerView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LivePlayerView")
            .field("user_id", &self.user_id)
            .finish_non_exhaustive()
    }
}

/// How many receiving slots a leg offers: each a pair of one audio and one video line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Pool {
    /// One seat.
    OneToOne,
    /// Eight seats.
    Group,
}

impl Pool {
    /// The number of seats.
    pub const fn seats(self) -> u8 {
        match self {
            Self::OneToOne => 1,
            Self::Group => 8,
        }
    }
}

/// One entry of the seat map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeatView {
    /// Which slot.
    pub seat: SeatIndex,
    /// Whose media arrives there.
    pub user_id: UserId,
}
