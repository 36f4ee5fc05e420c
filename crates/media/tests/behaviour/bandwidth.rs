//! A publisher sends what its slowest receiver can take.

use std::time::Duration;

use callkit_media::test_peer::{Film, Link};
use callkit_media::{Bitrate, Gate};
use callkit_protocol::VideoCodec;

use crate::common::{DELAY, Net, film};

#[test]
fn a_link_of_300_kbps_carries_video_within_ten_seconds() {
    let mut net = Net::pair(VideoCodec::H264);
    for client in 0..2 {
        net.clients[client].peer.start_speaking(net.now, -30);
    }
    let film = Film {
        codec: VideoCodec::H264,
        fps: 20,
        bitrate: Bitrate::kbps(1500),
    };
    net.clients[0].peer.start_filming(net.now, film);
    net.run_for(Duration::from_secs(20));
    let before = net.clients[1]
        .peer
        .log()
        .frame_rate(1, net.now, Duration::from_secs(2));
    assert!(before > 15.0, "{before} frames a second before");

    net.clients[1].down =
        Link::new(DELAY).bottleneck(Bitrate::kbps(300), Duration::from_millis(500));
    net.run_for(Duration::from_secs(10));
    let rate = net.clients[1]
        .peer
        .log()
        .frame_rate(1, net.now, Duration::from_secs(2));
    assert!(rate > 5.0, "{rate} frames a second after 10 s");

    net.run_for(Duration::from_secs(20));
    let rate = net.clients[1]
        .peer
        .log()
        .frame_rate(1, net.now, Duration::from_secs(10));
    assert!(rate > 10.0, "{rate} frames a second later");
    let limit = net.clients[0]
        .peer
        .limit()
        .expect("the publisher was limited");
    assert!(limit < Bitrate::kbps(320), "{limit:?}");
}

#[test]
fn a_link_that_is_slow_from_the_start_carries_video_within_ten_seconds() {
    let mut net = Net::pair(VideoCodec::Vp8);
    net.clients[1].down =
        Link::new(DELAY).bottleneck(Bitrate::kbps(300), Duration::from_millis(500));
    net.clients[0].peer.start_speaking(net.now, -30);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::Vp8));
    net.run_for(Duration::from_secs(10));
    let rate = net.clients[1]
        .peer
        .log()
        .frame_rate(1, net.now, Duration::from_secs(2));
    assert!(rate > 5.0, "{rate} frames a second");
}

#[test]
fn a_publisher_is_held_back_while_it_rings_and_let_go_afterwards() {
    let mut net = Net::pair(VideoCodec::H264);
    net.gate(0, Gate::Closed);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_secs(3));
    assert_eq!(net.clients[0].peer.limit(), Some(Bitrate::kbps(100)));
    net.gate(0, Gate::Open);
    net.run_for(Duration::from_secs(20));
    let limit = net.clients[0].peer.limit().unwrap();
    assert!(limit > Bitrate::kbps(800), "{limit:?} over a free link");
}

#[test]
fn nobody_is_asked_for_more_than_the_configured_maximum() {
    let limits = callkit_media::Limits {
        max_video: Bitrate::kbps(400),
        ..Default::default()
    };
    let mut net = Net::pair_with(limits, VideoCodec::H264);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_secs(15));
    let limit = net.clients[0].peer.limit().unwrap();
    assert!(limit <= Bitrate::kbps(401), "{limit:?}");
}
