//! A running call as its operator sees it: everything, from nobody's side.

use callkit_protocol::{
    CallId, Connection, LegId, MediaKind, Phase, RoomId, SdkAppId, UnixMs, UserId,
};

use crate::call::Call;
use crate::device::DeviceKey;
use crate::member::{Member, Standing};

/// A call at one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// In which app.
    pub app: SdkAppId,
    /// Which call.
    pub id: CallId,
    /// The number shown.
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
    /// Everybody, in the order of invitation, caller first.
    pub members: Vec<MemberSummary>,
}

/// One member of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSummary {
    /// Who.
    pub user: UserId,
    /// Where he stands.
    pub phase: Phase,
    /// How he is connected; meaningful while he is joined.
    pub connection: Connection,
    /// The device that he is in the call on.
    pub device: Option<DeviceKey>,
    /// The leg of that device.
    pub leg: Option<LegId>,
    /// When he joined.
    pub joined_at: Option<UnixMs>,
    /// Whether his microphone is on.
    pub microphone: bool,
    /// Whether his camera is on.
    pub camera: bool,
}

impl Call {
    /// Everything that can be seen of the call at this version.
    pub fn summary(&self) -> Summary {
        Summary {
            app: self.app,
            id: self.id.clone(),
            room_id: self.room_id,
            media: self.media,
            group: self.group,
            caller: self.caller.clone(),
            started_at: self.started_at,
            connected_at: self.connected_at,
            members: self
                .members
                .iter()
                .map(|member| self.about(member))
                .collect(),
        }
    }

    /// When it was made.
    pub fn started_at(&self) -> UnixMs {
        self.started_at
    }

    /// Everybody who has been asked into it, caller first.
    pub fn users(&self) -> impl Iterator<Item = &UserId> {
        self.members.iter().map(|member| &member.user)
    }

    fn about(&self, member: &Member) -> MemberSummary {
        let summary = MemberSummary {
            user: member.user.clone(),
            phase: member.phase(),
            connection: Connection::Connecting,
            device: None,
            leg: None,
            joined_at: None,
            microphone: false,
            camera: false,
        };
        match &member.standing {
            Standing::Ringing(_) => summary,
            Standing::Joined(joined) => MemberSummary {
                connection: joined.connection(),
                leg: self.leg_of(&joined.device).map(|at| at.leg.clone()),
                device: Some(joined.device.clone()),
                joined_at: Some(joined.since),
                microphone: joined.microphone,
                camera: joined.camera,
                ..summary
            },
            Standing::Left(left) => MemberSummary {
                joined_at: left.joined_at,
                ..summary
            },
        }
    }
}
