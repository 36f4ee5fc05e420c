//! A database that is locked by somebody else.

use serde_json::{Value, json};

use crate::stage::{Browser, Stage, eventually};

#[tokio::test]
async fn with_a_locked_database_the_console_shows_and_says_so_and_recovers() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let path = at.dir.path().join("data/callkit.sqlite");
    let holder = rusqlite::Connection::open(path).unwrap();
    holder.execute_batch("begin immediate").unwrap();
    // Reading goes on, and so does the session.
    operator.ok("GET", "apps", Value::Null).await;
    operator.ok("GET", "records", Value::Null).await;
    let refusal = operator
        .refused("POST", "apps", json!({"name": "new"}))
        .await;
    assert_eq!(refusal, "store_unavailable");
    let overview = operator.ok("GET", "overview", Value::Null).await;
    assert_eq!(overview["store_ready"], false);
    let mut browser = Browser::at(at.server.addr);
    assert_eq!(
        browser.sign_in(&at.password).await.refusal(),
        "store_unavailable"
    );

    holder.execute_batch("rollback").unwrap();
    eventually("the store is ready again", async || {
        let overview = operator.ok("GET", "overview", Value::Null).await;
        (overview["store_ready"] == true).then_some(())
    })
    .await;
    operator.ok("POST", "apps", json!({"name": "new"})).await;
}
