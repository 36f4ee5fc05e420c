//! The value itself.

use callkit_protocol::{
    CallId, EndReason, Fact, FactKind, Limits, MediaKind, Millis, RoomId, SdkAppId, UnixMs, UserId,
};
use serde::{Deserialize, Serialize};

use crate::device::{Concerned, DeviceKey};
use crate::draft::Draft;
use crate::input::{Input, Invitee};
use crate::member::{Joined, MediaLink, Member, Standing};
use crate::refusal::Refusal;

/// One call at one version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub(crate) app: SdkAppId,
    pub(crate) id: CallId,
    pub(crate) version: u64,
    pub(crate) room_id: RoomId,
    pub(crate) media: MediaKind,
    pub(crate) group: bool,
    pub(crate) caller: UserId,
    pub(crate) chat_group_id: Option<String>,
    pub(crate) user_data: Option<String>,
    pub(crate) started_at: UnixMs,
    pub(crate) connected_at: Option<UnixMs>,
    pub(crate) ended: Option<Ended>,
    pub(crate) members: Vec<Member>,
    pub(crate) devices: Vec<Concerned>,
    /// How many facts there have been.
    pub(crate) facts: u64,
    /// How many legs there have been; the next one's number.
    pub(crate) legs: u32,
    /// The newest facts, for views. They are stored as rows of their own.
    #[serde(skip)]
    pub(crate) recent: Vec<Fact>,
}

/// How the whole call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) at: UnixMs,
    pub(crate) reason: EndReason,
    pub(crate) by: Option<UserId>,
}

/// What is asked for when a call is made.
#[derive(Clone, Debug)]
pub struct Spec {
    /// In which app.
    pub app: SdkAppId,
    /// Its name, fresh.
    pub id: CallId,
    /// The number to show.
    pub room_id: RoomId,
    /// Voice or video.
    pub media: MediaKind,
    /// The calling device.
    pub caller: DeviceKey,
    /// Whom to ring: one to eight, all different, the caller not among them.
    pub callees: Vec<Invitee>,
    /// For how long.
    pub ring: Millis,
    /// The chat group it belongs to; makes it a group call.
    pub chat_group_id: Option<String>,
    /// The caller's own data.
    pub user_data: Option<String>,
}

/// One transition: the version that it made and the facts that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The next version.
    pub call: Call,
    /// What happened. Empty for a change that only concerns devices (a new leg, a codec).
    pub facts: Vec<Fact>,
}

impl Call {
    /// Makes a call: version 1. It may be over at once, when every callee is busy.
    pub fn start(now: UnixMs, spec: Spec) -> Step {
        let caller = spec.caller;
        let call = Self {
            app: spec.app,
            id: spec.id,
            version: 0,
            room_id: spec.room_id,
            media: spec.media,
            group: spec.callees.len() > 1 || spec.chat_group_id.is_some(),
            caller: caller.user.clone(),
            chat_group_id: spec.chat_group_id,
            user_data: spec.user_data,
            started_at: now,
            connected_at: None,
            ended: None,
            members: Vec::with_capacity(1 + spec.callees.len()),
            devices: Vec::new(),
            facts: 0,
            legs: 0,
            recent: Vec::new(),
        };
        let mut draft = Draft::new(call, now);
        draft.call.members.push(Member {
            user: caller.user.clone(),
            episode: 1,
            slot: 0,
            standing: Standing::Joined(Joined {
                device: caller.clone(),
                since: now,
                microphone: true,
                camera: spec.media == MediaKind::Video,
                unheard_until: None,
                media: MediaLink::Pending { deadline: None },
                was_connected: false,
            }),
        });
        draft.fact(FactKind::Started {
            user: caller.user.clone(),
            media: spec.media,
        });
        draft.concern(caller.clone());
        draft.ring(&caller.user, spec.callees, spec.ring);
        draft.finish_if_over();
        draft.into_step()
    }

    /// What the call becomes when `input` happens at `now`.
    ///
    /// An input that changes nothing gives a step of the same version.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be done; the call is as before.
    pub fn apply(&self, now: UnixMs, input: &Input) -> Result<Step, Refusal> {
        let mut draft = Draft::new(self.clone(), now);
        draft.apply(input)?;
        Ok(draft.into_step())
    }

    /// A call read back from the store, with its newest facts in order.
    pub fn restored(mut self, facts: Vec<Fact>) -> Self {
        self.recent = facts;
        self.trim_recent();
        self
    }

    pub(crate) fn trim_recent(&mut self) {
        // One more than a view carries: by it a view knows that none is missing before the others.
        let spare = self.recent.len().saturating_sub(Limits::FACTS_IN_VIEW + 1);
        self.recent.drain(..spare);
    }

    /// In which app.
    pub fn app(&self) -> SdkAppId {
        self.app
    }

    /// Which call.
    pub fn id(&self) -> &CallId {
        &self.id
    }

    /// Which version.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Voice or video.
    pub fn media(&self) -> MediaKind {
        self.media
    }

    /// When it was first accepted.
    pub fn connected_at(&self) -> Option<UnixMs> {
        self.connected_at
    }

    /// Why it is over, if it is.
    pub fn ended(&self) -> Option<EndReason> {
        self.ended.as_ref().map(|ended| ended.reason)
    }

    /// When it was over, if it is.
    pub fn ended_at(&self) -> Option<UnixMs> {
        self.ended.as_ref().map(|ended| ended.at)
    }

    /// Who is in it or being rung, and therefore in no other call. Somebody who is not to be
    /// disturbed knows nothing of his ring, so it keeps him from nothing.
    pub fn engaged(&self) -> impl Iterator<Item = &UserId> {
        self.members
            .iter()
            .filter(|member| match &member.standing {
                Standing::Ringing(ringing) => !ringing.silent,
                Standing::Joined(_) => true,
                Standing::Left(_) => false,
            })
            .map(|member| &member.user)
    }

    /// Whether `user` is being rung.
    pub fn rings(&self, user: &UserId) -> bool {
        self.member(user)
            .is_some_and(|member| member.ringing().is_some())
    }

    /// Whether `user` is in the call, on whatever device.
    pub fn has_member_joined(&self, user: &UserId) -> bool {
        self.member(user)
            .is_some_and(|member| member.joined().is_some())
    }

    /// Whether `device` is in the call.
    pub fn has_joined(&self, device: &DeviceKey) -> bool {
        self.member(&device.user)
            .and_then(Member::joined)
            .is_some_and(|joined| &joined.device == device)
    }

    /// The devices that are to be told of each version.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceKey> {
        self.devices.iter().map(|concerned| &concerned.device)
    }

    /// The version that first told `device` of its user's present invitation; `None` for a device
    /// that has not been told of the call.
    pub fn told_since(&self, device: &DeviceKey) -> Option<u64> {
        self.concerned(device).map(|concerned| concerned.since)
    }

    /// The version that first said that the call is over for `device`. Once the device has
    /// acknowledged that one or a later one, it needs no more views.
    pub fn over_since(&self, device: &DeviceKey) -> Option<u64> {
        let over = self.concerned(device)?.over.as_ref()?;
        Some(over.version)
    }

    /// Whose leg this is.
    pub fn device_of_leg(&self, leg: &callkit_protocol::LegId) -> Option<&DeviceKey> {
        self.devices
            .iter()
            .find(|c| c.leg.as_ref().is_some_and(|held| &held.at.leg == leg))
            .map(|c| &c.device)
    }

    /// The device's current leg and epoch.
    pub fn leg_of(&self, device: &DeviceKey) -> Option<&crate::LegRef> {
        self.concerned(device)
            .and_then(|c| c.leg.as_ref())
            .map(|leg| &leg.at)
    }

    /// Who has not left.
    pub(crate) fn present(&self) -> impl Iterator<Item = &UserId> {
        self.members
            .iter()
            .filter(|member| !matches!(member.standing, Standing::Left(_)))
            .map(|member| &member.user)
    }

    pub(crate) fn member(&self, user: &UserId) -> Option<&Member> {
        self.members.iter().find(|member| &member.user == user)
    }

    pub(crate) fn concerned(&self, device: &DeviceKey) -> Option<&Concerned> {
        self.devices
            .iter()
            .find(|concerned| &concerned.device == device)
    }

    pub(crate) fn joined_count(&self) -> usize {
        self.members
            .iter()
            .filter(|member| member.joined().is_some())
            .count()
    }

    pub(crate) fn ringing_count(&self) -> usize {
        self.members
            .iter()
            .filter(|member| member.ringing().is_some())
            .count()
    }
}
