// AMF0 of a client's commands: read or refused, and what was read is written and read again.

use callkit_live::rtmp::amf;

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    let Ok(values) = amf::decode(input) else {
        return;
    };
    let written = amf::encode(&values);
    let again = amf::decode(&written).expect("what was written can be read");
    // Compared as bytes: a number may be none, which equals nothing.
    assert_eq!(amf::encode(&again), written, "it changed on its way round");
}
