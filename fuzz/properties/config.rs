// A callkit.toml: read, or refused with the place and the reason.

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    callkit_server::fuzz::config(input);
}
