// What proxies, and those who pretend to be one, write into headers: some address comes of it, and
// the client's own word never counts.

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    callkit_server::fuzz::forwarded(input);
}
