//! A publisher with layers: each receiver gets the best live one that its link carries and its
//! screen shows.

use std::time::Duration;

use callkit_media::test_peer::{Film, Link, PeerConfig};
use callkit_media::{Bitrate, Control, Gate, Pool};
use callkit_protocol::{SeatIndex, ShownSeat, ShownSize, VideoCodec};

use crate::common::{DELAY, Net, client_addr};

/// A client that films in three layers, and one that sees it on a good link.
fn filmed(codec: VideoCodec) -> Net {
    let mut net = Net::new();
    let mut config = PeerConfig::browser(client_addr(0), Pool::OneToOne);
    config.layers = vec!["q", "h", "f"];
    let publisher = net.add_peer(config);
    let receiver = net.add();
    for client in [publisher, receiver] {
        net.connect(client);
        net.publish(client, codec);
        net.gate(client, Gate::Open);
    }
    net.seat(receiver, &[publisher]);
    let film = Film {
        codec,
        fps: 20,
        bitrate: Bitrate::kbps(700),
    };
    net.clients[publisher].peer.ignore_limit();
    net.clients[publisher].peer.start_filming(net.now, film);
    net.clients[publisher].peer.start_speaking(net.now, -30);
    net.run_for(Duration::from_secs(10));
    net
}

/// From now on the receiver shows the picture like this; what comes in the two seconds after it had
/// time to settle: bytes of video, whole frames, packets of sound.
fn shown(net: &mut Net, size: ShownSize) -> (usize, usize, usize) {
    net.control(Control::Show {
        leg: net.clients[1].key.clone(),
        seats: vec![ShownSeat {
            seat: SeatIndex(0),
            size,
        }],
    });
    net.run_for(Duration::from_secs(1));
    net.clients[1].peer.clear_log();
    net.run_for(Duration::from_secs(2));
    let log = net.clients[1].peer.log();
    let bytes = log.video().map(|packet| packet.payload.len()).sum();
    (bytes, log.whole_frames(1).len(), log.audio().count())
}

#[test]
fn a_receiver_gets_no_larger_picture_than_it_shows() {
    for codec in [VideoCodec::Vp8, VideoCodec::H264] {
        let mut net = filmed(codec);
        let sizes = [ShownSize::Small, ShownSize::Medium, ShownSize::Large];
        let [small, medium, large] = sizes.map(|size| shown(&mut net, size));
        assert!(small.0 * 3 < medium.0 * 2, "{small:?} and {medium:?}");
        assert!(medium.0 * 3 < large.0 * 2, "{medium:?} and {large:?}");
        for seen in [small, medium, large] {
            assert!(seen.1 >= 38, "{seen:?}: frames of 40");
        }
    }
}

#[test]
fn a_hidden_picture_costs_nothing_and_is_still_heard() {
    let mut net = filmed(VideoCodec::Vp8);
    let (bytes, _, sounds) = shown(&mut net, ShownSize::Hidden);
    assert_eq!(bytes, 0);
    assert!(sounds > 95, "{sounds} packets of sound");
    let (_, frames, _) = shown(&mut net, ShownSize::Small);
    assert!(frames >= 38, "{frames} frames of 40 once it is shown again");
}

#[test]
fn switching_layers_leaves_no_hole_in_the_receivers_counts() {
    let mut net = filmed(VideoCodec::Vp8);
    net.clients[1].peer.clear_log();
    for size in [ShownSize::Small, ShownSize::Large, ShownSize::Medium] {
        shown_without_rest(&mut net, size);
    }
    let log = net.clients[1].peer.log();
    let seqs: Vec<u64> = log.video().map(|packet| packet.seq).collect();
    assert!(seqs.len() > 100);
    assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1));
    let times: Vec<u32> = log.video().map(|packet| packet.time).collect();
    assert!(
        times.windows(2).all(|pair| pair[1] >= pair[0]),
        "time goes on"
    );
}

fn shown_without_rest(net: &mut Net, size: ShownSize) {
    let seat = SeatIndex(0);
    net.control(Control::Show {
        leg: net.clients[1].key.clone(),
        seats: vec![ShownSeat { seat, size }],
    });
    net.run_for(Duration::from_secs(2));
}

#[test]
fn a_layer_that_dries_up_gives_way_to_the_best_that_lives() {
    let mut net = filmed(VideoCodec::Vp8);
    net.clients[0].peer.film_only(&["q"]);
    net.run_for(Duration::from_secs(3));
    net.clients[1].peer.clear_log();
    net.run_for(Duration::from_secs(2));
    let frames = net.clients[1].peer.log().whole_frames(1).len();
    assert!(frames >= 38, "{frames} frames of 40");
}

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
