//! The process is killed and another takes over what was written.

use callkit_protocol::{ClientMessage, Connection, EndReason, Millis, Phase, ReplyBody, Switch};

use crate::rig::{Rig, Store, user};

#[test]
fn a_ringing_call_rings_on_until_its_first_deadline() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.acks(bob, &call);
    rig.pass(Millis::from_secs(10));
    rig.restart();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
    rig.pass(Millis::from_secs(19));
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
    rig.pass(Millis::from_secs(1));
    assert_eq!(rig.end(alice, &call), EndReason::NoAnswer);
}

#[test]
fn a_connected_call_goes_on_with_new_connections() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    let before = rig.view_of(alice, &call).expect("a view");
    rig.pass(Millis::from_secs(10));
    rig.restart();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let after = rig.view_of(alice, &call).expect("a view");
    assert!(after.version > before.version);
    assert_eq!(after.connected_at, before.connected_at);
    let (old, new) = (
        before.you.leg.expect("a leg"),
        after.you.leg.expect("a leg"),
    );
    assert!(new.epoch > old.epoch);
    rig.media_up(alice, &call);
    rig.media_up(bob, &call);
    let view = rig.view_of(alice, &call).expect("a view");
    assert!(
        view.members
            .iter()
            .all(|member| member.connection == Connection::Connected)
    );
    rig.pass(Millis::from_secs(120));
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
    rig.hangs_up(alice, &call);
    assert_eq!(rig.end(bob, &call), EndReason::Hangup);
}

#[test]
fn who_does_not_come_back_is_lost() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.pass(Millis::from_secs(2));
    rig.restart();
    let alice = rig.web("alice");
    rig.media_up(alice, &call);
    rig.pass(Millis::from_secs(31));
    assert_eq!(rig.end(alice, &call), EndReason::Lost);
    assert_eq!(rig.board.whereabouts(crate::rig::APP, &user("bob")), None);
}

#[test]
fn what_was_being_written_has_not_happened() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.store = Store::Holds;
    let accept = callkit_protocol::Accept {
        key: crate::rig::key("b"),
        call_id: call.clone(),
        media: None,
    };
    rig.say(bob, callkit_protocol::ClientMessage::Accept(accept));
    rig.restart();
    rig.store = Store::Works;
    let bob = rig.web("bob");
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
    assert!(matches!(rig.accepts(bob, &call), ReplyBody::Ok(_)));
    let alice = rig.web("alice");
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
}

#[test]
fn an_end_that_was_not_acknowledged_is_told_by_the_next_process() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.disconnect(bob);
    rig.hangs_up(alice, &call);
    rig.restart();
    let bob = rig.web("bob");
    assert_eq!(rig.end(bob, &call), EndReason::Hangup);
}

/// A device whose ring was told and not yet written comes back while the new process is writing.
/// Welcomed at once, it would not find its call and take it for lost.
#[test]
fn a_device_that_rang_is_welcomed_only_with_its_call() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    let call = rig.rings(alice, "bob");
    let bob = rig.web("bob");
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
    rig.restart();
    rig.store = Store::Holds;
    rig.pass(Millis::from_secs(1));
    assert_eq!(
        rig.held.len(),
        1,
        "what the restart changed is being written"
    );
    let bob = rig.web("bob");
    assert!(rig.welcome(bob).is_none());
    rig.store_answers();
    let welcome = rig.welcome(bob).expect("welcomed");
    assert_eq!(welcome.calls.len(), 1);
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
}

#[test]
fn no_number_of_what_was_told_and_not_written_is_given_out_again() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.pass(Millis::from_secs(2));
    // Told at once, written with the next commit, which never comes.
    for on in [false, true, false, true, false, true] {
        let key = rig.fresh_key();
        let call_id = call.clone();
        rig.say(
            alice,
            ClientMessage::Microphone(Switch { key, call_id, on }),
        );
    }
    let told = rig.view_of(bob, &call).expect("a view");
    let newest = told.facts.last().expect("the facts that she muted").seq;
    rig.restart();
    let (_, bob) = (rig.web("alice"), rig.web("bob"));
    let after = rig.view_of(bob, &call).expect("a view");
    assert!(
        after.version > told.version,
        "{} after {}",
        after.version,
        told.version
    );
    let again = after.facts.iter().find(|fact| fact.version > told.version);
    assert!(
        again.is_none_or(|fact| fact.seq > newest),
        "{again:?} after {newest}"
    );
}
