// A stream of datagrams over TCP (RFC 4571): taken apart in any pieces alike, or refused.

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    callkit_server::fuzz::framing(input);
}
