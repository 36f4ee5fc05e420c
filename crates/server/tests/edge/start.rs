//! Starting, starting twice, stopping.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use callkit_protocol::{ErrorCode, ServerMessage};
use callkit_server::{Server, StartError};
use serde_json::json;

use crate::support::{config, eventually, get, start, start_with};

#[tokio::test]
async fn the_first_start_makes_a_private_directory_and_an_app() {
    let at = start().await;
    let data = at.dir.path().join("data");
    assert_eq!(
        std::fs::metadata(&data).unwrap().permissions().mode() & 0o777,
        0o700
    );
    assert!((1_400_000_000..1_800_000_000).contains(&at.app.0));
    assert_eq!(at.key.expose().len(), 64);
    let written = at
        .server
        .first_start
        .as_ref()
        .unwrap()
        .write(&data)
        .unwrap();
    assert_eq!(
        std::fs::metadata(&written).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(
        std::fs::read_to_string(&written)
            .unwrap()
            .contains(at.key.expose())
    );

    at.server.stop().await;
    let again = Server::start(config(at.dir.path())).await.unwrap();
    assert!(again.first_start.is_none(), "the second start makes none");
    again.stop().await;
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused_in_one_line() {
    let at = start().await;
    let error = Server::start(config(at.dir.path()))
        .await
        .expect_err("it is taken");
    assert!(matches!(error, StartError::DataDir(_)));
    let line = error.to_string();
    assert!(
        line.contains("another callkit server") && !line.contains('\n'),
        "{line}"
    );
    at.sign_in("alice").await;
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_option() {
    let at = start().await;
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path());
    config.listen = at.addr();
    let line = Server::start(config)
        .await
        .expect_err("it is taken")
        .to_string();
    assert!(
        line.contains(&at.addr().to_string()) && line.contains("--listen"),
        "{line}"
    );
    at.sign_in("alice").await;
}

#[tokio::test]
async fn a_draining_server_refuses_new_calls_and_lets_running_ones_end() {
    let at = start_with(|config| config.drain_timeout = Duration::from_secs(600)).await;
    let (mut alice, mut bob) = (at.sign_in("alice").await, at.sign_in("bob").await);
    let mut carol = at.sign_in("carol").await;
    let call = json!({"type": "call", "callees": ["bob"], "media": "audio"});
    let call_id = alice.ask(call).await.unwrap()["call_id"].clone();
    assert!(matches!(bob.next().await, ServerMessage::View(_)));

    let addr = at.addr();
    let stopping = tokio::spawn(at.server.drain(std::future::pending()));
    eventually("it says that it is not ready", async || {
        (get(addr, "/readyz").await.status == 503).then_some(())
    })
    .await;
    let refused = carol
        .ask(json!({"type": "call", "callees": ["dave"], "media": "audio"}))
        .await;
    assert_eq!(
        refused.expect_err("no new calls").name,
        ErrorCode::ServerRestarting
    );
    bob.ask(json!({"type": "accept", "call_id": call_id}))
        .await
        .expect("the running one goes on");
    assert!(!stopping.is_finished());

    alice
        .ask(json!({"type": "hangup", "call_id": call_id}))
        .await
        .unwrap();
    stopping.await.expect("with the last call it stops");
    assert_eq!(alice.close_code().await, 1012);
}

#[tokio::test]
async fn who_is_told_twice_stops_at_once() {
    let at = start_with(|config| config.drain_timeout = Duration::from_secs(600)).await;
    let mut alice = at.sign_in("alice").await;
    alice
        .ask(json!({"type": "call", "callees": ["bob"], "media": "audio"}))
        .await
        .unwrap();
    at.server.drain(std::future::ready(())).await;
    assert_eq!(alice.close_code().await, 1012);
}
