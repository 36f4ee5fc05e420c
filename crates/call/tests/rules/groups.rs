//! Calls of more than two.

use callkit_call::{Input, Refusal};
use callkit_protocol::{EndReason, Limits, MediaKind, Phase, Pool};

use crate::scene::{Scene, after, busy, reachable, unconnected, web};

#[test]
fn one_who_declines_leaves_the_others_ringing() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).rejects(web("bob"));
    assert_eq!(scene.call.ended(), None);
    assert_eq!(scene.phase(&web("carol")), Phase::Ringing);
    scene.at(2_000).accepts(web("carol"));
    scene.at(9_000).hangs_up(web("carol"));
    let end = after(7_000, EndReason::Hangup, Some("carol"));
    assert_eq!(scene.end(&web("alice")), end);
    assert_eq!(scene.end(&web("carol")), end);
    assert_eq!(
        scene.end(&web("bob")),
        unconnected(EndReason::Rejected, Some("bob"))
    );
}

#[test]
fn it_goes_on_while_one_is_joined_and_somebody_rings() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("bob"));
    scene.at(2_000).hangs_up(web("bob"));
    assert_eq!(scene.call.ended(), None, "carol still rings");
    scene.at(3_000).rejects(web("carol"));
    assert_eq!(
        scene.end(&web("bob")),
        after(1_000, EndReason::Hangup, Some("bob"))
    );
    assert_eq!(
        scene.end(&web("alice")),
        after(2_000, EndReason::Rejected, Some("carol"))
    );
}

#[test]
fn it_goes_on_without_the_caller() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("bob")).accepts(web("carol"));
    scene.at(2_000).hangs_up(web("alice"));
    assert_eq!(scene.call.ended(), None);
    assert_eq!(
        scene.end(&web("alice")),
        after(1_000, EndReason::Hangup, Some("alice"))
    );
    assert_eq!(scene.phase(&web("carol")), Phase::Joined);
}

#[test]
fn whoever_still_rings_when_the_last_one_leaves_sees_it_called_off() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("bob"));
    scene.at(2_000).hangs_up(web("bob"));
    scene.at(3_000).hangs_up(web("alice"));
    assert_eq!(
        scene.end(&web("carol")),
        unconnected(EndReason::Cancelled, Some("alice"))
    );
    assert_eq!(scene.call.ended(), Some(EndReason::Hangup));
}

#[test]
fn of_two_who_leave_in_the_same_millisecond_the_second_ends_it() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("bob"));
    scene.at(2_000).rejects(web("carol")).hangs_up(web("bob"));
    assert_eq!(
        scene.end(&web("alice")),
        after(1_000, EndReason::Hangup, Some("bob"))
    );
}

#[test]
fn an_invitation_makes_it_a_group_and_everybody_connects_anew() {
    let mut scene = Scene::connected(MediaKind::Video);
    let leg = scene.view(&web("alice")).you.leg.expect("a leg");
    assert_eq!(leg.pool, Pool::OneToOne);
    scene
        .at(3_000)
        .invites(web("alice"), vec![reachable("carol")]);
    let grown = scene.view(&web("alice")).you.leg.expect("a leg");
    assert_eq!((grown.leg, grown.pool), (leg.leg, Pool::Group));
    assert_eq!(grown.epoch, leg.epoch + 1);
    assert!(scene.view(&web("alice")).group);
}

#[test]
fn whoever_does_not_connect_anew_after_growth_has_failed() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene
        .at(3_000)
        .invites(web("alice"), vec![reachable("carol")]);
    scene
        .does(Input::DeviceCame(web("carol")))
        .accepts(web("carol"));
    scene.media_up(&web("carol")).media_up(&web("alice"));
    scene.at(23_000).deadline();
    assert_eq!(
        scene.end(&web("bob")),
        after(21_000, EndReason::ConnectionFailed, Some("bob"))
    );
    assert_eq!(scene.phase(&web("alice")), Phase::Joined);
}

#[test]
fn only_who_is_in_the_call_can_invite() {
    let scene = Scene::ringing(MediaKind::Video);
    let invite = |name| Input::Invite {
        by: web(name),
        callees: vec![reachable("carol")],
        ring: crate::scene::RING,
    };
    assert!(matches!(
        scene.refused(&invite("bob")),
        Refusal::WrongState(_)
    ));
    assert_eq!(scene.refused(&invite("mallory")), Refusal::NotAMember);
}

#[test]
fn inviting_who_is_there_already_changes_nothing() {
    let mut scene = Scene::connected(MediaKind::Video);
    let version = scene.call.version();
    scene.invites(web("alice"), vec![reachable("bob")]);
    assert_eq!(scene.call.version(), version);
}

#[test]
fn inviting_somebody_who_is_busy_tells_the_others_and_nothing_else() {
    let mut scene = Scene::connected(MediaKind::Video);
    scene.at(3_000).invites(web("alice"), vec![busy("carol")]);
    assert_eq!(scene.call.ended(), None);
    let left = scene.member(&web("bob"), "carol").left.expect("left");
    assert_eq!(left.reason, EndReason::Busy);
}

#[test]
fn nine_is_the_most() {
    let mut scene = Scene::group(&["b", "c", "d", "e", "f", "g", "h", "i"]);
    assert_eq!(scene.call.engaged().count(), Limits::MEMBERS);
    scene.at(1_000).accepts(web("b"));
    let tenth = Input::Invite {
        by: web("b"),
        callees: vec![reachable("j")],
        ring: crate::scene::RING,
    };
    assert_eq!(scene.refused(&tenth), Refusal::TooManyMembers);
    let join = Input::Join { device: web("j") };
    assert_eq!(scene.refused(&join), Refusal::TooManyMembers);
    scene.rejects(web("c")).does(join);
    assert_eq!(scene.phase(&web("j")), Phase::Joined);
}

#[test]
fn being_asked_again_begins_the_next_episode_and_rings_again() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("carol")).rejects(web("bob"));
    let told = scene.call.over_since(&web("bob")).expect("over");
    scene
        .at(2_000)
        .invites(web("carol"), vec![reachable("bob")]);
    scene.does(Input::DeviceCame(web("bob")));
    let bob = scene.member(&web("alice"), "bob");
    assert_eq!(
        (bob.episode, bob.phase, bob.left),
        (2, Phase::Ringing, None)
    );
    assert_eq!(scene.phase(&web("bob")), Phase::Ringing);
    assert_eq!(scene.view(&web("bob")).ended, None);
    assert_eq!(scene.call.over_since(&web("bob")), None);
    assert!(scene.call.told_since(&web("bob")) > Some(told));
    scene.at(3_000).accepts(web("bob"));
    assert_eq!(scene.phase(&web("bob")), Phase::Joined);
}

#[test]
fn who_has_hung_up_may_come_back() {
    let mut scene = Scene::group(&["bob", "carol"]);
    scene.at(1_000).accepts(web("bob")).accepts(web("carol"));
    scene.at(2_000).hangs_up(web("bob"));
    scene.at(3_000).does(Input::Join { device: web("bob") });
    scene.at(5_000).hangs_up(web("bob"));
    let end = after(2_000, EndReason::Hangup, Some("bob"));
    assert_eq!(
        scene.end(&web("bob")),
        end,
        "counted from when he came back"
    );
}
