//! A call says when to come back, and why.

use callkit_call::{CONNECT_WITHIN, Deadline, HOLD, Input, Why};
use callkit_protocol::{MediaKind, Millis, Phase, UnixMs};

use crate::scene::{RING, START, Scene, reachable, web};

fn next(at: UnixMs, why: Why) -> Option<Deadline> {
    Some(Deadline { at, why })
}

#[test]
fn while_it_rings_the_ring_is_what_ends() {
    let scene = Scene::ringing(MediaKind::Audio);
    assert_eq!(
        scene.call.next_deadline(),
        next(START.plus(RING), Why::Ring)
    );
}

#[test]
fn after_accepting_media_has_twenty_seconds() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.at(2_000).accepts(web("bob"));
    let at = START.plus(Millis(2_000)).plus(CONNECT_WITHIN);
    assert_eq!(scene.call.next_deadline(), next(at, Why::Connect));
    scene.media_up(&web("alice"));
    assert_eq!(
        scene.call.next_deadline(),
        next(at, Why::Connect),
        "bob's is still missing"
    );
    scene.media_up(&web("bob"));
    assert_eq!(scene.call.next_deadline(), None);
}

#[test]
fn the_callers_own_media_has_no_deadline_before_somebody_accepts() {
    let mut scene = Scene::start(crate::scene::spec(MediaKind::Audio, vec![reachable("bob")]));
    scene.at(25_000);
    assert_eq!(
        scene.call.next_deadline(),
        next(START.plus(RING), Why::Ring)
    );
    scene.accepts(web("bob"));
    scene.media_up(&web("bob"));
    let at = START.plus(Millis(25_000)).plus(CONNECT_WITHIN);
    assert_eq!(scene.call.next_deadline(), next(at, Why::Connect));
}

#[test]
fn whoever_falls_silent_is_held() {
    let mut scene = Scene::connected(MediaKind::Audio);
    scene.at(5_000).media_silent(&web("bob"));
    let at = START.plus(Millis(5_000)).plus(HOLD);
    assert_eq!(scene.call.next_deadline(), next(at, Why::Hold));
}

#[test]
fn a_socket_lost_before_media_came_up_waits_for_whichever_is_sooner() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.at(2_000).accepts(web("bob")).media_up(&web("alice"));
    let connect = START.plus(Millis(2_000)).plus(CONNECT_WITHIN);
    scene.does(Input::DeviceGone {
        device: web("bob"),
        hold: HOLD,
    });
    assert_eq!(scene.call.next_deadline(), next(connect, Why::Connect));
    scene.does(Input::DeviceGone {
        device: web("bob"),
        hold: Millis(5_000),
    });
    assert_eq!(
        scene.call.next_deadline(),
        next(START.plus(Millis(7_000)), Why::Hold)
    );
}

#[test]
fn each_ring_has_its_own_end() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene
        .at(10_000)
        .invites(web("alice"), vec![reachable("carol")]);
    scene.media_up(&web("alice")).media_up(&web("bob"));
    scene
        .at(15_000)
        .invites(web("bob"), vec![reachable("dave")]);
    let first = START.plus(Millis(10_000)).plus(RING);
    assert_eq!(scene.call.next_deadline(), next(first, Why::Ring));
    scene.now = first;
    scene.deadline();
    assert_eq!(scene.member(&web("alice"), "carol").phase, Phase::Left);
    assert_eq!(scene.member(&web("alice"), "dave").phase, Phase::Ringing);
    assert_eq!(
        scene.call.next_deadline(),
        next(first.plus(Millis(5_000)), Why::Ring)
    );
}

#[test]
fn coming_back_early_does_nothing() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    let version = scene.call.version();
    scene.at(29_999).deadline();
    assert_eq!(scene.call.version(), version);
}
