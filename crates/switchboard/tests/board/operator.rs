//! What the operator does, what the media plane says, and tickets that run out.

use callkit_protocol::{
    ClientMessage, Codecs, EndReason, ErrorBody, ErrorCode, Millis, Offer, Phase, Platform,
    ReplyBody, SeatIndex, ServerMessage, Show, ShownSeat, ShownSize, VideoCodec,
};
use callkit_switchboard::{AppRules, Input, Search};

use crate::rig::{APP, Rig, START, key, named, refused, user};

#[test]
fn ending_one_call_ends_it_for_both() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    rig.handle(Input::EndCall { call: named(&call) });
    assert_eq!(rig.end(alice, &call), EndReason::Server);
    assert_eq!(rig.end(bob, &call), EndReason::Server);
}

#[test]
fn ending_an_app_cuts_everybody_and_leaves_other_apps_alone() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let other = ("alice", Platform::Web, "tab");
    let other = rig.sign_in_with(other, |signed_in| {
        signed_in.app = callkit_protocol::SdkAppId(1_400_000_002);
    });
    rig.connected(alice, bob, "bob");
    let error = ErrorBody::new(ErrorCode::AppDisabled, "disabled");
    rig.handle(Input::EndApp { app: APP, error });
    assert_eq!(rig.closed_with(alice), Some(ErrorCode::AppDisabled));
    assert_eq!(rig.closed_with(bob), Some(ErrorCode::AppDisabled));
    assert_eq!(rig.closed_with(other), None);
    assert_eq!(rig.in_call("alice"), None);
    let record = rig.written.last().and_then(|change| change.record.as_ref());
    assert_eq!(record.map(|record| record.reason), Some(EndReason::Server));
}

#[test]
fn two_apps_with_the_same_names_never_meet() {
    let mut rig = Rig::new();
    let alice = rig.web("alice");
    let stranger = rig.sign_in_with(("bob", Platform::Web, "tab"), |signed_in| {
        signed_in.app = callkit_protocol::SdkAppId(1_400_000_002);
    });
    let call = rig.rings(alice, "bob");
    assert!(rig.views(stranger).is_empty());
    assert_eq!(
        refused(&rig.accepts(stranger, &call)),
        Some(ErrorCode::CallNotFound)
    );
}

#[test]
fn an_expired_ticket_is_told_once_and_cuts_nothing() {
    let mut rig = Rig::new();
    let until = START.plus(Millis::from_secs(60));
    let alice = rig.sign_in_with(("alice", Platform::Web, "tab"), |signed_in| {
        signed_in.ticket_expires_at = until;
    });
    let bob = rig.web("bob");
    let call = rig.connected(alice, bob, "bob");
    rig.pass(Millis::from_secs(600));
    let told = |rig: &Rig| {
        let expired = |message: &&ServerMessage| matches!(message, ServerMessage::TicketExpired(expired) if expired.at >= until);
        rig.inbox(alice).iter().filter(expired).count()
    };
    assert_eq!(told(&rig), 1);
    assert_eq!(rig.phase(alice, &call), Phase::Joined);
    let ticket_expires_at = rig.now.plus(Millis::from_secs(60));
    rig.handle(Input::Renewed {
        conn: alice,
        ticket_expires_at,
    });
    rig.pass(Millis::from_secs(59));
    assert_eq!(told(&rig), 1);
    rig.pass(Millis::from_secs(2));
    assert_eq!(told(&rig), 2, "the new one runs out in its turn");
}

fn offer(rig: &mut Rig, conn: callkit_switchboard::ConnId, name: &str, epoch: u32) {
    let view = rig.views(conn).pop().expect("a view");
    let leg = view.you.leg.expect("a leg").leg;
    let (key, call_id, sdp) = (key(name), view.call_id, "v=0".to_owned());
    rig.say(
        conn,
        ClientMessage::Offer(Offer {
            key,
            call_id,
            leg,
            epoch,
            sdp,
        }),
    );
}

#[test]
fn an_offer_goes_to_the_media_plane_and_its_answer_back() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.rings(alice, "bob");
    offer(&mut rig, bob, "o", 1);
    let offered = rig.offers.pop().expect("an offer");
    assert_eq!((offered.conn, offered.sdp.as_str()), (bob, "v=0"));
    let leg = rig
        .view_of(bob, &call)
        .and_then(|view| view.you.leg)
        .expect("a leg")
        .leg;
    let vp8 = Codecs {
        send: vec![VideoCodec::Vp8],
        receive: vec![VideoCodec::Vp8],
    };
    rig.handle(Input::Answered {
        conn: bob,
        key: offered.key,
        call: named(&call),
        leg,
        result: Ok(("v=0 answer".to_owned(), vp8)),
    });
    let ReplyBody::Ok(answer) = rig.reply(bob, &key("o")) else {
        panic!("answered")
    };
    assert_eq!(answer.sdp.as_deref(), Some("v=0 answer"));
    rig.accepts(bob, &call);
    let alice = rig
        .view_of(alice, &call)
        .and_then(|view| view.you.leg)
        .expect("a leg");
    assert_eq!(alice.send_codec, VideoCodec::Vp8, "what bob can decode");
}

#[test]
fn an_offer_for_an_old_epoch_is_refused_with_the_present_one() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let call = rig.connected(alice, bob, "bob");
    let leg = rig
        .view_of(bob, &call)
        .and_then(|view| view.you.leg)
        .expect("a leg");
    let failed = Input::LegFailed {
        call: named(&call),
        leg: leg.leg,
        epoch: leg.epoch,
    };
    rig.handle(failed);
    offer(&mut rig, bob, "old", 1);
    assert_eq!(
        refused(&rig.reply(bob, &key("old"))),
        Some(ErrorCode::StaleLeg)
    );
    offer(&mut rig, bob, "new", 2);
    assert_eq!(rig.offers.len(), 1);
}

#[test]
fn who_has_no_leg_cannot_offer() {
    let mut rig = Rig::new();
    let (alice, bob, mallory) = (rig.web("alice"), rig.web("bob"), rig.web("mallory"));
    let call = rig.connected(alice, bob, "bob");
    let leg = rig
        .view_of(bob, &call)
        .and_then(|view| view.you.leg)
        .expect("a leg")
        .leg;
    let (sdp, epoch) = ("v=0".to_owned(), 1);
    let offer = Offer {
        key: key("m"),
        call_id: call,
        leg,
        epoch,
        sdp,
    };
    rig.say(mallory, ClientMessage::Offer(offer));
    assert_eq!(
        refused(&rig.reply(mallory, &key("m"))),
        Some(ErrorCode::NotYourCall)
    );
    assert!(rig.offers.is_empty());
}

#[test]
fn what_a_device_shows_reaches_its_own_leg_of_today_only() {
    let mut rig = Rig::new();
    let (alice, bob, mallory) = (rig.web("alice"), rig.web("bob"), rig.web("mallory"));
    let call_id = rig.connected(alice, bob, "bob");
    let at = rig
        .view_of(bob, &call_id)
        .and_then(|view| view.you.leg)
        .expect("a leg");
    let seats = vec![ShownSeat {
        seat: SeatIndex(0),
        size: ShownSize::Hidden,
    }];
    let show = |epoch| {
        ClientMessage::Show(Show {
            call_id: call_id.clone(),
            leg: at.leg.clone(),
            epoch,
            seats: seats.clone(),
        })
    };
    rig.say(mallory, show(at.epoch));
    rig.say(alice, show(at.epoch));
    rig.say(bob, show(at.epoch + 1));
    assert_eq!(rig.shown, []);
    rig.say(bob, show(at.epoch));
    assert_eq!(rig.shown, [(at.leg, at.epoch, seats.clone())]);
}

#[test]
fn levels_go_to_the_joined_by_name() {
    let mut rig = Rig::new();
    let (alice, bob, native) = (rig.web("alice"), rig.web("bob"), rig.native("bob"));
    let call = rig.connected(alice, bob, "bob");
    let leg = rig
        .view_of(bob, &call)
        .and_then(|view| view.you.leg)
        .expect("a leg")
        .leg;
    rig.handle(Input::Levels {
        call: named(&call),
        levels: vec![(leg, 70)],
    });
    let heard = |conn| {
        rig.inbox(conn).iter().find_map(|message| {
            let ServerMessage::Levels(levels) = message else {
                return None;
            };
            Some(levels.levels[0].clone())
        })
    };
    let level = heard(alice).expect("told");
    assert_eq!((level.user_id, level.level), (user("bob"), 70));
    assert!(heard(native).is_none());
}

#[test]
fn a_device_that_the_operator_signs_out_is_told_and_its_call_ends() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let tablet = rig.native("bob");
    let call = rig.connected(alice, bob, "bob");
    let device = callkit_call::DeviceKey::new(
        user("bob"),
        Platform::Web,
        rig.board.devices(APP, &user("bob"))[0].device.id.clone(),
    );
    rig.handle(Input::KickDevice { app: APP, device });
    assert_eq!(rig.closed_with(bob), Some(ErrorCode::KickedOut));
    assert_eq!(rig.closed_with(tablet), None, "his other device stays");
    assert_eq!(rig.end(alice, &call), EndReason::Hangup, "as if he had");
    assert_eq!(rig.board.devices(APP, &user("bob")).len(), 1);
}

#[test]
fn an_apps_own_rules_hold_for_that_app_alone() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    let rules = AppRules {
        ring: Some(Millis::from_secs(45)),
        max_video_kbps: Some(300),
        max_calls: Some(1),
    };
    rig.handle(Input::AppRules { app: APP, rules });
    let call = rig.rings(alice, "bob");
    let view = rig.view_of(bob, &call).expect("a view");
    let deadline = view.members[1].ring_deadline.expect("it rings");
    assert_eq!(deadline.since(view.started_at), Millis::from_secs(45));
    assert_eq!(view.you.leg.expect("a leg").max_video_kbps, 300);

    let carol = rig.web("carol");
    let refusal = rig.calls(carol, &["dave"], callkit_protocol::MediaKind::Audio);
    assert_eq!(refused(&refusal), Some(ErrorCode::OverCapacity));
    let stranger = rig.sign_in_with(("carol", Platform::Web, "tab"), |signed_in| {
        signed_in.app = callkit_protocol::SdkAppId(1_400_000_002);
    });
    rig.rings(stranger, "dave");
    // Its own calls gone, the app takes calls again.
    rig.hangs_up(alice, &call);
    rig.rings(carol, "dave");
}

#[test]
fn what_is_online_and_what_runs_comes_in_pages() {
    let mut rig = Rig::new();
    let (alice, bob) = (rig.web("alice"), rig.web("bob"));
    for name in ["carol", "dave", "erin"] {
        rig.web(name);
    }
    let call = rig.rings(alice, "bob");
    let search = |text: &str, offset| Search {
        app: Some(APP),
        text: text.to_owned(),
        offset,
        limit: 2,
    };
    let page = rig.board.online(&search("", 2));
    let names: Vec<_> = page
        .items
        .iter()
        .map(|online| online.user.as_ref())
        .collect();
    assert_eq!((page.total, names), (5, vec!["carol", "dave"]));
    let page = rig.board.online(&search("o", 0));
    assert_eq!(page.total, 2, "bob and carol");
    assert_eq!(page.items[0].call, Some((call.clone(), Phase::Ringing)));

    for text in ["bob", &callkit_protocol::Id::as_str(&call)[..4], ""] {
        let page = rig.board.running(&search(text, 0));
        assert_eq!((page.total, &page.items[0].id), (1, &call), "{text}");
    }
    assert_eq!(rig.board.running(&search("carol", 0)).total, 0);
    assert_eq!(rig.board.count_by_app()[&APP], (5, 1));
    rig.hangs_up(alice, &call);
    let _ = bob;
    assert_eq!(rig.board.running(&search("", 0)).total, 0);
}
