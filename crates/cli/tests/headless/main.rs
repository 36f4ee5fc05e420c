//! `callkit call` and `callkit answer` against a real server, each in a process of its own.

mod device;
mod group;
mod load;
mod server;

use serde_json::Value;

use device::{Device, Outcome};
use server::{Server, callkit};

/// Makes a call and waits for its end on both sides.
fn call(server: &Server, answer: &[&str], call: &[&str]) -> (Outcome, Outcome) {
    let bob = Device::answer(server, "bob", answer);
    let alice = Device::call(server, "alice", "bob", call);
    (alice.outcome(), bob.outcome())
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn assert_tone(ended: &Value, hz: f64) {
    let heard = number(&ended["audio"]["tone_hz"]);
    assert!((heard - hz).abs() < 3.0, "{heard} instead of {hz}: {ended}");
}

#[test]
fn a_video_call_carries_sound_and_picture_both_ways() {
    let server = Server::start();
    let (alice, bob) = call(&server, &["--audio", "tone:660"], &["--for", "2s"]);
    for (who, hz) in [(&alice, 660.0), (&bob, 440.0)] {
        let ended = who.assert_hung_up();
        assert_tone(ended, hz);
        assert!(number(&ended["audio"]["packets_sent"]) > 50.0, "{ended}");
        assert!(
            number(&ended["audio"]["packets_received"]) > 50.0,
            "{ended}"
        );
        assert!(number(&ended["video"]["frames_sent"]) > 15.0, "{ended}");
        assert!(number(&ended["video"]["frames_received"]) > 15.0, "{ended}");
        assert!(number(&ended["duration_ms"]) >= 2000.0, "{ended}");
        assert!(number(&ended["setup_ms"]) < 10_000.0, "{ended}");
        assert_eq!(who.count("connected"), 1, "{:#?}", who.lines);
        assert_eq!(who.count("media_failed"), 0, "{:#?}", who.lines);
    }
    assert_eq!(alice.ended()["by"], "alice");
    assert_eq!(
        (alice.count("rang"), alice.count("accepted")),
        (1, 1),
        "{:#?}",
        alice.lines
    );
    assert_eq!(bob.count("received"), 1, "{:#?}", bob.lines);
}

#[test]
fn each_codec_carries_a_picture_to_a_device_that_knows_no_other() {
    let server = Server::start();
    for codec in ["h264", "vp8"] {
        let (alice, bob) = call(&server, &["--codec", codec], &["--for", "1500ms"]);
        for who in [alice, bob] {
            let ended = who.assert_hung_up();
            assert!(
                number(&ended["video"]["frames_received"]) > 8.0,
                "{codec}: {ended}"
            );
        }
    }
}

#[test]
fn a_voice_call_has_no_picture() {
    let server = Server::start();
    let (alice, bob) = call(&server, &[], &["--type", "audio", "--for", "1s"]);
    for who in [alice, bob] {
        let ended = who.assert_hung_up();
        assert_tone(ended, 440.0);
        assert_eq!(ended["video"]["frames_sent"], 0);
        assert_eq!(ended["video"]["frames_received"], 0);
    }
}

#[test]
fn a_device_without_microphone_and_camera_is_off_and_still_receives() {
    let server = Server::start();
    let mut bob = Device::answer(&server, "bob", &["--audio", "none", "--video", "none"]);
    let mut alice = Device::call(&server, "alice", "bob", &["--for", "2s"]);
    for (switched, event) in [
        (alice.wait_for("microphone"), "microphone"),
        (alice.wait_for("camera"), "camera"),
    ] {
        assert_eq!(
            (&switched["user"], &switched["on"]),
            (&"bob".into(), &false.into()),
            "{event}"
        );
    }
    bob.wait_for("connected");
    let (alice, bob) = (alice.outcome(), bob.outcome());
    assert_eq!(alice.assert_hung_up()["audio"]["packets_received"], 0);
    let ended = bob.assert_hung_up();
    assert_tone(ended, 440.0);
    assert!(number(&ended["video"]["frames_received"]) > 15.0, "{ended}");
}

#[test]
fn media_gets_through_over_tcp_alone() {
    let server = Server::start();
    let (alice, bob) = call(&server, &["--media-tcp"], &["--media-tcp", "--for", "2s"]);
    for who in [alice, bob] {
        let ended = who.assert_hung_up();
        assert_tone(ended, 440.0);
        assert!(number(&ended["video"]["frames_received"]) > 15.0, "{ended}");
    }
}

#[test]
fn after_ringing_the_first_sound_is_there_without_another_handshake() {
    let server = Server::start();
    let (alice, bob) = call(&server, &["--after", "2s"], &["--for", "1s"]);
    // From accepting to hearing: far below what ICE and DTLS alone take on a busy machine.
    let setup = number(&bob.assert_hung_up()["setup_ms"]);
    assert!(setup < 1000.0, "{setup} ms");
    assert!(number(&alice.assert_hung_up()["setup_ms"]) > 2000.0);
}

#[test]
fn a_call_that_is_not_taken_fails_and_says_why() {
    let server = Server::start();
    for (answer, expected) in [("--reject", "rejected"), ("--ring-only", "no_answer")] {
        let (alice, bob) = call(&server, &[answer], &["--timeout", "2"]);
        assert_eq!(alice.ended()["reason"], expected);
        assert_eq!(alice.ended()["connected"], false);
        assert_eq!(alice.status, Some(1));
        assert!(
            alice
                .stderr
                .contains(&format!("the call ended: {expected}")),
            "{}",
            alice.stderr
        );
        assert_eq!(bob.ended()["reason"], expected);
        assert_eq!(bob.status, Some(0), "{}", bob.stderr);
    }
    let alice = Device::call(&server, "alice", "nobody", &["--timeout", "1"]).outcome();
    assert_eq!(
        (&alice.ended()["reason"], alice.status),
        (&"offline".into(), Some(1))
    );
}

#[test]
fn an_interrupted_caller_hangs_up() {
    let server = Server::start();
    let bob = Device::answer(&server, "bob", &[]);
    let mut alice = Device::call(&server, "alice", "bob", &[]);
    alice.wait_for("connected");
    alice.signal("INT");
    alice.outcome().assert_hung_up();
    assert_eq!(bob.outcome().assert_hung_up()["by"], "alice");
}

#[test]
fn a_caller_interrupted_while_it_rings_cancels() {
    let server = Server::start();
    let bob = Device::answer(&server, "bob", &["--ring-only"]);
    let mut alice = Device::call(&server, "alice", "bob", &[]);
    alice.wait_for("rang");
    alice.signal("TERM");
    let alice = alice.outcome();
    assert_eq!(
        (&alice.ended()["reason"], alice.status),
        (&"cancelled".into(), Some(1))
    );
    assert_eq!(bob.outcome().ended()["reason"], "cancelled");
}

#[test]
fn a_call_goes_on_after_the_server_was_killed_and_started_again() {
    let mut server = Server::start();
    let mut bob = Device::answer(&server, "bob", &[]);
    let mut alice = Device::call(&server, "alice", "bob", &[]);
    alice.wait_for("connected");
    bob.wait_for("media_connected");
    server.kill();
    alice.wait_for("offline");
    server.start_again();
    alice.wait_for("media_connected");
    bob.wait_for("media_connected");
    alice.signal("INT");
    let (alice, bob) = (alice.outcome(), bob.outcome());
    for who in [&alice, &bob] {
        who.assert_hung_up();
        assert_eq!(who.count("connected"), 1, "{:#?}", who.lines);
    }
}

#[test]
fn a_killed_device_comes_back_into_its_call() {
    let server = Server::start();
    let mut bob = Device::answer(&server, "bob", &["--device", "phone"]);
    let mut alice = Device::call(&server, "alice", "bob", &[]);
    bob.wait_for("connected");
    bob.signal("KILL");
    let mut again = Device::answer(
        &server,
        "bob",
        &["--device", "phone", "--audio", "tone:660", "--for", "2s"],
    );
    again.wait_for("media_connected");
    let bob = again.outcome();
    bob.assert_hung_up();
    assert_eq!(
        bob.count("received"),
        0,
        "it does not ring again: {:#?}",
        bob.lines
    );
    assert_tone(
        alice.wait_for("ended").pointer("").expect("the line"),
        660.0,
    );
}

#[test]
fn a_ticket_comes_from_the_data_directory_or_from_the_key_or_ready_made() {
    let server = Server::start();
    let apps = server
        .run(&["app", "list", "--show-secret", "--json"])
        .stdout;
    let app: Value = serde_json::from_slice(&apps).expect("one app");
    let (id, key) = (
        app["sdkappid"].to_string(),
        app["secret_key"].as_str().expect("a key").to_owned(),
    );
    let signed = callkit()
        .args([
            "usersig",
            "sign",
            "--sdkappid",
            &id,
            "--secret-key",
            &key,
            "--userid",
            "alice",
        ])
        .output()
        .expect("runs");
    let ticket = String::from_utf8(signed.stdout)
        .expect("text")
        .trim()
        .to_owned();
    let refused = |args: &[&str]| {
        let mut command = callkit();
        command.args([
            "call",
            "nobody",
            "--as",
            "alice",
            "--timeout",
            "1",
            "--server",
            &server.url(),
        ]);
        let output = command.args(args).output().expect("runs");
        String::from_utf8(output.stderr).expect("text")
    };
    // Both get as far as calling somebody who is not there.
    for by in [["--secret-key", &key], ["--user-sig", &ticket]] {
        let said = refused(&[&["--sdkappid", &id], &by[..]].concat());
        assert_eq!(said, "callkit: the call ended: offline\n");
    }
    let said = refused(&["--sdkappid", &id, "--user-sig", "rubbish"]);
    assert!(
        said.starts_with("callkit: ticket_malformed (4300)"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_done_is_said_in_one_line_with_the_right_status() {
    let server = Server::start();
    let empty = tempfile::tempdir().expect("a directory");
    let missing = empty.path().join("missing").display().to_string();
    let run = |args: &[&str]| {
        let output = callkit()
            .args(args)
            .current_dir(empty.path())
            .output()
            .expect("runs");
        (
            output.status.code(),
            String::from_utf8(output.stderr).expect("text"),
        )
    };
    let (status, said) = run(&["call", "bob", "--as", "alice", "--data-dir", &missing]);
    assert_eq!(status, Some(1));
    assert!(
        said.contains("no data directory") && said.contains("--user-sig"),
        "{said}"
    );
    assert!(
        !std::path::Path::new(&missing).exists(),
        "a client leaves no data directory behind"
    );

    let nowhere = [
        "--server",
        "http://127.0.0.1:1",
        "--sdkappid",
        "1",
        "--user-sig",
        "x",
    ];
    let (status, said) = run(&[&["call", "bob", "--as", "alice"], &nowhere[..]].concat());
    assert_eq!(status, Some(1));
    assert!(
        said.starts_with("callkit: cannot reach the server") && said.lines().count() == 1,
        "{said}"
    );

    for bad in [
        &["call"][..],
        &["call", "bob"],
        &["call", "a b", "--as", "alice"],
        &["call", "bob", "--as", "alice", "--audio", "loud"],
        &["call", "bob", "--as", "alice", "--server", "nonsense"],
        &["call", "bob", "--as", "alice", "--user-sig", "x"],
        &["call", "bob", "--as", "alice", "--video", "missing.ivf"],
        &["answer", "--as", "bob", "--reject", "--ring-only"],
    ] {
        let (status, said) = run(bad);
        assert_eq!(status, Some(2), "{bad:?}: {said}");
    }
    let myself = Device::call(&server, "alice", "alice", &[]).outcome();
    assert_eq!(myself.status, Some(1));
    assert!(
        myself.stderr.contains("call_yourself (4101)"),
        "{}",
        myself.stderr
    );
}
