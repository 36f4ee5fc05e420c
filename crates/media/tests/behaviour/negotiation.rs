//! Offers and answers.

use callkit_media::test_peer::PeerConfig;
use callkit_media::{Control, LegKey, MediaEvent, OfferError, Pool};
use callkit_protocol::{Codecs, VideoCodec};

use crate::common::{Net, call_id, client_addr, film, leg_id};
use std::time::Duration;

/// The values of an attribute, m-line by m-line.
fn attributes<'a>(sdp: &'a str, name: &str) -> Vec<Vec<&'a str>> {
    let prefix = format!("a={name}");
    let sections = sdp.split("\r\nm=").skip(1);
    sections
        .map(|s| {
            s.lines()
                .filter_map(|line| line.strip_prefix(&prefix))
                .collect()
        })
        .collect()
}

#[test]
fn the_answer_has_h264_first_then_vp8_with_rtx_and_opus_with_fec_and_red() {
    let mut net = Net::new();
    let client = net.add();
    let answer = net.negotiate(client);
    let maps = attributes(&answer.sdp, "rtpmap:");
    let names = |line: usize| -> Vec<&str> {
        maps[line]
            .iter()
            .map(|map| map.split(' ').nth(1).unwrap())
            .collect()
    };
    assert_eq!(
        names(1),
        ["H264/90000", "rtx/90000", "VP8/90000", "rtx/90000"],
        "{}",
        answer.sdp
    );
    assert!(names(0).contains(&"opus/48000/2") && names(0).contains(&"red/48000/2"));
    let fmtp = attributes(&answer.sdp, "fmtp:");
    assert!(
        fmtp[0].iter().any(|fmtp| fmtp.contains("useinbandfec=1")),
        "{fmtp:?}"
    );
    let h264 = fmtp[1]
        .iter()
        .find(|fmtp| fmtp.contains("profile-level-id"))
        .unwrap();
    assert!(
        h264.contains("42e01f") && h264.contains("packetization-mode=1"),
        "{h264}"
    );
    assert!(answer.sdp.contains("a=ice-lite"), "{}", answer.sdp);
    assert!(answer.sdp.contains("a=setup:passive"), "{}", answer.sdp);
    assert!(!answer.sdp.contains("video-orientation"), "{}", answer.sdp);
    assert!(answer.sdp.contains("transport-wide-cc"), "{}", answer.sdp);
    assert!(answer.sdp.contains("ssrc-audio-level"), "{}", answer.sdp);
    assert!(
        answer.sdp.contains("192.0.2.1 8443 typ host"),
        "{}",
        answer.sdp
    );
    let both = vec![VideoCodec::H264, VideoCodec::Vp8];
    assert_eq!(
        answer.codecs,
        Codecs {
            send: both.clone(),
            receive: both
        }
    );
}

#[test]
fn the_ufrag_names_the_worker() {
    let mut net = Net::new();
    let client = net.add();
    let answer = net.negotiate(client);
    let ufrag = answer.sdp.split("a=ice-ufrag:").nth(1).unwrap();
    assert_eq!(
        callkit_media::WorkerId::of_ufrag(ufrag),
        Some(callkit_media::WorkerId(3))
    );
}

#[test]
fn audio_and_video_of_a_seat_share_their_stream() {
    let mut net = Net::new();
    let client = net.add_peer(PeerConfig::browser(client_addr(0), Pool::Group));
    let answer = net.negotiate(client);
    let streams: Vec<_> = attributes(&answer.sdp, "msid:")
        .iter()
        .map(|line| line[0].split(' ').next().unwrap().to_owned())
        .collect();
    assert_eq!(streams.len(), 17);
    // Lines: audio 0, video 1, seven more of audio, seven more of video, the screen.
    assert_eq!(
        (streams[0].as_str(), streams[1].as_str()),
        ("seat0", "seat0")
    );
    for seat in 1..8 {
        assert_eq!(streams[1 + seat], format!("seat{seat}"));
        assert_eq!(streams[8 + seat], format!("seat{seat}"));
    }
    assert_eq!(streams[16], "screen");
}

#[test]
fn a_client_that_knows_only_vp8_gets_only_vp8() {
    let mut net = Net::new();
    let mut config = PeerConfig::browser(client_addr(0), Pool::OneToOne);
    config.video = vec![VideoCodec::Vp8];
    let firefox = net.add_peer(config);
    let answer = net.connect(firefox);
    assert_eq!(answer.codecs.receive, [VideoCodec::Vp8]);
    assert_eq!(answer.codecs.send, [VideoCodec::Vp8]);

    let chromium = net.add();
    net.connect(chromium);
    for client in [firefox, chromium] {
        net.publish(client, VideoCodec::Vp8);
        net.gate(client, callkit_media::Gate::Open);
        net.clients[client]
            .peer
            .start_filming(net.now, film(VideoCodec::Vp8));
    }
    net.seat(firefox, &[chromium]);
    net.seat(chromium, &[firefox]);
    net.run_for(Duration::from_secs(3));
    for client in [firefox, chromium] {
        let seen = net.clients[client].peer.log().whole_frames(1).len();
        assert!(seen > 40, "leg{client} saw {seen} frames");
    }

    // Somebody who is not of this call's codec does no harm to one who cannot decode it.
    net.publish(chromium, VideoCodec::H264);
    net.clients[chromium]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_millis(100));
    net.clients[firefox].peer.clear_log();
    net.run_for(Duration::from_secs(1));
    assert_eq!(net.clients[firefox].peer.log().video().count(), 0);
}

#[test]
fn a_second_offer_with_an_ice_restart_keeps_the_media_going() {
    let mut net = Net::pair(VideoCodec::H264);
    net.clients[0].peer.start_speaking(net.now, -30);
    net.run_for(Duration::from_secs(1));
    let answer = net.negotiate(0);
    let ufrag = answer.sdp.split("a=ice-ufrag:").nth(1).unwrap();
    assert_eq!(
        callkit_media::WorkerId::of_ufrag(ufrag),
        Some(callkit_media::WorkerId(3))
    );
    net.run_for(Duration::from_secs(2));
    net.clients[1].peer.clear_log();
    net.run_for(Duration::from_secs(20));
    let heard = net.clients[1].peer.log().audio().count();
    assert!(heard > 980, "{heard} packets of 1000");
}

#[test]
fn bad_offers_are_refused_and_a_good_one_may_follow() {
    let mut net = Net::new();
    let client = net.add();
    let good = net.clients[client].peer.offer();

    let refused = net.offer(client, "v=0 and nothing else".to_owned());
    assert!(
        matches!(refused, Err(OfferError::Malformed(_))),
        "{refused:?}"
    );
    let no_fingerprint: String = good
        .split_inclusive("\r\n")
        .filter(|line| !line.contains("a=fingerprint"))
        .collect();
    let refused = net.offer(client, no_fingerprint);
    assert!(
        matches!(refused, Err(OfferError::Unanswerable(_))),
        "{refused:?}"
    );
    // Somebody who speaks only what this server does not know.
    let sections = good.replace("opus/48000/2", "PCMU/8000");
    let (sound, _) = sections.split_at(sections.find("m=video").unwrap());
    let only_pcmu = sound.replace("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0");
    let refused = net.offer(client, only_pcmu);
    assert!(
        matches!(refused, Err(OfferError::Unanswerable(_))),
        "{refused:?}"
    );
    let group = {
        let config = PeerConfig::browser(client_addr(7), Pool::Group);
        callkit_media::test_peer::TestPeer::new(config, net.now).offer()
    };
    let refused = net.offer(client, group);
    assert_eq!(refused, Err(OfferError::TooManyLines { lines: 17, max: 3 }));

    let answer = net.offer(client, good).unwrap();
    net.clients[client].peer.answer(net.now, &answer.sdp);
    net.run_until("it connects", |net| net.clients[client].peer.is_connected());
}

#[test]
fn an_offer_of_an_old_epoch_is_told_so() {
    let mut net = Net::new();
    let client = net.add();
    let sdp = net.clients[client].peer.offer();
    let leg = LegKey {
        leg: leg_id(client),
        epoch: 0,
    };
    net.control(Control::Offer {
        call: call_id(1),
        leg: leg.clone(),
        request: 99,
        sdp,
    });
    let (_, event) = net.events.pop().unwrap();
    let MediaEvent::Answered {
        request: 99,
        result,
        ..
    } = event
    else {
        panic!("{event:?}")
    };
    assert_eq!(result, Err(OfferError::NoSuchLeg(leg)));
}

#[test]
fn another_connection_is_told_by_its_certificate_though_its_session_has_the_same_number() {
    let mut net = Net::new();
    let client = net.add();
    let numbered = |offer: &str| {
        let line = offer.lines().find(|line| line.starts_with("o=")).unwrap();
        offer.replace(line, "o=- 1795751928 2 IN IP4 0.0.0.0")
    };
    let thrown_away = numbered(&net.clients[client].peer.offer());
    net.offer(client, thrown_away).unwrap();
    let config = PeerConfig::browser(client_addr(8), Pool::OneToOne);
    net.clients[client].peer = callkit_media::test_peer::TestPeer::new(config, net.now);
    let offer = numbered(&net.clients[client].peer.offer());
    let answer = net.offer(client, offer).unwrap();
    net.clients[client].peer.answer(net.now, &answer.sdp);
    net.run_until("it connects", |net| net.clients[client].peer.is_connected());
}
