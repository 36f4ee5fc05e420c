//! What an address opens, when, and for whom.

use std::time::Duration;

use callkit_live::StreamKeys;
use callkit_live::bridge::{Closed, ConnId, Output, Refusal};
use callkit_media::{Client, Control};

use super::support::{Call, Phone};

fn two_phones() -> Call {
    Call::of(&[("alice", Client::Bridged), ("bob", Client::Bridged)])
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[test]
fn an_address_that_nobody_used_for_a_minute_opens_nothing_any_more() {
    let mut call = two_phones();
    assert!(call.publish(seconds(60), "bob").is_ok());
    assert_eq!(call.publish(seconds(61), "alice"), Err(Refusal::Expired));
    assert_eq!(
        call.play(seconds(61), "bob", "alice"),
        Err(Refusal::Expired)
    );
    // One that was used is good until its leg is over.
    let bob = call.publish(seconds(600), "bob");
    assert!(bob.is_ok(), "{bob:?}");
}

#[test]
fn a_key_of_another_call_or_of_another_server_opens_nothing() {
    let mut call = two_phones();
    let start = call.start;
    let other = StreamKeys::new([9; 32]).push(&call.id, &call.leg("alice"));
    let refused = call.bridge.publish(start, ConnId(90), &other);
    assert_eq!(refused, Err(Refusal::UnknownKey));
    let mut before = call.leg("alice");
    before.epoch = 0;
    let earlier = call.keys.push(&call.id, &before);
    let refused = call.bridge.publish(start, ConnId(91), &earlier);
    assert_eq!(refused, Err(Refusal::UnknownKey));
}

#[test]
fn an_address_serves_one_direction() {
    let mut call = two_phones();
    let start = call.start;
    let (push, play) = (call.push_key("alice"), call.play_key("alice", "bob"));
    let wrong = call.bridge.play(start, ConnId(90), &push);
    assert_eq!(wrong, Err(Refusal::WrongWay));
    let wrong = call.bridge.publish(start, ConnId(91), &play);
    assert_eq!(wrong, Err(Refusal::WrongWay));
}

#[test]
fn while_a_publisher_delivers_there_is_no_second_one_and_a_silent_one_is_replaced() {
    let mut call = two_phones();
    let phone = Phone::new();
    let first = call.publish(seconds(0), "alice").unwrap();
    for tenth in 0..30u64 {
        let at = Duration::from_millis(tenth * 100);
        call.tag(at, first, phone.sound(tenth * 100, false));
        assert_eq!(call.publish(at, "alice"), Err(Refusal::InUse));
    }
    let second = call.publish(Duration::from_millis(3_900), "alice");
    assert!(second.is_ok(), "silent for a second");
    let closed = call.outputs(Duration::from_millis(3_900));
    assert!(closed.iter().any(|output| matches!(
        output,
        Output::Close { conn, why: Closed::Replaced } if *conn == first
    )));
    // What the replaced one still has in its pipe is nobody's.
    let late = call.tag(
        Duration::from_millis(3_950),
        first,
        phone.sound(3_950, true),
    );
    assert!(
        !late
            .iter()
            .any(|output| matches!(output, Output::Tag { .. }))
    );
}

#[test]
fn an_address_is_over_with_its_leg() {
    let mut call = two_phones();
    let publisher = call.publish(seconds(0), "alice").unwrap();
    let player = call.play(seconds(0), "bob", "alice").unwrap();
    let leg = call.leg("alice");
    call.control(Control::CloseLeg { leg });
    let closed = call.outputs(seconds(1));
    for conn in [publisher, player] {
        let is_closed = |output: &Output| matches!(output, Output::Close { conn: held, why: Closed::Over } if *held == conn);
        assert!(closed.iter().any(is_closed), "{conn:?}");
    }
    assert_eq!(call.publish(seconds(2), "alice"), Err(Refusal::UnknownKey));
    assert_eq!(
        call.play(seconds(2), "bob", "alice"),
        Err(Refusal::UnknownKey)
    );
    assert!(call.publish(seconds(2), "bob").is_ok());
}
