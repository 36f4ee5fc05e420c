//! A leg behind the bridge is a leg like any other.

use std::sync::Arc;
use std::time::Duration;

use callkit_media::{
    BridgedCodec, BridgedPacket, Client, Control, FromBridge, Gate, LegKey, MediaEvent, OfferError,
    Pool, Publish, Seat, ToBridge,
};
use callkit_protocol::{CallId, Id as _, LegId, SeatIndex, UserId, VideoCodec};

use crate::common::{Net, call_id, film, leg_id};

/// A mini program in call 1, and what it published so far.
struct Phone {
    key: LegKey,
    seq: u64,
    frame: u32,
    time: u32,
}

impl Phone {
    /// One that sees the browsers in `seats`.
    fn join(net: &mut Net, seats: &[usize]) -> Self {
        let key = LegKey {
            leg: LegId::parse("phone").unwrap(),
            epoch: 1,
        };
        net.control(Control::OpenLeg {
            call: call_id(1),
            leg: key.clone(),
            user: UserId::parse("phone").unwrap(),
            client: Client::Bridged,
            pool: Pool::Group,
        });
        let seats = seats.iter().enumerate().map(|(index, source)| Seat {
            index: SeatIndex(index as u8),
            source: leg_id(*source),
        });
        net.control(Control::Seats {
            leg: key.clone(),
            seats: seats.collect(),
        });
        let phone = Self {
            key,
            seq: 70_000,
            frame: 0,
            time: u32::MAX - 1000,
        };
        phone.publish(net, true);
        phone
    }

    fn publish(&self, net: &mut Net, on: bool) {
        net.control(Control::Publish {
            leg: self.key.clone(),
            publish: Publish {
                microphone: on,
                camera: on,
                codec: Some(VideoCodec::H264),
            },
        });
    }

    fn gate(&self, net: &mut Net, gate: Gate) {
        let leg = self.key.clone();
        net.control(Control::Gate { leg, gate });
    }

    fn alive(&self, net: &mut Net) {
        let leg = self.key.clone();
        net.bridge(FromBridge::Alive { leg });
    }

    fn packet(&mut self, key: bool, frame: u32) -> BridgedPacket {
        self.seq += 1;
        let mut payload = vec![if key { 0x65 } else { 0x41 }];
        payload.extend(frame.to_be_bytes());
        payload.extend([0, 0, 0, 1, u8::from(key)]);
        BridgedPacket {
            codec: BridgedCodec::H264,
            stream: 1,
            seq: self.seq,
            time: self.time,
            marker: true,
            payload: Arc::from(payload),
            level: None,
            report: None,
        }
    }

    /// The next picture goes live.
    fn film(&mut self, net: &mut Net, key: bool) {
        self.frame += 1;
        self.time = self.time.wrapping_add(6000);
        let packet = self.packet(key, self.frame);
        let leg = self.key.clone();
        net.bridge(FromBridge::Packet { leg, packet });
        net.run_for(Duration::from_millis(66));
    }

    /// The last `count` pictures once more, the first of them whole.
    fn replay(&mut self, net: &mut Net, count: u32) {
        let first = self.frame + 1 - count;
        let packets = (0..count).map(|step| {
            self.time = self.time.wrapping_add(90);
            self.packet(step == 0, first + step)
        });
        let packets = packets.collect();
        let leg = self.key.clone();
        net.bridge(FromBridge::Replay { leg, packets });
    }
}

/// A browser that is shown the phone at its first seat.
fn watch(net: &mut Net, client: usize, phone: &Phone) {
    let seats = vec![Seat {
        index: SeatIndex(0),
        source: phone.key.leg.clone(),
    }];
    let leg = net.clients[client].key.clone();
    net.control(Control::Seats { leg, seats });
}

fn shown(net: &Net, client: usize) -> Vec<u32> {
    let frames = net.clients[client].peer.log().whole_frames(1);
    frames.into_iter().map(|(_, frame)| frame).collect()
}

fn wishes(net: &mut Net) -> usize {
    let said = std::mem::take(&mut net.to_bridge);
    let wishes = said.iter().filter(|said| match said {
        ToBridge::KeyframeWanted { call, of } => {
            assert_eq!((call, of.leg.as_str()), (&call_id(1), "phone"));
            true
        }
        ToBridge::Packet { .. } => false,
    });
    wishes.count()
}

fn pair() -> (Net, Phone) {
    let mut net = Net::new();
    let browser = net.add();
    net.connect(browser);
    net.publish(browser, VideoCodec::H264);
    net.gate(browser, Gate::Open);
    let phone = Phone::join(&mut net, &[browser]);
    watch(&mut net, browser, &phone);
    (net, phone)
}

#[test]
fn what_a_browser_sends_crosses_once_the_gates_are_open_and_not_before() {
    let (mut net, phone) = pair();
    phone.alive(&mut net);
    net.clients[0].peer.start_speaking(net.now, -30);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_secs(1));
    assert!(net.to_bridge.is_empty(), "{:?}", net.to_bridge.first());

    phone.gate(&mut net, Gate::Open);
    net.run_for(Duration::from_secs(1));
    let crossed = |wanted| {
        let packets = net.to_bridge.iter().filter(|said| {
            matches!(said, ToBridge::Packet { from, packet, .. }
                if from.leg == leg_id(0) && packet.codec == wanted)
        });
        packets.count()
    };
    assert!(crossed(BridgedCodec::Opus) > 40);
    assert!(crossed(BridgedCodec::H264) > 60);
}

#[test]
fn who_comes_later_is_shown_the_pictures_since_the_last_key_frame() {
    let (mut net, mut phone) = pair();
    phone.gate(&mut net, Gate::Closed);
    phone.film(&mut net, true);
    for _ in 0..9 {
        phone.film(&mut net, false);
    }
    assert!(shown(&net, 0).is_empty());
    phone.gate(&mut net, Gate::Open);
    phone.film(&mut net, false);
    assert_eq!(wishes(&mut net), 1);
    phone.replay(&mut net, 11);
    phone.film(&mut net, false);
    net.run_for(Duration::from_millis(200));
    assert_eq!(shown(&net, 0), (1..=12).collect::<Vec<_>>());
    let log = net.clients[0].peer.log();
    let seqs: Vec<u64> = log.video().map(|packet| packet.seq).collect();
    assert_eq!(seqs, (seqs[0]..seqs[0] + 12).collect::<Vec<_>>());
    assert!(seqs[0] < 65_536);
}

#[test]
fn who_waits_for_nothing_is_shown_nothing_twice_and_misses_nothing() {
    let (mut net, mut phone) = pair();
    phone.gate(&mut net, Gate::Open);
    phone.film(&mut net, true);
    for _ in 0..4 {
        phone.film(&mut net, false);
    }
    let late = net.add();
    net.connect(late);
    net.gate(late, Gate::Open);
    watch(&mut net, late, &phone);
    phone.film(&mut net, false);
    assert_eq!(wishes(&mut net), 1);
    phone.replay(&mut net, 6);
    phone.film(&mut net, false);
    net.run_for(Duration::from_millis(200));
    assert_eq!(shown(&net, 0), (1..=7).collect::<Vec<_>>());
    assert_eq!(shown(&net, late), (1..=7).collect::<Vec<_>>());
    let seqs: Vec<u64> = net.clients[0].peer.log().video().map(|p| p.seq).collect();
    assert_eq!(seqs, (seqs[0]..seqs[0] + 7).collect::<Vec<_>>());
}

#[test]
fn a_receiver_that_lost_its_picture_gets_a_replay() {
    let (mut net, mut phone) = pair();
    phone.gate(&mut net, Gate::Open);
    phone.film(&mut net, true);
    phone.film(&mut net, false);
    net.clients[0].peer.ask_keyframe(net.now, 0);
    net.run_for(Duration::from_millis(200));
    assert_eq!(wishes(&mut net), 1);
    phone.replay(&mut net, 2);
    net.run_for(Duration::from_millis(200));
    let keys = net.clients[0].peer.log().video();
    let keys = keys.filter(|packet| packet.part().unwrap().key).count();
    assert_eq!(keys, 2);
}

#[test]
fn the_bridge_gets_key_frames_from_browsers() {
    let (mut net, phone) = pair();
    phone.alive(&mut net);
    phone.gate(&mut net, Gate::Open);
    net.clients[0]
        .peer
        .start_filming(net.now, film(VideoCodec::H264));
    net.run_for(Duration::from_secs(1));
    let before = net.clients[0].peer.keyframes_asked();
    let (call, of) = (call_id(1), leg_id(0));
    net.bridge(FromBridge::KeyframeWanted { call, of });
    let (call, of): (CallId, _) = (call_id(2), leg_id(0));
    net.bridge(FromBridge::KeyframeWanted { call, of });
    net.run_for(Duration::from_millis(600));
    assert_eq!(net.clients[0].peer.keyframes_asked(), before + 1);
}

#[test]
fn a_phone_is_heard_and_falls_silent_like_a_browser() {
    let (mut net, phone) = pair();
    let told = |net: &Net, wanted: fn(&MediaEvent) -> Option<&LegKey>| {
        let keys = net.events.iter().filter_map(|(_, event)| wanted(event));
        keys.filter(|leg| leg.leg.as_str() == "phone").count()
    };
    for _ in 0..4 {
        phone.alive(&mut net);
        net.run_for(Duration::from_secs(2));
    }
    let silent: fn(&MediaEvent) -> Option<&LegKey> = |event| match event {
        MediaEvent::Silent { leg, .. } => Some(leg),
        _ => None,
    };
    let up: fn(&MediaEvent) -> Option<&LegKey> = |event| match event {
        MediaEvent::Connected { leg, .. } | MediaEvent::Heard { leg, .. } => Some(leg),
        _ => None,
    };
    assert_eq!((told(&net, up), told(&net, silent)), (1, 0));
    net.run_for(Duration::from_secs(4));
    assert_eq!((told(&net, up), told(&net, silent)), (1, 1));
    phone.alive(&mut net);
    assert_eq!((told(&net, up), told(&net, silent)), (2, 1));
}

#[test]
fn what_a_phone_has_switched_off_is_not_forwarded() {
    let (mut net, mut phone) = pair();
    phone.gate(&mut net, Gate::Open);
    phone.publish(&mut net, false);
    phone.film(&mut net, true);
    net.run_for(Duration::from_millis(200));
    assert!(shown(&net, 0).is_empty());
}

#[test]
fn a_phone_has_nothing_to_offer() {
    let (mut net, phone) = pair();
    let offer = net.clients[0].peer.offer();
    net.control(Control::Offer {
        call: call_id(1),
        leg: phone.key.clone(),
        request: 99,
        sdp: offer,
    });
    let refused = net.events.iter().any(|(_, event)| match event {
        MediaEvent::Answered {
            request: 99,
            result,
            ..
        } => matches!(result, Err(OfferError::Unanswerable(_))),
        _ => false,
    });
    assert!(refused);
}
