//! What the server says.

use serde::{Deserialize, Serialize};
use serde_json::Number;
use ts_rs::TS;

use crate::{CallId, CallView, CommandKey, ErrorBody, Millis, UnixMs, UserId};

/// Everything the server can say. A client ignores types and fields that it does not know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// The connection is refused or over; the socket is closed with the same code.
    Error(ErrorBody),
    /// Who speaks how loud.
    Levels(Levels),
    /// Heartbeat.
    Pong(Pong),
    /// How good everybody's network is.
    Quality(Quality),
    /// The answer to a command.
    Reply(Reply),
    /// The ticket has run out. Nothing is cut; send `renew`.
    TicketExpired(TicketExpired),
    /// A call has a new version.
    View(Box<View>),
    /// The answer to `hello`.
    Welcome(Box<Welcome>),
}

/// The answer to `hello`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Welcome {
    /// The protocol version that the server will speak on this connection.
    pub protocol: u32,
    /// Name and version of the server: `callkit/0.1.0`.
    pub server: String,
    /// The server's clock.
    pub now: UnixMs,
    /// Send a `ping` at least this often; a server that heard nothing for three of these closes.
    pub heartbeat_ms: Millis,
    /// When the ticket runs out.
    pub ticket_expires_at: UnixMs,
    /// The user's own profile.
    pub profile: Profile,
    /// Whether calls are held off.
    pub do_not_disturb: bool,
    /// Every call that this device is concerned in and has not acknowledged the end of. A call
    /// that the device holds and that is not here is over (`lost`).
    pub calls: Vec<CallView>,
}

/// A call has a new version. To be answered by `ack`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct View {
    /// The whole of it.
    pub call: CallView,
}

/// The answer to one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reply {
    /// The command's key.
    pub key: CommandKey,
    /// What came of it.
    #[serde(flatten)]
    pub body: ReplyBody,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ReplyBody {
    /// It was carried out, now or when the key was first seen.
    Ok(Answer),
    /// It was refused; nothing changed.
    Error(ErrorBody),
}

/// What a command gives back. Which fields are set depends on the command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Answer {
    /// `call`, `join`: the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub call_id: Option<CallId>,
    /// The version in which the command took effect, for those that change a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub version: Option<u64>,
    /// `offer`: the SDP answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sdp: Option<String>,
    /// `get_profiles`, `set_profile`: the profiles asked for, or the user's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub profiles: Option<Vec<Profile>>,
}

/// A user's name and picture; empty texts where he has set none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Profile {
    /// Who.
    pub user_id: UserId,
    /// Nickname.
    pub nick: String,
    /// Address of a picture.
    pub avatar: String,
}

/// Heartbeat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Pong {
    /// What the ping carried.
    #[ts(type = "number")]
    pub sent: Number,
    /// The server's clock.
    pub now: UnixMs,
}

/// Who speaks how loud: every 300 ms while somebody does, sooner when a voice begins, and once when all are silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Levels {
    /// Which call.
    pub call_id: CallId,
    /// The members whose level is not zero.
    pub levels: Vec<Level>,
}

/// One member's loudness.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Level {
    /// Who.
    pub user_id: UserId,
    /// 0 silent to 100 loudest.
    pub level: u8,
}

/// How good everybody's network is, every 2 s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Quality {
    /// Which call.
    pub call_id: CallId,
    /// The joined members.
    pub users: Vec<UserQuality>,
}

/// One member's network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UserQuality {
    /// Who.
    pub user_id: UserId,
    /// 0 unknown, 1 excellent, 2 good, 3 poor, 4 bad, 5 very bad, 6 down.
    pub quality: u8,
}

/// The ticket has run out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TicketExpired {
    /// When.
    pub at: UnixMs,
}
