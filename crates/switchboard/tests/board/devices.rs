//! Several devices of one user.

use callkit_protocol::{EndReason, ErrorCode, MediaKind, Millis, Phase, Platform, ReplyBody};

use crate::rig::{Rig, named, refused};

#[test]
fn all_ring_the_first_to_accept_wins_and_the_others_are_told_where() {
    let mut rig = Rig::new();
    let (alice, web, native) = (rig.web("alice"), rig.web("bob"), rig.native("bob"));
    let wx = rig.sign_in("bob", Platform::Wx, "phone");
    let call = rig.rings(alice, "bob");
    for device in [web, native, wx] {
        assert_eq!(rig.phase(device, &call), Phase::Ringing);
    }
    assert!(matches!(rig.accepts(native, &call), ReplyBody::Ok(_)));
    assert_eq!(rig.phase(native, &call), Phase::Joined);
    for device in [web, wx] {
        assert_eq!(rig.end(device, &call), EndReason::AnsweredElsewhere);
        assert_eq!(
            refused(&rig.accepts(device, &call)),
            Some(ErrorCode::AnsweredElsewhere)
        );
    }
}

#[test]
fn declined_on_one_it_stops_on_all() {
    let mut rig = Rig::new();
    let (alice, web, native) = (rig.web("alice"), rig.web("bob"), rig.native("bob"));
    let call = rig.rings(alice, "bob");
    rig.rejects(web, &call);
    assert_eq!(rig.end(web, &call), EndReason::Rejected);
    assert_eq!(rig.end(native, &call), EndReason::RejectedElsewhere);
    assert_eq!(rig.end(alice, &call), EndReason::Rejected);
}

#[test]
fn who_comes_online_while_it_rings_rings() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    let call = rig.rings(alice, "bob");
    rig.pass(Millis::from_secs(20));
    let bob = rig.web("bob");
    let welcome = rig.welcome(bob).expect("welcomed");
    assert_eq!(welcome.calls.len(), 1);
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
    assert!(matches!(rig.accepts(bob, &call), ReplyBody::Ok(_)));
}

#[test]
fn the_same_device_takes_over_silently_and_its_call_goes_on() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    let again = rig.web("bob");
    assert_eq!(rig.closed_with(bob), Some(ErrorCode::TakenOver));
    assert_eq!(rig.phase(again, &call), Phase::Joined);
    // The end of the older connection, which comes late, is nobody's end.
    rig.disconnect(bob);
    rig.pass(Millis::from_secs(120));
    assert_eq!(rig.phase(again, &call), Phase::Joined);
    assert!(rig.closed_with(again).is_none());
}

#[test]
fn another_device_of_the_same_platform_kicks_the_older_out_of_its_call() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    let newer = rig.sign_in("bob", Platform::Web, "other-tab");
    assert_eq!(rig.closed_with(bob), Some(ErrorCode::KickedOut));
    assert_eq!(rig.end(alice, &call), EndReason::Hangup);
    assert!(rig.welcome(newer).expect("welcomed").calls.is_empty());
    let older = rig.web("bob");
    assert_eq!(
        rig.end(older, &call),
        EndReason::KickedOut,
        "told when it signs in again"
    );
}

#[test]
fn a_device_of_another_platform_stays_out_of_it() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    let native = rig.native("bob");
    assert_eq!(rig.closed_with(bob), None);
    assert_eq!(rig.phase(bob, &call), Phase::Joined);
    assert!(rig.welcome(native).expect("welcomed").calls.is_empty());
    let reply = rig.calls(native, &["carol"], MediaKind::Audio);
    assert_eq!(
        refused(&reply),
        Some(ErrorCode::AlreadyInCall),
        "one call per user"
    );
}

#[test]
fn several_of_one_platform_stay_where_the_app_allows_it_up_to_ten() {
    let mut rig = Rig::new();
    let mut tabs = Vec::new();
    for n in 0..10 {
        let device = format!("tab{n}");
        let tab = ("bob", Platform::Web, device.as_str());
        tabs.push(rig.sign_in_with(tab, |signed_in| signed_in.several_devices = true));
    }
    assert!(tabs.iter().all(|tab| rig.closed_with(*tab).is_none()));
    let eleventh = ("bob", Platform::Web, "tab10");
    let refused = rig.sign_in_with(eleventh, |signed_in| signed_in.several_devices = true);
    assert_eq!(rig.closed_with(refused), Some(ErrorCode::TooManyDevices));
    assert!(rig.welcome(refused).is_none());
    let again = ("bob", Platform::Web, "tab3");
    let again = rig.sign_in_with(again, |signed_in| signed_in.several_devices = true);
    assert!(rig.welcome(again).is_some(), "one of the ten may come back");
}

#[test]
fn signing_out_hangs_up() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.say(bob, callkit_protocol::ClientMessage::Logout);
    assert_eq!(rig.end(alice, &call), EndReason::Hangup);
}

#[test]
fn a_page_that_says_it_goes_is_held_for_ten_seconds() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    let leg = rig
        .view_of(bob, &call)
        .and_then(|view| view.you.leg)
        .expect("a leg")
        .leg;
    rig.say(bob, callkit_protocol::ClientMessage::Going);
    rig.disconnect(bob);
    rig.handle(callkit_switchboard::Input::LegSilent {
        call: named(&call),
        leg,
    });
    rig.pass(Millis(9_999));
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
    rig.pass(Millis(1));
    assert_eq!(rig.end(alice, &call), EndReason::Lost);
}

#[test]
fn a_device_that_held_a_call_which_is_over_finds_it_missing_or_ended() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.disconnect(bob);
    rig.hangs_up(alice, &call);
    let back = rig.web("bob");
    assert_eq!(
        rig.end(back, &call),
        EndReason::Cancelled,
        "it never heard of the end"
    );
    rig.acks(back, &call);
    let later = rig.web("bob");
    assert!(rig.welcome(later).expect("welcomed").calls.is_empty());
}

#[test]
fn the_welcome_comes_before_any_view() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    rig.rings(alice, "bob");
    let bob = rig.web("bob");
    let first = rig.inbox(bob).first().expect("a message");
    assert!(
        matches!(first, callkit_protocol::ServerMessage::Welcome(_)),
        "{first:?}"
    );
}
