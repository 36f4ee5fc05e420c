//! Written down before it is said; and what happens when it cannot be written.

use callkit_protocol::{EndReason, ErrorCode, MediaKind, Millis, Phase, ReplyBody};
use callkit_switchboard::{Input, StoreFailure};

use crate::rig::{Rig, Store, call_message, key, named, refused, user};

#[test]
fn nobody_is_told_before_it_is_written() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    rig.store = Store::Holds;
    rig.say(alice, call_message(&key("a"), &["bob"], MediaKind::Video));
    assert!(rig.views(alice).is_empty() && rig.views(bob).is_empty() && rig.media.is_empty());
    assert!(rig.replies(alice, &key("a")).is_empty());
    rig.store_answers();
    let call = rig.in_call("bob").expect("rung");
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);

    rig.store = Store::Holds;
    let accept = callkit_protocol::Accept {
        key: key("b"),
        call_id: call.clone(),
        media: None,
    };
    rig.say(bob, callkit_protocol::ClientMessage::Accept(accept));
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
    assert!(
        rig.media[&named(&call)].iter().all(|leg| !leg.admitted),
        "the gate is shut"
    );
    rig.store_answers();
    assert!(rig.media[&named(&call)].iter().all(|leg| leg.admitted));
}

#[test]
fn a_commit_claims_who_gets_in_and_releases_who_leaves() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.hangs_up(bob, &call);
    let claimed: Vec<_> = rig
        .written
        .iter()
        .flat_map(|change| &change.claim)
        .collect();
    let released: Vec<_> = rig
        .written
        .iter()
        .flat_map(|change| &change.release)
        .collect();
    assert_eq!(claimed, [&user("alice"), &user("bob")]);
    assert_eq!(released, [&user("alice"), &user("bob")]);
    let record = rig.written.last().and_then(|change| change.record.as_ref());
    assert_eq!(record.map(|record| record.reason), Some(EndReason::Hangup));
}

#[test]
fn without_the_store_nobody_gets_in() {
    let mut rig = Rig::new();
    let (alice, bob, carol) = (rig.web("alice"), rig.web("bob"), rig.web("carol"));
    let call = rig.rings(alice, "bob");
    rig.store = Store::Fails;
    let unavailable = Some(ErrorCode::StoreUnavailable);
    assert_eq!(refused(&rig.accepts(bob, &call)), unavailable);
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
    assert_eq!(refused(&rig.invites(alice, &call, &["dave"])), unavailable);
    let reply = rig.calls(carol, &["erin"], MediaKind::Audio);
    assert_eq!(refused(&reply), unavailable);
    assert_eq!(rig.in_call("carol"), None);
    rig.store = Store::Works;
    assert!(
        matches!(rig.accepts(bob, &call), ReplyBody::Ok(_)),
        "it has not been forgotten"
    );
}

#[test]
fn without_the_store_one_can_always_hang_up_and_it_is_written_later() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.store = Store::Fails;
    assert!(matches!(rig.hangs_up(bob, &call), ReplyBody::Ok(_)));
    assert_eq!(rig.end(alice, &call), EndReason::Hangup);
    assert_eq!(rig.in_call("alice"), None);
    rig.acks(alice, &call);
    rig.acks(bob, &call);
    let views = rig.views(alice).len();
    rig.pass(Millis::from_secs(10));
    assert!(rig.forgotten.is_empty(), "it is kept until it is written");
    assert_eq!(
        rig.views(alice).len(),
        views,
        "nobody is told the same again"
    );
    rig.store = Store::Works;
    rig.pass(Millis::from_secs(2));
    let last = rig.written.last().expect("written");
    assert_eq!(
        last.record.as_ref().map(|record| record.reason),
        Some(EndReason::Hangup)
    );
    assert_eq!(last.release, [user("alice"), user("bob")]);
    assert!(last.facts.iter().any(|fact| fact.kind.name() == "ended"));
    assert_eq!(rig.forgotten, [named(&call)]);
    assert!(rig.is_clear());
}

#[test]
fn without_the_store_one_can_decline() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.store = Store::Fails;
    assert!(matches!(rig.rejects(bob, &call), ReplyBody::Ok(_)));
    assert_eq!(rig.end(alice, &call), EndReason::Rejected);
}

#[test]
fn every_fact_is_written_once_and_in_order_however_often_the_store_fails() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.store = Store::Fails;
    rig.mutes(alice, &call);
    rig.pass(Millis::from_secs(5));
    rig.mutes(bob, &call);
    rig.store = Store::Works;
    rig.pass(Millis::from_secs(5));
    rig.hangs_up(alice, &call);
    let seqs: Vec<u64> = rig
        .written
        .iter()
        .flat_map(|change| &change.facts)
        .map(|fact| fact.seq)
        .collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
    let mut stored = 0;
    for change in &rig.written {
        assert_eq!(change.after, stored);
        assert!(change.call.version() > stored);
        stored = change.call.version();
    }
}

#[test]
fn a_muted_microphone_is_told_at_once_and_written_within_a_second() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.pass(Millis::from_secs(5));
    let written = rig.written.len();
    rig.mutes(bob, &call);
    let view = rig.view_of(alice, &call).expect("a view");
    assert!(!view.members[1].microphone);
    assert_eq!(rig.written.len(), written);
    rig.pass(Millis::from_secs(1));
    assert_eq!(rig.written.len(), written + 1);
    assert_eq!(rig.written[written].facts.len(), 1);
}

#[test]
fn who_turns_out_to_be_in_another_call_cannot_be_rung() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    rig.store = Store::Holds;
    rig.say(alice, call_message(&key("a"), &["bob"], MediaKind::Video));
    rig.store_refuses(StoreFailure::Busy { user: user("bob") });
    assert_eq!(
        refused(&rig.reply(alice, &key("a"))),
        Some(ErrorCode::AlreadyInCall)
    );
    assert!(rig.is_clear());
}

#[test]
fn who_got_into_another_call_while_an_invitation_waited_is_busy() {
    let mut rig = Rig::new();
    let (alice, bob, carol) = (rig.web("alice"), rig.web("bob"), rig.web("carol"));
    let call = rig.connected(alice, bob, "bob");
    rig.store = Store::Holds;
    let invite = |name: &str, callees: &[&str]| {
        callkit_protocol::ClientMessage::Invite(callkit_protocol::Invite {
            key: key(name),
            call_id: call.clone(),
            callees: callees.iter().map(|name| user(name)).collect(),
            timeout_s: None,
        })
    };
    rig.say(alice, invite("first", &["dave"]));
    rig.say(alice, invite("second", &["carol"]));
    rig.say(carol, call_message(&key("c"), &["erin"], MediaKind::Audio));
    rig.store_answers();
    assert!(matches!(rig.reply(alice, &key("second")), ReplyBody::Ok(_)));
    let view = rig.view_of(alice, &call).expect("a view");
    let carol = view
        .members
        .iter()
        .find(|m| m.user_id == user("carol"))
        .expect("a member");
    assert_eq!(
        carol.left.as_ref().map(|left| left.reason),
        Some(EndReason::Busy)
    );
}

#[test]
fn a_call_that_another_node_owns_is_let_go_of() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.pass(Millis::from_secs(5));
    rig.store = Store::Holds;
    let hangup = callkit_protocol::OnCall {
        key: key("h"),
        call_id: call.clone(),
    };
    rig.say(bob, callkit_protocol::ClientMessage::Hangup(hangup));
    rig.mutes(alice, &call);
    rig.store_refuses(StoreFailure::Fenced);
    assert_eq!(
        refused(&rig.reply(bob, &key("h"))),
        Some(ErrorCode::StoreUnavailable)
    );
    assert!(rig.media[&named(&call)].is_empty());
    assert!(rig.is_clear(), "{:?}", rig.board.stats());
}

#[test]
fn a_hang_up_during_a_write_is_carried_out_after_it() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.store = Store::Holds;
    let accept = callkit_protocol::Accept {
        key: key("b"),
        call_id: call.clone(),
        media: None,
    };
    rig.say(bob, callkit_protocol::ClientMessage::Accept(accept));
    let hangup = callkit_protocol::OnCall {
        key: key("h"),
        call_id: call.clone(),
    };
    rig.say(alice, callkit_protocol::ClientMessage::Hangup(hangup));
    rig.store_answers();
    assert_eq!(
        rig.end(alice, &call),
        EndReason::Hangup,
        "it had connected by then"
    );
    assert_eq!(rig.end(bob, &call), EndReason::Hangup);
    rig.handle(Input::Timeout);
}
