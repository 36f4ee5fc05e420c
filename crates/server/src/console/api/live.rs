//! Who is online and which calls run, now.
//!
//! Each list has a twin `.../stream`, which says the same page again whenever it has changed
//! (server-sent events, at most one a second): the newest counts, and one that was missed is missed
//! for nothing.

use callkit_protocol::{
    CallId, Connection, DeviceId, MediaKind, Millis, Phase, Platform, RoomId, SdkAppId, UnixMs,
    UserId,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `GET overview`: how much there is of everything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct OverviewView {
    /// The server's clock.
    pub now: UnixMs,
    /// When the server was started.
    pub started_at: UnixMs,
    /// Apps in all.
    pub apps: u32,
    /// Users who are online.
    pub users_online: u32,
    /// Devices that are signed in.
    pub devices_online: u32,
    /// Calls that ring and nobody has accepted.
    pub calls_ringing: u32,
    /// Calls that are connected.
    pub calls_connected: u32,
    /// Most calls at once; `null` for no limit.
    pub max_calls: Option<u32>,
    /// What comes in from all devices' media, in kilobits per second.
    pub ingress_kbps: u32,
    /// What goes out to all devices, in kilobits per second.
    pub egress_kbps: u32,
    /// What may go out, in megabits per second; `null` for no limit.
    pub max_egress_mbps: Option<u32>,
    /// Whether changes can be written.
    pub store_ready: bool,
    /// Whether the server has been told to stop and takes no new calls.
    pub draining: bool,
}

/// The query of `GET live/users` and `GET live/calls`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct LiveQuery {
    /// Of this app only.
    #[ts(optional)]
    pub app: Option<SdkAppId>,
    /// Users: whose ID contains this. Calls: whose ID begins with this, or a member's contains it.
    #[ts(optional)]
    pub search: Option<String>,
    /// How many to leave out at the start.
    #[ts(optional)]
    pub offset: Option<u32>,
    /// How many to give: 1 to 200; 50 if absent.
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// `GET live/users`: one page, by app and user ID.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LiveUserPage {
    /// The server's clock.
    pub now: UnixMs,
    /// How many fit, on all pages together.
    pub total: u32,
    /// Those of this page.
    pub users: Vec<LiveUser>,
}

/// A user who is online.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LiveUser {
    /// In which app.
    pub sdkappid: SdkAppId,
    /// Who.
    pub user_id: UserId,
    /// Every device that is signed in.
    pub devices: Vec<LiveDevice>,
    /// The call that he rings in or has joined.
    pub call_id: Option<CallId>,
    /// Where he stands in it.
    pub phase: Option<Phase>,
}

/// A device that is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LiveDevice {
    /// Which.
    pub device_id: DeviceId,
    /// Of which kind.
    pub platform: Platform,
    /// Name and version of its SDK, by its own word.
    pub sdk: String,
    /// Since when.
    pub since: UnixMs,
    /// When its ticket runs out.
    pub ticket_expires_at: UnixMs,
    /// The address that it is connected from.
    pub address: String,
}

/// `GET live/calls`: one page, newest call first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LiveCallPage {
    /// The server's clock.
    pub now: UnixMs,
    /// How many fit, on all pages together.
    pub total: u32,
    /// Those of this page.
    pub calls: Vec<LiveCall>,
}

/// A call that rings or is connected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LiveCall {
    /// In which app.
    pub sdkappid: SdkAppId,
    /// Which call.
    pub call_id: CallId,
    /// The `roomID` that its members see.
    pub room_id: RoomId,
    /// Voice or video.
    pub media: MediaKind,
    /// Whether it is a group call.
    pub group: bool,
    /// Who made it.
    pub caller: UserId,
    /// When.
    pub started_at: UnixMs,
    /// When it was first accepted.
    pub connected_at: Option<UnixMs>,
    /// Everybody who has been in it, in the order of invitation, caller first.
    pub members: Vec<LiveMember>,
}

/// One member of a running call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LiveMember {
    /// Who.
    pub user_id: UserId,
    /// Ringing, in the call, or gone.
    pub phase: Phase,
    /// How he is connected; meaningful while he is joined.
    pub connection: Connection,
    /// On which device he is in it.
    pub device_id: Option<DeviceId>,
    /// Of which kind it is.
    pub platform: Option<Platform>,
    /// When he joined.
    pub joined_at: Option<UnixMs>,
    /// Whether his microphone is on.
    pub microphone: bool,
    /// Whether his camera is on.
    pub camera: bool,
    /// How his media fares; `null` before it is up.
    pub quality: Option<QualityView>,
}

/// How one member's media fared over a short while. `up` is from the device to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct QualityView {
    /// When the while was over.
    pub at: UnixMs,
    /// How long it was.
    pub span_ms: Millis,
    /// 1 excellent to 5 very bad, 6 down: the scale of `onUserNetworkQualityChanged`.
    pub grade: u8,
    /// From the device, in kilobits per second, as the server counts it.
    pub up_kbps: u32,
    /// To the device, in kilobits per second, as the server counts it.
    pub down_kbps: u32,
    /// Share lost on the way to the server, 0 to 1; `null` when nobody reported.
    pub up_loss: Option<f32>,
    /// Share lost on the way to the device, 0 to 1; `null` when nobody reported.
    pub down_loss: Option<f32>,
    /// Round trip; `null` when nobody reported.
    pub rtt_ms: Option<u32>,
    /// Jitter of what the server receives.
    pub up_jitter_ms: u32,
    /// Jitter of what the device receives.
    pub down_jitter_ms: u32,
    /// What the device itself says; `null` when it says nothing.
    pub client: Option<ClientQualityView>,
}

/// What a device says of what it shows and plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ClientQualityView {
    /// Video frames shown per second.
    pub fps: f32,
    /// Time that its picture stood still.
    pub frozen_ms: Millis,
    /// Share of the audio that it had to make up, 0 to 1.
    pub concealed: f32,
}

/// `GET live/calls/{app}/{call}` and its stream: one call with the last minutes of its media.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LiveCallView {
    /// The server's clock.
    pub now: UnixMs,
    /// The call; `null` once it is over (its record is there then).
    pub call: Option<LiveCall>,
    /// Each member's media of the last three minutes, oldest first.
    pub quality: Vec<QualitySeries>,
}

/// How one member's media fared in the course of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct QualitySeries {
    /// Who.
    pub user_id: UserId,
    /// On which device.
    pub device_id: DeviceId,
    /// Oldest first; where none is, nothing was measured.
    pub samples: Vec<QualityView>,
}

/// `POST live/kick`: signs one device out. What it was in ends for it as if it had hung up.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct KickDevice {
    /// In which app.
    pub sdkappid: SdkAppId,
    /// Whose.
    pub user_id: UserId,
    /// Of which kind.
    pub platform: Platform,
    /// Which.
    pub device_id: DeviceId,
}
