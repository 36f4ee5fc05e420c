//! Signing in, and what keeps others out.

use serde_json::{Value, json};

use crate::stage::{Browser, Stage, http};

/// A password that may be set.
const NEW: &str = "correct horse battery";

#[tokio::test]
async fn the_first_password_opens_the_console_and_nothing_else_does() {
    let at = Stage::set().await;
    let mut browser = Browser::at(at.server.addr);
    assert_eq!(
        browser.refused("GET", "session", Value::Null).await,
        "not_signed_in"
    );
    assert_eq!(
        browser.sign_in("wrong-wrong-wrong").await.refusal(),
        "wrong_password"
    );
    let answer = browser.sign_in(&at.password).await;
    let cookie = answer.header("set-cookie").unwrap();
    for part in ["callkit=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let session = browser.ok("GET", "session", Value::Null).await;
    assert_eq!(session["session_id"], answer.json()["session_id"]);
    let stored = std::fs::read(at.dir.path().join("data/callkit.sqlite")).unwrap();
    let log = std::fs::read(at.dir.path().join("data/callkit.sqlite-wal")).unwrap();
    let secret = browser
        .cookie
        .as_deref()
        .unwrap()
        .trim_start_matches("callkit=");
    for bytes in [stored, log] {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(secret), "the cookie is stored");
        assert!(!text.contains(&at.password), "the password is stored");
    }
}

#[tokio::test]
async fn every_path_but_the_sign_in_wants_a_session() {
    let at = Stage::set().await;
    let stranger = Browser::at(at.server.addr);
    let call = "AAAAAAAAAAAAAAAAAAAAAA";
    let app = at.app;
    for (method, path) in [
        ("POST", "sign-out".to_owned()),
        ("GET", "session".to_owned()),
        ("POST", "password".to_owned()),
        ("GET", "sessions".to_owned()),
        ("DELETE", "sessions".to_owned()),
        ("DELETE", "sessions/1".to_owned()),
        ("GET", "overview".to_owned()),
        ("GET", "overview/stream".to_owned()),
        ("GET", "installation".to_owned()),
        ("GET", "apps".to_owned()),
        ("POST", "apps".to_owned()),
        ("GET", format!("apps/{app}")),
        ("PATCH", format!("apps/{app}")),
        ("POST", format!("apps/{app}/keys")),
        ("DELETE", format!("apps/{app}/keys/1")),
        ("POST", format!("apps/{app}/keys/1/reveal")),
        ("POST", format!("apps/{app}/tickets")),
        ("GET", format!("apps/{app}/users")),
        ("GET", format!("apps/{app}/users/alice")),
        ("DELETE", format!("apps/{app}/users/alice")),
        ("POST", "tickets/inspect".to_owned()),
        ("GET", "live/users".to_owned()),
        ("GET", "live/users/stream".to_owned()),
        ("GET", "live/calls".to_owned()),
        ("GET", "live/calls/stream".to_owned()),
        ("GET", format!("live/calls/{app}/{call}")),
        ("GET", format!("live/calls/{app}/{call}/stream")),
        ("POST", format!("live/calls/{app}/{call}/end")),
        ("POST", "live/kick".to_owned()),
        ("GET", "records".to_owned()),
        ("GET", "records.csv".to_owned()),
        ("GET", format!("calls/{app}/{call}")),
    ] {
        let refusal = stranger.refused(method, &path, json!({})).await;
        assert_eq!(refusal, "not_signed_in", "{method} {path}");
    }
    assert_eq!(
        stranger.refused("GET", "nonsense", Value::Null).await,
        "not_found"
    );
    assert_eq!(
        stranger.refused("PUT", "session", json!({})).await,
        "not_found"
    );
}

#[tokio::test]
async fn nothing_is_changed_without_the_token_or_from_another_site() {
    let at = Stage::set().await;
    let operator = at.operator().await;
    let cookie = operator.cookie.clone().unwrap();
    let path = "/console/api/apps";
    let body = json!({"name": "forged"}).to_string();
    let send = async |headers: &[(&str, &str)]| {
        let mut all = vec![
            ("cookie", cookie.clone()),
            ("content-type", "application/json".to_owned()),
        ];
        all.extend(
            headers
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        http(at.server.addr, "POST", path, &all, &body).await
    };
    let token = operator.token.as_str();
    for headers in [
        vec![],
        vec![("x-csrf-token", "")],
        vec![(
            "x-csrf-token",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        )],
        vec![("x-csrf-token", token), ("origin", "https://evil.example")],
        vec![("x-csrf-token", token), ("origin", "null")],
        vec![("x-csrf-token", token), ("sec-fetch-site", "cross-site")],
        vec![("x-csrf-token", token), ("sec-fetch-site", "same-site")],
    ] {
        let answer = send(&headers).await;
        assert_eq!(
            (answer.status, answer.refusal().as_str()),
            (403, "csrf_refused"),
            "{headers:?}"
        );
    }
    let own = format!("http://{}", at.server.addr);
    let answer = send(&[
        ("x-csrf-token", token),
        ("origin", &own),
        ("sec-fetch-site", "same-origin"),
    ])
    .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    // Not even signing in: a page could make the operator work in somebody else's console.
    let headers = [
        ("origin", "https://evil.example".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    let body = json!({ "password": at.password }).to_string();
    let answer = http(
        at.server.addr,
        "POST",
        "/console/api/sign-in",
        &headers,
        &body,
    )
    .await;
    assert_eq!(answer.refusal(), "csrf_refused");
    assert!(answer.header("set-cookie").is_none());
}

#[tokio::test]
async fn a_session_that_somebody_else_has_planted_is_never_taken_up() {
    let at = Stage::set().await;
    let mut victim = Browser::at(at.server.addr);
    let planted = "callkit=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    victim.cookie = Some(planted.to_owned());
    assert_eq!(victim.sign_in(&at.password).await.status, 200);
    assert_ne!(victim.cookie.as_deref(), Some(planted));
    let mut attacker = Browser::at(at.server.addr);
    attacker.cookie = Some(planted.to_owned());
    assert_eq!(
        attacker.refused("GET", "session", Value::Null).await,
        "not_signed_in"
    );

    // A real session of the attacker's is over as soon as the victim signs in with it.
    let other = at.operator().await;
    victim.cookie = other.cookie.clone();
    assert_eq!(victim.sign_in(&at.password).await.status, 200);
    assert_eq!(
        other.refused("GET", "session", Value::Null).await,
        "not_signed_in"
    );
    victim.ok("GET", "session", Value::Null).await;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_right_password_waits_too() {
    let at = Stage::set().await;
    let mut guesser = Browser::at(at.server.addr);
    let mut answers = Vec::new();
    for guess in 0..12 {
        answers.push(
            guesser
                .sign_in(&format!("guess number {guess}"))
                .await
                .refusal(),
        );
    }
    assert_eq!(answers[..10], ["wrong_password"; 10]);
    assert_eq!(answers[10..], ["rate_limited"; 2]);
    let answer = guesser.sign_in(&at.password).await;
    assert_eq!(answer.status, 429, "no oracle");
    assert!(answer.json()["error"]["retry_after_ms"].as_u64().unwrap() > 0);
    assert!(answer.header("retry-after").is_some());
}

#[tokio::test]
async fn signing_in_again_and_again_with_the_right_password_is_not_slowed_down() {
    let at = Stage::set().await;
    for _ in 0..15 {
        at.operator().await;
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let at = Stage::set().await;
    let (one, other) = (at.operator().await, at.operator().await);
    let third = at.operator().await;
    let listed = one.ok("GET", "sessions", Value::Null).await;
    let listed = listed.as_array().unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!(listed[2]["current"], true, "newest first: {listed:?}");
    assert_eq!(listed[2]["address"], "127.0.0.1");
    let path = format!("sessions/{}", listed[1]["session_id"]);
    one.ok("DELETE", &path, Value::Null).await;
    assert_eq!(
        one.refused("DELETE", &path, Value::Null).await,
        "unknown_session"
    );
    assert_eq!(
        other.refused("GET", "session", Value::Null).await,
        "not_signed_in"
    );
    third.ok("GET", "session", Value::Null).await;
    one.ok("DELETE", "sessions", Value::Null).await;
    assert_eq!(
        third.refused("GET", "session", Value::Null).await,
        "not_signed_in"
    );
    one.ok("POST", "sign-out", json!({})).await;
    assert_eq!(
        one.refused("GET", "session", Value::Null).await,
        "not_signed_in"
    );
}

#[tokio::test]
async fn a_new_password_ends_every_session_but_the_one_it_gives() {
    let at = Stage::set().await;
    let other = at.operator().await;
    let mut operator = at.operator().await;
    let change = |current: &str, new: &str| json!({"current": current, "new": new});
    let wrong = operator
        .refused("POST", "password", change("not it at all", NEW))
        .await;
    assert_eq!(wrong, "wrong_password");
    for weak in ["short", "aaaaaaaaaaaa", "password1234"] {
        let refusal = operator
            .refused("POST", "password", change(&at.password, weak))
            .await;
        assert_eq!(refusal, "weak_password", "{weak}");
    }
    let answer = operator
        .send("POST", "password", &change(&at.password, NEW))
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    for old in [&other, &operator] {
        assert_eq!(
            old.refused("GET", "session", Value::Null).await,
            "not_signed_in"
        );
    }
    let cookie = answer.header("set-cookie").unwrap();
    operator.cookie = cookie.split(';').next().map(str::to_owned);
    operator.ok("GET", "session", Value::Null).await;
    let mut browser = Browser::at(at.server.addr);
    assert_eq!(
        browser.sign_in(&at.password).await.refusal(),
        "wrong_password"
    );
    assert_eq!(browser.sign_in(NEW).await.status, 200);
}

#[tokio::test]
async fn a_password_does_not_travel_over_plain_http() {
    // A proxy that nobody has named stands in between: who the client is, nobody knows.
    let at = Stage::set().await;
    let headers = [
        ("x-forwarded-for", "203.0.113.9".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    let body = json!({ "password": at.password }).to_string();
    let path = "/console/api/sign-in";
    let answer = http(at.server.addr, "POST", path, &headers, &body).await;
    assert_eq!(
        (answer.status, answer.refusal().as_str()),
        (403, "insecure")
    );
    // A name that has been made to point here.
    let headers = [
        ("host", "evil.example".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    let answer = http(at.server.addr, "POST", path, &headers, &body).await;
    assert_eq!(answer.refusal(), "insecure");
}

#[tokio::test]
async fn behind_a_named_proxy_with_tls_the_cookie_is_for_https_only() {
    let at = Stage::set_with(|config| {
        config.trusted_proxy = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let headers = [
        ("x-forwarded-for", "203.0.113.9".to_owned()),
        ("x-forwarded-proto", "https".to_owned()),
        ("host", "calls.example.com".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    let body = json!({ "password": at.password }).to_string();
    let path = "/console/api/sign-in";
    let answer = http(at.server.addr, "POST", path, &headers, &body).await;
    let cookie = answer.header("set-cookie").unwrap();
    assert!(
        cookie.starts_with("__Host-callkit=") && cookie.contains("; Secure"),
        "{cookie}"
    );
}

#[tokio::test]
async fn with_a_port_of_its_own_the_console_is_there_and_nowhere_else() {
    let at = Stage::set_with(|config| {
        config.admin_listen = Some("127.0.0.1:0".parse().unwrap());
    })
    .await;
    for path in [
        "/console/",
        "/console/api/session",
        "/console/index.html",
        "/metrics",
    ] {
        let answer = http(at.server.addr, "GET", path, &[], "").await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let mut browser = Browser::at(at.server.admin_addr.unwrap());
    assert_eq!(browser.sign_in(&at.password).await.status, 200);
    browser.ok("GET", "apps", Value::Null).await;
}
