//! What the media plane should look like for a call at this version.

use callkit_protocol::{Codecs, Platform, Pool, SeatIndex, UserId, VideoCodec};

use crate::call::Call;
use crate::device::{Concerned, LegRef};
use crate::member::{Joined, Member, Standing};

/// One leg as it should be. Whoever owns the media compares this with what there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegPlan {
    /// Which leg, at which epoch.
    pub at: LegRef,
    /// Whose.
    pub user: UserId,
    /// On what kind of device: decides how its media comes and goes.
    pub platform: Platform,
    /// How many seats it offers.
    pub pool: Pool,
    /// Whether packets may pass from and to it.
    pub admitted: bool,
    /// Whether its microphone is on.
    pub microphone: bool,
    /// Whether its camera is on.
    pub camera: bool,
    /// The codec it is to send video in.
    pub codec: VideoCodec,
    /// Which legs it hears and sees.
    pub seats: Vec<SeatPlan>,
}

/// One seat of a leg and the leg whose media arrives there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatPlan {
    /// Which.
    pub seat: SeatIndex,
    /// Whose leg.
    pub source: LegRef,
}

impl Call {
    /// Every leg of this call as it should be; empty once the call is over.
    pub fn media_plan(&self) -> Vec<LegPlan> {
        self.devices
            .iter()
            .filter_map(|concerned| self.leg_plan(concerned))
            .collect()
    }

    fn leg_plan(&self, concerned: &Concerned) -> Option<LegPlan> {
        let leg = concerned.leg.as_ref()?;
        let joined = self.joined_with(concerned);
        Some(LegPlan {
            at: leg.at.clone(),
            user: concerned.device.user.clone(),
            platform: concerned.device.platform,
            pool: self.pool(),
            admitted: self.admitted(concerned),
            microphone: joined.is_some_and(|joined| joined.microphone),
            camera: joined.is_some_and(|joined| joined.camera),
            codec: self.send_codec(concerned),
            seats: self.seats_of(concerned),
        })
    }

    pub(crate) fn pool(&self) -> Pool {
        if self.group {
            Pool::Group
        } else {
            Pool::OneToOne
        }
    }

    /// Media passes between joined members once somebody has accepted.
    pub(crate) fn admitted(&self, concerned: &Concerned) -> bool {
        self.connected_at.is_some() && self.joined_with(concerned).is_some()
    }

    /// The codec for this publisher: one that everybody joined can decode, H.264 first. In a
    /// conflict H.264 wins, because a mini program speaks nothing else.
    pub(crate) fn send_codec(&self, concerned: &Concerned) -> VideoCodec {
        let can_send = |codec| speaks(concerned, codec, |codecs| &codecs.send);
        let all_decode = |codec| {
            self.devices
                .iter()
                .filter(|other| other.device.user != concerned.device.user)
                .filter(|other| self.joined_with(other).is_some())
                .all(|other| decodes(other, codec))
        };
        let usable = |codec| can_send(codec) && all_decode(codec);
        match () {
            () if usable(VideoCodec::H264) => VideoCodec::H264,
            () if usable(VideoCodec::Vp8) => VideoCodec::Vp8,
            () if can_send(VideoCodec::H264) => VideoCodec::H264,
            () => VideoCodec::Vp8,
        }
    }

    /// Whether `viewer` can decode what `member` sends.
    pub(crate) fn sees(&self, viewer: &Concerned, member: &Member) -> bool {
        let Some(joined) = member.joined() else {
            return true;
        };
        let Some(source) = self.concerned(&joined.device) else {
            return true;
        };
        decodes(viewer, self.send_codec(source))
    }

    /// The seat in which this device receives `member`, while he has one.
    ///
    /// Everybody's place among the members is the same for all; a viewer's own place is left out.
    /// So no map need be kept, and nobody's seat moves when somebody else comes or goes.
    pub(crate) fn seat_for(&self, viewer: &Concerned, member: &Member) -> Option<SeatIndex> {
        let own = self.member(&viewer.device.user)?;
        if own.user == member.user || matches!(member.standing, Standing::Left(_)) {
            return None;
        }
        let seat = if member.slot < own.slot {
            member.slot
        } else {
            member.slot - 1
        };
        (seat < self.pool().seats()).then_some(SeatIndex(seat))
    }

    fn seats_of(&self, viewer: &Concerned) -> Vec<SeatPlan> {
        if self.joined_with(viewer).is_none() {
            return Vec::new();
        }
        let seated = |member: &Member| {
            let joined = member.joined()?;
            let source = self.concerned(&joined.device)?.leg.as_ref()?.at.clone();
            Some(SeatPlan {
                seat: self.seat_for(viewer, member)?,
                source,
            })
        };
        self.members.iter().filter_map(seated).collect()
    }

    pub(crate) fn joined_with(&self, concerned: &Concerned) -> Option<&Joined> {
        let joined = self.member(&concerned.device.user)?.joined()?;
        (joined.device == concerned.device).then_some(joined)
    }
}

fn decodes(device: &Concerned, codec: VideoCodec) -> bool {
    speaks(device, codec, |codecs| &codecs.receive)
}

/// What a device said in its offer; before that anything is possible.
fn speaks(
    device: &Concerned,
    codec: VideoCodec,
    direction: fn(&Codecs) -> &Vec<VideoCodec>,
) -> bool {
    match device.device.platform {
        // It never offers: its tags know nothing else.
        Platform::Wx => codec == VideoCodec::H264,
        Platform::Native | Platform::Web => {
            let codecs = device.leg.as_ref().and_then(|leg| leg.codecs.as_ref());
            codecs.is_none_or(|codecs| direction(codecs).contains(&codec))
        }
    }
}
