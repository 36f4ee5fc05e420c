//! Microphone, camera, voice and video.

use callkit_call::{Input, Refusal};
use callkit_protocol::{FactKind, MediaKind};

use crate::scene::{Scene, native, user, web};

fn cameras(scene: &Scene) -> (bool, bool) {
    let camera = |name| scene.member(&web("alice"), name).camera;
    (camera("alice"), camera("bob"))
}

#[test]
fn everybody_sees_a_muted_microphone_and_nothing_is_forwarded_from_it() {
    let mut scene = Scene::connected(MediaKind::Audio);
    scene.does(Input::Microphone {
        device: web("bob"),
        on: false,
    });
    assert!(!scene.member(&web("alice"), "bob").microphone);
    assert!(scene.happened(&FactKind::Microphone {
        user: user("bob"),
        on: false
    }));
    let plan = scene.call.media_plan();
    let bob = plan
        .iter()
        .find(|leg| leg.user == user("bob"))
        .expect("a leg");
    assert!(!bob.microphone);
}

#[test]
fn switching_to_what_it_is_changes_nothing() {
    let mut scene = Scene::connected(MediaKind::Video);
    let version = scene.call.version();
    scene.does(Input::Microphone {
        device: web("bob"),
        on: true,
    });
    scene.does(Input::Camera {
        device: web("bob"),
        on: true,
    });
    scene.does(Input::SwitchMedia {
        by: web("bob"),
        media: MediaKind::Video,
    });
    assert_eq!(scene.call.version(), version);
}

#[test]
fn in_a_voice_call_no_camera_opens() {
    let scene = Scene::connected(MediaKind::Audio);
    assert_eq!(cameras(&scene), (false, false));
    let open = Input::Camera {
        device: web("bob"),
        on: true,
    };
    assert!(matches!(scene.refused(&open), Refusal::WrongState(_)));
}

#[test]
fn to_voice_closes_every_camera() {
    let mut scene = Scene::connected(MediaKind::Video);
    assert_eq!(cameras(&scene), (true, true));
    scene.does(Input::SwitchMedia {
        by: web("bob"),
        media: MediaKind::Audio,
    });
    assert_eq!(cameras(&scene), (false, false));
    assert_eq!(scene.view(&web("alice")).media, MediaKind::Audio);
}

#[test]
fn to_video_opens_only_the_camera_of_who_asked() {
    let mut scene = Scene::connected(MediaKind::Audio);
    scene.does(Input::SwitchMedia {
        by: web("bob"),
        media: MediaKind::Video,
    });
    assert_eq!(cameras(&scene), (false, true));
    scene.does(Input::Camera {
        device: web("alice"),
        on: true,
    });
    assert_eq!(cameras(&scene), (true, true));
}

#[test]
fn a_group_call_is_not_switched() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("bob"));
    let switch = Input::SwitchMedia {
        by: web("bob"),
        media: MediaKind::Audio,
    };
    assert!(matches!(scene.refused(&switch), Refusal::WrongState(_)));
}

#[test]
fn who_takes_a_group_call_by_voice_keeps_his_own_camera_off_and_nobody_elses() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).does(Input::Accept {
        device: web("bob"),
        media: Some(MediaKind::Audio),
    });
    assert_eq!(scene.view(&web("alice")).media, MediaKind::Video);
    assert_eq!(cameras(&scene), (true, false));
}

#[test]
fn only_the_device_in_the_call_switches_anything() {
    let mut scene = Scene::ringing(MediaKind::Video);
    scene.does(Input::DeviceCame(native("bob")));
    let early = Input::Microphone {
        device: web("bob"),
        on: false,
    };
    assert!(matches!(scene.refused(&early), Refusal::WrongState(_)));
    scene.at(2_000).accepts(native("bob"));
    assert_eq!(scene.refused(&early), Refusal::AnsweredElsewhere);
}
