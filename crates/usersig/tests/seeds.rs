//! Replays the fuzzing seeds, so that the stable toolchain checks them too.

use std::fs;
use std::path::Path;

#[path = "../../../fuzz/properties/ticket.rs"]
mod ticket;

#[test]
fn seeds_of_the_ticket_fuzzer_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/ticket");
    let mut seeds = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        ticket::check(&fs::read(path).unwrap());
        seeds += 1;
    }
    assert!(seeds > 0, "there are no seeds");
}
