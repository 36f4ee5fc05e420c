// An offer from anywhere: answered or refused, never a panic that reaches the worker.

use std::time::Instant;

use callkit_media::fuzz::Door;

/// Holds for every input.
#[allow(clippy::disallowed_methods)]
pub(crate) fn check(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let mut door = Door::new(Instant::now()).expect("this machine makes certificates");
    door.offer(text);
    // The worker goes on, and the next client is served.
    door.offer(text);
}
