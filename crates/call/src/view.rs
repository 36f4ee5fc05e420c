//! One call as one device sees it.

use callkit_protocol::{
    CallView, Connection, EndedView, Fact, LeftView, LegView, Limits, MemberView, Millis, Phase,
    Role, SeatView, UnixMs, VideoState, YouView,
};

use crate::call::Call;
use crate::device::{Concerned, DeviceKey};
use crate::member::{Member, Standing};

impl Call {
    /// What `device` is told: the state, and the facts since `acknowledged`, the version that it
    /// last said it holds. `None` if the call does not concern it.
    pub fn view(
        &self,
        device: &DeviceKey,
        acknowledged: u64,
        now: UnixMs,
        max_video_kbps: u32,
    ) -> Option<CallView> {
        let viewer = self.concerned(device)?;
        let (facts, facts_complete) = self.facts_since(acknowledged);
        Some(CallView {
            call_id: self.id.clone(),
            version: self.version,
            now,
            room_id: self.room_id,
            media: self.media,
            group: self.group,
            caller: self.caller.clone(),
            chat_group_id: self.chat_group_id.clone(),
            user_data: self.user_data.clone(),
            started_at: self.started_at,
            connected_at: self.connected_at,
            ended: self.ended_view(viewer),
            members: self
                .members
                .iter()
                .map(|member| self.member_view(viewer, member))
                .collect(),
            you: self.you_view(viewer, max_video_kbps),
            facts,
            facts_complete,
        })
    }

    /// Every fact after `acknowledged` if they all fit, else none.
    fn facts_since(&self, acknowledged: u64) -> (Vec<Fact>, bool) {
        let facts: Vec<Fact> = self
            .recent
            .iter()
            .filter(|fact| fact.version > acknowledged)
            .cloned()
            .collect();
        // The oldest fact still held tells whether one in between has been dropped already.
        let oldest = self.recent.first().map_or(self.facts + 1, |fact| fact.seq);
        let complete = oldest == 1 || self.recent.iter().any(|fact| fact.version <= acknowledged);
        if complete && facts.len() <= Limits::FACTS_IN_VIEW {
            (facts, true)
        } else {
            (Vec::new(), false)
        }
    }

    fn ended_view(&self, viewer: &Concerned) -> Option<EndedView> {
        let over = viewer.over.as_ref()?;
        Some(EndedView {
            at: over.at,
            reason: over.reason,
            by: over.by.clone(),
            connected: over.connected_from.is_some(),
            duration_ms: over
                .connected_from
                .map_or(Millis(0), |from| over.at.since(from)),
        })
    }

    fn member_view(&self, viewer: &Concerned, member: &Member) -> MemberView {
        let view = MemberView {
            user_id: member.user.clone(),
            episode: member.episode,
            phase: member.phase(),
            rang: false,
            ring_deadline: None,
            joined_at: None,
            connection: Connection::Connecting,
            microphone: false,
            camera: false,
            video: if self.sees(viewer, member) {
                VideoState::Ok
            } else {
                VideoState::Unsupported
            },
            left: None,
        };
        match &member.standing {
            Standing::Ringing(ringing) => MemberView {
                rang: ringing.rang,
                ring_deadline: Some(ringing.deadline),
                ..view
            },
            Standing::Joined(joined) => MemberView {
                rang: true,
                joined_at: Some(joined.since),
                connection: joined.connection(),
                microphone: joined.microphone,
                camera: joined.camera,
                ..view
            },
            Standing::Left(left) => MemberView {
                rang: left.rang,
                joined_at: left.joined_at,
                left: Some(LeftView {
                    at: left.at,
                    reason: left.reason,
                }),
                ..view
            },
        }
    }

    fn you_view(&self, viewer: &Concerned, max_video_kbps: u32) -> YouView {
        let user = &viewer.device.user;
        let phase = match (&viewer.over, self.member(user)) {
            (Some(_), _) | (None, None) => Phase::Left,
            (None, Some(member)) => member.phase(),
        };
        let leg = viewer.leg.as_ref().map(|leg| LegView {
            leg: leg.at.leg.clone(),
            epoch: leg.at.epoch,
            pool: self.pool(),
            admitted: self.admitted(viewer),
            send_codec: self.send_codec(viewer),
            max_video_kbps,
            seats: self.seat_views(viewer),
            live: None,
        });
        let role = if *user == self.caller {
            Role::Caller
        } else {
            Role::Callee
        };
        YouView {
            user_id: user.clone(),
            role,
            phase,
            leg,
        }
    }

    fn seat_views(&self, viewer: &Concerned) -> Vec<SeatView> {
        let seated = |member: &Member| {
            let seat = self.seat_for(viewer, member)?;
            Some(SeatView {
                seat,
                user_id: member.user.clone(),
            })
        };
        self.members.iter().filter_map(seated).collect()
    }
}
