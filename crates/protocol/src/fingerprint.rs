//! Telling a repeated command from another one under the same key.

use std::io::{self, Write};

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
        let mut hash = Fnv1a::new();
        // Neither the messages nor the writer have a way to fail.
        let written = serde_json::to_writer(&mut hash, self);
        debug_assert!(written.is_ok(), "{written:?}");
        Fingerprint(hash.0)
    }
}

/// FNV-1a of what is written to it, with nothing kept: an offer may have 40 KB. Nobody gains by a
/// collision with his own command, so no more than a hash is needed.
struct Fnv1a(u64);

impl Fnv1a {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;

    const fn new() -> Self {
        Self(Self::OFFSET)
    }
}

impl Write for Fnv1a {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(Self::PRIME);
        self.0 = bytes.iter().fold(self.0, mix);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
