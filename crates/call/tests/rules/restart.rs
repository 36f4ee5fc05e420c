//! The process that owned a call was killed and started again.

use callkit_call::{HOLD, Input, Why};
use callkit_protocol::{Connection, EndReason, MediaKind, Millis};

use crate::scene::{RING, START, Scene, after, reachable, spec, web};

#[test]
fn a_ringing_call_rings_on_until_its_first_deadline() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.at(10_000).does(Input::Restarted);
    scene.at(11_000).does(Input::DeviceCame(web("alice")));
    let next = scene.call.next_deadline().expect("rings");
    assert_eq!((next.at, next.why), (START.plus(RING), Why::Ring));
}

#[test]
fn every_client_connects_anew_and_has_as_long_as_after_any_cut() {
    let mut scene = Scene::connected(MediaKind::Audio);
    let epochs = [scene.epoch(&web("alice")), scene.epoch(&web("bob"))];
    scene.at(10_000).does(Input::Restarted);
    assert_eq!(
        scene.member(&web("bob"), "alice").connection,
        Connection::Reconnecting
    );
    assert!(scene.epoch(&web("alice")) > epochs[0] && scene.epoch(&web("bob")) > epochs[1]);
    let next = scene.call.next_deadline().expect("held");
    assert_eq!(
        (next.at, next.why),
        (START.plus(Millis(10_000)).plus(HOLD), Why::Hold)
    );
    for device in [web("alice"), web("bob")] {
        scene
            .does(Input::DeviceCame(device.clone()))
            .media_up(&device);
    }
    assert_eq!(scene.call.next_deadline(), None);
    scene.at(20_000).hangs_up(web("alice"));
    assert_eq!(
        scene.end(&web("bob")),
        after(18_000, EndReason::Hangup, Some("alice"))
    );
}

#[test]
fn whoever_does_not_come_back_is_lost() {
    let mut scene = Scene::connected(MediaKind::Audio);
    scene.at(10_000).does(Input::Restarted);
    scene
        .does(Input::DeviceCame(web("alice")))
        .media_up(&web("alice"));
    scene.at(10_000 + HOLD.0).deadline();
    let end = after(8_000 + HOLD.0, EndReason::Lost, Some("bob"));
    assert_eq!(scene.end(&web("alice")), end);
}

/// Versions are told before they are written where nobody waits for them. What the restarted
/// process says must not look older than that, nor like something already seen.
#[test]
fn what_was_told_and_never_written_is_not_told_again_under_the_same_numbers() {
    let mut told = Scene::connected(MediaKind::Audio);
    let mut written = Scene {
        call: told.call.clone(),
        now: told.now,
        facts: Vec::new(),
    };
    for n in 0..500 {
        told.does(Input::Microphone {
            device: web("bob"),
            on: n % 2 == 1,
        });
    }
    let (leg, epoch) = (told.leg(&web("bob")), told.epoch(&web("bob")));
    told.does(Input::LegFailed { leg, epoch });
    let held = told.view(&web("alice"));

    written.does(Input::Restarted);
    let view = written.view(&web("alice"));
    assert!(
        view.version > held.version,
        "a device keeps the highest version"
    );
    let (seen, fresh) = (told.facts.last(), written.facts.first());
    assert!(
        fresh.map(|fact| fact.seq) > seen.map(|fact| fact.seq),
        "{fresh:?} is news"
    );
    assert!(
        written.epoch(&web("bob")) > told.epoch(&web("bob")),
        "he connects anew"
    );
}

#[test]
fn a_leg_given_out_and_never_written_is_not_given_out_again() {
    let start = Scene::start(spec(MediaKind::Audio, vec![reachable("bob")]));
    let mut told = Scene {
        call: start.call.clone(),
        now: start.now,
        facts: Vec::new(),
    };
    told.does(Input::DeviceCame(web("bob")));
    let mut restarted = start;
    restarted
        .does(Input::Restarted)
        .does(Input::DeviceCame(web("bob")));
    assert_ne!(restarted.leg(&web("bob")), told.leg(&web("bob")));
}
