// What holds for every text that a device sends. The fuzz target explores it, and the test
// `crates/protocol/tests/seeds.rs` replays the seeds through it.

use callkit_protocol::ClientMessage;

/// Takes the input for a message: it is read, or refused in words; what is read survives being
/// written and read again.
pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    match ClientMessage::parse(text) {
        Ok(message) => {
            let again = serde_json::to_string(&message).expect("what was read can be written");
            assert_eq!(
                ClientMessage::parse(&again),
                Ok(message),
                "it changed on its way round"
            );
        }
        Err(failure) => assert!(!failure.error.message.is_empty(), "refused without a word"),
    }
}
