//! Who may call whom, and when.

use callkit_protocol::{
    ClientMessage, EndReason, ErrorCode, Invite, MediaKind, Millis, Phase, ReplyBody,
};
use callkit_switchboard::{CalleeSettings, Config, Input};

use crate::rig::{Rig, refused, user};

fn settings(name: &str, do_not_disturb: bool, blocks_caller: bool) -> CalleeSettings {
    CalleeSettings {
        user: user(name),
        do_not_disturb,
        blocks_caller,
    }
}

#[test]
fn calling_oneself_nobody_or_too_many_is_refused() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    let refusal = |rig: &mut Rig, callees: &[&str]| {
        let reply = rig.calls(alice, callees, MediaKind::Audio);
        refused(&reply).expect("must be refused")
    };
    assert_eq!(refusal(&mut rig, &["alice"]), ErrorCode::CallYourself);
    assert_eq!(refusal(&mut rig, &[]), ErrorCode::InvalidArgument);
    assert_eq!(
        refusal(&mut rig, &["bob", "bob"]),
        ErrorCode::InvalidArgument
    );
    let nine = ["b", "c", "d", "e", "f", "g", "h", "i", "j"];
    assert_eq!(refusal(&mut rig, &nine), ErrorCode::TooManyMembers);
    assert!(rig.is_clear() && rig.written.is_empty());
}

#[test]
fn who_blocks_the_caller_is_not_rung() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    rig.settings = vec![settings("bob", false, true)];
    let reply = rig.calls(alice, &["bob"], MediaKind::Audio);
    assert_eq!(refused(&reply), Some(ErrorCode::Blocked));
    assert!(rig.views(bob).is_empty());
}

#[test]
fn a_stranger_to_a_call_does_not_learn_who_blocks_him() {
    let mut rig = Rig::new();
    let (alice, eve) = (rig.web("alice"), rig.web("eve"));
    let call = rig.rings(alice, "bob");
    rig.settings = vec![settings("carol", false, true)];
    let key = rig.fresh_key();
    rig.say(
        eve,
        ClientMessage::Invite(Invite {
            key: key.clone(),
            call_id: call,
            callees: vec![user("carol")],
            timeout_s: None,
        }),
    );
    let reply = rig.reply(eve, &key);
    assert_eq!(refused(&reply), Some(ErrorCode::NotYourCall));
}

#[test]
fn who_is_not_to_be_disturbed_sees_nothing_and_can_call_others() {
    let mut rig = Rig::new();
    let (alice, bob, carol) = (rig.web("alice"), rig.web("bob"), rig.web("carol"));
    rig.settings = vec![settings("bob", true, false)];
    let unheard = rig.rings(alice, "bob");
    assert!(rig.views(bob).is_empty());
    rig.settings.clear();
    let own = rig.rings(bob, "carol");
    assert_eq!(rig.phase(carol, &own), Phase::Ringing);
    rig.pass(Millis::from_secs(30));
    assert_eq!(rig.end(alice, &unheard), EndReason::NoAnswer);
}

#[test]
fn who_is_not_to_be_disturbed_and_calls_his_caller_is_connected() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    rig.settings = vec![settings("bob", true, false)];
    let call = rig.rings(alice, "bob");
    rig.settings.clear();
    assert_eq!(rig.rings(bob, "alice"), call);
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
    assert_eq!(rig.phase(bob, &call), Phase::Joined);
}

#[test]
fn who_is_in_a_call_is_busy_for_a_third() {
    let mut rig = Rig::new();
    let (alice, bob, carol) = (rig.web("alice"), rig.web("bob"), rig.web("carol"));
    let call = rig.connected(alice, bob, "bob");
    let other = rig.rings(carol, "bob");
    assert_eq!(rig.end(carol, &other), EndReason::Busy);
    assert!(
        rig.view_of(bob, &other).is_none(),
        "bob is told nothing of it"
    );
    assert_eq!(rig.in_call("carol"), None);
    assert_eq!(rig.phase(bob, &call), Phase::Joined);
}

#[test]
fn who_is_ringing_is_busy_for_a_third_too() {
    let mut rig = Rig::new();
    let (alice, carol) = (rig.web("alice"), rig.web("carol"));
    rig.web("bob");
    rig.rings(alice, "bob");
    let other = rig.rings(carol, "bob");
    assert_eq!(rig.end(carol, &other), EndReason::Busy);
}

#[test]
fn after_the_call_everybody_is_free_again() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.hangs_up(bob, &call);
    let next = rig.rings(bob, "alice");
    assert_ne!(next, call);
    assert_eq!(rig.phase(alice, &next), Phase::Ringing);
}

#[test]
fn a_draining_server_takes_no_new_call_and_carries_on_with_the_old() {
    let mut rig = Rig::new();
    let (alice, bob, carol) = (rig.web("alice"), rig.web("bob"), rig.web("carol"));
    let call = rig.rings(alice, "bob");
    rig.handle(Input::Drain);
    let reply = rig.calls(carol, &["dave"], MediaKind::Audio);
    assert_eq!(refused(&reply), Some(ErrorCode::ServerRestarting));
    assert!(matches!(rig.accepts(bob, &call), ReplyBody::Ok(_)));
    rig.hangs_up(bob, &call);
    assert_eq!(rig.end(alice, &call), EndReason::Hangup);
}

#[test]
fn a_full_installation_says_so() {
    let mut rig = Rig::with(Config {
        max_calls: Some(1),
        ..Config::default()
    });
    let (alice, carol) = (rig.web("alice"), rig.web("carol"));
    let call = rig.rings(alice, "bob");
    let reply = rig.calls(carol, &["dave"], MediaKind::Audio);
    assert_eq!(refused(&reply), Some(ErrorCode::OverCapacity));
    rig.hangs_up(alice, &call);
    assert!(matches!(
        rig.calls(carol, &["dave"], MediaKind::Audio),
        ReplyBody::Ok(_)
    ));
}

#[test]
fn when_the_line_is_full_running_calls_go_on_and_new_ones_are_refused() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let carol = rig.web("carol");
    let call = rig.rings(alice, "bob");
    rig.handle(Input::EgressSpent(true));
    rig.accepts(bob, &call);
    assert_eq!(rig.phase(bob, &call), Phase::Joined);
    let reply = rig.calls(carol, &["dave"], MediaKind::Audio);
    assert_eq!(refused(&reply), Some(ErrorCode::OverCapacity));
    assert_eq!(rig.board.stats().refused.egress, 1);
    rig.handle(Input::EgressSpent(false));
    assert!(matches!(
        rig.calls(carol, &["dave"], MediaKind::Audio),
        ReplyBody::Ok(_)
    ));
}

#[test]
fn joining_needs_the_right_app_and_no_other_call() {
    let mut rig = Rig::new();
    let (alice, bob, carol) = (rig.web("alice"), rig.web("bob"), rig.web("carol"));
    let reply = rig.calls(alice, &["bob", "dave"], MediaKind::Video);
    let ReplyBody::Ok(answer) = reply else {
        panic!("{reply:?}")
    };
    let group = answer.call_id.expect("names the call");
    rig.accepts(bob, &group);
    let own = rig.rings(carol, "erin");
    assert_eq!(
        refused(&rig.joins(carol, &group)),
        Some(ErrorCode::AlreadyInCall)
    );
    rig.hangs_up(carol, &own);
    assert!(matches!(rig.joins(carol, &group), ReplyBody::Ok(_)));
    let stranger = rig.sign_in_with(
        ("frank", callkit_protocol::Platform::Web, "tab"),
        |signed_in| signed_in.app = callkit_protocol::SdkAppId(1_400_000_002),
    );
    assert_eq!(
        refused(&rig.joins(stranger, &group)),
        Some(ErrorCode::CallNotFound)
    );
}
