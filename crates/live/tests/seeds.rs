//! Replays what the fuzz targets start from, and every input that once failed.

use std::path::Path;

#[path = "../../../fuzz/properties/aac.rs"]
mod aac;
#[path = "../../../fuzz/properties/amf.rs"]
mod amf;
#[path = "../../../fuzz/properties/avcc.rs"]
mod avcc;
#[path = "../../../fuzz/properties/chunks.rs"]
mod chunks;
#[path = "../../../fuzz/properties/flv.rs"]
mod flv;
#[path = "../../../fuzz/properties/handshake.rs"]
mod handshake;
#[path = "../../../fuzz/properties/rtp.rs"]
mod rtp;

fn replay(name: &str, check: fn(&[u8])) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    let mut seen = 0;
    for seed in std::fs::read_dir(seeds.join(name)).expect("there are seeds") {
        let path = seed.expect("readable").path();
        let input = std::fs::read(&path).expect("readable");
        // Cut short at some places, too.
        for part in 1..=8 {
            check(&input[..input.len() * part / 8]);
        }
        seen += 1;
    }
    assert!(seen >= 5, "{name} has {seen} seeds");
}

#[test]
fn every_seed_of_a_handshake_passes() {
    replay("handshake", handshake::check);
}

#[test]
fn every_seed_of_chunks_passes() {
    replay("chunks", chunks::check);
}

#[test]
fn every_seed_of_a_command_passes() {
    replay("amf", amf::check);
}

#[test]
fn every_seed_of_a_stream_passes() {
    replay("flv", flv::check);
}

#[test]
fn every_seed_of_pictures_passes() {
    replay("avcc", avcc::check);
}

#[test]
fn every_seed_of_sound_passes() {
    replay("aac", aac::check);
}

#[test]
fn every_seed_of_packets_passes() {
    replay("rtp", rtp::check);
}
