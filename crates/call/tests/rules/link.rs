//! Devices whose connection or media comes and goes.

use callkit_call::{HOLD, HOLD_GOING, Input};
use callkit_protocol::{Connection, EndReason, FactKind, MediaKind};

use crate::scene::{Scene, after, user, web};

fn bob_to_alice(scene: &Scene) -> Connection {
    scene.member(&web("alice"), "bob").connection
}

fn count(scene: &Scene, kind: &str) -> usize {
    scene.kinds().into_iter().filter(|k| *k == kind).count()
}

#[test]
fn a_member_is_connecting_until_his_media_is_up() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.at(2_000).accepts(web("bob"));
    assert_eq!(bob_to_alice(&scene), Connection::Connecting);
    scene.media_up(&web("bob"));
    assert_eq!(bob_to_alice(&scene), Connection::Connected);
    assert!(scene.happened(&FactKind::Connected { user: user("bob") }));
}

#[test]
fn a_lost_socket_shows_and_so_does_its_return() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(5_000).does(Input::DeviceGone {
        device: web("bob"),
        hold: HOLD,
    });
    assert_eq!(bob_to_alice(&scene), Connection::Reconnecting);
    scene.at(6_000).does(Input::DeviceCame(web("bob")));
    assert_eq!(bob_to_alice(&scene), Connection::Connected);
    assert_eq!(
        (count(&scene, "reconnecting"), count(&scene, "reconnected")),
        (1, 1)
    );
}

#[test]
fn losing_both_socket_and_media_is_told_once() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(5_000).does(Input::DeviceGone {
        device: web("bob"),
        hold: HOLD,
    });
    scene.media_silent(&web("bob"));
    scene.at(6_000).does(Input::DeviceCame(web("bob")));
    assert_eq!(
        bob_to_alice(&scene),
        Connection::Reconnecting,
        "his media is still away"
    );
    scene.media_up(&web("bob"));
    assert_eq!(bob_to_alice(&scene), Connection::Connected);
    assert_eq!(
        (count(&scene, "reconnecting"), count(&scene, "reconnected")),
        (1, 1)
    );
    assert_eq!(
        count(&scene, "connected"),
        2,
        "his return is no second connecting"
    );
}

#[test]
fn media_that_flows_keeps_a_member_without_a_socket() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(5_000).does(Input::DeviceGone {
        device: web("bob"),
        hold: HOLD,
    });
    assert_eq!(scene.call.next_deadline(), None);
    scene.at(500_000).deadline();
    assert_eq!(scene.call.ended(), None);
    // Now it falls silent too, and from now on the seat is held as long as any other.
    scene.media_silent(&web("bob"));
    scene.at(500_000 + HOLD.0 - 1).deadline();
    assert_eq!(scene.call.ended(), None);
    scene.at(500_000 + HOLD.0).deadline();
    assert_eq!(scene.call.ended(), Some(EndReason::Lost));
}

#[test]
fn a_socket_without_media_is_not_a_call_for_ever() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(5_000).media_silent(&web("bob"));
    scene.at(5_000 + HOLD.0).deadline();
    let end = after(3_000 + HOLD.0, EndReason::Lost, Some("bob"));
    assert_eq!(scene.end(&web("alice")), end);
}

#[test]
fn a_page_that_goes_away_is_held_for_less() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(5_000).does(Input::DeviceGone {
        device: web("bob"),
        hold: HOLD_GOING,
    });
    scene.media_silent(&web("bob"));
    scene.at(5_000 + HOLD_GOING.0).deadline();
    let end = after(3_000 + HOLD_GOING.0, EndReason::Lost, Some("bob"));
    assert_eq!(scene.end(&web("alice")), end);
}

#[test]
fn a_broken_leg_is_made_anew_once() {
    let mut scene = Scene::connected(MediaKind::Video);
    let (leg, epoch) = (scene.leg(&web("bob")), scene.epoch(&web("bob")));
    let failed = Input::LegFailed { leg, epoch };
    scene.at(5_000).does(failed.clone()).does(failed);
    assert_eq!(
        scene.epoch(&web("bob")),
        epoch + 1,
        "the second report is of the old epoch"
    );
    assert_eq!(
        scene.epoch(&web("alice")),
        epoch,
        "the other side is left alone"
    );
    assert_eq!(bob_to_alice(&scene), Connection::Reconnecting);
    scene.media_up(&web("bob"));
    assert_eq!(bob_to_alice(&scene), Connection::Connected);
}

#[test]
fn what_reaches_a_call_too_late_does_nothing() {
    let mut scene = Scene::connected(MediaKind::Video);
    let leg = scene.leg(&web("bob"));
    scene.at(5_000).hangs_up(web("alice"));
    let version = scene.call.version();
    scene.does(Input::LegUp { leg: leg.clone() });
    scene.does(Input::LegSilent { leg: leg.clone() });
    scene.does(Input::LegFailed { leg, epoch: 1 });
    scene.does(Input::DeviceGone {
        device: web("bob"),
        hold: HOLD,
    });
    scene.does(Input::DeviceCame(web("bob")));
    assert_eq!(scene.call.version(), version);
}
