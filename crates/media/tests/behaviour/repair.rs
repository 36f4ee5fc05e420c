//! Lost video comes again.

use std::time::Duration;

use callkit_media::test_peer::Link;
use callkit_protocol::VideoCodec;

use crate::common::{DELAY, Net, film};

fn frames_seen_with_loss(up: f64, down: f64) -> usize {
    let mut net = Net::pair(VideoCodec::H264);
    net.run_for(Duration::from_secs(1));
    net.clients[0].up = Link::new(DELAY).loss(up, 11);
    net.clients[1].down = Link::new(DELAY).loss(down, 7);
    let mut film = film(VideoCodec::H264);
    film.bitrate = callkit_media::Bitrate::kbps(250);
    net.clients[0].peer.start_filming(net.now, film);
    net.run_for(Duration::from_secs(10));
    // The last frames may still be on their way.
    net.clients[1].peer.log().whole_frames(1).len()
}

#[test]
fn at_ten_percent_loss_towards_the_receiver_nearly_every_frame_comes_whole() {
    let seen = frames_seen_with_loss(0.0, 0.1);
    assert!(seen >= 190, "{seen} frames of 200");
}

#[test]
fn at_ten_percent_loss_from_the_sender_nearly_every_frame_comes_whole() {
    let seen = frames_seen_with_loss(0.1, 0.0);
    assert!(seen >= 190, "{seen} frames of 200");
}

#[test]
fn at_thirty_percent_loss_the_picture_does_not_collapse() {
    let seen = frames_seen_with_loss(0.0, 0.3);
    assert!(seen >= 170, "{seen} frames of 200");
}
