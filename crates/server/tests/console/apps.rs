//! Apps, keys, settings and tickets.

use callkit_engine::{Event, SignOut};
use callkit_protocol::{ErrorCode, SdkAppId};
use callkit_store::SecretKey;
use serde_json::{Value, json};

use crate::stage::{Device, Stage};

#[tokio::test]
async fn an_app_is_made_renamed_and_given_settings() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let name = "<script>alert(1)</script>'); drop table apps;--";
    let made = operator.ok("POST", "apps", json!({ "name": name })).await;
    let number = made["app"]["sdkappid"].as_u64().unwrap();
    assert!((1_400_000_000..1_800_000_000).contains(&number));
    assert_eq!(
        made["app"]["name"], name,
        "kept as it is, and shown as text"
    );
    assert_eq!(made["secret"]["secret_key"].as_str().unwrap().len(), 64);
    let path = format!("apps/{number}");
    let settings = json!({"several_devices": true, "ring_timeout_s": 45, "max_calls": 3});
    let change = json!({"name": "另一个应用", "settings": settings});
    let changed = operator.ok("PATCH", &path, change).await;
    assert_eq!(changed["name"], "另一个应用");
    assert_eq!(changed["settings"]["ring_timeout_s"], 45);
    assert_eq!(changed["settings"]["max_video_kbps"], Value::Null);
    assert_eq!(operator.ok("GET", &path, Value::Null).await, changed);
    let all = operator.ok("GET", "apps", Value::Null).await;
    assert_eq!(all.as_array().unwrap().len(), 2);
    let text = all.to_string();
    assert!(!text.contains(at.key.expose()), "no list shows a key");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_name_and_changes_nothing() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let path = format!("apps/{}", at.app);
    let before = operator.ok("GET", &path, Value::Null).await;
    for (body, field) in [
        (json!({"name": ""}), "name"),
        (json!({"name": "two\nlines"}), "name"),
        (json!({"name": "x".repeat(65)}), "name"),
        (
            json!({"settings": {"ring_timeout_s": 0}}),
            "settings.ring_timeout_s",
        ),
        (
            json!({"name": "new", "settings": {"max_video_kbps": 5}}),
            "settings.max_video_kbps",
        ),
    ] {
        let answer = operator.send("PATCH", &path, &body).await;
        assert_eq!(
            (answer.status, answer.refusal().as_str()),
            (400, "invalid_argument"),
            "{body}"
        );
        assert_eq!(answer.json()["error"]["field"], field, "{body}");
    }
    for body in [
        json!({"colour": "red"}),
        json!({"settings": {"demo": true}}),
        json!("x"),
    ] {
        assert_eq!(
            operator.refused("PATCH", &path, body).await,
            "invalid_argument"
        );
    }
    assert_eq!(operator.ok("GET", &path, Value::Null).await, before);
    let taken = json!({"name": "again", "sdkappid": at.app});
    assert_eq!(operator.refused("POST", "apps", taken).await, "app_exists");
    assert_eq!(
        operator.refused("GET", "apps/7", Value::Null).await,
        "unknown_app"
    );
    assert_eq!(
        operator.refused("GET", "apps/x", Value::Null).await,
        "invalid_argument"
    );
    let long = json!({"name": "x".repeat(100_000)});
    assert_eq!(operator.refused("POST", "apps", long).await, "too_large");
}

#[tokio::test]
async fn a_pair_of_the_vendors_is_taken_over() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
    let pair = json!({"name": "mine", "sdkappid": 1_400_123_456, "secret_key": key});
    operator.ok("POST", "apps", pair).await;
    let shown = operator
        .ok("POST", "apps/1400123456/keys/1/reveal", json!({}))
        .await;
    assert_eq!(shown["secret_key"], key);
    let ticket = at_ticket(SdkAppId(1_400_123_456), key);
    let app = SdkAppId(1_400_123_456);
    Device::sign_in(at.server.addr, app, "alice", "phone", ticket).await;
}

fn at_ticket(app: SdkAppId, key: &str) -> String {
    let claims = callkit_usersig::Claims {
        app: app.0,
        user: "alice".to_owned(),
        issued_at: callkit_server::Clock::start().now().0 / 1000,
        expire: 600,
    };
    let key = SecretKey::parse(key).unwrap();
    callkit_usersig::sign(&claims, &key, None)
        .unwrap()
        .into_string()
}

#[tokio::test]
async fn rotating_a_key_with_overlap_cuts_nobody_and_withdrawing_it_cuts_at_once() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let mut alice = at.device("alice", "phone").await;
    let mut bob = at.device("bob", "phone").await;
    let call = alice.calls("bob").await;
    bob.accepts().await;
    alice.sees_connected("bob").await;

    let path = format!("apps/{}/keys", at.app);
    let rotated = operator
        .ok("POST", &path, json!({"overlap_ms": 3_600_000}))
        .await;
    let key = SecretKey::parse(rotated["secret"]["secret_key"].as_str().unwrap()).unwrap();
    assert_eq!(rotated["app"]["keys"][0]["valid"], true);
    // Both keys let people in, and the call goes on.
    at.device("carol", "phone").await;
    let ticket = at.ticket(&key, "dave");
    Device::sign_in(at.server.addr, at.app, "dave", "phone", ticket).await;
    assert!(
        alice
            .engine
            .view(&call)
            .is_some_and(|view| view.ended.is_none())
    );

    let withdrawn = operator
        .ok("DELETE", &format!("{path}/1"), Value::Null)
        .await;
    assert_eq!(withdrawn["keys"][0]["valid"], false);
    let out = |event: &Event| matches!(event, Event::SignedOut(_));
    for device in [&mut alice, &mut bob] {
        let Event::SignedOut(why) = device.until("being cut off", out).await else {
            unreachable!("it was waited for");
        };
        let SignOut::Refused(error) = why else {
            panic!("{why:?}");
        };
        assert_eq!(error.name, ErrorCode::TicketWrongKey);
    }
    let last = operator
        .refused("DELETE", &format!("{path}/2"), Value::Null)
        .await;
    assert_eq!(last, "last_key");
}

#[tokio::test]
async fn a_disabled_app_is_cut_at_once_and_comes_back() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let mut alice = at.device("alice", "phone").await;
    let path = format!("apps/{}", at.app);
    operator.ok("PATCH", &path, json!({"enabled": false})).await;
    alice
        .until("being cut off", |event| {
            matches!(event, Event::SignedOut(_))
        })
        .await;
    operator.ok("PATCH", &path, json!({"enabled": true})).await;
    at.device("alice", "phone").await;
}

#[tokio::test]
async fn an_app_at_its_limit_takes_no_more_calls_and_others_do() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let path = format!("apps/{}", at.app);
    let settings = json!({"settings": {"max_calls": 0, "ring_timeout_s": 17}});
    operator.ok("PATCH", &path, settings).await;
    let alice = at.device("alice", "phone").await;
    let call = async || {
        let bob = "bob".parse().unwrap();
        let options = callkit_engine::CallOptions::default();
        alice
            .engine
            .call(bob, callkit_engine::MediaKind::Audio, options)
            .await
    };
    // The exchange is told of the settings by a task of its own.
    crate::stage::eventually("the limit holds", async || match call().await {
        Ok(call) => {
            alice.engine.hangup(&call).await.unwrap();
            None
        }
        Err(error) => {
            assert!(
                error.to_string().contains("as many calls as it may"),
                "{error}"
            );
            Some(())
        }
    })
    .await;
    operator
        .ok("PATCH", &path, json!({"settings": {"ring_timeout_s": 17}}))
        .await;
    let call = crate::stage::eventually("calls are taken", async || call().await.ok()).await;
    let view = alice.engine.view(&call).unwrap();
    let deadline = view.members[1].ring_deadline.unwrap();
    assert_eq!(deadline.since(view.started_at).0, 17_000);
}

#[tokio::test]
async fn tickets_are_made_and_taken_apart() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let path = format!("apps/{}/tickets", at.app);
    let made = operator
        .ok("POST", &path, json!({"user_id": "alice", "expire_s": 600}))
        .await;
    let ticket = made["user_sig"].as_str().unwrap();
    Device::sign_in(at.server.addr, at.app, "alice", "phone", ticket.to_owned()).await;
    let inspect = async |body: Value| operator.ok("POST", "tickets/inspect", body).await;
    let report = inspect(json!({"user_sig": format!(" {ticket}\n")})).await;
    assert_eq!(
        (&report["verdict"], &report["key_id"]),
        (&json!("good"), &json!(1))
    );
    assert_eq!(report["contents"]["user_id"], "alice");
    let verdict = async |body: Value| inspect(body).await["verdict"].clone();
    assert_eq!(
        verdict(json!({"user_sig": "rubbish"})).await,
        "ticket_malformed"
    );
    let body = json!({"user_sig": ticket, "user_id": "bob"});
    assert_eq!(verdict(body).await, "ticket_wrong_user");
    let body = json!({"user_sig": ticket, "sdkappid": 1_400_000_000});
    assert_eq!(verdict(body).await, "ticket_wrong_app");
    let foreign = "another-key-0123456789abcdef0123";
    let body = json!({ "user_sig": at_ticket(at.app, foreign) });
    assert_eq!(verdict(body).await, "ticket_wrong_key");
    let body = json!({ "user_sig": at_ticket(SdkAppId(1_799_999_999), foreign) });
    assert_eq!(verdict(body).await, "unknown_app");

    let keys = format!("apps/{}/keys", at.app);
    operator.ok("POST", &keys, json!({"overlap_ms": 0})).await;
    let report = inspect(json!({ "user_sig": ticket })).await;
    assert_eq!(report["verdict"], "ticket_wrong_key");
    assert_eq!(report["key_id"], 1, "that key was withdrawn");
    for body in [
        json!({"user_id": "a b", "expire_s": 1}),
        json!({"user_id": "alice", "expire_s": 0}),
        json!({"user_id": "alice", "expire_s": 99_999_999}),
    ] {
        assert_eq!(
            operator.refused("POST", &path, body).await,
            "invalid_argument"
        );
    }
}
