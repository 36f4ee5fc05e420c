//! `/v4/...`: records for an app's own back end.

use callkit_engine::Event;
use serde_json::{Value, json};

use crate::stage::{Stage, eventually, http};

/// Asks as the app's back end does.
async fn ask(at: &Stage, identifier: &str, ticket: &str, command: &str, body: Value) -> Value {
    let path = format!(
        "/v4/call_record_http_srv/{command}?sdkappid={}&identifier={identifier}\
         &usersig={ticket}&random=99999999&contenttype=json",
        at.app
    );
    let answer = http(at.server.addr, "POST", &path, &[], &body.to_string()).await;
    assert_eq!(answer.status, 200, "whatever comes of it: {answer:?}");
    answer.json()
}

#[tokio::test]
async fn an_apps_back_end_reads_its_records() {
    let at = Stage::set().await;
    let mut alice = at.device("alice", "phone").await;
    let mut bob = at.device("bob", "phone").await;
    let call = alice.calls("bob").await;
    bob.accepts().await;
    alice.sees_connected("bob").await;
    alice.engine.hangup(&call).await.unwrap();
    bob.until("the end", |event| matches!(event, Event::CallEnded(_)))
        .await;

    let admin = at.ticket(&at.key, "administrator");
    let one = eventually("the record is written", async || {
        let body = json!({ "CallId": call });
        let one = ask(&at, "administrator", &admin, "get_record_by_callid", body).await;
        (one["ErrorCode"] == 0).then_some(one)
    })
    .await;
    let record = &one["Response"]["CallRecord"];
    assert_eq!(one["ActionStatus"], "OK");
    assert_eq!(record["Caller_Account"], "alice");
    assert_eq!(record["CalleeList_Account"], json!(["bob"]));
    assert_eq!(record["MediaType"], "Audio");
    assert_eq!(record["CallType"], "SingleCall");
    assert_eq!(record["CallResult"], "NormalEnd");
    let start = record["StartTime"].as_u64().unwrap();
    assert!((1_700_000_000..10_000_000_000).contains(&start), "seconds");

    let filter = json!({
        "StartTime": start, "EndTime": start, "CallResult": "NormalEnd", "CallType": "SingleCall",
    });
    let many = ask(&at, "administrator", &admin, "get_record_by_filter", filter).await;
    assert_eq!(many["Response"]["TotalNum"], 1, "{many}");
    assert_eq!(&many["Response"]["CallRecordList"][0], record);
    let filter = json!({ "CallResult": "Reject" });
    let many = ask(&at, "administrator", &admin, "get_record_by_filter", filter).await;
    assert_eq!(many["Response"]["TotalNum"], 0);
}

#[tokio::test]
async fn only_the_administrator_with_a_good_ticket_is_answered() {
    let at = Stage::set().await;
    let (user, admin) = (
        at.ticket(&at.key, "alice"),
        at.ticket(&at.key, "administrator"),
    );
    let body = || json!({ "CallId": "AAAAAAAAAAAAAAAAAAAAAA" });
    for (identifier, ticket, code) in [
        ("alice", &user, 60_010),
        ("administrator", &user, 70_013),
        ("administrator", &"rubbish".to_owned(), 70_003),
        ("administrator", &admin, 100_302),
    ] {
        let answer = ask(&at, identifier, ticket, "get_record_by_callid", body()).await;
        assert_eq!(
            (&answer["ErrorCode"], &answer["ActionStatus"]),
            (&json!(code), &json!("FAIL"))
        );
    }
    for body in [
        json!({"Page": 0}),
        json!({"NumberPerPage": 101}),
        json!({"CallResult": "x"}),
    ] {
        let answer = ask(&at, "administrator", &admin, "get_record_by_filter", body).await;
        assert_eq!(answer["ErrorCode"], 100_002, "{answer}");
    }
    let answer = ask(&at, "administrator", &admin, "nonsense", json!({})).await;
    assert_eq!(answer["ErrorCode"], 60_009);
}
