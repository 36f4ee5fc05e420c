//! `callkit doctor` on installations that are broken on purpose: it names what is wrong with each,
//! says how to mend it, and finds nothing in one that is well.

use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::os::unix::fs::PermissionsExt as _;

use crate::certificate::Authority;
use crate::installation::{self, Installation, callkit};

#[test]
fn an_installation_that_is_well_has_no_fault() {
    let at = Installation::new();
    at.faults(&[]).assert_none();
    let _serving = at.serve(&[]);
    let report = at.faults(&[]);
    report.assert_none();
    for check in ["server", "media", "rtmp", "database", "ports"] {
        assert!(report.is_ok(check), "{check}: {report:#?}");
    }
}

#[test]
fn a_port_that_another_program_has_is_named() {
    let at = Installation::new();
    let taken = TcpListener::bind(at.listen()).unwrap();
    at.faults(&[]).assert_fault("ports", &at.listen());
    drop(taken);

    let _taken = UdpSocket::bind(("0.0.0.0", at.media_port())).unwrap();
    at.faults(&[]).assert_fault("ports", "media_port");
}

#[test]
fn an_address_that_this_machine_does_not_have_is_named() {
    let at = Installation::new();
    let report = at.faults(&["--rtmp-listen", "192.0.2.1:1935"]);
    report.assert_fault("ports", "192.0.2.1");
}

#[test]
fn options_other_than_those_of_the_running_server_are_found() {
    let at = Installation::new();
    let _serving = at.serve(&[]);
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let report = at.faults(&["--rtmp-listen", &nobody.to_string()]);
    report.assert_fault("ports", "rtmp_listen");
    report.assert_fault("rtmp", "push");
    report.assert_fault("rtmp", "pull");
}

#[test]
fn media_that_does_not_get_through_is_found() {
    let at = Installation::new();
    let _serving = at.serve(&[]);
    let deaf = UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let port = deaf.port().to_string();
    let report = at.faults(&["--media-port", &port]);
    report.assert_fault("media", &port);
    // Something listens, and it is no media server.
    let other = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let port = other.port().to_string();
    at.faults(&["--media-tcp-port", &port])
        .assert_fault("media", &format!("TCP 127.0.0.1:{port}"));
}

#[test]
fn a_server_that_hangs_is_found() {
    let at = Installation::new();
    let serving = at.serve(&[]);
    serving.signal("STOP");
    let report = at.faults(&[]);
    serving.signal("CONT");
    report.assert_fault("server", "no answer");
}

#[test]
fn a_damaged_database_is_found() {
    let at = Installation::new();
    drop(at.serve(&[]));
    let database = at.data("callkit.sqlite");
    let mut bytes = fs::read(&database).unwrap();
    let end = bytes.len().min(20_480);
    bytes[8192..end].fill(0xff);
    fs::write(&database, bytes).unwrap();
    at.faults(&[]).assert_fault("database", "callkit.sqlite");

    fs::write(&database, "no database ".repeat(1000)).unwrap();
    at.faults(&[]).assert_fault("database", "not a database");
}

#[test]
fn a_database_of_a_newer_version_is_found_with_both_versions() {
    let at = Installation::new();
    drop(at.serve(&[]));
    at.sql("pragma user_version = 999; update meta set value = '7.8.9' where name = 'written_by'");
    let report = at.faults(&[]);
    report.assert_fault("database", "schema 999");
    report.assert_fault("database", "7.8.9");
}

#[test]
fn a_clock_that_went_back_an_hour_is_found() {
    let at = Installation::new();
    drop(at.serve(&[]));
    at.sql("update apps set created_at = cast(unixepoch('subsec') * 1000 as integer) + 3600000");
    at.faults(&[]).assert_fault("clock", "60 minutes");
}

#[test]
fn a_data_directory_that_is_a_file_or_open_to_others_is_found() {
    let at = Installation::new();
    fs::write(at.data(""), "not a directory").unwrap();
    at.faults(&[]).assert_fault("data", "is a file");
    fs::remove_file(at.data("")).unwrap();

    drop(at.serve(&[]));
    fs::set_permissions(at.data(""), fs::Permissions::from_mode(0o755)).unwrap();
    at.faults(&[]).assert_warning("data", "mode 755");
}

#[test]
fn a_certificate_that_phones_refuse_is_found() {
    let at = Installation::new();
    let authority = Authority::new();
    let root = at.write("root.pem", &authority.root_pem());
    let report = |name: &str, days: i64, whole: bool| {
        let (chain, key) = authority.sign(name, days, whole);
        let (cert, key) = (at.write("cert.pem", &chain), at.write("key.pem", &key));
        let files = ["--tls-cert", &cert, "--tls-key", &key];
        let url = [
            "--public-url",
            "https://calls.example.com",
            "--trust",
            &root,
        ];
        at.faults(&[&files[..], &url].concat())
    };
    let name = "calls.example.com";
    assert!(!report(name, 60, true).has_fault("certificate"));
    report(name, -3, true).assert_fault("certificate", "expired");
    report("other.example.com", 60, true).assert_fault("certificate", "other.example.com");
    report(name, 60, false).assert_fault("certificate", "whole chain");
    report(name, 5, true).assert_warning("certificate", "ends in 5 days");

    let (chain, _) = authority.sign(name, 60, true);
    let (_, another) = authority.sign(name, 60, true);
    let (cert, key) = (at.write("cert.pem", &chain), at.write("key.pem", &another));
    at.faults(&["--tls-cert", &cert, "--tls-key", &key])
        .assert_fault("certificate", "cert.pem");
}

#[test]
fn the_certificate_is_looked_at_as_it_is_shown() {
    let at = Installation::new();
    let authority = Authority::new();
    let root = at.write("root.pem", &authority.root_pem());
    let (chain, key) = authority.sign("localhost", 60, false);
    let (cert, key) = (at.write("cert.pem", &chain), at.write("key.pem", &key));
    let url = format!("https://localhost:{}", at.port());
    let options = ["--tls-cert", &cert, "--tls-key", &key, "--public-url", &url];
    let _serving = at.serve(&options);
    let report = at.faults(&[&options[..], &["--trust", &root]].concat());
    report.assert_fault("certificate", "middle");
    assert!(report.is_ok("server"), "{report:#?}");
}

#[test]
fn what_opens_the_house_to_strangers_is_found() {
    let at = Installation::new();
    let url = ["--public-url", "https://localhost"];
    at.faults(&[&url[..], &["--demo", "on"]].concat())
        .assert_fault("configuration", "demo");
    at.faults(&["--admin-listen", "0.0.0.0:0"])
        .assert_fault("configuration", "console");
    at.faults(&["--trusted-proxy", "0.0.0.0/0"])
        .assert_fault("configuration", "trusted_proxy 0.0.0.0/0");
    let outside = ["--public-url", "https://calls.example.com"];
    at.faults(&[&outside[..], &["--media-address", "10.0.0.5"]].concat())
        .assert_fault("configuration", "10.0.0.5");
}

#[test]
fn a_name_that_leads_nowhere_is_found() {
    let at = Installation::new();
    // RFC 6761: never the name of anything.
    let report = at.faults(&["--public-url", "https://calls.invalid"]);
    report.assert_fault("addresses", "calls.invalid");
}

#[test]
fn a_proxy_that_passes_on_what_clients_claim_is_found() {
    let at = Installation::new();
    let proxy = installation::Proxy::start(&at.listen());
    let url = format!("http://{}", proxy.address);
    let options = ["--trusted-proxy", "127.0.0.0/8", "--public-url", &url];
    let _serving = at.serve(&options);
    proxy.pass_on_claims(true);
    at.faults(&options).assert_fault("addresses", "claim");
    proxy.pass_on_claims(false);
    assert!(!at.faults(&options).has_fault("addresses"));
}

#[test]
fn the_ports_that_have_to_be_open_are_listed() {
    let output = callkit(&[
        "doctor",
        "--ports",
        "--public-url",
        "https://calls.example.com",
        "--media-workers",
        "2",
        "--rtmp-listen",
        "0.0.0.0:1935",
    ])
    .output()
    .unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    let (open, closed) = table.split_once("Leave these closed").unwrap();
    for port in ["TCP 443", "UDP 8443-8444", "TCP 1935"] {
        assert!(open.contains(port), "{port}: {table}");
    }
    assert!(closed.contains("TCP 8080"), "{table}");
}

#[test]
fn options_that_cannot_be_used_end_with_status_2_and_one_line() {
    let output = callkit(&["doctor", "--heartbeat", "often"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    assert!(line.contains("--heartbeat"), "{line}");
}
