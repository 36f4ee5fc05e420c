//! A scripted call, and what is told of it afterwards.

use std::sync::Arc;
use std::time::Duration;

use callkit_engine::{CallId, Event, Id as _, MemberChange, Switch};
use callkit_server::Clock;
use callkit_store::Store as _;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use crate::stage::{Stage, eventually};

/// How far two clocks of one machine may be apart: both are read from the wall once.
const SKEW_MS: i64 = 100;

/// Mute at two seconds, a network that dies at five, back at twelve, the end at fifteen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_timeline_of_a_scripted_call_is_right() {
    let at = Arc::new(Stage::set().await);
    let operator = at.operator().await;
    let clock = Clock::start();
    let mut alice = at.device("alice", "phone-a").await;
    let (cut, dying) = oneshot::channel();
    let bobs = Arc::clone(&at);
    // A runtime of its own, so that everything of bob's ends without a word: an engine that is
    // dropped while its tasks run would sign out.
    let program = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let bob = runtime.block_on(async {
            let mut bob = bobs.device("bob", "phone-b").await;
            bob.accepts().await;
            dying.await.unwrap();
            bob
        });
        runtime.shutdown_timeout(Duration::from_secs(10));
        drop(bob);
    });
    eventually("bob is online", async || {
        let page = operator
            .ok("GET", "live/users?search=bob", Value::Null)
            .await;
        (page["total"] == 1).then_some(())
    })
    .await;
    let call = alice.calls("bob").await;
    alice.sees_connected("bob").await;
    let began = Instant::now();
    let now = || i64::try_from(clock.now().0).unwrap();
    let second = async |seconds| {
        sleep_until(began + Duration::from_secs(seconds)).await;
        now()
    };

    // What happens is told of the time between what made it happen and what it led to.
    let muting = second(2).await;
    alice
        .engine
        .set_microphone(&call, Switch::Off)
        .await
        .unwrap();
    let muted = now();
    let dying_at = second(5).await;
    cut.send(()).unwrap();
    tokio::task::spawn_blocking(|| program.join())
        .await
        .unwrap()
        .unwrap();
    alice
        .until("bob falling silent", |event| {
            is(event, &MemberChange::Reconnecting)
        })
        .await;
    let missed = now();
    let returning = second(12).await;
    let _bob = at.device("bob", "phone-b").await;
    alice
        .until("bob being back", |event| {
            is(event, &MemberChange::Reconnected)
        })
        .await;
    let returned = now();
    let ending = second(18).await;
    alice.engine.hangup(&call).await.unwrap();
    let ended = now();

    let log = finished(&at, &operator, &call).await;
    let timeline = log["timeline"].as_array().unwrap();
    let facts: Vec<&str> = timeline
        .iter()
        .filter_map(|entry| entry["fact"].as_str())
        .collect();
    // Whose media comes up first is a matter of luck.
    let without_luck: Vec<&str> = facts
        .iter()
        .copied()
        .filter(|fact| *fact != "connected")
        .collect();
    assert_eq!(
        without_luck,
        [
            "started",
            "invited",
            "rang",
            "accepted",
            "microphone",
            "reconnecting",
            "reconnected",
            "left",
            "left",
            "ended"
        ],
        "{log:#}"
    );
    assert_eq!(facts.iter().filter(|fact| **fact == "connected").count(), 2);
    let at_of = |fact: &str, user: &str| {
        let entry = timeline
            .iter()
            .find(|entry| entry["fact"] == fact && (entry["user"] == user || entry["by"] == user));
        let entry = entry.unwrap_or_else(|| panic!("no {fact} of {user}: {log:#}"));
        entry["at"].as_i64().unwrap()
    };
    for (fact, user, from, until) in [
        ("microphone", "alice", muting, muted),
        ("reconnecting", "bob", dying_at, missed),
        ("reconnected", "bob", returning, returned),
        ("ended", "alice", ending, ended),
    ] {
        let told = at_of(fact, user);
        let within = (from - SKEW_MS..=until + SKEW_MS).contains(&told);
        assert!(
            within,
            "{fact} at {told}, but it was between {from} and {until}"
        );
    }
    assert_eq!(log["record"]["reason"], "hangup");

    // The media tells why: bob's fell silent, or was found broken before that on a machine that is
    // busy, and there is nothing of it until he is back.
    let notes: Vec<&str> = timeline
        .iter()
        .filter(|entry| entry["source"] == "media" && entry["user_id"] == "bob")
        .filter_map(|entry| entry["note"].as_str())
        .collect();
    let down = |note: &&str| ["silent", "failed"].contains(note);
    assert!(notes.iter().any(down), "{notes:?}");
    assert_eq!(
        notes.iter().filter(|note| **note == "up").count(),
        2,
        "{notes:?}"
    );
    let series = log["quality"].as_array().unwrap();
    let of = |user: &str| {
        series
            .iter()
            .find(|series| series["user_id"] == user)
            .unwrap()
    };
    let of = |user: &str| of(user)["samples"].as_array().unwrap();
    // Bob's tone is there until he dies; alice's is not once she is mute.
    assert!(of("bob")[0]["up_kbps"].as_u64().unwrap() > 10, "{log:#}");
    assert_eq!(of("alice").last().unwrap()["up_kbps"], 0, "{log:#}");
    let worst = of("bob").iter();
    assert_eq!(
        worst.filter_map(|sample| sample["grade"].as_u64()).max(),
        Some(6),
        "{log:#}"
    );
}

fn is(event: &Event, wanted: &MemberChange) -> bool {
    matches!(event, Event::Member { change, .. } if change == wanted)
}

/// The log of a call, once it is over and all of it is written.
async fn finished(at: &Stage, operator: &crate::stage::Browser, call: &CallId) -> Value {
    let path = format!("calls/{}/{}", at.app, call.as_str());
    eventually("everything of the call is written", async || {
        let media = at.store().media_log(at.app, call.clone()).await.unwrap();
        let log = operator.ok("GET", &path, Value::Null).await;
        let over = log["record"].is_object() && log["live"].is_null();
        (over && media.chunks.len() >= 2).then_some(log)
    })
    .await
}

#[tokio::test]
async fn an_unknown_call_has_no_timeline() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let path = format!("calls/{}/AAAAAAAAAAAAAAAAAAAAAA", at.app);
    assert_eq!(
        operator.refused("GET", &path, Value::Null).await,
        "unknown_call"
    );
    let path = format!("calls/{}/no-call", at.app);
    assert_eq!(
        operator.refused("GET", &path, Value::Null).await,
        "invalid_argument"
    );
}
