//! Who rings, for how long, and who is never disturbed.

use crate::scene::{
    RING, START, Scene, busy, device, native, reachable, spec, unconnected, undisturbed, user, web,
};
use callkit_call::{Deadline, Input, RINGING_LEGS, Refusal, Why};
use callkit_protocol::{Connection, EndReason, FactKind, MediaKind, Millis, Phase, Platform, Role};

#[test]
fn a_call_rings_the_callee_and_holds_the_caller() {
    let scene = Scene::ringing(MediaKind::Video);
    assert_eq!(scene.phase(&web("alice")), Phase::Joined);
    assert_eq!(scene.phase(&web("bob")), Phase::Ringing);
    let (alice, bob) = (scene.view(&web("alice")), scene.view(&web("bob")));
    assert_eq!((alice.you.role, bob.you.role), (Role::Caller, Role::Callee));
    assert_eq!(bob.connected_at, None);
    assert_eq!(bob.members[1].ring_deadline, Some(START.plus(RING)));
    let engaged: Vec<_> = scene.call.engaged().cloned().collect();
    assert_eq!(engaged, [user("alice"), user("bob")]);
    let next = Deadline {
        at: START.plus(RING),
        why: Why::Ring,
    };
    assert_eq!(scene.call.next_deadline(), Some(next));
}

#[test]
fn a_ringing_device_gets_a_leg_that_lets_nothing_pass() {
    let scene = Scene::ringing(MediaKind::Video);
    let plan = scene.call.media_plan();
    assert_eq!(plan.len(), 2);
    assert!(plan.iter().all(|leg| !leg.admitted), "{plan:?}");
}

#[test]
fn nobody_who_was_not_told_has_a_view() {
    let scene = Scene::ringing(MediaKind::Audio);
    assert_eq!(scene.view_since(&native("bob"), 0), None);
    assert_eq!(scene.view_since(&web("mallory"), 0), None);
}

#[test]
fn all_devices_ring_and_the_first_acknowledgement_is_the_one_that_counts() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.does(Input::DeviceCame(native("bob")));
    assert_eq!(scene.phase(&native("bob")), Phase::Ringing);
    assert!(!scene.member(&web("alice"), "bob").rang);
    scene
        .does(Input::Rang {
            device: native("bob"),
        })
        .does(Input::Rang { device: web("bob") });
    assert!(scene.member(&web("alice"), "bob").rang);
    let rang = scene.kinds().into_iter().filter(|kind| *kind == "rang");
    assert_eq!(rang.count(), 1);
}

#[test]
fn a_device_that_comes_online_while_it_rings_rings() {
    let mut scene = Scene::start(spec(MediaKind::Audio, vec![reachable("bob")]));
    scene.at(20_000).does(Input::DeviceCame(web("bob")));
    assert_eq!(scene.phase(&web("bob")), Phase::Ringing);
    assert!(scene.view(&web("bob")).you.leg.is_some());
}

#[test]
fn no_more_than_five_ringing_devices_get_a_leg() {
    let mut scene = Scene::start(spec(MediaKind::Audio, vec![reachable("bob")]));
    let devices: Vec<_> = (0..7)
        .map(|n| device("bob", Platform::Web, &format!("tab{n}")))
        .collect();
    for tab in &devices {
        scene.does(Input::DeviceCame(tab.clone()));
    }
    let legs = devices
        .iter()
        .filter(|tab| scene.view(tab).you.leg.is_some())
        .count();
    assert_eq!(legs, RINGING_LEGS);
    scene.at(2_000).accepts(devices[6].clone());
    assert!(
        scene.view(&devices[6]).you.leg.is_some(),
        "whoever accepts gets one"
    );
}

#[test]
fn unanswered_where_a_device_rang_is_no_answer() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene
        .does(Input::Rang { device: web("bob") })
        .at(29_999)
        .deadline();
    assert_eq!(scene.call.ended(), None, "not before the deadline");
    scene.at(30_000).deadline();
    assert_eq!(
        scene.end(&web("alice")),
        unconnected(EndReason::NoAnswer, None)
    );
    assert_eq!(
        scene.end(&web("bob")),
        unconnected(EndReason::NoAnswer, None)
    );
    assert_eq!(scene.call.next_deadline(), None);
}

#[test]
fn unanswered_where_no_device_acknowledged_the_ring_is_offline() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.at(30_000).deadline();
    assert_eq!(
        scene.end(&web("alice")),
        unconnected(EndReason::Offline, None)
    );
    assert_eq!(
        scene.end(&web("bob")),
        unconnected(EndReason::Offline, None)
    );
}

#[test]
fn who_is_not_to_be_disturbed_hears_nothing_and_it_ends_unanswered() {
    let mut scene = Scene::start(spec(MediaKind::Audio, vec![undisturbed("bob")]));
    scene.does(Input::DeviceCame(web("bob")));
    assert_eq!(scene.view_since(&web("bob"), 0), None);
    assert_eq!(scene.phase(&web("alice")), Phase::Joined);
    scene.at(30_000).deadline();
    assert_eq!(
        scene.end(&web("alice")),
        unconnected(EndReason::NoAnswer, None)
    );
}

#[test]
fn a_ring_that_is_not_heard_keeps_nobody_from_calling() {
    let scene = Scene::start(spec(MediaKind::Audio, vec![undisturbed("bob")]));
    assert!(scene.call.rings(&user("bob")));
    let engaged: Vec<_> = scene.call.engaged().cloned().collect();
    assert_eq!(engaged, [user("alice")]);
}

#[test]
fn who_is_in_another_call_is_busy_at_once() {
    let scene = Scene::start(spec(MediaKind::Audio, vec![busy("bob")]));
    assert_eq!(
        scene.end(&web("alice")),
        unconnected(EndReason::Busy, Some("bob"))
    );
    assert_eq!(scene.call.ended(), Some(EndReason::Busy));
    assert_eq!(scene.view_since(&web("bob"), 0), None, "he is told nothing");
    assert_eq!(scene.call.engaged().count(), 0);
}

#[test]
fn one_busy_callee_of_two_does_not_end_the_call() {
    let scene = Scene::start(spec(
        MediaKind::Audio,
        vec![busy("bob"), reachable("carol")],
    ));
    assert_eq!(scene.call.ended(), None);
    let left = scene.member(&web("alice"), "bob").left.expect("left");
    assert_eq!(left.reason, EndReason::Busy);
    assert_eq!(scene.member(&web("alice"), "carol").phase, Phase::Ringing);
}

#[test]
fn a_device_that_signs_out_while_it_rings_is_told_no_more_and_the_others_ring_on() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.does(Input::DeviceCame(native("bob")));
    scene.does(Input::SignedOut {
        device: web("bob"),
        reason: EndReason::Hangup,
    });
    assert_eq!(scene.view_since(&web("bob"), 0), None);
    assert_eq!(scene.phase(&native("bob")), Phase::Ringing);
}

#[test]
fn the_caller_must_be_there_while_it_rings_but_needs_no_media() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.at(25_000).does(Input::DeviceGone {
        device: web("alice"),
        hold: Millis(4_000),
    });
    let next = Deadline {
        at: START.plus(Millis(29_000)),
        why: Why::Hold,
    };
    assert_eq!(scene.call.next_deadline(), Some(next));
    assert_eq!(
        scene.member(&web("bob"), "alice").connection,
        Connection::Reconnecting
    );
    scene.at(29_000).deadline();
    assert_eq!(
        scene.end(&web("alice")),
        unconnected(EndReason::Lost, Some("alice"))
    );
    assert_eq!(
        scene.end(&web("bob")),
        unconnected(EndReason::Cancelled, Some("alice"))
    );
}

#[test]
fn a_caller_who_comes_back_in_time_rings_on() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.at(5_000).does(Input::DeviceGone {
        device: web("alice"),
        hold: Millis(10_000),
    });
    scene.at(9_000).does(Input::DeviceCame(web("alice")));
    assert_eq!(
        scene.call.next_deadline().map(|next| next.why),
        Some(Why::Ring)
    );
}

#[test]
fn only_the_group_is_joined_without_being_asked() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).does(Input::Join {
        device: web("dave"),
    });
    assert_eq!(scene.phase(&web("dave")), Phase::Joined);
    let joined = FactKind::Joined {
        user: user("dave"),
        device: web("dave").id,
    };
    assert!(scene.happened(&joined));

    let single = Scene::ringing(MediaKind::Audio);
    assert_eq!(
        single.refused(&Input::Join {
            device: web("dave")
        }),
        Refusal::NotAMember
    );
}
