//! Who hears and sees whom.
#![allow(clippy::unwrap_used)]

mod common;

use std::time::Duration;

use callkit_media::{Gate, MediaEvent};
use callkit_protocol::VideoCodec;
use common::{Net, film};

#[test]
fn two_clients_hear_and_see_each_other() {
    let mut net = Net::pair(VideoCodec::H264);
    for client in 0..2 {
        net.clients[client].peer.start_speaking(net.now, -30);
        net.clients[client]
            .peer
            .start_filming(net.now, film(VideoCodec::H264));
    }
    net.run_for(Duration::from_secs(5));

    for client in 0..2 {
        let log = net.clients[client].peer.log();
        let heard = log.audio().count();
        assert!(heard > 240, "client {client} heard {heard} packets of 250");
        let seen = log.whole_frames(1).len();
        assert!(seen > 90, "client {client} saw {seen} frames of 100");
    }
}

#[test]
fn no_packet_is_forwarded_before_the_gates_open() {
    let mut net = Net::new();
    // One caller, three devices of the callee.
    for client in [net.add(), net.add(), net.add(), net.add()] {
        net.connect(client);
        net.publish(client, VideoCodec::H264);
        net.clients[client].peer.start_speaking(net.now, -30);
        net.clients[client]
            .peer
            .start_filming(net.now, film(VideoCodec::H264));
    }
    net.seat(0, &[1]);
    for callee in 1..4 {
        net.seat(callee, &[0]);
    }
    // The caller's gate may be open before the callee's.
    net.gate(0, Gate::Open);
    net.run_for(Duration::from_secs(3));

    for client in &net.clients {
        assert_eq!(client.peer.log().all().len(), 0, "{}", client.key);
    }
    let counters = net.worker.counters();
    assert_eq!(counters.packets_forwarded, 0);
    assert!(counters.packets_in > 900, "{counters:?}");
    assert!(counters.dropped_by_gate > 900, "{counters:?}");

    net.gate(2, Gate::Open);
    net.seat(0, &[2]);
    net.run_for(Duration::from_secs(2));

    for talking in [0, 2] {
        let log = net.clients[talking].peer.log();
        assert!(log.audio().count() > 80, "leg{talking} hears");
        assert!(log.whole_frames(1).len() > 20, "leg{talking} sees");
    }
    for ringing in [1, 3] {
        assert_eq!(
            net.clients[ringing].peer.log().all().len(),
            0,
            "leg{ringing} still rings"
        );
    }
}

#[test]
fn a_leg_tells_when_it_is_connected_and_when_it_falls_silent() {
    let mut net = Net::pair(VideoCodec::Vp8);
    let connected = |net: &Net| {
        let is = |event: &MediaEvent| matches!(event, MediaEvent::Connected { .. });
        net.events.iter().filter(|(_, event)| is(event)).count()
    };
    assert_eq!(connected(&net), 2);
    net.clients[0].peer.start_speaking(net.now, -30);
    net.run_for(Duration::from_secs(2));
    net.clients[0].up.set_down(true);
    net.clients[0].down.set_down(true);
    let cut = net.now;
    net.run_until("the leg is told silent", |net| {
        net.events
            .iter()
            .any(|(_, event)| matches!(event, MediaEvent::Silent { .. }))
    });
    let after = net.now - cut;
    assert!(after > Duration::from_millis(2900) && after < Duration::from_millis(3100));

    net.run_for(Duration::from_secs(2));
    net.clients[0].up.set_down(false);
    net.clients[0].down.set_down(false);
    net.clients[1].peer.clear_log();
    net.run_until("the leg is heard again", |net| {
        net.events
            .iter()
            .any(|(_, event)| matches!(event, MediaEvent::Heard { .. }))
    });
    net.run_for(Duration::from_secs(2));
    let heard = net.clients[1].peer.log().audio().count();
    assert!(
        heard > 90,
        "audio flows again after the cut: {heard} packets"
    );
}
