//! Calls that are over: lists, filters, tables.

use callkit_protocol::{CallId, EndReason, Id as _, MediaKind, RoomId, SdkAppId, UnixMs, UserId};
use callkit_store::{CallChange, Fence, NodeId, Record, Store as _};
use serde_json::{Value, json};

use crate::stage::{Browser, Stage};

/// Some day in 2025.
const START: u64 = 1_750_000_000_000;

/// Writes a call that was made so many seconds after [`START`].
async fn write(at: &Stage, app: SdkAppId, number: u8, change: impl FnOnce(&mut Record)) -> CallId {
    let user = |name: &str| name.parse::<UserId>().unwrap();
    let started_at = UnixMs(START + u64::from(number) * 1_000);
    let mut record = Record {
        call: CallId::from_random([number; 16]),
        caller: user("alice"),
        media: MediaKind::Video,
        group: false,
        room: RoomId::new(7).unwrap(),
        started_at,
        accepted_at: Some(UnixMs(started_at.0 + 500)),
        ended_at: UnixMs(started_at.0 + 60_500),
        reason: EndReason::Hangup,
        members: vec![user("alice"), user("bob")],
        details: "{}".to_owned(),
    };
    change(&mut record);
    let call = record.call.clone();
    let change = CallChange {
        app,
        call: call.clone(),
        fence: Fence::first(NodeId::new("elsewhere")),
        after: 0,
        version: 1,
        at: started_at,
        state: "{}".to_owned(),
        ended: None,
        facts: Vec::new(),
        record: Some(record),
        outbox: Vec::new(),
        commands: Vec::new(),
        claim: Vec::new(),
        release: Vec::new(),
    };
    at.store().commit(change).await.unwrap();
    call
}

async fn listed(operator: &Browser, query: &str) -> Vec<String> {
    let page = operator
        .ok("GET", &format!("records?{query}"), Value::Null)
        .await;
    let records = page["records"].as_array().unwrap().iter();
    let ids: Vec<_> = records
        .map(|record| record["call_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        page["total"].as_u64(),
        Some(ids.len() as u64),
        "all on one page"
    );
    ids
}

#[tokio::test]
async fn records_are_filtered_sorted_and_paged_on_the_server() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let other = SdkAppId(1_400_000_777);
    let secret = "0123456789abcdef0123456789abcdef";
    operator
        .ok(
            "POST",
            "apps",
            json!({"name": "b", "sdkappid": other, "secret_key": secret}),
        )
        .await;
    let hung_up = write(&at, at.app, 1, |_| {}).await;
    let missed = write(&at, at.app, 2, |record| {
        record.reason = EndReason::NoAnswer;
        record.accepted_at = None;
        record.media = MediaKind::Audio;
    })
    .await;
    let elsewhere = write(&at, other, 3, |record| {
        record.ended_at = UnixMs(record.ended_at.0 + 1_000_000);
        record.members.push("carol".parse().unwrap());
        record.group = true;
    })
    .await;
    let ids = |calls: &[&CallId]| -> Vec<String> {
        calls.iter().map(|call| call.as_str().to_owned()).collect()
    };
    let all = ids(&[&elsewhere, &missed, &hung_up]);
    assert_eq!(listed(&operator, "").await, all);
    for (query, expected) in [
        (format!("app={}", at.app), ids(&[&missed, &hung_up])),
        ("reason=no_answer,lost".to_owned(), ids(&[&missed])),
        ("media=video&group=false".to_owned(), ids(&[&hung_up])),
        ("user=carol".to_owned(), ids(&[&elsewhere])),
        (
            "user=bob&reason=hangup".to_owned(),
            ids(&[&elsewhere, &hung_up]),
        ),
        (
            format!("from={}&until={}", START + 2_000, START + 3_000),
            ids(&[&missed]),
        ),
        (format!("call={}", &missed.as_str()[..5]), ids(&[&missed])),
        (
            "sort=duration&order=asc".to_owned(),
            ids(&[&missed, &hung_up, &elsewhere]),
        ),
        (
            "order=asc".to_owned(),
            ids(&[&hung_up, &missed, &elsewhere]),
        ),
        ("user=%27%20or%201%3D1%20--".to_owned(), vec![]),
    ] {
        assert_eq!(listed(&operator, &query).await, expected, "{query}");
    }
    let page = operator
        .ok("GET", "records?offset=1&limit=1", Value::Null)
        .await;
    assert_eq!(
        (&page["total"], &page["records"][0]["call_id"]),
        (&json!(3), &json!(missed))
    );
    for query in [
        "reason=because",
        "call=abc",
        "limit=0",
        "sort=caller",
        "from=yesterday",
    ] {
        let refusal = operator
            .refused("GET", &format!("records?{query}"), Value::Null)
            .await;
        assert_eq!(refusal, "invalid_argument", "{query}");
    }
}

#[tokio::test]
async fn the_table_is_a_table_whatever_names_are_in_it() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    // A user ID may begin with what a spreadsheet takes for a formula.
    let call = write(&at, at.app, 1, |record| {
        record.caller = "-2-3".parse().unwrap();
        record.members = vec!["-2-3".parse().unwrap(), "bob".parse().unwrap()];
    })
    .await;
    let answer = operator.get("records.csv").await;
    assert_eq!(answer.status, 200);
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/csv")
    );
    assert!(
        answer
            .header("content-disposition")
            .unwrap()
            .contains("attachment")
    );
    let rows: Vec<&str> = answer
        .body
        .trim_start_matches('\u{feff}')
        .split("\r\n")
        .collect();
    assert!(rows[0].starts_with("sdkappid,call_id,room_id,"), "{rows:?}");
    let id = call.as_str();
    let id = if id.starts_with('-') {
        format!("'{id}")
    } else {
        id.to_owned()
    };
    let expected = format!(
        "{},{id},7,video,false,'-2-3,\"'-2-3 bob\",2025-06-15T15:06:41.000Z,\
         2025-06-15T15:06:41.500Z,2025-06-15T15:07:41.500Z,60,hangup",
        at.app
    );
    assert_eq!(rows[1], expected);
    assert_eq!(rows[2], "", "one record, and the end");
}

#[tokio::test]
async fn a_long_table_comes_whole() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let store = at.store();
    let mut written = Vec::new();
    for number in 0..2_500_u32 {
        let mut bits = [0; 16];
        bits[..4].copy_from_slice(&number.to_be_bytes());
        let call = CallId::from_random(bits);
        let alice: UserId = "alice".parse().unwrap();
        let started_at = UnixMs(START + u64::from(number));
        let record = Record {
            call: call.clone(),
            caller: alice.clone(),
            media: MediaKind::Audio,
            group: false,
            room: RoomId::new(7).unwrap(),
            started_at,
            accepted_at: None,
            ended_at: started_at,
            reason: EndReason::Offline,
            members: vec![alice],
            details: "{}".to_owned(),
        };
        written.push(store.commit(CallChange {
            app: at.app,
            call,
            fence: Fence::first(NodeId::new("elsewhere")),
            after: 0,
            version: 1,
            at: started_at,
            state: "{}".to_owned(),
            ended: None,
            facts: Vec::new(),
            record: Some(record),
            outbox: Vec::new(),
            commands: Vec::new(),
            claim: Vec::new(),
            release: Vec::new(),
        }));
    }
    for written in written {
        written.await.unwrap();
    }
    let answer = operator.get("records.csv").await;
    let mut rows: Vec<&str> = answer.body.lines().skip(1).collect();
    assert_eq!(rows.len(), 2_500);
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), 2_500, "none twice");
}
