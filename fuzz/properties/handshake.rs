// What a stranger says to the RTMP port before the handshake is over. Bytes may come in any pieces:
// the same is made of them.

use std::time::Instant;

use callkit_live::rtmp::{Limits, RtmpError, Session};

/// Holds for every input.
#[allow(clippy::disallowed_methods)]
pub(crate) fn check(input: &[u8]) {
    let now = Instant::now();
    let at_once = said(now, input, input.len().max(1));
    for piece in [1, 700] {
        assert_eq!(said(now, input, piece), at_once, "in pieces of {piece}");
    }
}

/// What a server answers, and whether it goes on.
fn said(now: Instant, input: &[u8], piece: usize) -> (Vec<u8>, Result<(), RtmpError>) {
    let mut session = Session::new(now, Limits::default(), &[5; 1528]);
    let result = input
        .chunks(piece)
        .try_for_each(|bytes| session.receive(now, bytes));
    let mut answer = Vec::new();
    while let Some(bytes) = session.poll_transmit() {
        answer.extend(bytes);
    }
    (answer, result)
}
