//! Who is let in, and what the others are told.

use callkit_protocol::ErrorCode::{self, *};
use callkit_server::Clock;
use callkit_server::config::{AllowedOrigin, Rate};
use callkit_store::SecretKey;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::protocol::Message;

use crate::support::{self, Device, Installation, hello, start, start_with, ticket, ticket_at};

async fn refusal(at: &Installation, hello: Value) -> (ErrorCode, String) {
    let mut device = Device::connect(at.addr()).await;
    device.send(hello).await;
    let error = device.closed().await;
    (error.name, error.message)
}

#[tokio::test]
async fn a_good_ticket_is_welcome() {
    let at = start().await;
    at.sign_in("alice").await;
    assert_eq!(at.metric("callkit_hellos_total").await, 1);
    support::eventually("the device is gone from the exchange", async || {
        (at.metric("callkit_devices").await == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn every_bad_ticket_has_a_code_of_its_own() {
    let at = start().await;
    let now = Clock::start().now().0 / 1000;
    let (other_app, other_key) = at.another_app().await;
    let of = |ticket: &str| hello(at.app, "alice", ticket);
    let foreign = SecretKey::parse(&"f".repeat(64)).unwrap();

    for (what, hello, expected) in [
        ("rubbish", of("rubbish"), TicketMalformed),
        ("nothing", of(""), TicketMalformed),
        ("another user's", of(&at.ticket("bob")), TicketWrongUser),
        (
            "another app's",
            of(&ticket(other_app, &other_key, "alice")),
            TicketWrongApp,
        ),
        (
            "signed with another app's key",
            of(&ticket(at.app, &other_key, "alice")),
            TicketWrongKey,
        ),
        (
            "signed with an unknown key",
            of(&ticket(at.app, &foreign, "alice")),
            TicketWrongKey,
        ),
        (
            "expired",
            of(&ticket_at(at.app, &at.key, "alice", now - 700, 600)),
            TicketExpired,
        ),
        (
            "from the future",
            of(&ticket_at(at.app, &at.key, "alice", now + 90, 600)),
            TicketFromFuture,
        ),
        (
            "for no app here",
            hello(callkit_protocol::SdkAppId(7), "alice", "x"),
            UnknownApp,
        ),
    ] {
        let (code, message) = refusal(&at, hello).await;
        assert_eq!(code, expected, "{what}: {message}");
        assert!(message.len() > 10, "{what}: {message}");
    }
    // The server goes on.
    at.sign_in("alice").await;
}

#[tokio::test]
async fn a_clock_that_is_a_minute_ahead_is_forgiven() {
    let at = start().await;
    let now = Clock::start().now().0 / 1000;
    let mut device = Device::connect(at.addr()).await;
    device
        .send(hello(
            at.app,
            "alice",
            &ticket_at(at.app, &at.key, "alice", now + 50, 600),
        ))
        .await;
    assert!(matches!(
        device.next().await,
        callkit_protocol::ServerMessage::Welcome(_)
    ));
}

#[tokio::test]
async fn user_ids_outside_the_alphabet_are_named() {
    let at = start().await;
    for bad in ["", "爱丽丝", "a b", "a@b", &"x".repeat(33)] {
        let (code, message) = refusal(&at, hello(at.app, bad, "x")).await;
        assert_eq!(code, InvalidArgument);
        assert!(
            message.contains("user_id must be 1 to 32 letters"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn the_first_message_must_be_a_hello() {
    let at = start().await;
    for (text, expected) in [
        ("{", BadMessage),
        ("[]", BadMessage),
        (r#"{"type":"dance"}"#, HelloExpected),
        (r#"{"type":"ping","sent":1}"#, HelloExpected),
        (r#"{"type":"hello","protocol":1}"#, InvalidArgument),
    ] {
        let mut device = Device::connect(at.addr()).await;
        device.send_raw(Message::text(text)).await;
        assert_eq!(device.closed().await.name, expected, "{text}");
    }
    let mut device = Device::connect(at.addr()).await;
    device.send_raw(Message::binary(b"hello".as_slice())).await;
    assert_eq!(device.closed().await.name, BinaryMessage);
}

#[tokio::test]
async fn a_client_without_a_hello_is_told_after_five_seconds() {
    let at = start().await;
    let mut device = Device::connect(at.addr()).await;
    assert_eq!(device.closed().await.name, HelloTimeout);
}

#[tokio::test]
async fn another_protocol_version_is_told_which_ones_work() {
    let at = start().await;
    let mut hello = at.hello("alice");
    hello["protocol"] = json!(99);
    let (code, message) = refusal(&at, hello).await;
    assert_eq!(code, UnsupportedProtocol);
    assert!(message.contains("1 to 1"), "{message}");
}

#[tokio::test]
async fn pages_of_other_origins_connect_unless_the_operator_says_no() {
    let any = start().await;
    let origin = [("origin", "https://app.example.com")];
    let mut device = Device::connect_from(any.addr(), &origin).await;
    device.send(any.hello("alice")).await;
    assert!(matches!(
        device.next().await,
        callkit_protocol::ServerMessage::Welcome(_)
    ));

    let some = start_with(|config| {
        config.allowed_origins = vec![AllowedOrigin::Exactly("https://app.example.com".to_owned())];
    })
    .await;
    let mut allowed = Device::connect_from(some.addr(), &origin).await;
    allowed.send(some.hello("alice")).await;
    assert!(matches!(
        allowed.next().await,
        callkit_protocol::ServerMessage::Welcome(_)
    ));
    let own = format!("http://{}", some.addr());
    let mut own = Device::connect_from(some.addr(), &[("origin", &own)]).await;
    own.send(some.hello("bob")).await;
    assert!(matches!(
        own.next().await,
        callkit_protocol::ServerMessage::Welcome(_)
    ));
    let mut refused =
        Device::connect_from(some.addr(), &[("origin", "https://evil.example")]).await;
    let error = refused.closed().await;
    assert_eq!(error.name, OriginRefused);
    assert!(
        error.message.contains("allowed_origins"),
        "{}",
        error.message
    );
}

#[tokio::test]
async fn refused_tickets_are_limited_by_address_and_a_good_one_by_user() {
    let proxy = [("x-forwarded-for", "192.0.2.9")];
    let at = start_with(|config| {
        config.trusted_proxy = vec!["127.0.0.0/8".parse().unwrap()];
        config.limit_refusals_per_ip = Rate {
            per_minute: 1,
            burst: 2,
        };
        config.limit_hellos_per_user = Rate {
            per_minute: 1,
            burst: 3,
        };
    })
    .await;
    let attempt = async |from: &[(&'static str, &str)], hello: Value| {
        let mut device = Device::connect_from(at.addr(), from).await;
        device.send(hello).await;
        device.closed().await.name
    };
    for _ in 0..2 {
        assert_eq!(
            attempt(&proxy, hello(at.app, "alice", "x")).await,
            TicketMalformed
        );
    }
    assert_eq!(
        attempt(&proxy, at.hello("alice")).await,
        RateLimited,
        "guessing must not go on"
    );

    // Nobody else is affected: the user is not locked out by who tried his name.
    for _ in 0..3 {
        at.sign_in("alice").await;
    }
    let (code, message) = refusal(&at, at.hello("alice")).await;
    assert_eq!(code, RateLimited);
    assert!(message.contains("wait"), "{message}");
    at.sign_in("bob").await;
}

#[tokio::test]
async fn one_address_opens_so_many_connections_and_no_more() {
    let from = |last: u8| {
        let address = format!("192.0.2.{last}");
        async move |addr| Device::connect_from(addr, &[("x-forwarded-for", address.as_str())]).await
    };
    let at = start_with(|config| {
        config.trusted_proxy = vec!["127.0.0.1/32".parse().unwrap()];
        config.limit_connections_per_ip = 1;
        config.limit_connects_per_ip = Rate {
            per_minute: 1,
            burst: 3,
        };
    })
    .await;
    let first = from(1)(at.addr()).await;
    assert_eq!(from(1)(at.addr()).await.closed().await.name, OverCapacity);
    drop(first);
    support::eventually("both are gone", async || {
        (at.metric("callkit_connections").await == 0).then_some(())
    })
    .await;
    let mut again = from(1)(at.addr()).await;
    again.send(at.hello("alice")).await;
    assert!(matches!(
        again.next().await,
        callkit_protocol::ServerMessage::Welcome(_)
    ));
    assert_eq!(from(1)(at.addr()).await.closed().await.name, RateLimited);
    let mut elsewhere = from(2)(at.addr()).await;
    elsewhere.send(at.hello("bob")).await;
    assert!(matches!(
        elsewhere.next().await,
        callkit_protocol::ServerMessage::Welcome(_)
    ));
}
