//! Two who call each other get one call.

use callkit_protocol::{ErrorCode, MediaKind, Phase, ReplyBody};
use callkit_switchboard::StoreFailure;

use crate::rig::{Rig, Store, call_message, key, refused};

#[test]
fn calling_who_is_ringing_one_accepts_that_call() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    assert_eq!(rig.rings(bob, "alice"), call);
    for device in [alice, bob] {
        let view = rig.view_of(device, &call).expect("a view");
        assert_eq!(view.you.phase, Phase::Joined);
        assert!(view.connected_at.is_some());
    }
    assert_eq!(rig.written.len(), 2, "one call, two steps");
}

#[test]
fn even_while_the_first_call_is_still_being_written() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    rig.store = Store::Holds;
    rig.say(alice, call_message(&key("a"), &["bob"], MediaKind::Video));
    rig.say(bob, call_message(&key("b"), &["alice"], MediaKind::Video));
    assert_eq!(rig.held.len(), 1, "the second waits for the first");
    assert!(rig.replies(alice, &key("a")).is_empty() && rig.views(alice).is_empty());
    rig.store_answers();
    let (ReplyBody::Ok(first), ReplyBody::Ok(second)) =
        (rig.reply(alice, &key("a")), rig.reply(bob, &key("b")))
    else {
        panic!("both are answered");
    };
    assert_eq!(first.call_id, second.call_id);
    let call = first.call_id.expect("names the call");
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
    assert_eq!(rig.phase(bob, &call), Phase::Joined);
}

#[test]
fn if_the_first_cannot_be_written_neither_has_happened() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    rig.store = Store::Holds;
    rig.say(alice, call_message(&key("a"), &["bob"], MediaKind::Video));
    rig.say(bob, call_message(&key("b"), &["alice"], MediaKind::Video));
    rig.store_refuses(StoreFailure::Unavailable("disk full".to_owned()));
    for (conn, name) in [(alice, "a"), (bob, "b")] {
        assert_eq!(
            refused(&rig.reply(conn, &key(name))),
            Some(ErrorCode::StoreUnavailable)
        );
        assert!(rig.views(conn).is_empty());
    }
    assert!(rig.is_clear());
}

#[test]
fn who_calls_back_by_voice_opens_no_camera() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.calls(bob, &["alice"], MediaKind::Audio);
    let view = rig.view_of(alice, &call).expect("a view");
    assert_eq!(view.media, MediaKind::Audio);
    assert!(view.members.iter().all(|member| !member.camera));
}

#[test]
fn who_calls_back_by_video_into_a_voice_call_opens_no_camera_of_the_other() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    rig.calls(alice, &["bob"], MediaKind::Audio);
    let call = rig.rings(bob, "alice");
    let view = rig.view_of(alice, &call).expect("a view");
    assert_eq!(view.media, MediaKind::Audio);
}

#[test]
fn the_same_command_again_gets_the_same_call_again() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.store = Store::Holds;
    let again = call_message(&key("b"), &["alice"], MediaKind::Video);
    rig.say(bob, again.clone());
    let bob = rig.web("bob");
    rig.say(bob, again.clone());
    rig.store_answers();
    rig.say(bob, again);
    let replies = rig.replies(bob, &key("b"));
    assert_eq!(replies.len(), 2);
    for reply in replies {
        let ReplyBody::Ok(answer) = reply else {
            panic!("{reply:?}")
        };
        assert_eq!(answer.call_id.as_ref(), Some(&call));
    }
}

#[test]
fn calling_somebody_else_while_it_rings_is_refused() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    for callees in [&["carol"][..], &["alice", "carol"]] {
        let reply = rig.calls(bob, callees, MediaKind::Video);
        assert_eq!(refused(&reply), Some(ErrorCode::AlreadyInCall));
    }
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
}
