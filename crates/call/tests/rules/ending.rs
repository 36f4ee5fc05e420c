//! How a call ends, for each device: one row a reason.

use callkit_call::{CONNECT_WITHIN, HOLD, Input, Refusal};
use callkit_protocol::{EndReason, FactKind, MediaKind, Phase};

use crate::scene::{Scene, after, busy, native, spec, unconnected, user, web};

#[test]
fn hanging_up_ends_it_for_both_with_the_same_duration() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(12_000).hangs_up(web("bob"));
    let end = after(10_000, EndReason::Hangup, Some("bob"));
    assert_eq!(scene.end(&web("alice")), end);
    assert_eq!(scene.end(&web("bob")), end);
    let reason = EndReason::Hangup;
    assert!(scene.happened(&FactKind::Ended {
        reason,
        by: Some(user("bob"))
    }));
    assert!(scene.call.media_plan().is_empty());
}

#[test]
fn the_callers_hang_up_while_it_rings_cancels() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.at(2_000).hangs_up(web("alice"));
    let end = unconnected(EndReason::Cancelled, Some("alice"));
    assert_eq!(scene.end(&web("alice")), end);
    assert_eq!(scene.end(&web("bob")), end);
}

#[test]
fn the_callers_signing_out_while_it_rings_cancels_too() {
    let mut scene = Scene::ringing(MediaKind::Video);
    let (device, reason) = (web("alice"), EndReason::Hangup);
    scene.at(2_000).does(Input::SignedOut { device, reason });
    let end = unconnected(EndReason::Cancelled, Some("alice"));
    assert_eq!(scene.end(&web("alice")), end);
    assert_eq!(scene.end(&web("bob")), end);
}

#[test]
fn declining_ends_it_for_all_and_the_other_devices_know_where() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.does(Input::DeviceCame(native("bob")));
    scene.at(2_000).rejects(native("bob"));
    assert_eq!(
        scene.end(&native("bob")),
        unconnected(EndReason::Rejected, Some("bob"))
    );
    assert_eq!(
        scene.end(&web("alice")),
        unconnected(EndReason::Rejected, Some("bob"))
    );
    let elsewhere = unconnected(EndReason::RejectedElsewhere, Some("bob"));
    assert_eq!(scene.end(&web("bob")), elsewhere);
}

#[test]
fn a_callees_hang_up_while_it_rings_declines() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.at(2_000).hangs_up(web("bob"));
    assert_eq!(
        scene.end(&web("alice")),
        unconnected(EndReason::Rejected, Some("bob"))
    );
    assert_eq!(
        scene.end(&web("bob")),
        unconnected(EndReason::Rejected, Some("bob"))
    );
}

#[test]
fn media_that_never_comes_up_ends_it_as_failed() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.media_up(&web("alice"));
    scene.at(2_000).accepts(web("bob"));
    scene.at(2_000 + CONNECT_WITHIN.0).deadline();
    let end = after(CONNECT_WITHIN.0, EndReason::ConnectionFailed, Some("bob"));
    assert_eq!(scene.end(&web("alice")), end);
    assert_eq!(scene.end(&web("bob")), end);
}

#[test]
fn who_stays_silent_is_lost() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(10_000).does(Input::DeviceGone {
        device: web("bob"),
        hold: HOLD,
    });
    scene.media_silent(&web("bob"));
    scene.at(10_000 + HOLD.0).deadline();
    let end = after(8_000 + HOLD.0, EndReason::Lost, Some("bob"));
    assert_eq!(scene.end(&web("alice")), end);
    assert_eq!(scene.end(&web("bob")), end);
}

#[test]
fn who_is_kicked_out_knows_it_and_for_the_other_he_has_hung_up() {
    let mut scene = Scene::connected(MediaKind::Video);
    let (device, reason) = (web("bob"), EndReason::KickedOut);
    scene.at(12_000).does(Input::SignedOut { device, reason });
    assert_eq!(
        scene.end(&web("bob")),
        after(10_000, EndReason::KickedOut, Some("bob"))
    );
    assert_eq!(
        scene.end(&web("alice")),
        after(10_000, EndReason::Hangup, Some("bob"))
    );
}

#[test]
fn a_caller_who_is_kicked_out_while_it_rings_has_called_it_off() {
    let mut scene = Scene::ringing(MediaKind::Video);
    let (device, reason) = (web("alice"), EndReason::KickedOut);
    scene.does(Input::SignedOut { device, reason });
    assert_eq!(
        scene.end(&web("alice")),
        unconnected(EndReason::KickedOut, Some("alice"))
    );
    assert_eq!(
        scene.end(&web("bob")),
        unconnected(EndReason::Cancelled, Some("alice"))
    );
}

#[test]
fn the_operator_ends_it_by_nobodys_doing() {
    let mut ringing = Scene::ringing(MediaKind::Video);
    ringing.at(5_000).does(Input::EndByServer);
    let mut connected = Scene::connected(MediaKind::Video);
    connected.at(5_000).does(Input::EndByServer);
    for device in [web("alice"), web("bob")] {
        assert_eq!(ringing.end(&device), unconnected(EndReason::Server, None));
        assert_eq!(
            connected.end(&device),
            after(3_000, EndReason::Server, None)
        );
    }
}

#[test]
fn hanging_up_what_is_over_succeeds_and_changes_nothing() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(5_000).hangs_up(web("bob"));
    let version = scene.call.version();
    scene.at(6_000).hangs_up(web("alice")).hangs_up(web("bob"));
    scene.does(Input::EndByServer).deadline();
    assert_eq!(scene.call.version(), version);
}

#[test]
fn a_device_whose_user_answered_elsewhere_ends_nothing_by_hanging_up() {
    let mut scene = Scene::ringing(MediaKind::Audio);
    scene.does(Input::DeviceCame(native("bob")));
    scene.at(2_000).accepts(native("bob")).hangs_up(web("bob"));
    assert_eq!(scene.call.ended(), None);
    assert_eq!(scene.phase(&native("bob")), Phase::Joined);
    let reject = Input::Reject { device: web("bob") };
    assert!(matches!(scene.refused(&reject), Refusal::WrongState(_)));
}

#[test]
fn nobody_can_do_anything_in_a_call_that_is_over() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(5_000).hangs_up(web("alice"));
    let by = web("alice");
    for input in [
        Input::Camera {
            device: by.clone(),
            on: false,
        },
        Input::Join { device: by.clone() },
        Input::Microphone {
            device: by.clone(),
            on: false,
        },
        Input::SwitchMedia {
            by,
            media: MediaKind::Audio,
        },
    ] {
        assert_eq!(scene.refused(&input), Refusal::Ended, "{input:?}");
    }
}

#[test]
fn the_record_says_who_was_there_and_how_it_ended() {
    let mut scene = Scene::connected(MediaKind::Video);
    assert_eq!(scene.call.record(), None);
    scene.at(12_000).hangs_up(web("alice"));
    let record = scene.call.record().expect("it is over");
    assert_eq!(record.reason, EndReason::Hangup);
    assert_eq!(record.accepted_at, scene.call.connected_at());
    assert_eq!(record.ended_at, scene.now);
    let members: Vec<_> = record
        .members
        .iter()
        .map(|member| (member.user.as_ref(), member.reason, member.left_at))
        .collect();
    let left = (Some(EndReason::Hangup), Some(scene.now));
    assert_eq!(
        members,
        [("alice", left.0, left.1), ("bob", left.0, left.1)]
    );
}

#[test]
fn the_record_of_a_call_to_somebody_busy_says_so() {
    let scene = Scene::start(spec(MediaKind::Audio, vec![busy("bob")]));
    let record = scene.call.record().expect("it is over");
    assert_eq!((record.reason, record.accepted_at), (EndReason::Busy, None));
    assert_eq!(record.members[1].reason, Some(EndReason::Busy));
}
