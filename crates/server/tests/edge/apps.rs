//! A ticket opens one app, and only as long as the app lets it.

use callkit_protocol::{ErrorCode, ServerMessage};
use callkit_store::{AppStatus, Operator as _};
use serde_json::json;

use crate::support::{Device, hello, start, ticket};

#[tokio::test]
async fn users_of_two_apps_with_the_same_ids_never_meet() {
    let at = start().await;
    let (other, key) = at.another_app().await;
    let mut here = at.sign_in("bob").await;
    let mut there = Device::connect(at.addr()).await;
    there
        .send(hello(other, "bob", &ticket(other, &key, "bob")))
        .await;
    assert!(matches!(there.next().await, ServerMessage::Welcome(_)));
    there
        .ask(json!({"type": "set_profile", "nick": "the other bob"}))
        .await
        .unwrap();
    there
        .ask(json!({"type": "block", "user_id": "alice", "on": true}))
        .await
        .unwrap();

    // Alice's call rings here, whatever the other bob wants, and not there.
    let mut alice = at.sign_in("alice").await;
    let profiles = alice
        .ask(json!({"type": "get_profiles", "user_ids": ["bob"]}))
        .await
        .unwrap();
    assert_eq!(profiles["profiles"][0]["nick"], "");
    let called = alice
        .ask(json!({"type": "call", "callees": ["bob"], "media": "audio"}))
        .await;
    let call_id = called.expect("he blocks nobody here")["call_id"].clone();
    assert!(matches!(here.next().await, ServerMessage::View(_)));
    there.send(json!({"type": "ping", "sent": 1})).await;
    assert!(
        matches!(there.next().await, ServerMessage::Pong(_)),
        "no call rings there"
    );

    // Even who learned the call's id cannot touch it from another app.
    for command in ["accept", "join", "reject"] {
        let error = there
            .ask(json!({"type": command, "call_id": call_id}))
            .await;
        assert_eq!(
            error.expect_err("not his app").name,
            ErrorCode::CallNotFound,
            "{command}"
        );
    }
    // Hanging up what is not there always succeeds. The call goes on.
    there
        .ask(json!({"type": "hangup", "call_id": call_id}))
        .await
        .unwrap();
    here.ask(json!({"type": "accept", "call_id": call_id}))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_disabled_app_cuts_at_once_and_lets_nobody_in() {
    let at = start().await;
    let (other, key) = at.another_app().await;
    let mut alice = at.sign_in("alice").await;
    let mut bystander = Device::connect(at.addr()).await;
    bystander
        .send(hello(other, "alice", &ticket(other, &key, "alice")))
        .await;
    assert!(matches!(bystander.next().await, ServerMessage::Welcome(_)));

    let beside = at.store();
    beside
        .set_app_status(at.app, AppStatus::Disabled)
        .await
        .unwrap();
    assert_eq!(alice.closed().await.name, ErrorCode::AppDisabled);
    let mut again = Device::connect(at.addr()).await;
    again.send(at.hello("alice")).await;
    assert_eq!(again.closed().await.name, ErrorCode::AppDisabled);

    bystander.send(json!({"type": "ping", "sent": 1})).await;
    assert!(matches!(bystander.next().await, ServerMessage::Pong(_)));
    beside
        .set_app_status(at.app, AppStatus::Enabled)
        .await
        .unwrap();
    at.sign_in("alice").await;
}

#[tokio::test]
async fn a_withdrawn_key_cuts_those_who_came_in_with_it() {
    let at = start().await;
    let beside = at.store();
    let now = callkit_server::Clock::start().now();
    let fresh = callkit_server::random_key();
    beside.add_key(at.app, fresh.clone(), now).await.unwrap();
    let mut old = at.sign_in("alice").await;
    let mut new = Device::connect(at.addr()).await;
    new.send(hello(at.app, "bob", &ticket(at.app, &fresh, "bob")))
        .await;
    assert!(matches!(new.next().await, ServerMessage::Welcome(_)));

    let first = beside.apps().await.unwrap()[0].keys[0].id;
    beside.withdraw_key(at.app, first, now).await.unwrap();
    assert_eq!(old.closed().await.name, ErrorCode::TicketWrongKey);
    new.send(json!({"type": "ping", "sent": 1})).await;
    assert!(matches!(new.next().await, ServerMessage::Pong(_)));
}
