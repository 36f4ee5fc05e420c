//! What an acknowledgement does: it tells that a device rings, and lets go of what is over.

use callkit_protocol::{Ack, ClientMessage, EndReason, MediaKind, Millis, Phase, ReplyBody};

use crate::rig::{Rig, named};

#[test]
fn an_acknowledged_ring_makes_it_unanswered_and_not_offline() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.acks(bob, &call);
    let view = rig.view_of(alice, &call).expect("a view");
    assert!(view.members[1].rang);
    rig.pass(Millis::from_secs(30));
    assert_eq!(rig.end(alice, &call), EndReason::NoAnswer);
}

#[test]
fn without_it_the_callee_was_offline() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.acks(alice, &call);
    rig.pass(Millis::from_secs(30));
    assert_eq!(rig.end(alice, &call), EndReason::Offline);
    assert_eq!(rig.end(bob, &call), EndReason::Offline);
}

#[test]
fn when_everybody_has_acknowledged_the_end_nothing_is_left() {
    let mut rig = Rig::new();
    let (alice, web, native) = (rig.web("alice"), rig.web("bob"), rig.native("bob"));
    let call = rig.connected(alice, web, "bob");
    rig.hangs_up(alice, &call);
    for device in [alice, web] {
        rig.acks(device, &call);
    }
    assert!(
        rig.forgotten.is_empty(),
        "one device has not said that it knows"
    );
    rig.acks(native, &call);
    assert_eq!(rig.forgotten, [named(&call)]);
    assert!(rig.is_clear());
}

#[test]
fn a_device_that_acknowledged_its_own_end_counts_though_the_call_went_on() {
    let mut rig = Rig::new();
    let (alice, web, native) = (rig.web("alice"), rig.web("bob"), rig.native("bob"));
    let call = rig.connected(alice, web, "bob");
    let told = rig.views(native).len();
    // Its end was several versions ago, and it acknowledges that one.
    let over = rig
        .views(native)
        .into_iter()
        .find(|view| view.ended.is_some())
        .expect("over");
    let version = over.version;
    rig.say(
        native,
        ClientMessage::Ack(Ack {
            call_id: call.clone(),
            version,
        }),
    );
    rig.mutes(alice, &call);
    assert_eq!(rig.views(native).len(), told, "it is told nothing more");
    rig.hangs_up(alice, &call);
    rig.acks(alice, &call);
    rig.acks(web, &call);
    assert!(rig.is_clear());
}

#[test]
fn an_end_that_nobody_comes_back_for_is_kept_for_a_day() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    rig.disconnect(bob);
    rig.hangs_up(alice, &call);
    rig.acks(alice, &call);
    rig.pass(Millis::from_secs(24 * 3600 - 60));
    assert!(rig.forgotten.is_empty());
    rig.pass(Millis::from_secs(120));
    assert_eq!(rig.forgotten, [named(&call)]);
    assert!(rig.is_clear());
}

#[test]
fn who_declined_and_is_asked_again_rings_again() {
    let mut rig = Rig::new();
    let (alice, bob, carol) = (rig.web("alice"), rig.web("bob"), rig.web("carol"));
    let reply = rig.calls(alice, &["bob", "carol"], MediaKind::Video);
    let ReplyBody::Ok(answer) = reply else {
        panic!("{reply:?}")
    };
    let call = answer.call_id.expect("names the call");
    rig.accepts(carol, &call);
    rig.rejects(bob, &call);
    rig.acks(bob, &call);
    let before = rig.view_of(bob, &call).expect("a view").version;
    rig.invites(carol, &call, &["bob"]);
    assert_eq!(rig.phase(bob, &call), Phase::Ringing);
    // A late acknowledgement of the former end does not mean that it rings.
    rig.say(
        bob,
        ClientMessage::Ack(Ack {
            call_id: call.clone(),
            version: before,
        }),
    );
    let rang = |rig: &Rig| rig.view_of(alice, &call).expect("a view").members[1].rang;
    assert!(!rang(&rig));
    rig.acks(bob, &call);
    assert!(rang(&rig));
}

#[test]
fn an_acknowledgement_of_what_was_never_told_is_ignored() {
    let mut rig = Rig::new();
    let (alice, bob, mallory) = (rig.web("alice"), rig.web("bob"), rig.web("mallory"));
    let call = rig.rings(alice, "bob");
    for conn in [bob, mallory] {
        rig.say(
            conn,
            ClientMessage::Ack(Ack {
                call_id: call.clone(),
                version: 1 << 40,
            }),
        );
    }
    rig.hangs_up(alice, &call);
    assert_eq!(rig.end(bob, &call), EndReason::Cancelled);
}
