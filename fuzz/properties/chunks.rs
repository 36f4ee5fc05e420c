// What a client says behind its handshake: chunks, commands, tags. Whatever it is, the server makes
// the same of it in any pieces, and holds no more than it was told to.

use std::time::Instant;

use callkit_live::rtmp::{Event, Limits, RtmpError, Session};

/// Version 3, and two blocks that are not looked at.
const HANDSHAKE: [u8; 1 + 2 * 1536] = {
    let mut bytes = [0; 1 + 2 * 1536];
    bytes[0] = 3;
    bytes
};

/// Holds for every input.
#[allow(clippy::disallowed_methods)]
pub(crate) fn check(input: &[u8]) {
    let now = Instant::now();
    let at_once = heard(now, input, input.len().max(1), Answer::Later);
    for piece in [1, 13] {
        let in_pieces = heard(now, input, piece, Answer::Later);
        assert_eq!(in_pieces, at_once, "in pieces of {piece}");
    }
    let _ = heard(now, input, 64, Answer::Yes);
}

/// What a client is told when it wants to publish or play.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Yes,
    Later,
}

/// What a server hears of a client, and whether it goes on.
fn heard(
    now: Instant,
    input: &[u8],
    piece: usize,
    answer: Answer,
) -> (Vec<Event>, Result<(), RtmpError>) {
    let limits = Limits {
        commands: 20,
        ..Limits::default()
    };
    let mut session = Session::new(now, limits, &[5; 1528]);
    session
        .receive(now, &HANDSHAKE)
        .expect("this is a handshake");
    let mut events = Vec::new();
    let result = input.chunks(piece).try_for_each(|bytes| {
        let result = session.receive(now, bytes);
        while let Some(event) = session.poll_event() {
            if matches!(event, Event::Publish(_) | Event::Play(_)) && answer == Answer::Yes {
                session.accept();
            }
            events.push(event);
        }
        result
    });
    // A few answers to commands, and a pong for each ping.
    let most = (1 << 14) + 4 * input.len();
    assert!(
        session.waiting() < most,
        "much is said to a client that says little"
    );
    (events, result)
}
