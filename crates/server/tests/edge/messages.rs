//! What a signed-in device says, and what becomes of it.

use std::time::Duration;

use callkit_protocol::{ErrorCode, ServerMessage};
use callkit_server::config::Rate;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio_tungstenite::tungstenite::protocol::Message;

use crate::support::{Device, eventually, start, start_with, ticket_at};

#[tokio::test]
async fn a_ping_is_answered_with_the_servers_time() {
    let at = start().await;
    let mut alice = at.sign_in("alice").await;
    // A client that counts in whole numbers gets whole numbers back.
    for sent in ["12", "12.5", "1795751928101"] {
        let ping = format!(r#"{{"type":"ping","sent":{sent}}}"#);
        alice.send(serde_json::from_str(&ping).expect("JSON")).await;
        let ServerMessage::Pong(pong) = alice.next().await else {
            panic!("no pong")
        };
        assert_eq!(pong.sent.to_string(), sent);
        assert!(pong.now.0 > 1_700_000_000_000);
    }
}

#[tokio::test]
async fn a_command_that_cannot_be_read_is_refused_and_the_connection_goes_on() {
    let at = start().await;
    let mut alice = at.sign_in("alice").await;
    for (command, expected) in [
        (json!({"type": "dance"}), ErrorCode::UnknownMessage),
        (
            json!({"type": "call", "callees": ["b b"], "media": "audio"}),
            ErrorCode::InvalidArgument,
        ),
        (
            json!({"type": "call", "callees": ["bob"], "media": "smell"}),
            ErrorCode::InvalidArgument,
        ),
        (
            json!({"type": "call", "callees": ["alice"], "media": "audio"}),
            ErrorCode::CallYourself,
        ),
        (
            json!({"type": "accept", "call_id": "A".repeat(22)}),
            ErrorCode::CallNotFound,
        ),
        (
            json!({"type": "call", "media": "audio",
                "callees": (0..9).map(|n| format!("user{n}")).collect::<Vec<_>>()}),
            ErrorCode::TooManyMembers,
        ),
    ] {
        let error = alice.ask(command.clone()).await.expect_err("refused");
        assert_eq!(error.name, expected, "{command}: {error}");
    }
    // One that nobody knows and that asks for no answer is from a newer client.
    alice.send(json!({"type": "wink"})).await;
    alice.send(json!({"type": "ping", "sent": 1})).await;
    assert!(matches!(alice.next().await, ServerMessage::Pong(_)));
}

#[tokio::test]
async fn what_is_no_message_closes_the_connection_with_its_code() {
    let at = start().await;
    let large = format!(r#"{{"type":"ping","sent":1,"x":"{}"}}"#, "y".repeat(70_000));
    let huge = format!(
        r#"{{"type":"ping","sent":1,"x":"{}"}}"#,
        "y".repeat(1 << 20)
    );
    for (message, expected) in [
        (Message::text("{"), ErrorCode::BadMessage),
        (Message::text(r#"{"no":"type"}"#), ErrorCode::BadMessage),
        (Message::binary(vec![0; 3]), ErrorCode::BinaryMessage),
        (Message::text(large), ErrorCode::MessageTooLarge),
        (Message::text(huge), ErrorCode::MessageTooLarge),
        // More than the buffers of a connection hold: it is still being sent when it is refused.
        (
            Message::text("y".repeat(16 << 20)),
            ErrorCode::MessageTooLarge,
        ),
        (
            Message::text(at.hello("alice").to_string()),
            ErrorCode::HelloExpected,
        ),
    ] {
        let mut alice = at.sign_in("alice").await;
        alice.send_raw(message).await;
        assert_eq!(alice.closed().await.name, expected);
    }
    at.sign_in("alice").await;
}

#[tokio::test]
async fn a_profile_is_kept_and_shown_to_others() {
    let at = start().await;
    let mut alice = at.sign_in("alice").await;
    let avatar = "https://img.example.com/a.png";
    let own = alice
        .ask(json!({"type": "set_profile", "nick": "爱丽丝", "avatar": avatar}))
        .await;
    let expected = json!({"user_id": "alice", "nick": "爱丽丝", "avatar": avatar});
    assert_eq!(own.unwrap()["profiles"], json!([expected]));

    let mut bob = at.sign_in("bob").await;
    let asked = json!({"type": "get_profiles", "user_ids": ["zoe", "alice", "zoe"]});
    let unknown = json!({"user_id": "zoe", "nick": "", "avatar": ""});
    assert_eq!(
        bob.ask(asked).await.unwrap()["profiles"],
        json!([unknown, expected])
    );

    for bad in [
        json!({"type": "set_profile", "nick": "x".repeat(501)}),
        json!({"type": "set_profile", "avatar": "javascript:alert(1)"}),
        json!({"type": "set_profile", "avatar": format!("https://x/{}", "y".repeat(1000))}),
        json!({"type": "get_profiles", "user_ids": vec!["alice"; 101]}),
        json!({"type": "block", "user_id": "bob", "on": true}),
    ] {
        let error = bob.ask(bad.clone()).await.expect_err("refused");
        assert_eq!(error.name, ErrorCode::InvalidArgument, "{bad}");
    }
}

#[tokio::test]
async fn a_blocked_caller_is_told_until_he_is_let_in_again() {
    let at = start().await;
    let (mut alice, mut bob) = (at.sign_in("alice").await, at.sign_in("bob").await);
    bob.ask(json!({"type": "block", "user_id": "alice", "on": true}))
        .await
        .unwrap();
    let call = json!({"type": "call", "callees": ["bob"], "media": "audio"});
    let error = alice.ask(call.clone()).await.expect_err("blocked");
    assert_eq!(error.name, ErrorCode::Blocked);
    bob.ask(json!({"type": "block", "user_id": "alice", "on": false}))
        .await
        .unwrap();
    let called = alice.ask(call).await.expect("the call goes through");
    assert!(called["call_id"].is_string());
    assert!(matches!(bob.next().await, ServerMessage::View(_)));
}

#[tokio::test]
async fn do_not_disturb_is_there_at_the_next_sign_in() {
    let at = start().await;
    let mut alice = at.sign_in("alice").await;
    alice
        .ask(json!({"type": "do_not_disturb", "on": true}))
        .await
        .unwrap();
    let mut again = Device::connect(at.addr()).await;
    again.send(at.hello("alice")).await;
    let ServerMessage::Welcome(welcome) = again.next().await else {
        panic!("no welcome")
    };
    assert!(welcome.do_not_disturb);
    // The same device: the older connection is told and makes room.
    assert_eq!(alice.closed().await.name, ErrorCode::TakenOver);
}

#[tokio::test]
async fn an_expiring_ticket_is_announced_and_can_be_renewed() {
    let at = start().await;
    let now = callkit_server::Clock::start().now().0 / 1000;
    let mut alice = Device::connect(at.addr()).await;
    let short = ticket_at(at.app, &at.key, "alice", now, 2);
    alice
        .send(crate::support::hello(at.app, "alice", &short))
        .await;
    assert!(matches!(alice.next().await, ServerMessage::Welcome(_)));
    assert!(matches!(
        alice.next().await,
        ServerMessage::TicketExpired(_)
    ));
    // Nothing was cut.
    let bad = alice
        .ask(json!({"type": "renew", "ticket": at.ticket("bob")}))
        .await;
    assert_eq!(bad.expect_err("not his").name, ErrorCode::TicketWrongUser);
    alice
        .ask(json!({"type": "renew", "ticket": at.ticket("alice")}))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_silent_client_is_closed_after_three_heartbeats() {
    let at = start_with(|config| config.heartbeat = Duration::from_millis(100)).await;
    let mut alice = at.sign_in("alice").await;
    assert_eq!(alice.closed().await.name, ErrorCode::Idle);
}

#[tokio::test]
async fn who_signs_out_is_closed_normally_and_gone() {
    let at = start().await;
    let mut alice = at.sign_in("alice").await;
    alice.send(json!({"type": "logout"})).await;
    assert_eq!(alice.close_code().await, 1000);
    eventually("nobody is signed in", async || {
        (at.metric("callkit_devices").await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_flood_of_messages_and_one_of_calls_are_stopped() {
    let at = start_with(|config| {
        config.limit_messages = Rate {
            per_minute: 60,
            burst: 20,
        };
        config.limit_calls_per_user = Rate {
            per_minute: 1,
            burst: 1,
        };
    })
    .await;
    let mut alice = at.sign_in("alice").await;
    let call = json!({"type": "call", "callees": ["bob"], "media": "audio"});
    alice
        .ask(call.clone())
        .await
        .expect("the first goes through");
    let error = alice.ask(call).await.expect_err("too many");
    assert_eq!(error.name, ErrorCode::RateLimited);
    assert!(error.message.contains("wait"), "{error}");

    let mut bob = at.sign_in("bob").await;
    for _ in 0..25 {
        bob.send_raw(Message::text(r#"{"type":"ping","sent":1}"#))
            .await;
    }
    assert_eq!(bob.closed().await.name, ErrorCode::RateLimited);
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_off_and_told_why() {
    let at = start_with(|config| {
        config.limit_outbox = 4;
        config.limit_messages = Rate {
            per_minute: 60_000_000,
            burst: 1_000_000,
        };
    })
    .await;
    let slow = at.sign_in("slow").await;

    // Short questions with long answers that nobody reads.
    let (mut sending, mut receiving) = slow.0.split();
    let users: Vec<_> = (0..100).map(|n| n.to_string()).collect();
    let question = json!({"type": "get_profiles", "key": "k", "user_ids": users}).to_string();
    let asking = tokio::spawn(async move {
        while sending.send(Message::text(question.clone())).await.is_ok() {}
        sending
    });
    let closed = "callkit_closed_total{code=\"slow_client\"}";
    eventually("the server gives up on it", async || {
        (at.metric(closed).await == 1).then_some(())
    })
    .await;

    asking.abort();

    // Nobody else had to wait, and its last words are there to be read.
    at.sign_in("bob").await;
    let mut code = None;
    while let Some(Ok(message)) = receiving.next().await {
        if let Message::Close(Some(frame)) = message {
            code = Some(u16::from(frame.code));
        }
    }
    assert_eq!(code, Some(ErrorCode::SlowClient.number()));
}

#[tokio::test]
async fn a_stopping_server_tells_its_clients_to_come_back() {
    let at = start().await;
    let mut alice = at.sign_in("alice").await;
    at.server.stop().await;
    assert_eq!(alice.close_code().await, 1012);
}
