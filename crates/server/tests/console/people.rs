//! What is kept about a person, and removing it.

use callkit_engine::Event;
use serde_json::{Value, json};

use crate::stage::{Stage, eventually};

#[tokio::test]
async fn a_deleted_user_is_in_nothing_that_the_console_shows() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let mut alice = at.device("alice", "phone").await;
    let mut bob = at.device("bob", "phone").await;
    bob.engine
        .set_profile(Some("Bob <b>".to_owned()), None)
        .await
        .unwrap();
    let mallory = "mallory".parse().unwrap();
    bob.engine
        .block(mallory, callkit_engine::Switch::On)
        .await
        .unwrap();
    let call = alice.calls("bob").await;
    bob.accepts().await;
    alice.sees_connected("bob").await;
    alice.engine.hangup(&call).await.unwrap();
    bob.until("the end", |event| matches!(event, Event::CallEnded(_)))
        .await;

    let path = format!("apps/{}/users/bob", at.app);
    let kept = eventually("the record is written", async || {
        let kept = operator.ok("GET", &path, Value::Null).await;
        (kept["records"] == 1).then_some(kept)
    })
    .await;
    assert_eq!(kept["profile"]["nick"], "Bob <b>");
    assert_eq!(kept["blocks"], json!(["mallory"]));
    assert_eq!(kept["devices"][0]["device_id"], "phone");
    assert_eq!(kept["retention"]["quality_days"], 14);

    let list = format!("apps/{}/users", at.app);
    let found = operator
        .ok("GET", &format!("{list}?search=BOB"), Value::Null)
        .await;
    assert_eq!(found["total"], 1, "{found}");
    let bob_listed = &found["people"][0];
    assert_eq!(bob_listed["nick"], "Bob <b>");
    assert_eq!(
        (&bob_listed["records"], &bob_listed["devices_online"]),
        (&json!(1), &json!(1))
    );
    for nobody in ["%25", "_ob", "%27%20or%201=1--"] {
        let path = format!("{list}?search={nobody}");
        let found = operator.ok("GET", &path, Value::Null).await;
        assert_eq!(found["total"], 0, "{nobody}: {found}");
    }

    let deleted = operator.ok("DELETE", &path, json!({})).await;
    assert_eq!(
        (&deleted["records"], &deleted["profile"]),
        (&json!(1), &json!(true))
    );
    let name = deleted["replaced_by"].as_str().unwrap().to_owned();
    assert!(name.starts_with("deleted-"), "{name}");
    bob.until("being signed out", |event| {
        matches!(event, Event::SignedOut(_))
    })
    .await;
    let listed = operator.ok("GET", &list, Value::Null).await.to_string();
    assert!(
        listed.contains(&name) && !listed.contains("\"bob\""),
        "{listed}"
    );
    let kept = operator.ok("GET", &path, Value::Null).await;
    for field in ["records", "blocked_by", "commands", "calls_with_quality"] {
        assert_eq!(kept[field], 0, "{field}");
    }
    assert_eq!(
        (&kept["profile"], &kept["blocks"]),
        (&Value::Null, &json!([]))
    );
    let id = callkit_engine::Id::as_str(&call);
    let log = operator.get(&format!("calls/{}/{id}", at.app)).await;
    assert!(
        log.body.contains(&name) && log.body.contains("alice"),
        "{}",
        log.body
    );
    assert!(!log.body.contains("\"bob\""), "{}", log.body);
    assert_eq!(
        operator
            .refused("GET", "apps/1/users/bob", Value::Null)
            .await,
        "unknown_app"
    );
    let refusal = operator
        .refused("DELETE", &format!("apps/{}/users/a%20b", at.app), json!({}))
        .await;
    assert_eq!(refusal, "invalid_argument");
}
