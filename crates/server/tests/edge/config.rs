//! The options.

use std::path::Path;
use std::time::Duration;

use callkit_server::config::{AllowedOrigin, Config, ConfigError, OnOff, Rate};

fn variables(pairs: &[(&str, &str)]) -> Vec<(std::ffi::OsString, std::ffi::OsString)> {
    pairs
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn load(
    file: &str,
    flags: &[(&'static str, &[&str])],
    environment: &[(&str, &str)],
) -> Result<Config, ConfigError> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("callkit.toml");
    std::fs::write(&path, file).unwrap();
    let flags = flags
        .iter()
        .map(|(key, values)| {
            (
                *key,
                values.iter().map(|value| (*value).to_owned()).collect(),
            )
        })
        .collect();
    Config::load(Some(&path), flags, variables(environment))
}

fn refused(file: &str, environment: &[(&str, &str)]) -> String {
    load(file, &[], environment)
        .expect_err("must be refused")
        .to_string()
}

#[test]
fn the_example_file_holds_every_option_with_its_default() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../callkit.example.toml");
    let example = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        example,
        Config::example(),
        "run: cargo run -p callkit-server --example config > callkit.example.toml"
    );
    assert_eq!(load(&example, &[], &[]).unwrap(), Config::default());
    for option in Config::OPTIONS {
        let is_there = example.lines().any(|line| {
            line.trim_start_matches("# ")
                .starts_with(&format!("{} = ", option.key))
        });
        assert!(is_there, "{}", option.key);
    }
}

#[test]
fn a_flag_counts_more_than_a_variable_and_that_more_than_the_file() {
    let file = "media_port = 1\nrtmp_listen = \"127.0.0.1:11\"\nheartbeat = \"3s\"\n";
    let environment = [
        ("CALLKIT_MEDIA_PORT", "2"),
        ("CALLKIT_RTMP_LISTEN", "127.0.0.1:12"),
        ("HOME", "/"),
    ];
    let config = load(file, &[("media_port", &["3"])], &environment).unwrap();
    assert_eq!(config.media_port, 3);
    assert_eq!(config.rtmp_listen.port(), 12);
    assert_eq!(config.heartbeat, Duration::from_secs(3));
    assert_eq!(config.media_tcp_port, None);
}

#[test]
fn every_kind_of_value_can_be_given_everywhere() {
    let file = r#"
        lan = true
        demo = "off"
        media_address = ["192.0.2.1", "2001:db8::1"]
        allowed_origins = ["https://*.example.com"]
        limit_messages = "5/m burst 7"
        public_url = "https://calls.example.com:444"
    "#;
    let config = load(
        file,
        &[],
        &[("CALLKIT_TRUSTED_PROXY", "10.0.0.0/8, ::1/128")],
    )
    .unwrap();
    assert!(config.lan);
    assert_eq!(config.demo, Some(OnOff::Off));
    assert_eq!(config.media_address.len(), 2);
    assert_eq!(config.trusted_proxy.len(), 2);
    assert_eq!(
        config.limit_messages,
        Rate {
            per_minute: 5,
            burst: 7
        }
    );
    assert_eq!(config.public_url.unwrap().host(), "calls.example.com");
    assert!(config.allowed_origins[0].admits("https://a.example.com"));
    assert!(!config.allowed_origins[0].admits("https://a.example.com.evil.example"));
    assert!(!config.allowed_origins[0].admits("https://example.com"));
    assert!(!config.allowed_origins[0].admits("http://a.example.com"));
    assert!(AllowedOrigin::Any.admits("null"));

    let flags: &[(&'static str, &[&str])] =
        &[("lan", &[]), ("media_address", &["192.0.2.1", "192.0.2.2"])];
    let config = load("", flags, &[]).unwrap();
    assert!(config.lan);
    assert_eq!(config.media_address.len(), 2);
}

#[test]
fn an_unknown_key_is_named_with_its_line_and_what_was_probably_meant() {
    let message = refused("listen = \"127.0.0.1:1\"\n\nmedia_prot = 1\n", &[]);
    assert!(
        message.contains("callkit.toml:3: there is no option `media_prot`"),
        "{message}"
    );
    assert!(message.contains("did you mean `media_port`?"), "{message}");
    let message = refused("", &[("CALLKIT_LISTEM", "x")]);
    assert!(
        message.contains("CALLKIT_LISTEM: there is no option `listem`"),
        "{message}"
    );
}

#[test]
fn an_unreadable_value_is_named_with_its_place_and_the_rule() {
    for (file, key) in [
        ("\nmedia_port = 70000", "media_port"),
        ("\nmax_video_kbps = 5", "max_video_kbps"),
        ("\nlisten = \"here\"", "listen"),
        ("\ndrain_timeout = \"long\"", "drain_timeout"),
        ("\nlan = \"perhaps\"", "lan"),
        ("\nlimit_messages = \"0/s\"", "limit_messages"),
        ("\npublic_url = \"calls.example.com\"", "public_url"),
        ("\nallowed_origins = [\"example.com\"]", "allowed_origins"),
        ("\ndemo = { on = true }", "demo"),
    ] {
        let message = refused(file, &[]);
        assert!(message.contains("callkit.toml:2: "), "{message}");
        assert!(message.contains(&format!("`{key}` must be ")), "{message}");
    }
    let message = refused("", &[("CALLKIT_MEDIA_PORT", "many")]);
    assert!(
        message.starts_with("CALLKIT_MEDIA_PORT: `media_port` must be a number"),
        "{message}"
    );
    assert!(message.contains("\"many\""), "{message}");
}

#[test]
fn a_file_that_is_no_toml_or_is_not_there_is_named() {
    assert!(refused("a = = b", &[]).contains("callkit.toml:1: "));
    let missing = Config::load(Some(Path::new("/no/such.toml")), Vec::new(), Vec::new());
    assert!(
        missing
            .expect_err("missing")
            .to_string()
            .starts_with("/no/such.toml: cannot be read")
    );
}

#[test]
fn a_secret_is_shown_neither_in_errors_nor_in_debug() {
    let message = refused("metrics_token = \"tooshort\"", &[]);
    assert!(!message.contains("tooshort"), "{message}");
    let config = load("metrics_token = \"long-enough-to-be-one\"", &[], &[]).unwrap();
    assert!(!format!("{config:?}").contains("long-enough"));
}

#[test]
fn half_a_certificate_is_refused() {
    let message = refused("tls_cert = \"cert.pem\"", &[]);
    assert!(message.contains("`tls_cert` needs `tls_key`"), "{message}");
    let message = refused("tls = \"auto\"", &[]);
    assert!(message.contains("`tls` needs `public_url`"), "{message}");
    let both = "tls = \"auto\"\npublic_url = \"https://a.example\"\n\
                tls_cert = \"cert.pem\"\ntls_key = \"key.pem\"";
    let message = refused(both, &[]);
    assert!(
        message.contains("`tls` and `tls_cert` exclude"),
        "{message}"
    );
}
