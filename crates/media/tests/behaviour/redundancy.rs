//! RED between clients, some of which do not know it.

use std::time::Duration;

use callkit_media::test_peer::PeerConfig;
use callkit_media::{Gate, Pool};
use callkit_protocol::VideoCodec;

use crate::common::{Net, client_addr};

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
fn a_listener_with_red_gets_the_redundant_blocks() {
    let net = speak_to(PeerConfig::browser(client_addr(1), Pool::OneToOne));
    let log = net.clients[1].peer.log();
    assert!(log.audio().count() > 90);
    for packet in log.audio().skip(1) {
        assert!(packet.red);
        // Header of one redundant block of 80 bytes, of the primary one, and both blocks.
        assert_eq!(packet.payload.len(), 4 + 1 + 80 + 80);
        assert_eq!(packet.payload[0], 0x80 | 111);
        assert_eq!(packet.payload[4], 111);
    }
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
