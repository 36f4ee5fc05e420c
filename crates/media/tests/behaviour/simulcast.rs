//! A publisher with layers: each receiver gets the best live one that its link carries.

use std::time::Duration;

use callkit_media::test_peer::{Film, Link, PeerConfig};
use callkit_media::{Bitrate, Gate, Pool};
use callkit_protocol::VideoCodec;

use crate::common::{DELAY, Net, client_addr};

#[test]
fn a_fast_receiver_gets_more_than_a_slow_one() {
    let mut net = Net::new();
    let mut config = PeerConfig::browser(client_addr(0), Pool::OneToOne);
    config.layers = vec!["q", "h", "f"];
    let publisher = net.add_peer(config);
    let (fast, slow) = (net.add(), net.add());
    for client in [publisher, fast, slow] {
        net.connect(client);
        net.publish(client, VideoCodec::Vp8);
        net.gate(client, Gate::Open);
    }
    net.clients[slow].down =
        Link::new(DELAY).bottleneck(Bitrate::kbps(250), Duration::from_millis(300));
    net.seat(fast, &[publisher]);
    net.seat(slow, &[publisher]);
    let film = Film {
        codec: VideoCodec::Vp8,
        fps: 20,
        bitrate: Bitrate::kbps(1000),
    };
    net.clients[publisher].peer.ignore_limit();
    net.clients[publisher].peer.start_filming(net.now, film);
    net.run_for(Duration::from_secs(20));
    for client in [fast, slow] {
        net.clients[client].peer.clear_log();
    }
    net.run_for(Duration::from_secs(10));

    let bytes = |client: usize| -> usize {
        net.clients[client]
            .peer
            .log()
            .video()
            .map(|packet| packet.payload.len())
            .sum()
    };
    let frames = |client: usize| net.clients[client].peer.log().whole_frames(1).len();
    assert!(
        bytes(fast) > 2 * bytes(slow),
        "{} and {}",
        bytes(fast),
        bytes(slow)
    );
    assert!(frames(fast) > 150, "{}", frames(fast));
    assert!(frames(slow) > 100, "{}", frames(slow));
}
