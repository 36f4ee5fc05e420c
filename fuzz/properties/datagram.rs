// A datagram from anywhere, to a worker with one leg: taken or dropped, never a panic that
// reaches the worker.

use std::time::Instant;

use callkit_media::fuzz::Door;

const OFFER: &str = include_str!("../seeds/sdp/chromium");

/// Holds for every input.
#[allow(clippy::disallowed_methods)]
pub(crate) fn check(input: &[u8]) {
    let mut door = Door::new(Instant::now()).expect("this machine makes certificates");
    assert!(door.offer(OFFER), "the worker has a leg");
    door.datagram(input);
    door.datagram(input);
}
