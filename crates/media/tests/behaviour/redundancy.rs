//! RED between clients, some of which do not know it.

use std::time::Duration;

use callkit_media::test_peer::{Link, PeerConfig};
use callkit_media::{Bitrate, Gate, Pool};
use callkit_protocol::VideoCodec;

use crate::common::{DELAY, Net, client_addr};

/// A speaker with RED, and a listener as given; what the listener got.
fn speak_to(listener: PeerConfig) -> Net {
    let mut net = Net::new();
    let speaker = net.add();
    let listener = net.add_peer(listener);
    for client in [speaker, listener] {
        net.connect(client);
        net.publish(client, VideoCodec::H264);
        net.gate(client, Gate::Open);
    }
    net.seat(listener, &[speaker]);
    net.clients[speaker].peer.start_speaking(net.now, -30);
    net.run_for(Duration::from_secs(2));
    net
}

#[test]
fn a_listener_on_a_clean_link_hears_nothing_twice() {
    let mut net = speak_to(PeerConfig::browser(client_addr(1), Pool::OneToOne));
    net.run_for(Duration::from_secs(3));
    net.clients[1].peer.clear_log();
    net.run_for(Duration::from_secs(2));
    let log = net.clients[1].peer.log();
    assert!(log.audio().count() > 95);
    assert!(
        log.audio()
            .all(|packet| !packet.red && packet.payload.len() == 80)
    );
}

/// The share of what was said that the listener could hear, over ten seconds on links that lose so
/// much, and the bytes a packet that it took.
fn heard_with_loss(up: f64, down: f64, seed: u64) -> (f64, usize) {
    let mut net = speak_to(PeerConfig::browser(client_addr(1), Pool::OneToOne));
    net.clients[0].up = Link::new(DELAY).loss(up, seed);
    net.clients[1].down = Link::new(DELAY).loss(down, seed + 1);
    // Time for the loss to be noticed.
    net.run_for(Duration::from_secs(8));
    net.clients[1].peer.clear_log();
    net.run_for(Duration::from_secs(10));
    let log = net.clients[1].peer.log();
    let bytes: usize = log.audio().map(|packet| packet.payload.len()).sum();
    let heard = log.sounds_heard() as f64 / 500.0;
    (heard, bytes / log.audio().count())
}

#[test]
fn at_thirty_percent_loss_towards_the_listener_the_voice_is_nearly_whole() {
    for seed in 1..=3 {
        let (heard, bytes) = heard_with_loss(0.0, 0.3, seed);
        assert!(heard > 0.98, "{heard} of what was said, seed {seed}");
        assert!(bytes < 8 * 90, "{bytes} bytes a packet");
    }
}

#[test]
fn at_half_the_packets_lost_the_voice_can_be_followed() {
    for seed in 1..=3 {
        let (heard, _) = heard_with_loss(0.0, 0.5, seed);
        assert!(heard > 0.93, "{heard} of what was said, seed {seed}");
    }
}

#[test]
fn what_the_speakers_link_loses_comes_from_his_own_copies() {
    for seed in 1..=3 {
        let (heard, _) = heard_with_loss(0.2, 0.0, seed);
        assert!(heard > 0.93, "{heard} of what was said, seed {seed}");
    }
}

#[test]
fn a_voice_over_a_narrow_link_is_not_pushed_out_by_its_own_copies() {
    let mut net = speak_to(PeerConfig::browser(client_addr(1), Pool::OneToOne));
    // A voice with headers takes about 55 kbit/s; what does not fit is lost.
    let narrow = Link::new(DELAY).bottleneck(Bitrate::kbps(120), Duration::from_millis(200));
    net.clients[1].down = narrow.loss(0.1, 5);
    net.run_for(Duration::from_secs(20));
    net.clients[1].peer.clear_log();
    net.run_for(Duration::from_secs(10));
    let log = net.clients[1].peer.log();
    let arrived = log.audio().count();
    // A tenth is lost anyway.
    assert!(arrived > 400, "{arrived} packets of 500");
    let heard = log.sounds_heard();
    assert!(heard > 480, "{heard} sounds of 500");
}

#[test]
fn clients_that_number_their_payloads_differently_understand_each_other() {
    let mut config = PeerConfig::browser(client_addr(1), Pool::OneToOne);
    config.shift = 5;
    let net = speak_to(config);
    let log = net.clients[1].peer.log();
    assert!(log.audio().count() > 90);
    assert!(
        log.audio()
            .all(|packet| packet.payload_type == 116 && packet.payload.len() == 80)
    );
}

#[test]
fn a_listener_without_red_gets_plain_opus() {
    let mut config = PeerConfig::browser(client_addr(1), Pool::OneToOne);
    config.red = false;
    let net = speak_to(config);
    let log = net.clients[1].peer.log();
    assert!(log.audio().count() > 90);
    assert!(
        log.audio()
            .all(|packet| !packet.red && packet.payload.len() == 80)
    );
}
