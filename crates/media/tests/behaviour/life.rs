//! Legs come and go and leave nothing behind.

use std::time::Duration;

use callkit_media::{
    Client, Control, Gate, LegFailure, LegKey, Limits, MediaEvent, Path, Received, Transport,
};
use callkit_protocol::{Id as _, LegId, UserId, VideoCodec};

use crate::common::{Net, call_id, film, leg_id, server_addr};

#[test]
fn a_hundred_legs_opened_and_closed_leave_nothing_behind() {
    let mut net = Net::new();
    let before = net.worker.counters();
    for _ in 0..50 {
        let (a, b) = (net.add(), net.add());
        for client in [a, b] {
            net.connect(client);
            net.publish(client, VideoCodec::H264);
            net.gate(client, Gate::Open);
            net.clients[client].peer.start_speaking(net.now, -30);
            net.clients[client]
                .peer
                .start_filming(net.now, film(VideoCodec::H264));
        }
        net.seat(a, &[b]);
        net.seat(b, &[a]);
        net.run_for(Duration::from_millis(200));
        net.close(a);
        net.control(Control::CloseRoom { call: call_id(1) });
        net.run_for(Duration::from_millis(100));
        assert!(net.clients[a].peer.is_closed() && net.clients[b].peer.is_closed());
        net.clients.clear();
    }
    let after = net.worker.counters();
    assert!(after.packets_forwarded > 1000, "{after:?}");
    let held = |c: callkit_media::Counters| (c.rooms, c.legs, c.timers, c.demux_entries);
    assert_eq!((held(before), held(after)), ((0, 0, 0, 0), (0, 0, 0, 0)));
    assert_eq!(net.worker.next_timeout(), None);
    assert!(
        !net.events
            .iter()
            .any(|(_, event)| matches!(event, MediaEvent::Failed { .. }))
    );
}

#[test]
fn a_client_that_closes_its_page_is_told_and_forgotten() {
    let mut net = Net::pair(VideoCodec::H264);
    net.clients[0].peer.close(net.now);
    net.run_for(Duration::from_millis(200));
    let key = net.clients[0].key.clone();
    let failed = net.events.iter().any(|(_, event)| {
        matches!(event, MediaEvent::Failed { leg, why: LegFailure::ClosedByPeer, .. } if *leg == key)
    });
    assert!(failed, "{:?}", net.events.last());
    assert_eq!(net.worker.counters().legs, 1);
}

#[test]
fn a_second_offer_for_the_same_leg_replaces_its_connection() {
    let mut net = Net::pair(VideoCodec::H264);
    net.run_for(Duration::from_secs(1));
    net.offer_again(1);
    for client in 0..2 {
        net.clients[client].peer.start_speaking(net.now, -30);
        net.clients[client]
            .peer
            .start_filming(net.now, film(VideoCodec::H264));
    }
    net.run_for(Duration::from_secs(5));
    // Gates, seats and what is published are as they were: nobody has said them again.
    for client in 0..2 {
        let log = net.clients[client].peer.log();
        assert!(log.audio().count() > 200, "client {client}");
        assert!(log.whole_frames(1).len() > 80, "client {client}");
    }
    let failed = |(_, event): &(_, MediaEvent)| matches!(event, MediaEvent::Failed { .. });
    assert!(!net.events.iter().any(failed));
    assert_eq!(net.worker.counters().legs, 2);
}

#[test]
fn rubbish_in_the_place_of_a_second_offer_costs_nobody_the_connection() {
    let mut net = Net::pair(VideoCodec::H264);
    assert!(net.offer(1, "v=0\r\nrubbish".to_owned()).is_err());
    net.clients[0].peer.start_speaking(net.now, -30);
    net.run_for(Duration::from_secs(2));
    assert!(net.clients[1].peer.log().audio().count() > 80);
}

#[test]
fn a_handshake_that_never_ends_is_given_up() {
    let limits = Limits {
        handshake: Duration::from_secs(10),
        ..Limits::default()
    };
    let mut net = Net::with_limits(limits);
    let client = net.add();
    net.clients[client].up.set_down(true);
    net.negotiate(client);
    net.run_for(Duration::from_secs(11));
    let failed = net.events.iter().any(|(_, event)| {
        matches!(
            event,
            MediaEvent::Failed {
                why: LegFailure::HandshakeTimeout,
                ..
            }
        )
    });
    assert!(failed);
    let counters = net.worker.counters();
    assert_eq!((counters.legs, counters.rooms, counters.timers), (0, 0, 0));
}

#[test]
fn a_full_worker_refuses_the_next_leg() {
    let limits = Limits {
        max_legs: 1,
        ..Limits::default()
    };
    let mut net = Net::with_limits(limits);
    net.add();
    net.add();
    let (_, event) = net.events.pop().unwrap();
    assert!(
        matches!(
            event,
            MediaEvent::Failed {
                why: LegFailure::Full,
                ..
            }
        ),
        "{event:?}"
    );
}

#[test]
fn a_newer_epoch_takes_the_leg_and_an_older_one_is_ignored() {
    let mut net = Net::pair(VideoCodec::H264);
    let old = net.clients[0].key.clone();
    net.begin_anew(0);
    assert_eq!(net.worker.counters().legs, 2);
    net.control(Control::CloseLeg { leg: old });
    assert_eq!(net.worker.counters().legs, 2);
    let user = UserId::parse("late").unwrap();
    let leg = LegKey {
        leg: leg_id(0),
        epoch: 1,
    };
    let pool = callkit_media::Pool::OneToOne;
    net.control(Control::OpenLeg {
        call: call_id(1),
        leg,
        user,
        client: Client::WebRtc,
        pool,
    });
    assert!(net.clients[0].peer.is_connected());
    net.run_for(Duration::from_secs(1));
    assert!(!net.clients[0].peer.is_closed());
}

#[test]
fn datagrams_of_strangers_are_counted_and_forgotten() {
    let mut net = Net::pair(VideoCodec::H264);
    let entries = net.worker.counters().demux_entries;
    let path = Path {
        transport: Transport::Udp,
        local: server_addr(),
        remote: "203.0.113.9:1234".parse().unwrap(),
    };
    // A binding request for a ufrag that exists, without the password.
    let mut stun = vec![0, 1, 0, 12, 0x21, 0x12, 0xa4, 0x42];
    stun.extend([7; 12]);
    stun.extend([0, 6, 0, 5]);
    stun.extend(*b"03a:b\0\0\0");
    for bytes in [&b""[..], &[0x80; 20], &[0x16; 50], &[0xff; 3], &stun] {
        net.worker
            .handle_datagram(net.now, Received { path, bytes });
    }
    let counters = net.worker.counters();
    assert_eq!(counters.datagrams_unknown, 5);
    assert_eq!(counters.demux_entries, entries);
}

#[test]
fn controls_about_nothing_do_nothing() {
    let mut net = Net::new();
    let leg = LegKey {
        leg: LegId::parse("nobody").unwrap(),
        epoch: 4,
    };
    net.control(Control::Gate {
        leg: leg.clone(),
        gate: Gate::Open,
    });
    net.control(Control::Seats {
        leg: leg.clone(),
        seats: Vec::new(),
    });
    net.control(Control::Publish {
        leg: leg.clone(),
        publish: Default::default(),
    });
    net.control(Control::CloseLeg { leg });
    net.control(Control::CloseRoom { call: call_id(9) });
    assert!(net.events.is_empty());
    assert_eq!(net.worker.counters(), Default::default());
}
