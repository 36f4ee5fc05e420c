//! Who gets a ticket for the asking.

use callkit_protocol::{ErrorCode, ServerMessage};
use callkit_server::config::OnOff;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{self, Message};

use crate::support::{Answer, Device, Installation, get, hello, http, start, start_with};

const JSON: (&str, &str) = ("content-type", "application/json");

async fn ask(at: &Installation, headers: &[(&str, &str)], body: &str) -> Answer {
    let headers: Vec<_> = [JSON].iter().chain(headers).copied().collect();
    http(at.addr(), "POST", "/demo/ticket", &headers, body).await
}

const ALICE: &str = r#"{"user_id":"alice"}"#;

#[tokio::test]
async fn on_this_machine_a_ticket_of_the_demos_app_is_had_for_the_asking() {
    let at = start().await;
    let answer = ask(&at, &[], ALICE).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let signed = answer.json();
    assert_eq!(signed["sdkappid"], at.app.0);
    let mut device = Device::connect(at.addr()).await;
    device
        .send(hello(at.app, "alice", signed["user_sig"].as_str().unwrap()))
        .await;
    assert!(matches!(device.next().await, ServerMessage::Welcome(_)));

    let config = get(at.addr(), "/demo/config.json").await.json();
    assert_eq!(config["sdkappid"], at.app.0);
    assert_eq!(config["version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn who_is_not_certainly_here_gets_none() {
    let at = start().await;
    let own = format!("http://{}", at.addr());
    assert_eq!(ask(&at, &[("origin", &own)], ALICE).await.status, 200);
    for (what, header) in [
        ("came through a proxy", ("x-forwarded-for", "8.8.8.8")),
        (
            "came through a proxy that speaks RFC 7239",
            ("forwarded", "for=8.8.8.8"),
        ),
        (
            "is a page of another origin",
            ("origin", "https://evil.example"),
        ),
        (
            "was told that another name is here",
            ("host", "evil.example"),
        ),
    ] {
        let answer = ask(&at, &[header], ALICE).await;
        assert_eq!(answer.status, 403, "{what}");
        assert_eq!(answer.json()["error"]["name"], "demo_refused", "{what}");
    }
    let hidden = http(
        at.addr(),
        "GET",
        "/demo/config.json",
        &[("x-forwarded-for", "8.8.8.8")],
        "",
    );
    assert!(hidden.await.json()["sdkappid"].is_null());
}

#[tokio::test]
async fn a_server_that_listens_everywhere_signs_only_when_told_to() {
    let everywhere = |demo| {
        start_with(move |config| {
            config.listen = "0.0.0.0:0".parse().unwrap();
            config.demo = demo;
        })
    };
    let local =
        |at: &Installation| std::net::SocketAddr::new([127, 0, 0, 1].into(), at.addr().port());
    let ask = async |at: &Installation| {
        http(
            local(at),
            "POST",
            "/demo/ticket",
            &[JSON, ("x-forwarded-for", "8.8.8.8")],
            ALICE,
        )
        .await
        .status
    };
    assert_eq!(ask(&everywhere(None).await).await, 403);
    assert_eq!(ask(&everywhere(Some(OnOff::Off)).await).await, 403);
    assert_eq!(ask(&everywhere(Some(OnOff::On)).await).await, 200);
}

#[tokio::test]
async fn in_the_local_network_private_addresses_get_one_and_public_ones_not() {
    let at = start_with(|config| {
        config.lan = true;
        config.lan_https_port = 0;
        config.trusted_proxy = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let addr = std::net::SocketAddr::new([127, 0, 0, 1].into(), at.addr().port());
    for (from, status) in [("192.168.1.9", 200), ("10.1.2.3", 200), ("8.8.8.8", 403)] {
        let answer = http(
            addr,
            "POST",
            "/demo/ticket",
            &[JSON, ("x-forwarded-for", from)],
            ALICE,
        )
        .await;
        assert_eq!(answer.status, status, "{from}: {answer:?}");
    }
    let config = get(addr, "/demo/config.json").await.json();
    let urls: Vec<String> = serde_json::from_value(config["lan_urls"].clone()).unwrap();
    assert_eq!(urls.len(), 2 * at.server.links.lan.len());
    assert!(
        urls.first()
            .is_none_or(|url| url.starts_with("https://") && !url.ends_with('/'))
    );
    // Plain http does not even show a page to who comes from outside.
    let outside = http(
        addr,
        "GET",
        "/healthz",
        &[("x-forwarded-for", "8.8.8.8")],
        "",
    )
    .await;
    assert_eq!(outside.status, 403);
    assert_eq!(outside.json()["error"]["name"], "private_only");
}

#[tokio::test]
async fn what_is_asked_wrongly_is_explained() {
    let at = start().await;
    for body in ["", "{", "{}", r#"{"user_id":"a b"}"#, r#"{"user_id":7}"#] {
        let answer = ask(&at, &[], body).await;
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(
            answer.json()["error"]["name"],
            ErrorCode::InvalidArgument.name(),
            "{body}"
        );
    }
}

/// What the push helper says last to a page that sends this.
async fn pushed(at: &Installation, url: &str, message: &[u8]) -> String {
    let target = format!("ws://{}/demo/push?url={url}", at.addr());
    let (mut page, _) = connect_async(target).await.unwrap();
    page.send(Message::binary(message.to_vec())).await.unwrap();
    let mut said = String::new();
    while let Some(Ok(message)) = page.next().await {
        if let Message::Text(text) = message {
            said = text.to_string();
        }
    }
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["state"], "refused", "{said}");
    said["reason"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_that_may_not_push_is_told_why() {
    let at = start().await;
    let foreign = format!("rtmp://{}/live/AAAAAAAAAAAAAAAAAAAAAA", at.server.rtmp_addr);
    let picture = [4, 0, 0, 0, 0, 0, 0, 0, 1, 0x65];
    for (url, message, why) in [
        ("", &picture[..], "rtmp://HOST/live/KEY"),
        (
            "http://evil.example/live/x",
            &picture,
            "rtmp://HOST/live/KEY",
        ),
        (
            "rtmp://evil.example/live/a%20b",
            &picture,
            "rtmp://HOST/live/KEY",
        ),
        // No other server is reached by ours: the key is looked up here.
        (
            "rtmp://192.0.2.1:1935/live/abc",
            &picture,
            "this address opens nothing",
        ),
        (&foreign, &picture, "this address opens nothing"),
        (&foreign, &[4, 0], "a message of 2 bytes"),
        (&foreign, &[9, 0, 0, 0, 0], "kind 9"),
    ] {
        let said = pushed(&at, url, message).await;
        assert!(said.contains(why), "{url}: {said}");
    }

    let off = start_with(|config| config.demo = Some(OnOff::Off)).await;
    let refused = connect_async(format!("ws://{}/demo/push?url=x", off.addr())).await;
    let Err(tungstenite::Error::Http(answer)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(answer.status(), 403);
}
