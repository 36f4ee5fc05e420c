//! `callkit load`.

use serde_json::Value;

use crate::number;
use crate::server::{Server, callkit};

#[test]
fn a_load_test_makes_its_calls_and_tells_what_they_took() {
    let server = Server::start();
    let args = ["--calls", "3", "--for", "2s", "--json"];
    let output = server.command("load", &args).output().expect("runs");
    let said = String::from_utf8(output.stdout).expect("text");
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said} {complaints}");
    let told: Value = serde_json::from_str(&said).expect("one JSON object");
    assert_eq!(told["event"], "load");
    assert_eq!(
        (&told["came_about"], &told["ended_well"]),
        (&3.into(), &3.into())
    );
    // 3 calls, 2 ends, 50 packets of sound and 25 frames of four packets.
    let packets = number(&told["packets_per_second"]);
    assert!((700.0..=1000.0).contains(&packets), "{told}");
    for span in [
        "sign_in_ms",
        "ring_ms",
        "answered_ms",
        "connected_ms",
        "heard_ms",
        "delay_ms",
    ] {
        assert!(number(&told[span]["p50"]) > 0.0, "{span}: {told}");
    }
}

#[test]
fn a_load_test_of_groups_has_everybody_hear_everybody() {
    let server = Server::start();
    let group = ["--calls", "2", "--members", "4", "--media", "audio"];
    let args = [&group[..], &["--for", "2s", "--json"]].concat();
    let output = server.command("load", &args).output().expect("runs");
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    let told: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(output.status.code(), Some(0), "{told} {complaints}");
    assert_eq!(told["ended_well"], 2, "{told}");
    // 2 calls, 4 members, 3 others of each, 50 packets.
    let packets = number(&told["packets_per_second"]);
    assert!((1000.0..=1300.0).contains(&packets), "{told}");
}

#[test]
fn a_load_test_of_rings_answers_nothing() {
    let server = Server::start();
    let group = ["--calls", "2", "--members", "3"];
    let args = [&group[..], &["--for", "500ms", "--ring-only", "--json"]].concat();
    let output = server.command("load", &args).output().expect("runs");
    let told: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(number(&told["ring_ms"]["p50"]) > 0.0, "{told}");
    assert_eq!(told["answered_ms"]["max"], 0.0, "{told}");
}

#[test]
fn a_load_test_stays_in_private_networks_unless_told_otherwise() {
    let elsewhere = [
        "load",
        "--server",
        "http://203.0.113.7:8080",
        "--sdkappid",
        "1",
    ];
    let output = callkit().args(elsewhere).output().expect("runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("--any-target"), "{said}");
}
