//! A call on a table: people do things to it by name, and one looks at what each device sees.

use callkit_call::{Call, DeviceKey, Input, Invitee, Refusal, Spec, Step};
use callkit_protocol::{
    CallId, CallView, Codecs, EndReason, Fact, FactKind, LegId, MediaKind, MemberView, Millis,
    Phase, Platform, RoomId, SdkAppId, UnixMs, UserId, VideoCodec,
};

/// When every call here begins.
pub(crate) const START: UnixMs = UnixMs(1_000_000);
/// For how long it rings.
pub(crate) const RING: Millis = Millis::from_secs(30);

pub(crate) fn user(name: &str) -> UserId {
    name.parse().expect("a user id")
}

/// The web page of `name`.
pub(crate) fn web(name: &str) -> DeviceKey {
    device(name, Platform::Web, "web")
}

/// The program of `name`.
pub(crate) fn native(name: &str) -> DeviceKey {
    device(name, Platform::Native, "native")
}

pub(crate) fn device(name: &str, platform: Platform, id: &str) -> DeviceKey {
    DeviceKey::new(user(name), platform, id.parse().expect("a device id"))
}

pub(crate) fn reachable(name: &str) -> Invitee {
    Invitee::reachable(user(name))
}

pub(crate) fn busy(name: &str) -> Invitee {
    Invitee {
        busy: true,
        ..reachable(name)
    }
}

pub(crate) fn undisturbed(name: &str) -> Invitee {
    Invitee {
        do_not_disturb: true,
        ..reachable(name)
    }
}

/// What a call by `alice` to these is made from.
pub(crate) fn spec(media: MediaKind, callees: Vec<Invitee>) -> Spec {
    Spec {
        app: SdkAppId(1_400_000_001),
        id: CallId::from_random([7; 16]),
        room_id: RoomId::new(42).expect("in range"),
        media,
        caller: web("alice"),
        callees,
        ring: RING,
        chat_group_id: None,
        user_data: None,
    }
}

/// One call, the clock, and everything that has happened.
pub(crate) struct Scene {
    pub(crate) call: Call,
    pub(crate) now: UnixMs,
    pub(crate) facts: Vec<Fact>,
}

/// How a call ended for one device.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) reason: EndReason,
    pub(crate) by: Option<UserId>,
    pub(crate) connected: bool,
    pub(crate) duration: u64,
}

impl Scene {
    pub(crate) fn start(spec: Spec) -> Self {
        let Step { call, facts } = Call::start(START, spec);
        Self {
            call,
            now: START,
            facts,
        }
    }

    /// Alice rings Bob, whose web page is online.
    pub(crate) fn ringing(media: MediaKind) -> Self {
        let mut scene = Self::start(spec(media, vec![reachable("bob")]));
        scene.does(Input::DeviceCame(web("bob")));
        scene
    }

    /// Bob has accepted after two seconds, and the media of both is up.
    pub(crate) fn connected(media: MediaKind) -> Self {
        let mut scene = Self::ringing(media);
        scene.at(2_000).accepts(web("bob"));
        scene.media_up(&web("alice")).media_up(&web("bob"));
        scene
    }

    /// Alice rings these, whose web pages are online.
    pub(crate) fn group(names: &[&str]) -> Self {
        let callees = names.iter().map(|name| reachable(name)).collect();
        let mut scene = Self::start(spec(MediaKind::Video, callees));
        for name in names {
            scene.does(Input::DeviceCame(web(name)));
        }
        scene
    }

    /// Moves the clock to so many ms after the start.
    pub(crate) fn at(&mut self, ms: u64) -> &mut Self {
        self.now = START.plus(Millis(ms));
        self
    }

    pub(crate) fn does(&mut self, input: Input) -> &mut Self {
        let step = self.call.apply(self.now, &input);
        let Step { call, facts } = step.unwrap_or_else(|why| panic!("{input:?} refused: {why}"));
        self.call = call;
        self.facts.extend(facts);
        self
    }

    pub(crate) fn refused(&self, input: &Input) -> Refusal {
        let step = self.call.apply(self.now, input);
        step.expect_err("must be refused")
    }

    pub(crate) fn accepts(&mut self, device: DeviceKey) -> &mut Self {
        self.does(Input::Accept {
            device,
            media: None,
        })
    }

    pub(crate) fn rejects(&mut self, device: DeviceKey) -> &mut Self {
        self.does(Input::Reject { device })
    }

    pub(crate) fn hangs_up(&mut self, device: DeviceKey) -> &mut Self {
        self.does(Input::Hangup { device })
    }

    pub(crate) fn invites(&mut self, by: DeviceKey, callees: Vec<Invitee>) -> &mut Self {
        self.does(Input::Invite {
            by,
            callees,
            ring: RING,
        })
    }

    pub(crate) fn deadline(&mut self) -> &mut Self {
        self.does(Input::Deadline)
    }

    pub(crate) fn leg(&self, device: &DeviceKey) -> LegId {
        self.call.leg_of(device).expect("a leg").leg.clone()
    }

    pub(crate) fn epoch(&self, device: &DeviceKey) -> u32 {
        self.call.leg_of(device).expect("a leg").epoch
    }

    pub(crate) fn media_up(&mut self, device: &DeviceKey) -> &mut Self {
        let leg = self.leg(device);
        self.does(Input::LegUp { leg })
    }

    pub(crate) fn media_silent(&mut self, device: &DeviceKey) -> &mut Self {
        let leg = self.leg(device);
        self.does(Input::LegSilent { leg })
    }

    /// The device can send and receive these codecs and no others.
    pub(crate) fn speaks(&mut self, device: &DeviceKey, codecs: &[VideoCodec]) -> &mut Self {
        let leg = self.leg(device);
        let codecs = Codecs {
            send: codecs.to_vec(),
            receive: codecs.to_vec(),
        };
        self.does(Input::Negotiated { leg, codecs })
    }

    pub(crate) fn view(&self, device: &DeviceKey) -> CallView {
        self.view_since(device, 0).expect("it concerns the device")
    }

    pub(crate) fn view_since(&self, device: &DeviceKey, acknowledged: u64) -> Option<CallView> {
        self.call.view(device, acknowledged, self.now, 1_500)
    }

    pub(crate) fn phase(&self, device: &DeviceKey) -> Phase {
        self.view(device).you.phase
    }

    /// How `name` looks to `viewer`.
    pub(crate) fn member(&self, viewer: &DeviceKey, name: &str) -> MemberView {
        let members = self.view(viewer).members;
        let member = members
            .into_iter()
            .find(|member| member.user_id == user(name));
        member.expect("a member")
    }

    /// How it ended for this device.
    pub(crate) fn end(&self, device: &DeviceKey) -> End {
        let view = self.view(device);
        assert_eq!(view.you.phase, Phase::Left, "{device:?}");
        assert_eq!(view.you.leg, None, "{device:?} keeps no leg");
        let ended = view.ended.expect("it is over for the device");
        End {
            reason: ended.reason,
            by: ended.by,
            connected: ended.connected,
            duration: ended.duration_ms.0,
        }
    }

    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        self.facts.iter().map(|fact| fact.kind.name()).collect()
    }

    pub(crate) fn happened(&self, kind: &FactKind) -> bool {
        self.facts.iter().any(|fact| fact.kind == *kind)
    }
}

/// It ended without ever having connected.
pub(crate) fn unconnected(reason: EndReason, by: Option<&str>) -> End {
    End {
        reason,
        by: by.map(user),
        connected: false,
        duration: 0,
    }
}

/// It ended after so many ms of being connected.
pub(crate) fn after(duration: u64, reason: EndReason, by: Option<&str>) -> End {
    End {
        reason,
        by: by.map(user),
        connected: true,
        duration,
    }
}
