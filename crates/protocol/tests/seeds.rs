//! Replays the seeds of the fuzz target `message`.

use callkit_protocol::ClientMessage;

#[path = "../../../fuzz/properties/message.rs"]
mod message;

#[test]
fn every_seed_is_read_or_refused_in_words() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/seeds/message");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("readable").path();
        let input = std::fs::read(&path).expect("readable");
        message::check(&input);
        let name = path
            .file_stem()
            .expect("named")
            .to_string_lossy()
            .into_owned();
        let good = ClientMessage::parse(&String::from_utf8_lossy(&input)).is_ok();
        assert_eq!(good, !name.starts_with("bad_"), "{name}");
        seen += 1;
    }
    assert!(seen > 20, "only {seen} seeds");
}
