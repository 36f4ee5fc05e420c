//! Whatever views are lost, repeated or reordered, the program hears the same story.
//!
//! A [`Story`] is a call as a server would tell it: a list of versions, each with the state and the
//! facts that made it. A schedule says which of them arrive, in which order, and what the server
//! knew to be acknowledged when it sent each.

use callkit_protocol::{
    CallId, CallView, Connection, DeviceId, EndReason, EndedView, Fact, FactKind, LeftView,
    MediaKind, MemberView, Millis, Phase, Role, RoomId, UnixMs, UserId, VideoState, YouView,
};
use proptest::prelude::*;

use crate::event::{Event, MemberChange};
use crate::signalling::calls::Calls;

/// What can happen to one of the others, if he is in a state for it.
#[derive(Clone, Copy, Debug)]
enum Happens {
    Accepts,
    Camera,
    InvitedAgain,
    Leaves,
    Microphone,
    Rings,
    SilentOrBack,
    SwitchMedia,
}

#[derive(Clone, Debug)]
struct Story {
    versions: Vec<CallView>,
    facts: Vec<Fact>,
}

impl Story {
    /// A call of three in which `happenings` happen to the other two, `me` joins before the one
    /// numbered `joins` if it ever does, and which then ends for `me`.
    fn new(role: Role, happenings: &[(bool, Happens)], joins: usize) -> Self {
        let mut story = Self {
            versions: Vec::new(),
            facts: Vec::new(),
        };
        let mut view = beginning(role);
        let (caller, callees) = match role {
            Role::Caller => ("me", ["bob", "carol"]),
            Role::Callee => ("bob", ["me", "carol"]),
        };
        let mut facts = vec![FactKind::Started {
            user: id(caller),
            media: view.media,
        }];
        facts.extend(callees.map(|user| invited(user, caller)));
        story.commit(&mut view, facts);
        for (at, (first, happens)) in happenings.iter().enumerate() {
            if at == joins && role == Role::Callee {
                story.join(&mut view);
            }
            let user = if *first { "bob" } else { "carol" };
            if let Some(facts) = apply(&mut view, user, *happens) {
                story.commit(&mut view, facts);
            }
        }
        let connected = view.you.phase == Phase::Joined && view.connected_at.is_some();
        view.you.phase = Phase::Left;
        view.ended = Some(EndedView {
            at: UnixMs(9_000),
            reason: EndReason::Hangup,
            by: Some(id("bob")),
            connected,
            duration_ms: Millis(if connected { 5_000 } else { 0 }),
        });
        story.commit(
            &mut view,
            vec![FactKind::Ended {
                reason: EndReason::Hangup,
                by: None,
            }],
        );
        story
    }

    fn join(&mut self, view: &mut CallView) {
        let device: DeviceId = "d".parse().expect("device");
        member(view, "me").phase = Phase::Joined;
        view.you.phase = Phase::Joined;
        view.connected_at = Some(UnixMs(4_000));
        self.commit(
            view,
            vec![FactKind::Accepted {
                user: id("me"),
                device,
            }],
        );
    }

    fn commit(&mut self, view: &mut CallView, kinds: Vec<FactKind>) {
        view.version += 1;
        for kind in kinds {
            let seq = self.facts.len() as u64 + 1;
            self.facts.push(Fact {
                seq,
                version: view.version,
                at: UnixMs(1_000),
                kind,
            });
        }
        self.versions.push(view.clone());
    }

    fn last(&self) -> u64 {
        self.versions.len() as u64
    }

    /// Version `version` as it is sent to a device that has acknowledged `acked`.
    fn send(&self, version: u64, acked: u64, most: usize) -> CallView {
        let mut view = self.versions[version as usize - 1].clone();
        let news = self
            .facts
            .iter()
            .filter(|f| acked < f.version && f.version <= version);
        view.facts = news.cloned().collect();
        view.facts_complete = view.facts.len() <= most;
        if !view.facts_complete {
            view.facts.clear();
        }
        view
    }

    /// What the program hears of the others when every version arrives.
    fn about_others(&self) -> Vec<Event> {
        self.told(
            &(1..=self.last())
                .map(|version| (version, version - 1))
                .collect::<Vec<_>>(),
            64,
        )
        .into_iter()
        .filter(is_about_others)
        .collect()
    }

    /// What the program hears when these arrive, each sent when that was acknowledged.
    fn told(&self, deliveries: &[(u64, u64)], most: usize) -> Vec<Event> {
        let mut calls = Calls::default();
        let mut events = Vec::new();
        let mut held = 0;
        for (version, acked) in deliveries {
            // A device acknowledges what it got, so a server knows of no more.
            let acked = (*acked).min(held).min(version - 1);
            events.extend(calls.take(self.send(*version, acked, most)).events);
            held = held.max(*version);
        }
        events
    }
}

fn id(user: &str) -> UserId {
    user.parse().expect("a user ID")
}

fn invited(user: &str, by: &str) -> FactKind {
    FactKind::Invited {
        user: id(user),
        by: id(by),
        deadline: UnixMs(31_000),
    }
}

fn member<'a>(view: &'a mut CallView, user: &str) -> &'a mut MemberView {
    let found = view
        .members
        .iter_mut()
        .find(|member| member.user_id == id(user));
    found.expect("a member")
}

fn beginning(role: Role) -> CallView {
    let caller = match role {
        Role::Caller => "me",
        Role::Callee => "bob",
    };
    let others = ["me", "bob", "carol"]
        .into_iter()
        .filter(|user| *user != caller);
    let members = [caller].into_iter().chain(others).map(|user| MemberView {
        user_id: id(user),
        episode: 1,
        phase: if user == caller {
            Phase::Joined
        } else {
            Phase::Ringing
        },
        rang: false,
        ring_deadline: None,
        joined_at: None,
        connection: Connection::Connecting,
        microphone: true,
        camera: true,
        video: VideoState::Ok,
        left: None,
    });
    CallView {
        call_id: CallId::from_random([7; 16]),
        version: 0,
        now: UnixMs(1_000),
        room_id: RoomId::from_random(1),
        media: MediaKind::Video,
        group: true,
        caller: id(caller),
        chat_group_id: None,
        user_data: None,
        started_at: UnixMs(1_000),
        connected_at: None,
        ended: None,
        members: members.collect(),
        you: YouView {
            user_id: id("me"),
            role,
            phase: match role {
                Role::Caller => Phase::Joined,
                Role::Callee => Phase::Ringing,
            },
            leg: None,
        },
        facts: Vec::new(),
        facts_complete: true,
    }
}

/// Makes it happen, if it can.
fn apply(view: &mut CallView, user: &str, happens: Happens) -> Option<Vec<FactKind>> {
    let device: DeviceId = "d".parse().expect("device");
    let name = id(user);
    let media = view.media;
    let change = member(view, user);
    match (happens, change.phase) {
        (Happens::Accepts, Phase::Ringing) => {
            change.phase = Phase::Joined;
            change.connection = Connection::Connected;
            view.connected_at.get_or_insert(UnixMs(3_000));
            let accepted = FactKind::Accepted {
                user: name.clone(),
                device,
            };
            Some(vec![accepted, FactKind::Connected { user: name }])
        }
        (Happens::Camera, Phase::Joined) => {
            change.camera = !change.camera;
            Some(vec![FactKind::Camera {
                user: name,
                on: change.camera,
            }])
        }
        (Happens::InvitedAgain, Phase::Left) => {
            change.phase = Phase::Ringing;
            change.episode += 1;
            change.left = None;
            Some(vec![invited(user, "me")])
        }
        (Happens::Leaves, Phase::Ringing | Phase::Joined) => {
            let reason = match change.phase {
                Phase::Ringing => EndReason::Rejected,
                Phase::Joined | Phase::Left => EndReason::Hangup,
            };
            change.phase = Phase::Left;
            change.left = Some(LeftView {
                at: UnixMs(2_000),
                reason,
            });
            Some(vec![FactKind::Left { user: name, reason }])
        }
        (Happens::Microphone, Phase::Joined) => {
            change.microphone = !change.microphone;
            Some(vec![FactKind::Microphone {
                user: name,
                on: change.microphone,
            }])
        }
        (Happens::Rings, Phase::Ringing) if !change.rang => {
            change.rang = true;
            Some(vec![FactKind::Rang { user: name }])
        }
        (Happens::SilentOrBack, Phase::Joined) => {
            let silent = change.connection == Connection::Reconnecting;
            change.connection = if silent {
                Connection::Connected
            } else {
                Connection::Reconnecting
            };
            Some(vec![match silent {
                true => FactKind::Reconnected { user: name },
                false => FactKind::Reconnecting { user: name },
            }])
        }
        (Happens::SwitchMedia, Phase::Joined) => {
            view.media = match media {
                MediaKind::Audio => MediaKind::Video,
                MediaKind::Video => MediaKind::Audio,
            };
            Some(vec![FactKind::MediaSwitched {
                by: name,
                media: view.media,
            }])
        }
        (
            Happens::Accepts
            | Happens::Camera
            | Happens::InvitedAgain
            | Happens::Leaves
            | Happens::Microphone
            | Happens::Rings
            | Happens::SilentOrBack
            | Happens::SwitchMedia,
            Phase::Ringing | Phase::Joined | Phase::Left,
        ) => None,
    }
}

fn is_about_others(event: &Event) -> bool {
    matches!(event, Event::Member { .. } | Event::MediaSwitched { .. })
}

fn ends(events: &[Event]) -> Vec<&Event> {
    events
        .iter()
        .filter(|event| matches!(event, Event::CallEnded(_)))
        .collect()
}

fn any_story() -> impl Strategy<Value = Story> {
    let happens = prop_oneof![
        Just(Happens::Accepts),
        Just(Happens::Camera),
        Just(Happens::InvitedAgain),
        Just(Happens::Leaves),
        Just(Happens::Microphone),
        Just(Happens::Rings),
        Just(Happens::SilentOrBack),
        Just(Happens::SwitchMedia),
    ];
    let happenings = prop::collection::vec((any::<bool>(), happens), 0..25);
    let role = prop_oneof![Just(Role::Caller), Just(Role::Callee)];
    (role, happenings, 0..30_usize).prop_map(|(role, list, joins)| Story::new(role, &list, joins))
}

/// A story, and views of it that arrive: any, in any order, and the last one among them.
fn any_delivery() -> impl Strategy<Value = (Story, Vec<(u64, u64)>)> {
    any_story().prop_flat_map(|story| {
        let last = story.last();
        let some = prop::collection::vec((1..=last, 0..=last), 0..20);
        let after = prop::collection::vec((1..=last, 0..=last), 0..5);
        (Just(story), some, 0..=last, after).prop_map(move |(story, mut list, acked, after)| {
            list.push((last, acked));
            list.extend(after);
            (story, list)
        })
    })
}

proptest! {
    #[test]
    fn the_end_is_told_once_and_last((story, deliveries) in any_delivery(), most in 0..64_usize) {
        let all: Vec<_> = (1..=story.last()).map(|version| (version, 0)).collect();
        let whole = story.told(&all, 64);
        let events = story.told(&deliveries, most);
        prop_assert_eq!(ends(&events), ends(&whole));
        prop_assert_eq!(ends(&events).len(), 1);
        prop_assert!(matches!(events.last(), Some(Event::CallEnded(_))), "{events:?}");
    }

    #[test]
    fn facts_about_others_are_told_once_each((story, deliveries) in any_delivery()) {
        let told: Vec<_> =
            story.told(&deliveries, 64).into_iter().filter(is_about_others).collect();
        prop_assert_eq!(told, story.about_others());
    }

    #[test]
    fn a_ring_and_a_connection_are_told_at_most_once((story, deliveries) in any_delivery()) {
        let events = story.told(&deliveries, 64);
        let received = events.iter().filter(|e| matches!(e, Event::CallReceived(_))).count();
        let connected = events.iter().filter(|e| matches!(e, Event::CallConnected(_))).count();
        prop_assert!(received <= 1 && connected <= 1, "{events:?}");
    }

    #[test]
    fn across_a_gap_the_last_word_about_each_is_what_he_is(story in any_story(), from in 0..30_u64) {
        // One version arrives, and then the last but one, too far on for facts.
        let before_end = story.last() - 1;
        let first = from.clamp(1, before_end);
        let mut calls = Calls::default();
        calls.take(story.send(first, 0, 64));
        let events = calls.take(story.send(before_end, first, 0)).events;
        for user in ["bob", "carol"] {
            let state = |version: u64| {
                let members = &story.versions[version as usize - 1].members;
                members.iter().find(|member| member.user_id == id(user)).expect("a member").clone()
            };
            let (old, new) = (state(first), state(before_end));
            let phase = events.iter().rev().find_map(|event| {
                let Event::Member { user: who, change, .. } = event else { return None };
                if *who == id(user) { phase_of(change) } else { None }
            });
            let expected = ((old.phase, old.episode) != (new.phase, new.episode))
                .then_some(new.phase);
            prop_assert_eq!(phase, expected, "{}: {:?} {:?} {:?}", user, old, new, events);
        }
    }
}

fn phase_of(change: &MemberChange) -> Option<Phase> {
    match change {
        MemberChange::Accepted | MemberChange::Joined => Some(Phase::Joined),
        MemberChange::Invited => Some(Phase::Ringing),
        MemberChange::Left(_) => Some(Phase::Left),
        MemberChange::Camera(_)
        | MemberChange::Connected
        | MemberChange::Microphone(_)
        | MemberChange::Rang
        | MemberChange::Reconnected
        | MemberChange::Reconnecting => None,
    }
}

#[test]
fn a_callee_hears_the_ring_then_the_connection_then_the_end() {
    let story = Story::new(
        Role::Callee,
        &[(false, Happens::Leaves), (true, Happens::Camera)],
        1,
    );
    let all: Vec<_> = (1..=story.last())
        .map(|version| (version, version - 1))
        .collect();
    let names: Vec<_> = story.told(&all, 64).iter().map(name).collect();
    assert_eq!(
        names,
        [
            "received",
            "carol Left(Rejected)",
            "connected",
            "bob Camera(Off)",
            "ended"
        ]
    );
}

#[test]
fn a_caller_is_not_told_whom_he_called_and_is_told_who_accepts() {
    let story = Story::new(
        Role::Caller,
        &[(true, Happens::Rings), (true, Happens::Accepts)],
        0,
    );
    let names: Vec<_> = story.told(&[(3, 0), (4, 3)], 64).iter().map(name).collect();
    assert_eq!(
        names,
        [
            "bob Rang",
            "bob Accepted",
            "bob Connected",
            "connected",
            "ended"
        ]
    );
}

#[test]
fn being_asked_again_into_the_same_call_rings_again() {
    let story = Story::new(Role::Callee, &[], 0);
    let mut calls = Calls::default();
    calls.take(story.send(1, 0, 64));
    calls.take(story.send(2, 1, 64));
    let mut again = story.versions[0].clone();
    again.version = 4;
    member(&mut again, "me").episode = 2;
    let events = calls.take(again).events;
    assert!(matches!(events[..], [Event::CallReceived(_)]), "{events:?}");
}

#[test]
fn a_call_that_the_server_does_not_name_any_more_is_lost() {
    let story = Story::new(Role::Caller, &[(true, Happens::Accepts)], 0);
    let mut calls = Calls::default();
    calls.take(story.send(2, 0, 64));
    let events = calls.resume(Vec::new()).events;
    let [Event::CallEnded(ended)] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((ended.reason, ended.connected), (EndReason::Lost, true));
    assert!(
        calls.take(story.send(1, 0, 64)).events.is_empty(),
        "an old view begins nothing"
    );
}

fn name(event: &Event) -> String {
    if let Event::Member { user, change, .. } = event {
        return format!("{user} {change:?}");
    }
    let names = [
        (matches!(event, Event::CallReceived(_)), "received"),
        (matches!(event, Event::CallConnected(_)), "connected"),
        (matches!(event, Event::CallEnded(_)), "ended"),
    ];
    let found = names.into_iter().find(|(is, _)| *is);
    found.map_or_else(|| format!("{event:?}"), |(_, name)| name.to_owned())
}
