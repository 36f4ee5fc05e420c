//! Key frames are asked for when needed and not more often than that.

use std::time::Duration;

use callkit_media::Gate;
use callkit_protocol::VideoCodec;

use crate::common::{Net, film};

#[test]
fn a_receiver_that_asks_all_the_time_is_passed_on_twice_a_second() {
    let mut net = Net::pair(VideoCodec::H264);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_secs(1));
    let before = net.clients[0].peer.keyframes_asked();
    for _ in 0..100 {
        net.clients[1].peer.ask_keyframe(net.now, 0);
        net.run_for(Duration::from_millis(50));
    }
    let asked = net.clients[0].peer.keyframes_asked() - before;
    assert!((8..=11).contains(&asked), "{asked} requests in 5 s");
}

#[test]
fn who_comes_later_sees_a_picture_at_once() {
    let mut net = Net::pair(VideoCodec::Vp8);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::Vp8));
    net.run_for(Duration::from_secs(3));
    let late = net.add();
    net.connect(late);
    net.seat(late, &[0]);
    net.gate(late, Gate::Open);
    let joined = net.now;
    net.run_until("the first picture is there", |net| {
        !net.clients[late].peer.log().whole_frames(1).is_empty()
    });
    let waited = net.now - joined;
    assert!(waited < Duration::from_millis(300), "{waited:?}");
    let first = net.clients[late].peer.log().video().next().unwrap();
    assert!(first.part().unwrap().key && first.seq < 65_536);
}

#[test]
fn a_camera_that_sends_nothing_is_not_asked() {
    let mut net = Net::pair(VideoCodec::H264);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_secs(1));
    net.clients[0].peer.stop_filming();
    net.run_for(Duration::from_secs(3));
    let before = net.clients[0].peer.keyframes_asked();
    for _ in 0..20 {
        net.clients[1].peer.ask_keyframe(net.now, 0);
        net.run_for(Duration::from_millis(100));
    }
    assert_eq!(net.clients[0].peer.keyframes_asked(), before);
}
