//! Seats, codecs, gates: what the media plane is told.

use callkit_call::{Input, LegPlan};
use callkit_protocol::VideoCodec::{H264, Vp8};
use callkit_protocol::{MediaKind, SeatIndex, VideoCodec, VideoState};

use crate::scene::{Scene, native, reachable, user, web};

fn leg_of(scene: &Scene, name: &str) -> LegPlan {
    let plan = scene.call.media_plan();
    let leg = plan.into_iter().find(|leg| leg.user == user(name));
    leg.expect("a leg")
}

/// Who sits where for `name`, as its view says.
fn seats(scene: &Scene, name: &str) -> Vec<(u8, String)> {
    let leg = scene.view(&web(name)).you.leg.expect("a leg");
    leg.seats
        .iter()
        .map(|seat| (seat.seat.0, seat.user_id.to_string()))
        .collect()
}

fn seat_of(scene: &Scene, viewer: &str, name: &str) -> Option<u8> {
    let of = |(seat, user): (u8, String)| (user == name).then_some(seat);
    seats(scene, viewer).into_iter().find_map(of)
}

fn codec(scene: &Scene, name: &str) -> VideoCodec {
    let leg = leg_of(scene, name);
    let view = scene.view(&web(name)).you.leg.expect("a leg");
    assert_eq!(
        view.send_codec, leg.codec,
        "the view says what the plan says"
    );
    leg.codec
}

#[test]
fn nothing_passes_before_somebody_accepted_and_then_only_between_the_joined() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.does(Input::DeviceCame(native("bob")));
    assert!(
        scene
            .call
            .media_plan()
            .iter()
            .all(|leg| !leg.admitted && leg.seats.len() <= 1)
    );
    scene.at(2_000).accepts(native("bob"));
    let plan = scene.call.media_plan();
    assert_eq!(
        plan.len(),
        2,
        "the device that lost has no leg any more: {plan:?}"
    );
    assert!(plan.iter().all(|leg| leg.admitted));
}

#[test]
fn in_a_call_of_two_each_sits_in_the_others_only_seat() {
    let scene = Scene::connected(MediaKind::Video);
    let (alice, bob) = (leg_of(&scene, "alice"), leg_of(&scene, "bob"));
    assert_eq!(alice.seats[0].seat, SeatIndex(0));
    assert_eq!(alice.seats[0].source, bob.at);
    assert_eq!(bob.seats[0].source, alice.at);
    assert_eq!(seats(&scene, "alice"), [(0, "bob".to_owned())]);
    assert_eq!(seats(&scene, "bob"), [(0, "alice".to_owned())]);
}

#[test]
fn nobodys_seat_moves_when_somebody_comes_or_goes() {
    let mut scene = Scene::group(&["bob", "carol", "dave", "erin"]);
    scene.at(1_000);
    for name in ["bob", "carol", "dave"] {
        scene.accepts(web(name));
    }
    let before = [
        seat_of(&scene, "alice", "dave"),
        seat_of(&scene, "dave", "alice"),
    ];
    assert!(before.iter().all(Option::is_some));
    scene.rejects(web("erin")).hangs_up(web("bob"));
    assert_eq!(seat_of(&scene, "alice", "bob"), None);
    scene.invites(web("alice"), vec![reachable("frank")]);
    scene
        .does(Input::DeviceCame(web("frank")))
        .accepts(web("frank"));
    let now = [
        seat_of(&scene, "alice", "dave"),
        seat_of(&scene, "dave", "alice"),
    ];
    assert_eq!(now, before);
    for viewer in ["alice", "carol", "dave", "frank"] {
        let mut taken: Vec<u8> = seats(&scene, viewer)
            .into_iter()
            .map(|(seat, _)| seat)
            .collect();
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(
            taken.len(),
            3,
            "{viewer} has a seat of its own for each of the others"
        );
    }
}

#[test]
fn a_full_call_of_nine_has_eight_seats_for_each() {
    let names = ["b", "c", "d", "e", "f", "g", "h", "i"];
    let mut scene = Scene::group(&names);
    scene.at(1_000);
    for name in names {
        scene.accepts(web(name));
    }
    for name in names {
        let mut taken: Vec<u8> = seats(&scene, name)
            .into_iter()
            .map(|(seat, _)| seat)
            .collect();
        taken.sort_unstable();
        assert_eq!(taken, [0, 1, 2, 3, 4, 5, 6, 7], "{name}");
    }
}

#[test]
fn h264_is_what_is_sent_where_everybody_can() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene
        .speaks(&web("alice"), &[Vp8, H264])
        .speaks(&web("bob"), &[H264, Vp8]);
    assert_eq!((codec(&scene, "alice"), codec(&scene, "bob")), (H264, H264));
}

#[test]
fn a_peer_with_nothing_but_vp8_gets_vp8() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene
        .speaks(&web("alice"), &[H264, Vp8])
        .speaks(&web("bob"), &[Vp8]);
    assert_eq!((codec(&scene, "alice"), codec(&scene, "bob")), (Vp8, Vp8));
    assert_eq!(scene.member(&web("bob"), "alice").video, VideoState::Ok);
}

#[test]
fn who_only_rings_has_no_say_in_the_codec() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.does(Input::DeviceCame(native("bob")));
    scene.speaks(&web("alice"), &[H264, Vp8]);
    scene
        .speaks(&native("bob"), &[H264, Vp8])
        .speaks(&web("bob"), &[Vp8]);
    scene.at(2_000).accepts(native("bob"));
    assert_eq!(codec(&scene, "alice"), H264);
}

#[test]
fn in_a_conflict_h264_wins_and_who_cannot_decode_it_is_told() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("bob")).accepts(web("carol"));
    scene.speaks(&web("alice"), &[H264, Vp8]);
    scene
        .speaks(&web("bob"), &[H264])
        .speaks(&web("carol"), &[Vp8]);
    assert_eq!(codec(&scene, "alice"), H264);
    assert_eq!(
        scene.member(&web("carol"), "alice").video,
        VideoState::Unsupported
    );
    assert_eq!(scene.member(&web("bob"), "alice").video, VideoState::Ok);
    assert_eq!(
        scene.member(&web("bob"), "carol").video,
        VideoState::Unsupported
    );
}

#[test]
fn the_codec_follows_who_comes_and_goes() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("bob")).accepts(web("carol"));
    scene.speaks(&web("alice"), &[H264, Vp8]);
    scene
        .speaks(&web("bob"), &[H264, Vp8])
        .speaks(&web("carol"), &[Vp8]);
    assert_eq!(codec(&scene, "alice"), Vp8);
    scene.hangs_up(web("carol"));
    assert_eq!(codec(&scene, "alice"), H264);
}
