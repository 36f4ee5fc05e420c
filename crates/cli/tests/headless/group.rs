//! More than two in one call.

use serde_json::Value;

use crate::device::Device;
use crate::number;
use crate::server::Server;

/// Everybody and the tone that he sends.
const MEMBERS: [(&str, f64); 4] = [
    ("alice", 440.0),
    ("bob", 550.0),
    ("carol", 660.0),
    ("dave", 770.0),
];

#[test]
fn each_member_of_a_group_hears_and_sees_every_other_also_who_was_asked_in_later() {
    let server = Server::start();
    let tone = |hz: f64| format!("tone:{hz}");
    let answering = MEMBERS[1..]
        .iter()
        .map(|(user, hz)| Device::answer(&server, user, &["--audio", &tone(*hz), "--for", "6s"]));
    let answering: Vec<Device> = answering.collect();
    let invite = ["carol", "--invite", "dave", "--for", "8s"];
    let alice = Device::call(&server, "alice", "bob", &invite);
    let devices = std::iter::once(alice).chain(answering);
    for ((who, _), device) in MEMBERS.iter().zip(devices) {
        let outcome = device.outcome();
        let ended = outcome.assert_hung_up();
        let others = MEMBERS.iter().filter(|(user, _)| user != who);
        let members = ended["members"].as_object().expect("members");
        assert_eq!(members.len(), MEMBERS.len() - 1, "{who}: {ended}");
        for (other, hz) in others {
            assert_received(
                &ended["members"][other],
                *hz,
                &format!("{who} of {other}: {ended}"),
            );
        }
    }
}

fn assert_received(from: &Value, hz: f64, context: &str) {
    let heard = number(&from["tone_hz"]);
    assert!(
        (heard - hz).abs() < 3.0,
        "{heard} instead of {hz}: {context}"
    );
    assert!(number(&from["packets_received"]) > 100.0, "{context}");
    assert!(number(&from["frames_received"]) > 30.0, "{context}");
}
