//! The documented metrics are those that are printed, and the dashboard shows none that is not.

use std::collections::{BTreeMap, BTreeSet};

use callkit_protocol::ErrorCode;
use serde_json::{Value, json};

use crate::support::{eventually, get, start, start_with};

const DOCUMENT: &str = include_str!("../../../../docs/metrics.md");
const DASHBOARD: &str = include_str!("../../../../deploy/grafana/callkit.json");

/// Name and kind of what the server prints.
async fn printed() -> BTreeMap<String, String> {
    let at = start().await;
    let page = get(at.addr(), "/metrics").await.body;
    let kinds = page.lines().filter_map(|line| {
        let (name, kind) = line.strip_prefix("# TYPE ")?.split_once(' ')?;
        Some((name.to_owned(), kind.to_owned()))
    });
    kinds.collect()
}

/// Name and kind of the rows of the table.
fn documented() -> BTreeMap<String, String> {
    let rows = DOCUMENT.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| `")?.split('|').map(str::trim);
        let name = cells.next()?.trim_end_matches('`');
        let kind = cells.next()?;
        let name = name.split('{').next()?;
        ["counter", "gauge", "histogram"]
            .contains(&kind)
            .then(|| (name.to_owned(), kind.to_owned()))
    });
    rows.collect()
}

#[tokio::test]
async fn every_metric_is_documented_and_every_documented_one_is_printed() {
    assert_eq!(documented(), printed().await);
}

#[tokio::test]
async fn the_dashboard_shows_every_metric_and_no_other() {
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels
        .iter()
        .flat_map(|panel| panel["targets"].as_array().unwrap());
    let shown: BTreeSet<String> = targets
        .flat_map(|target| {
            let expression = target["expr"].as_str().unwrap();
            let words = expression.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let words = words.map(|word| word.trim_end_matches("_bucket"));
            words.filter(|word| word.starts_with("callkit_") || word.starts_with("process_"))
        })
        .map(str::to_owned)
        .collect();
    let known: BTreeSet<String> = printed().await.into_keys().collect();
    assert_eq!(shown, known);
}

#[tokio::test]
async fn a_caller_at_the_limit_is_told_and_it_is_counted() {
    let at = start_with(|config| config.max_calls = Some(1)).await;
    let (mut alice, mut carol) = (at.sign_in("alice").await, at.sign_in("carol").await);
    let call = |callee| json!({"type": "call", "callees": [callee], "media": "audio"});
    let first = alice.ask(call("bob")).await.expect("there is room for one");
    let refused = carol.ask(call("dave")).await.expect_err("and for no more");
    assert_eq!(refused.name, ErrorCode::OverCapacity);
    assert!(refused.message.contains("max_calls"), "{refused}");
    assert_eq!(
        at.metric("callkit_over_capacity_total{limit=\"calls\"}")
            .await,
        1
    );
    assert_eq!(at.metric("callkit_calls_limit").await, 1);

    let hang_up = json!({"type": "hangup", "call_id": first["call_id"]});
    alice.ask(hang_up).await.expect("hanging up always works");
    eventually("there is room again", async || {
        carol.ask(call("dave")).await.ok()
    })
    .await;
}
