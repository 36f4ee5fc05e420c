//! Replays what the fuzz targets start from, and every input that once failed.

use std::path::Path;

#[path = "../../../fuzz/properties/config.rs"]
mod config;
#[path = "../../../fuzz/properties/forwarded.rs"]
mod forwarded;
#[path = "../../../fuzz/properties/framing.rs"]
mod framing;
#[path = "../../../fuzz/properties/push.rs"]
mod push;

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
fn every_seed_of_a_stream_of_datagrams_passes() {
    replay("framing", framing::check);
}

#[test]
fn every_seed_of_proxies_headers_passes() {
    replay("forwarded", forwarded::check);
}

#[test]
fn every_seed_of_a_configuration_passes() {
    replay("config", config::check);
}

#[test]
fn every_seed_of_what_a_page_publishes_passes() {
    replay("push", push::check);
}
