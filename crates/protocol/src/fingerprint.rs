//! Telling a repeated command from another one under the same key.

use serde::{Deserialize, Serialize};

use crate::ClientMessage;

/// What a command asks for, in 64 bits. The same text gives the same bits in every build, so that it
/// can be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(u64);

impl ClientMessage {
    /// The fingerprint of all that the message says, its key included.
    pub fn fingerprint(&self) -> Fingerprint {
        // FNV-1a: nobody gains by a collision with his own command.
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01b3;
        let text = serde_json::to_string(self).unwrap_or_default();
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(PRIME);
        Fingerprint(text.bytes().fold(OFFSET, mix))
    }
}

#[cfg(test)]
mod tests {
    use crate::ClientMessage;

    fn fingerprint(text: &str) -> super::Fingerprint {
        ClientMessage::parse(text).expect("parses").fingerprint()
    }

    #[test]
    fn a_command_is_told_from_another_and_not_from_itself_in_other_words() {
        let bob = fingerprint(r#"{"type":"call","key":"k","callees":["bob"],"media":"audio"}"#);
        let again =
            fingerprint(r#"{"media":"audio","callees":["bob"],"key":"k","type":"call","new":1}"#);
        let carol = fingerprint(r#"{"type":"call","key":"k","callees":["carol"],"media":"audio"}"#);
        assert_eq!(bob, again);
        assert_ne!(bob, carol);
    }
}
