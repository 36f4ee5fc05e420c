// What a page sends over `/demo/push`: it becomes tags, or is refused.

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    callkit_server::fuzz::push(input);
}
