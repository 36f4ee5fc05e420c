//! A call of nine: every phone has a player for every other member, and each plays that member.

use std::collections::BTreeMap;
use std::time::Duration;

use callkit_live::TagKind;
use callkit_live::bridge::{ConnId, Output};
use callkit_media::{Client, Control, Publish};

use super::support::{Call, Phone, packets, tags};

const PHONES: [&str; 8] = ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"];

/// Eight phones and a browser.
fn nine() -> Call {
    let mut members: Vec<_> = PHONES.map(|name| (name, Client::Bridged)).into();
    members.push(("web", Client::WebRtc));
    Call::of(&members)
}

fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Every phone plays every other member.
fn all_play(call: &mut Call) -> BTreeMap<(&'static str, &'static str), ConnId> {
    let mut players = BTreeMap::new();
    for viewer in PHONES {
        for of in PHONES.into_iter().chain(["web"]).filter(|of| *of != viewer) {
            players.insert((viewer, of), call.play(millis(0), viewer, of).unwrap());
        }
    }
    players
}

/// Louder than any silence, in bytes.
const LOUD: usize = 90;

#[test]
fn each_of_nine_is_heard_by_everybody_and_by_nobody_twice() {
    let mut call = nine();
    let players = all_play(&mut call);
    assert_eq!(call.bridge.counters().players, 64);
    let mut phone = Phone::new();
    let speaker = call.publish(millis(0), "p3").unwrap();
    let mut outputs = Vec::new();
    for tag in phone.headers() {
        outputs.extend(call.tag(millis(0), speaker, tag));
    }
    for nth in 0..50u64 {
        let at = nth * 21;
        outputs.extend(call.tag(millis(at), speaker, phone.sound(at, true)));
        if nth % 3 == 0 {
            outputs.extend(call.tag(millis(at), speaker, phone.picture(at, nth == 0)));
        }
    }
    for ((viewer, of), conn) in &players {
        let loud = |tag: &&callkit_live::Tag| tag.kind == TagKind::Audio && tag.body.len() > LOUD;
        let heard = tags(&outputs, *conn).filter(loud).count();
        let expected = if *of == "p3" { 50 } else { 0 };
        assert_eq!(heard, expected, "{viewer} plays {of}");
    }
    // The room gets it once, however many WebRTC members there are.
    let leg = call.leg("p3");
    let sound = packets(&outputs, &leg).filter(|packet| packet.level.is_some());
    assert!((48..=53).contains(&sound.count()));
}

#[test]
fn who_leaves_takes_only_his_own_players_with_him() {
    let mut call = nine();
    let players = all_play(&mut call);
    let leg = call.leg("p1");
    call.control(Control::CloseLeg { leg });
    let closed: Vec<ConnId> = call
        .outputs(millis(1))
        .iter()
        .filter_map(|output| match output {
            Output::Close { conn, .. } => Some(*conn),
            Output::Tag { .. } | Output::ToRoom(_) => None,
        })
        .collect();
    for ((viewer, of), conn) in &players {
        let over = *viewer == "p1" || *of == "p1";
        assert_eq!(closed.contains(conn), over, "{viewer} plays {of}");
    }
    assert_eq!(call.bridge.counters().players, 49);
}

#[test]
fn a_camera_that_is_off_is_black_for_everybody_while_the_others_go_on() {
    let mut call = nine();
    let players = all_play(&mut call);
    let mut phones = [Phone::new(), Phone::new()];
    let speakers = ["p1", "p2"].map(|name| call.publish(millis(0), name).unwrap());
    for (phone, conn) in phones.iter_mut().zip(speakers) {
        for tag in phone.headers() {
            call.tag(millis(0), conn, tag);
        }
    }
    let leg = call.leg("p1");
    let publish = Publish {
        microphone: true,
        camera: false,
        codec: Some(callkit_protocol::VideoCodec::H264),
    };
    call.control(Control::Publish { leg, publish });
    let mut outputs = Vec::new();
    for nth in 0..60u64 {
        let at = nth * 66;
        for (phone, conn) in phones.iter_mut().zip(speakers) {
            outputs.extend(call.tag(millis(at), conn, phone.picture(at, nth % 30 == 0)));
        }
    }
    let pictures = |of| {
        let tags = tags(&outputs, players[&("p8", of)]);
        tags.filter(|tag| tag.kind == TagKind::Video && tag.body[1] == 1)
            .count()
    };
    // One a second is black.
    assert!((3..=6).contains(&pictures("p1")), "{}", pictures("p1"));
    assert_eq!(pictures("p2"), 60);
}
