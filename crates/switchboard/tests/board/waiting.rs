//! Timers: each call wakes the switchboard when something is due, and not for ever.

use callkit_protocol::{EndReason, Millis};

use crate::rig::{Rig, START, Store};

#[test]
fn an_idle_switchboard_wants_to_be_woken_for_tickets_only() {
    let mut rig = Rig::new();
    assert_eq!(rig.board.next_timeout(), None);
    let alice = rig.web("alice");
    assert_eq!(
        rig.board.next_timeout(),
        Some(START.plus(Millis::from_secs(7 * 24 * 3600)))
    );
    rig.disconnect(alice);
    assert_eq!(rig.board.next_timeout(), None);
}

#[test]
fn a_ring_ends_at_its_deadline() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    let call = rig.rings(alice, "bob");
    assert_eq!(
        rig.board.next_timeout(),
        Some(START.plus(Millis::from_secs(30)))
    );
    rig.pass(Millis(29_999));
    assert!(rig.view_of(alice, &call).expect("a view").ended.is_none());
    rig.pass(Millis(1));
    assert_eq!(rig.end(alice, &call), EndReason::Offline);
}

#[test]
fn a_deadline_that_passes_during_a_write_is_met_after_it() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    let call = rig.rings(alice, "bob");
    rig.mutes(alice, &call);
    rig.store = Store::Holds;
    rig.pass(Millis::from_secs(60));
    assert!(rig.view_of(alice, &call).expect("a view").ended.is_none());
    rig.store_answers();
    rig.pass(Millis(0));
    assert_eq!(rig.end(alice, &call), EndReason::Offline);
}

#[test]
fn a_hundred_calls_leave_nothing_behind() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let before = rig.board.stats();
    for n in 0..100 {
        let call = rig.connected(alice, bob, "bob");
        rig.mutes(alice, &call);
        rig.pass(Millis(n * 37));
        rig.hangs_up(if n % 2 == 0 { alice } else { bob }, &call);
        rig.acks(alice, &call);
        rig.acks(bob, &call);
    }
    assert_eq!(rig.board.stats(), before);
    assert!(rig.is_clear());
    assert_eq!(rig.forgotten.len(), 100);
}
