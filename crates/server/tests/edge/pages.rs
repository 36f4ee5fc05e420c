//! What browsers and machines get over HTTP.

use callkit_server::config::Secret;

use crate::support::{get, http, start, start_with};

#[tokio::test]
async fn a_running_server_says_that_it_lives_and_is_ready() {
    let at = start().await;
    assert_eq!(get(at.addr(), "/healthz").await.body, "ok\n");
    let ready = get(at.addr(), "/readyz").await;
    assert_eq!(
        (ready.status, ready.json()["ready"].as_bool()),
        (200, Some(true))
    );
}

#[tokio::test]
async fn metrics_are_for_this_machine_and_for_who_has_the_token() {
    let at = start_with(|config| {
        config.metrics_token = Some(Secret::new("a-token-of-enough-length"));
    })
    .await;
    let here = get(at.addr(), "/metrics").await;
    assert_eq!(here.status, 200);
    assert!(
        here.body.contains("\ncallkit_calls{phase=\"ringing\"} 0\n"),
        "{}",
        here.body
    );
    assert!(here.body.contains("\ncallkit_tasks "), "{}", here.body);

    let from_afar = async |token: &str| {
        let token = format!("Bearer {token}");
        let headers = [
            ("x-forwarded-for", "8.8.8.8"),
            ("authorization", token.as_str()),
        ];
        http(at.addr(), "GET", "/metrics", &headers, "")
            .await
            .status
    };
    assert_eq!(from_afar("a-token-of-enough-length").await, 200);
    assert_eq!(from_afar("a-token-of-enough-lengtH").await, 401);
    assert_eq!(from_afar("").await, 401);
}

#[tokio::test]
async fn with_a_port_of_their_own_metrics_are_nowhere_else() {
    let at = start_with(|config| config.admin_listen = Some("127.0.0.1:0".parse().unwrap())).await;
    assert_eq!(get(at.addr(), "/metrics").await.status, 404);
    let admin = at.server.admin_addr.unwrap();
    assert_eq!(get(admin, "/metrics").await.status, 200);
    assert_eq!(get(admin, "/demo/ticket").await.status, 404);
}

#[tokio::test]
async fn the_sdk_is_there_for_pages_of_every_origin_and_nothing_else_is() {
    let at = start().await;
    let origin = [("origin", "https://app.example.com")];
    let sdk = http(at.addr(), "GET", "/sdk/tuicall-engine.mjs", &origin, "").await;
    assert_eq!(sdk.header("access-control-allow-origin"), Some("*"));
    assert_eq!(
        sdk.header("cross-origin-resource-policy"),
        Some("cross-origin")
    );
    for path in ["/", "/demo/config.json", "/healthz"] {
        let answer = http(at.addr(), "GET", path, &origin, "").await;
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert!(answer.header("content-security-policy").is_some(), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_said_in_json_and_nothing_outside_can_be_reached() {
    let at = start().await;
    for path in [
        "/nothing",
        "/../Cargo.toml",
        "/%2e%2e/Cargo.toml",
        "//etc/passwd",
    ] {
        let answer = get(at.addr(), path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["error"]["name"], "not_found", "{path}");
    }
    assert_eq!(
        http(at.addr(), "POST", "/nothing", &[], "").await.status,
        405
    );
}

#[tokio::test]
async fn a_page_is_sent_again_only_when_it_has_changed() {
    let at = start().await;
    let page = get(at.addr(), "/").await;
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    // Built without the pages, the binary says how to build them.
    let Some(etag) = page.header("etag") else {
        assert_eq!(page.status, 503);
        assert!(page.body.contains("npm run build"), "{}", page.body);
        return;
    };
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let again = http(at.addr(), "GET", "/", &[("if-none-match", etag)], "").await;
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let moved = get(at.addr(), "/demo").await;
    assert_eq!(
        (moved.status, moved.header("location")),
        (308, Some("/demo/"))
    );
    let module = get(at.addr(), "/sdk/tuicall-engine.mjs").await;
    assert_eq!(
        module.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
}
