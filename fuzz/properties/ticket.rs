// What holds for every input to the ticket parsers. The fuzz target explores it, and the test
// `crates/usersig/tests/seeds.rs` replays the seeds through it.

use callkit_usersig::{SecretKey, UserBuf, peek, verify};

/// Takes the input for a ticket, and for a userbuf.
pub(crate) fn check(input: &[u8]) {
    if let Ok(text) = std::str::from_utf8(input) {
        check_ticket(text);
    }
    check_userbuf(input);
}

fn check_ticket(text: &str) {
    let key = SecretKey::parse("a-key-that-signed-no-seed").expect("it is printable");
    if let Ok(claims) = peek(text) {
        let verified = verify(text, &[key], claims.app, &claims.user, claims.issued_at);
        assert!(
            verified.is_err(),
            "a ticket that we did not sign was accepted"
        );
    }
}

fn check_userbuf(bytes: &[u8]) {
    if let Ok(userbuf) = UserBuf::decode(bytes) {
        let again = userbuf
            .encode()
            .expect("what was decoded fits its length fields");
        assert_eq!(
            UserBuf::decode(&again),
            Ok(userbuf),
            "a userbuf changed on its way round"
        );
    }
}
