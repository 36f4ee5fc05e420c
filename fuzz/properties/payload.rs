// What is read of an RTP payload before it is forwarded: redundant audio, and where key frames
// begin.

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    callkit_media::fuzz::payload(input);
}
