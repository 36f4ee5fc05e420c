//! The machine's clock is put right, by an hour, while the server is down.

use callkit_store::SecretKey;
use serde_json::{Value, json};

use crate::stage::{Browser, Device, Stage};

const HOUR_MS: i64 = 3_600_000;

/// Makes everything that is written so much older, or younger: to the server that is as if its
/// clock had been moved the other way.
fn older(by_ms: i64) -> impl FnOnce(&rusqlite::Connection) {
    move |db| {
        for (table, columns) in [
            ("apps", &["created_at"][..]),
            ("app_keys", &["valid_from", "valid_until"]),
            ("console_password", &["changed_at"]),
            ("console_sessions", &["created_at", "seen_at", "expires_at"]),
        ] {
            for column in columns {
                let sql = format!("update {table} set {column} = {column} - ?1");
                db.execute(&sql, [by_ms]).unwrap();
            }
        }
    }
}

async fn a_moved_clock_keeps_nobody_out(by_ms: i64) {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let path = format!("apps/{}/keys", at.app);
    let day = json!({ "overlap_ms": 24 * HOUR_MS });
    let rotated = operator.ok("POST", &path, day).await;
    let new = SecretKey::parse(rotated["secret"]["secret_key"].as_str().unwrap()).unwrap();

    let at = at.restarted(older(by_ms)).await;
    let browser = Browser {
        addr: at.server.addr,
        ..operator
    };
    browser.ok("GET", "session", Value::Null).await;
    let sessions = browser.ok("GET", "sessions", Value::Null).await;
    assert_eq!(sessions.as_array().unwrap().len(), 1, "{sessions}");

    // With the key from before, and with the one that was made in an hour that has yet to come.
    at.device("alice", "phone").await;
    let ticket = at.ticket(&new, "bob");
    Device::sign_in(at.server.addr, at.app, "bob", "phone", ticket).await;
    let app = browser
        .ok("GET", &format!("apps/{}", at.app), Value::Null)
        .await;
    let mut keys = app["keys"].as_array().unwrap().iter();
    assert!(keys.all(|key| key["valid"] == true), "{app}");
}

#[tokio::test]
async fn a_clock_that_is_put_back_an_hour_keeps_nobody_out() {
    a_moved_clock_keeps_nobody_out(-HOUR_MS).await;
}

#[tokio::test]
async fn a_clock_that_is_put_forward_an_hour_keeps_nobody_out() {
    a_moved_clock_keeps_nobody_out(HOUR_MS).await;
}
