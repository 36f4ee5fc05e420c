//! A command key is carried out once.

use callkit_protocol::{ClientMessage, ErrorCode, MediaKind, OnCall, Phase, ReplyBody};

use crate::rig::{Rig, Store, call_message, key, refused, user};

#[test]
fn a_repeated_call_is_answered_and_makes_no_second_one() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    rig.web("bob");
    let message = call_message(&key("a"), &["bob"], MediaKind::Video);
    rig.say(alice, message.clone());
    rig.say(alice, message.clone());
    let replies = rig.replies(alice, &key("a"));
    assert_eq!(replies.len(), 2);
    assert_eq!(replies[0], replies[1]);
    assert_eq!(rig.written.len(), 1);
}

#[test]
fn a_call_repeated_after_a_lost_connection_while_it_is_written_is_answered_once_it_is() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    let bob = rig.web("bob");
    rig.store = Store::Holds;
    let message = call_message(&key("a"), &["bob"], MediaKind::Video);
    rig.say(alice, message.clone());
    rig.disconnect(alice);
    let alice = rig.web("alice");
    rig.say(alice, message);
    rig.store_answers();
    let ReplyBody::Ok(answer) = rig.reply(alice, &key("a")) else {
        panic!("answered")
    };
    let call = answer.call_id.expect("names the call");
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
    assert_eq!(rig.written[0].call.id(), &call);
}

#[test]
fn a_call_repeated_after_it_is_over_and_forgotten_is_answered_by_the_store() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let message = call_message(&key("a"), &["bob"], MediaKind::Video);
    rig.say(alice, message.clone());
    let call = rig.in_call("alice").expect("in a call");
    rig.hangs_up(alice, &call);
    rig.acks(alice, &call);
    rig.acks(bob, &call);
    assert!(rig.is_clear());
    rig.say_as(Some("alice"), alice, message);
    let ReplyBody::Ok(answer) = rig.reply(alice, &key("a")) else {
        panic!("answered")
    };
    assert_eq!(answer.call_id, Some(call));
    assert!(rig.is_clear());
}

#[test]
fn an_invitation_repeated_after_a_restart_rings_nobody_twice() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    let carol = rig.web("carol");
    let invite = callkit_protocol::ClientMessage::Invite(callkit_protocol::Invite {
        key: key("i"),
        call_id: call.clone(),
        callees: vec![user("carol")],
        timeout_s: None,
    });
    rig.say(alice, invite.clone());
    rig.rejects(carol, &call);
    rig.restart();
    let (alice, carol) = (rig.web("alice"), rig.web("carol"));
    rig.say_as(Some("alice"), alice, invite);
    assert!(matches!(rig.reply(alice, &key("i")), ReplyBody::Ok(_)));
    assert_eq!(rig.phase(carol, &call), Phase::Left);
}

#[test]
fn a_refused_command_may_be_tried_again() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    rig.store = Store::Fails;
    let message = call_message(&key("a"), &["bob"], MediaKind::Video);
    rig.say(alice, message.clone());
    assert_eq!(
        refused(&rig.reply(alice, &key("a"))),
        Some(ErrorCode::StoreUnavailable)
    );
    rig.store = Store::Works;
    rig.say(alice, message);
    assert!(matches!(rig.reply(alice, &key("a")), ReplyBody::Ok(_)));
}

#[test]
fn hanging_up_what_nobody_remembers_is_no_mistake_and_anything_else_is() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    let call = callkit_protocol::CallId::from_random([9; 16]);
    assert!(matches!(rig.hangs_up(alice, &call), ReplyBody::Ok(_)));
    assert_eq!(
        refused(&rig.accepts(alice, &call)),
        Some(ErrorCode::CallNotFound)
    );
    assert_eq!(
        refused(&rig.rejects(alice, &call)),
        Some(ErrorCode::CallNotFound)
    );
}

#[test]
fn another_command_under_a_key_that_is_taken_is_refused_and_not_carried_out() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    rig.web("carol");
    rig.say(alice, call_message(&key("a"), &["bob"], MediaKind::Video));
    let call = rig.in_call("alice").expect("in a call");
    let taken = |rig: &mut Rig| {
        let replies = rig.replies(alice, &key("a"));
        let ReplyBody::Error(error) = replies.last().expect("answered") else {
            panic!("refused")
        };
        assert_eq!(error.name, ErrorCode::KeyReused);
    };

    let hangup = ClientMessage::Hangup(OnCall {
        key: key("a"),
        call_id: call.clone(),
    });
    rig.say(alice, hangup);
    taken(&mut rig);
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);

    let another = call_message(&key("a"), &["carol"], MediaKind::Video);
    rig.say(alice, another.clone());
    taken(&mut rig);

    rig.hangs_up(alice, &call);
    rig.acks(alice, &call);
    rig.acks(bob, &call);
    rig.say_as(Some("alice"), alice, another);
    taken(&mut rig);
    assert!(rig.is_clear());
}
