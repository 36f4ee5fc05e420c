//! Who is how loud, and how a leg fares.

use std::time::{Duration, Instant};

use callkit_media::{AudioLevel, Gate, MediaEvent};
use callkit_protocol::{LegId, VideoCodec};

use crate::common::{Net, film, leg_id};

/// What was told of levels, and when, since the events were last cleared.
fn told(net: &Net) -> Vec<(Instant, Vec<(LegId, AudioLevel)>)> {
    let levels = net.events.iter().filter_map(|(at, event)| match event {
        MediaEvent::Levels { levels, .. } => Some((*at, levels.clone())),
        _ => None,
    });
    levels.collect()
}

#[test]
fn levels_are_told_while_somebody_speaks_and_once_in_silence() {
    let mut net = Net::pair(VideoCodec::H264);
    net.run_for(Duration::from_secs(1));
    net.events.clear();
    net.clients[0].peer.start_speaking(net.now, -30);
    net.run_for(Duration::from_secs(3));
    net.clients[0].peer.stop_speaking();
    net.run_for(Duration::from_secs(2));

    let told: Vec<_> = told(&net).into_iter().map(|(_, levels)| levels).collect();
    let loud = vec![(leg_id(0), AudioLevel(50)), (leg_id(1), AudioLevel(0))];
    let silent = vec![(leg_id(0), AudioLevel(0)), (leg_id(1), AudioLevel(0))];
    let (last, before) = told.split_last().expect("levels were told");
    assert_eq!(*last, silent);
    assert!(before.iter().all(|levels| *levels == loud), "{before:?}");
    assert!((9..=12).contains(&before.len()), "{} in 3 s", before.len());
}

#[test]
fn a_voice_that_begins_is_told_before_the_next_interval() {
    let mut net = Net::pair(VideoCodec::H264);
    net.run_for(Duration::from_secs(1));
    for speaker in [0, 1] {
        net.events.clear();
        let begins = net.now;
        net.clients[speaker].peer.start_speaking(net.now, -30);
        net.run_for(Duration::from_millis(350));
        let heard = told(&net)
            .into_iter()
            .find(|(_, levels)| levels[speaker].1 > AudioLevel(0));
        let (at, levels) = heard.expect("the voice was told");
        let took = at - begins;
        assert!(took < Duration::from_millis(150), "{took:?}");
        // Whoever was speaking still does.
        assert!(
            levels[..=speaker]
                .iter()
                .all(|(_, level)| *level > AudioLevel(0))
        );
    }
}

#[test]
fn a_ringing_leg_has_no_level() {
    let mut net = Net::pair(VideoCodec::H264);
    net.gate(0, Gate::Closed);
    net.clients[0].peer.start_speaking(net.now, -30);
    net.run_for(Duration::from_secs(2));
    assert!(
        !net.events
            .iter()
            .any(|(_, event)| matches!(event, MediaEvent::Levels { .. }))
    );
}

#[test]
fn figures_come_every_two_seconds_and_are_about_right() {
    let mut net = Net::pair(VideoCodec::H264);
    net.clients[0].peer.start_speaking(net.now, -30);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_secs(10));
    let figures = |client: usize| {
        let key = net.clients[client].key.clone();
        let of = net.events.iter().rev().find_map(|(_, event)| match event {
            MediaEvent::Stats { leg, stats, .. } if *leg == key => Some(*stats),
            _ => None,
        });
        of.expect("figures were told")
    };
    let (sender, receiver) = (figures(0), figures(1));
    assert!(sender.up.bitrate.0 > 100_000, "{sender:?}");
    assert!(receiver.down.bitrate.0 > 100_000, "{receiver:?}");
    let trip = receiver.rtt.expect("a round trip was measured");
    assert!(
        trip > Duration::from_millis(30) && trip < Duration::from_millis(80),
        "{trip:?}"
    );
    let stats = net
        .events
        .iter()
        .filter(|(_, e)| matches!(e, MediaEvent::Stats { .. }))
        .count();
    assert!(
        (8..=12).contains(&stats),
        "{stats} reports of two legs in 10 s"
    );
}
