//! For every subset of delivered versions the terminal event is the same and comes exactly once.

use callkit_call::{Call, DeviceKey, HOLD, Input, Step};
use callkit_protocol::{CallView, EndReason, EndedView, MediaKind};

use crate::scene::{RING, Scene, native, reachable, web};

/// Every version of a call, in order.
struct Tape {
    scene: Scene,
    versions: Vec<Call>,
}

impl Tape {
    fn of(scene: Scene) -> Self {
        let versions = vec![scene.call.clone()];
        Self { scene, versions }
    }

    fn then(mut self, ms: u64, input: Input) -> Self {
        self.scene.at(ms);
        let step = self.scene.call.apply(self.scene.now, &input);
        let Step { call, .. } = step.expect("the script is possible");
        if call.version() > self.scene.call.version() {
            self.versions.push(call.clone());
        }
        self.scene.call = call;
        self
    }

    fn views(&self, device: &DeviceKey) -> Vec<CallView> {
        let view = |call: &Call| call.view(device, 0, self.scene.now, 1_500);
        self.versions.iter().filter_map(view).collect()
    }
}

/// A device as docs/protocol.md has it: the newest version counts, and its end is told once.
#[derive(Default)]
struct Device {
    version: u64,
    told: Vec<EndedView>,
}

impl Device {
    fn take(&mut self, view: &CallView) {
        if view.version <= self.version {
            return;
        }
        self.version = view.version;
        if let Some(ended) = &view.ended
            && self.told.is_empty()
        {
            self.told.push(ended.clone());
        }
    }
}

/// Delivers every subset of the versions to `device`, and the last one in the end: the server
/// repeats it until it is acknowledged. Backwards too, and each view twice.
fn check(tape: &Tape, device: &DeviceKey, reason: EndReason) {
    let views = tape.views(device);
    let last = views.last().expect("it concerns the device");
    let expected = last.ended.clone().expect("it is over");
    assert_eq!(expected.reason, reason, "{device:?}");
    assert!(
        views.len() <= 16,
        "{} versions have too many subsets",
        views.len()
    );
    for subset in 0..1_u32 << views.len() {
        let chosen = |n: &usize| subset & (1 << n) != 0;
        let indices: Vec<usize> = (0..views.len()).filter(chosen).collect();
        let (mut forwards, mut backwards) = (Device::default(), Device::default());
        for (there, back) in indices.iter().zip(indices.iter().rev()) {
            forwards.take(&views[*there]);
            forwards.take(&views[*there]);
            backwards.take(&views[*back]);
        }
        forwards.take(last);
        backwards.take(last);
        let told = std::slice::from_ref(&expected);
        assert_eq!(forwards.told, told, "{device:?}, versions {indices:?}");
        assert_eq!(
            backwards.told, told,
            "{device:?}, versions {indices:?} backwards"
        );
    }
}

fn accept(device: DeviceKey) -> Input {
    Input::Accept {
        device,
        media: None,
    }
}

#[test]
fn of_a_call_that_is_answered_on_one_of_two_devices_and_hung_up() {
    let tape = Tape::of(Scene::ringing(MediaKind::Video))
        .then(100, Input::DeviceCame(native("bob")))
        .then(200, Input::Rang { device: web("bob") })
        .then(2_000, accept(native("bob")))
        .then(
            2_000,
            Input::Camera {
                device: web("alice"),
                on: false,
            },
        )
        .then(
            3_000,
            Input::SwitchMedia {
                by: web("alice"),
                media: MediaKind::Audio,
            },
        )
        .then(
            4_000,
            Input::Microphone {
                device: native("bob"),
                on: false,
            },
        )
        .then(
            9_000,
            Input::Hangup {
                device: native("bob"),
            },
        );
    check(&tape, &web("alice"), EndReason::Hangup);
    check(&tape, &native("bob"), EndReason::Hangup);
    check(&tape, &web("bob"), EndReason::AnsweredElsewhere);
}

#[test]
fn of_a_call_that_everything_happens_to_in_one_millisecond() {
    let tape = Tape::of(Scene::ringing(MediaKind::Video))
        .then(5, Input::DeviceCame(native("bob")))
        .then(5, accept(native("bob")))
        .then(
            5,
            Input::Hangup {
                device: web("alice"),
            },
        );
    check(&tape, &web("alice"), EndReason::Hangup);
    check(&tape, &native("bob"), EndReason::Hangup);
    check(&tape, &web("bob"), EndReason::AnsweredElsewhere);
}

#[test]
fn of_a_call_that_is_declined_on_one_of_two_devices() {
    let tape = Tape::of(Scene::ringing(MediaKind::Audio))
        .then(100, Input::DeviceCame(native("bob")))
        .then(200, Input::Rang { device: web("bob") })
        .then(2_000, Input::Reject { device: web("bob") });
    check(&tape, &web("alice"), EndReason::Rejected);
    check(&tape, &web("bob"), EndReason::Rejected);
    check(&tape, &native("bob"), EndReason::RejectedElsewhere);
}

#[test]
fn of_a_call_that_nobody_answers() {
    let tape = Tape::of(Scene::ringing(MediaKind::Audio))
        .then(200, Input::Rang { device: web("bob") })
        .then(RING.0, Input::Deadline);
    check(&tape, &web("alice"), EndReason::NoAnswer);
    check(&tape, &web("bob"), EndReason::NoAnswer);
}

#[test]
fn of_a_call_whose_server_is_killed_and_one_side_never_comes_back() {
    let tape = Tape::of(Scene::ringing(MediaKind::Audio))
        .then(2_000, accept(web("bob")))
        .then(5_000, Input::Restarted)
        .then(6_000, Input::DeviceCame(web("alice")))
        .then(5_000 + HOLD.0, Input::Deadline);
    check(&tape, &web("alice"), EndReason::ConnectionFailed);
    check(&tape, &web("bob"), EndReason::ConnectionFailed);
}

#[test]
fn of_a_group_where_each_ends_otherwise() {
    let ring = RING;
    let tape = Tape::of(Scene::group(&["bob", "carol", "dave"]))
        .then(1_000, Input::Reject { device: web("bob") })
        .then(2_000, accept(web("carol")))
        .then(
            3_000,
            Input::Invite {
                by: web("carol"),
                callees: vec![reachable("erin")],
                ring,
            },
        )
        .then(3_000, Input::DeviceCame(web("erin")))
        .then(4_000, accept(web("dave")))
        .then(
            5_000,
            Input::Hangup {
                device: web("alice"),
            },
        )
        .then(
            6_000,
            Input::SignedOut {
                device: web("dave"),
                reason: EndReason::KickedOut,
            },
        )
        .then(
            7_000,
            Input::Hangup {
                device: web("carol"),
            },
        );
    check(&tape, &web("alice"), EndReason::Hangup);
    check(&tape, &web("bob"), EndReason::Rejected);
    check(&tape, &web("carol"), EndReason::Hangup);
    check(&tape, &web("dave"), EndReason::KickedOut);
    check(&tape, &web("erin"), EndReason::Cancelled);
}
