//! Taking a call, on one device of several.

use crate::scene::{START, Scene, native, unconnected, user, web};
use callkit_call::{Input, Refusal};
use callkit_protocol::{EndReason, FactKind, MediaKind, Millis, Phase};

#[test]
fn accepting_connects_both_from_that_moment() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.at(2_000).accepts(web("bob"));
    let at = START.plus(Millis(2_000));
    for device in [web("alice"), web("bob")] {
        let view = scene.view(&device);
        assert_eq!(view.connected_at, Some(at));
        assert_eq!(view.you.phase, Phase::Joined);
        assert!(view.you.leg.expect("a leg").admitted);
    }
    let accepted = FactKind::Accepted {
        user: user("bob"),
        device: web("bob").id,
    };
    assert!(scene.happened(&accepted));
}

#[test]
fn the_first_device_to_accept_wins_and_the_others_are_told() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.does(Input::DeviceCame(native("bob")));
    scene.at(2_000).accepts(native("bob"));
    assert_eq!(scene.phase(&native("bob")), Phase::Joined);
    let elsewhere = unconnected(EndReason::AnsweredElsewhere, Some("bob"));
    assert_eq!(scene.end(&web("bob")), elsewhere);
    let late = Input::Accept {
        device: web("bob"),
        media: None,
    };
    assert_eq!(scene.refused(&late), Refusal::AnsweredElsewhere);
}

#[test]
fn what_a_device_was_told_of_its_end_does_not_change_when_the_call_ends() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.does(Input::DeviceCame(native("bob")));
    // All within one millisecond: the times cannot tell the two ends apart.
    scene
        .at(2_000)
        .accepts(native("bob"))
        .hangs_up(web("alice"));
    let elsewhere = unconnected(EndReason::AnsweredElsewhere, Some("bob"));
    assert_eq!(scene.end(&web("bob")), elsewhere);
}

#[test]
fn accepting_twice_on_the_same_device_changes_nothing() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.at(2_000).accepts(web("bob"));
    let version = scene.call.version();
    scene.accepts(web("bob"));
    assert_eq!(scene.call.version(), version);
}

#[test]
fn answering_by_voice_makes_it_a_voice_call_for_all() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.at(2_000).does(Input::Accept {
        device: web("bob"),
        media: Some(MediaKind::Audio),
    });
    assert_eq!(scene.call.media(), MediaKind::Audio);
    for name in ["alice", "bob"] {
        assert!(!scene.member(&web("alice"), name).camera, "{name}");
    }
    let plan = scene.call.media_plan();
    assert!(
        plan.iter()
            .all(|leg| leg.admitted && !leg.camera && leg.microphone)
    );
}

#[test]
fn a_call_that_is_over_cannot_be_accepted() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.at(2_000).hangs_up(web("alice"));
    let accept = Input::Accept {
        device: web("bob"),
        media: None,
    };
    assert_eq!(scene.refused(&accept), Refusal::Ended);
}

#[test]
fn a_stranger_cannot_accept_decline_or_hang_up() {
    let scene = Scene::ringing(MediaKind::Audio);
    let device = web("mallory");
    for input in [
        Input::Accept {
            device: device.clone(),
            media: None,
        },
        Input::Reject {
            device: device.clone(),
        },
        Input::Hangup { device },
    ] {
        assert_eq!(scene.refused(&input), Refusal::NotAMember);
    }
}

#[test]
fn media_that_came_up_while_it_rang_is_connected_on_accept() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.media_up(&web("alice")).media_up(&web("bob"));
    assert!(!scene.kinds().contains(&"connected"), "nobody has accepted");
    scene.at(2_000).accepts(web("bob"));
    for name in ["alice", "bob"] {
        assert!(
            scene.happened(&FactKind::Connected { user: user(name) }),
            "{name}"
        );
    }
    assert_eq!(
        scene.call.next_deadline(),
        None,
        "nothing is left to wait for"
    );
}
