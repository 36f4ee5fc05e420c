//! Who hears and sees whom.

use std::time::Duration;

use callkit_media::test_peer::{PeerConfig, picture_id};
use callkit_media::{Control, Gate, MediaEvent, Pool, Publish};
use callkit_protocol::VideoCodec;

use crate::common::{Net, call_id, client_addr, film};

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

#[test]
fn what_is_switched_off_or_of_another_codec_is_not_forwarded() {
    let mut net = Net::pair(VideoCodec::H264);
    net.clients[0].peer.start_speaking(net.now, -30);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_secs(2));

    let leg = net.clients[0].key.clone();
    let mut publish = Publish {
        microphone: false,
        camera: true,
        codec: Some(VideoCodec::H264),
    };
    net.control(Control::Publish {
        leg: leg.clone(),
        publish,
    });
    net.run_for(Duration::from_millis(100));
    net.clients[1].peer.clear_log();
    net.run_for(Duration::from_secs(2));
    assert_eq!(
        net.clients[1].peer.log().audio().count(),
        0,
        "the microphone is off"
    );
    assert!(
        net.clients[1].peer.log().whole_frames(1).len() > 30,
        "the camera is on"
    );

    publish = Publish {
        microphone: true,
        camera: true,
        codec: Some(VideoCodec::Vp8),
    };
    net.control(Control::Publish {
        leg: leg.clone(),
        publish,
    });
    net.run_for(Duration::from_millis(100));
    net.clients[1].peer.clear_log();
    net.run_for(Duration::from_secs(2));
    assert_eq!(
        net.clients[1].peer.log().video().count(),
        0,
        "the call speaks VP8 now"
    );
    assert!(
        net.clients[1].peer.log().audio().count() > 90,
        "the microphone is on again"
    );
}

#[test]
fn a_microphone_switched_off_and_on_leaves_no_hole_in_the_count() {
    let mut net = Net::pair(VideoCodec::H264);
    net.clients[0].peer.start_speaking(net.now, -30);
    let leg = net.clients[0].key.clone();
    for microphone in [true, false, true] {
        let publish = Publish {
            microphone,
            ..Publish::default()
        };
        net.control(Control::Publish {
            leg: leg.clone(),
            publish,
        });
        net.run_for(Duration::from_secs(1));
    }
    let seqs: Vec<_> = net.clients[1]
        .peer
        .log()
        .audio()
        .map(|packet| packet.seq)
        .collect();
    assert!(seqs.len() > 90, "{}", seqs.len());
    assert!(
        seqs.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{seqs:?}"
    );
}

#[test]
fn three_clients_of_a_group_each_see_the_others_on_their_seats() {
    let mut net = Net::new();
    for number in 0..3 {
        let config = PeerConfig::browser(client_addr(number), Pool::Group);
        net.add_peer(config);
    }
    for client in 0..3 {
        net.connect(client);
        net.publish(client, VideoCodec::Vp8);
        net.gate(client, Gate::Open);
    }
    net.seat(0, &[1, 2]);
    net.seat(1, &[0, 2]);
    net.seat(2, &[0, 1]);
    for client in 0..3 {
        net.clients[client].peer.start_speaking(net.now, -30);
        net.clients[client]
            .peer
            .start_filming(net.now, film(VideoCodec::Vp8));
    }
    net.run_for(Duration::from_secs(5));

    for client in &net.clients {
        // Lines: audio 0, video 1, seven more of audio, seven more of video, the screen.
        for (audio, video) in [(0, 1), (2, 9)] {
            let log = client.peer.log();
            let heard = log.audio().filter(|packet| packet.line == audio).count();
            assert!(
                heard > 200,
                "{} heard {heard} packets on line {audio}",
                client.key
            );
            let seen = log.whole_frames(video).len();
            assert!(
                seen > 60,
                "{} saw {seen} frames on line {video}",
                client.key
            );
        }
        assert!(
            client
                .peer
                .log()
                .all()
                .iter()
                .all(|packet| [0, 1, 2, 9].contains(&packet.line))
        );
    }
}

#[test]
fn a_leg_of_another_call_is_never_shown() {
    let mut net = Net::pair(VideoCodec::H264);
    let stranger = net.add_in(call_id(2));
    net.connect(stranger);
    net.publish(stranger, VideoCodec::H264);
    net.gate(stranger, Gate::Open);
    net.seat(stranger, &[0]);
    net.clients[0].peer.start_speaking(net.now, -30);
    net.run_for(Duration::from_secs(1));
    assert_eq!(net.clients[stranger].peer.log().all().len(), 0);
}

#[test]
fn a_seat_goes_on_when_its_source_begins_anew() {
    let mut net = Net::pair(VideoCodec::Vp8);
    net.clients[0].peer.start_speaking(net.now, -30);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::Vp8));
    net.run_for(Duration::from_secs(2));
    let before = net.clients[1].peer.log().clone();
    let last_audio = before.audio().last().unwrap().seq;
    let last_video = before.video().last().unwrap();
    let last_picture = picture_id(&last_video.payload).unwrap();

    // The page of client 0 is loaded again: another connection, the same leg.
    net.begin_anew(0);
    net.publish(0, VideoCodec::Vp8);
    net.gate(0, Gate::Open);
    net.seat(0, &[1]);
    net.clients[1].peer.clear_log();
    net.clients[0].peer.start_speaking(net.now, -30);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::Vp8));
    net.run_for(Duration::from_secs(2));

    let log = net.clients[1].peer.log();
    let first_audio = log.audio().map(|packet| packet.seq).min().unwrap();
    assert!(
        first_audio <= last_audio + 5,
        "{first_audio} follows {last_audio}"
    );
    let first_video = log.video().next().unwrap();
    assert!(
        first_video.part().unwrap().key,
        "a new picture begins with a key frame"
    );
    assert!(first_video.seq <= last_video.seq + 40);
    let picture = picture_id(&first_video.payload).unwrap();
    assert!(
        picture.wrapping_sub(last_picture) < 20,
        "{picture} follows {last_picture}"
    );
    assert!(log.whole_frames(1).len() > 25);
}
