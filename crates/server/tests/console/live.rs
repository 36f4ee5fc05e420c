//! What runs now, as it goes.

use callkit_engine::{EndReason, Event, SignOut};
use callkit_server::config::Config;
use serde_json::{Value, json};

use crate::stage::Stage;

#[tokio::test]
async fn a_call_is_seen_live_with_its_media_and_can_be_ended() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let mut calls = operator.stream("live/calls/stream").await;
    calls.until("no call", |page| page["total"] == 0).await;
    let mut alice = at.device("alice", "phone-a").await;
    let mut bob = at.device("bob", "phone-b").await;
    let call = alice.calls("bob").await;
    let ringing = calls
        .until("a ringing call", |page| page["total"] == 1)
        .await;
    assert_eq!(ringing["calls"][0]["members"][1]["phase"], "ringing");
    bob.accepts().await;
    alice.sees_connected("bob").await;

    let id = callkit_engine::Id::as_str(&call);
    let path = format!("live/calls/{}/{id}", at.app);
    let mut one = operator.stream(&format!("{path}/stream")).await;
    // Two seconds of a tone: the server has counted it, and the device has reported.
    let seen = one
        .until("media", |view| {
            let bob = &view["call"]["members"][1];
            bob["quality"]["up_kbps"].as_u64().unwrap_or(0) > 10
                && bob["quality"]["down_kbps"].as_u64().unwrap_or(0) > 10
                && bob["quality"]["client"].is_object()
        })
        .await;
    let member = &seen["call"]["members"][1];
    assert_eq!(member["device_id"], "phone-b");
    assert_eq!(member["platform"], "native");
    assert_eq!(
        (&member["microphone"], &member["connection"]),
        (&json!(true), &json!("connected"))
    );
    // How good it is depends on how busy this machine is; that it is known does not.
    let grade = member["quality"]["grade"].as_u64();
    assert!(
        grade.is_some_and(|grade| (1..=5).contains(&grade)),
        "{member}"
    );

    let users = operator
        .ok("GET", "live/users?search=bo", Value::Null)
        .await;
    assert_eq!(users["total"], 1);
    let user = &users["users"][0];
    assert_eq!(
        (&user["call_id"], &user["phase"]),
        (&json!(id), &json!("joined"))
    );
    let device = &user["devices"][0];
    assert!(
        device["sdk"].as_str().unwrap().contains("stage/1.2"),
        "{device}"
    );
    assert_eq!(device["address"], "127.0.0.1");
    let overview = operator.ok("GET", "overview", Value::Null).await;
    assert_eq!(
        (&overview["users_online"], &overview["calls_connected"]),
        (&json!(2), &json!(1))
    );
    assert!(overview["egress_kbps"].as_u64().unwrap() > 20, "{overview}");

    operator.ok("POST", &format!("{path}/end"), json!({})).await;
    let ended = bob
        .until("the end", |event| matches!(event, Event::CallEnded(_)))
        .await;
    let Event::CallEnded(ended) = ended else {
        unreachable!("it was waited for");
    };
    assert_eq!(ended.reason, EndReason::Server);
    one.until("the end", |view| view["call"].is_null()).await;
    assert_eq!(
        one.rest().await.matches("event: state").count(),
        0,
        "nothing after the end"
    );
    calls.until("no call", |page| page["total"] == 0).await;
    let refusal = operator
        .refused("POST", &format!("{path}/end"), json!({}))
        .await;
    assert_eq!(refusal, "unknown_call");
}

#[tokio::test]
async fn one_device_is_signed_out_and_others_stay() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let mut alice = at.device("alice", "phone").await;
    let _bob = at.device("bob", "phone").await;
    let kick = json!({
        "sdkappid": at.app, "user_id": "alice", "platform": "native", "device_id": "phone",
    });
    operator.ok("POST", "live/kick", kick.clone()).await;
    let out = alice
        .until("being signed out", |event| {
            matches!(event, Event::SignedOut(_))
        })
        .await;
    assert_eq!(out, Event::SignedOut(SignOut::KickedOut));
    assert_eq!(
        operator.refused("POST", "live/kick", kick).await,
        "unknown_device"
    );
    let users = operator.ok("GET", "live/users", Value::Null).await;
    assert_eq!(users["users"][0]["user_id"], "bob");
    assert_eq!(users["total"], 1);
}

#[tokio::test]
async fn users_come_in_pages_and_are_searched_on_the_server() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let mut devices = Vec::new();
    for number in 0..5 {
        devices.push(at.device(&format!("user-{number}"), "phone").await);
    }
    let page = operator
        .ok("GET", "live/users?offset=2&limit=2", Value::Null)
        .await;
    let ids: Vec<_> = page["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| &user["user_id"])
        .collect();
    assert_eq!(
        (page["total"].as_u64(), ids),
        (Some(5), vec![&json!("user-2"), &json!("user-3")])
    );
    let page = operator
        .ok("GET", "live/users?search=-4&app=1", Value::Null)
        .await;
    assert_eq!(page["total"], 0, "another app");
    for query in ["limit=0", "limit=201", "limit=x", "colour=red", "offset=-1"] {
        let refusal = operator
            .refused("GET", &format!("live/users?{query}"), Value::Null)
            .await;
        assert_eq!(refusal, "invalid_argument", "{query}");
    }
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let mut stream = operator.stream("overview/stream").await;
    stream.until("anything", |view| view["apps"] == 1).await;
    operator.ok("POST", "sign-out", json!({})).await;
    let rest = stream.rest().await;
    assert!(rest.contains("event: over"), "{rest}");
}

#[tokio::test]
async fn the_installation_says_what_to_enter_at_wechat() {
    let at = Stage::set_with(|config| {
        let url = vec!["https://calls.example.com".to_owned()];
        let given = Config::load(None, vec![("public_url", url)], Vec::new()).unwrap();
        config.public_url = given.public_url;
    })
    .await;
    let operator = at.operator().await;
    let view = operator.ok("GET", "installation", Value::Null).await;
    assert_eq!(
        view["wechat"]["request"],
        json!(["https://calls.example.com"])
    );
    assert_eq!(view["wechat"]["socket"], json!(["wss://calls.example.com"]));
    assert_eq!(view["wechat"]["usable_by_phones"], true);
    let rtmp = view["wechat"]["rtmp"].as_str().unwrap();
    assert!(rtmp.starts_with("rtmp://calls.example.com:"), "{rtmp}");
    assert_eq!(view["retention"]["records_days"], 180);
    assert_eq!(view["demo_app"], json!(at.app));
    assert!(view["storage"]["database_bytes"].as_u64().unwrap() > 4096);
}
