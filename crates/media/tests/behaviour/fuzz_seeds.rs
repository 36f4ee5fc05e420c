//! Replays what the fuzz targets start from, and every input that once failed.

use std::path::Path;

#[path = "../../../../fuzz/properties/datagram.rs"]
mod datagram;
#[path = "../../../../fuzz/properties/payload.rs"]
mod payload;
#[path = "../../../../fuzz/properties/sdp.rs"]
mod sdp;

fn replay(name: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(name);
    let mut seeds: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    seeds.sort();
    assert!(
        seeds.len() >= 5,
        "{} has {} seeds",
        folder.display(),
        seeds.len()
    );
    for seed in seeds {
        let input = std::fs::read(&seed).unwrap();
        check(&input);
        // And cut short, at some places.
        for part in 1..8 {
            check(&input[..input.len() * part / 8]);
        }
    }
}

#[test]
fn every_seed_of_an_offer_passes() {
    replay("sdp", sdp::check);
}

#[test]
fn every_seed_of_a_datagram_passes() {
    replay("datagram", datagram::check);
}

#[test]
fn every_seed_of_a_payload_passes() {
    replay("payload", payload::check);
}
