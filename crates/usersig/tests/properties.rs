//! What holds for all tickets.

mod common;

use callkit_usersig::{Claims, Privileges, Room, UserBuf, Verified, peek, sign, verify};
use common::{APP, NOW, alice, alices_ticket, key, unpack};
use proptest::prelude::*;

fn users() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_-]{1,32}"
}

fn rooms() -> impl Strategy<Value = Room> {
    prop_oneof![
        any::<u32>().prop_map(Room::Number),
        ".{0,64}".prop_map(Room::Name)
    ]
}

proptest! {
    #[test]
    fn what_was_signed_is_what_is_verified(
        app: u32,
        user in users(),
        issued_at in 0..u64::MAX / 2,
        expire in 1..u64::MAX / 2,
        room in proptest::option::of((rooms(), any::<u32>(), any::<u32>())),
    ) {
        let userbuf = room.map(|(room, expires_at, bits)| UserBuf {
            account: user.clone(),
            app,
            room,
            expires_at,
            privileges: Privileges::from_bits(bits),
        });
        let claims = Claims { app, user: user.clone(), issued_at, expire };
        let ticket = sign(&claims, &key(), userbuf.as_ref()).unwrap();

        prop_assert_eq!(peek(ticket.as_str()), Ok(claims.clone()));
        let verified = verify(ticket.as_str(), &[key()], app, &user, issued_at);
        let expires_at = issued_at + expire;
        prop_assert_eq!(verified, Ok(Verified { claims, userbuf, expires_at }));
    }

    // The text of a ticket is not the ticket: bits between the end of the deflated data and its
    // checksum mean nothing, so that some mutants are the same ticket in another spelling. None
    // may say anything else than what was signed.
    #[test]
    fn mutated_ticket_never_says_anything_else(
        edits in prop::collection::vec((any::<prop::sample::Index>(), "[A-Za-z0-9*_-]"), 1..4),
    ) {
        let ticket = alices_ticket().into_string();
        let mut mutant = ticket.clone();
        for (index, letter) in edits {
            let at = index.index(mutant.len());
            mutant.replace_range(at..=at, &letter);
        }
        if let Ok(verified) = verify(&mutant, &[key()], APP, "alice", NOW) {
            prop_assert_eq!(verified.claims, alice());
            prop_assert_eq!(unpack(&mutant), unpack(&ticket));
        }
    }

    #[test]
    fn arbitrary_text_is_refused_without_a_panic(text in ".{0,300}") {
        prop_assert!(verify(&text, &[key()], APP, "alice", NOW).is_err());
    }
}

#[test]
fn no_single_changed_letter_makes_another_ticket() {
    let ticket = alices_ticket().into_string();
    let letters = (b'0'..=b'9')
        .chain(b'A'..=b'Z')
        .chain(b'a'..=b'z')
        .chain(*b"*-_");
    let mut same = 0;
    for letter in letters.map(char::from) {
        for at in 0..ticket.len() {
            let mut mutant = ticket.clone();
            mutant.replace_range(at..=at, letter.encode_utf8(&mut [0; 4]));
            if verify(&mutant, &[key()], APP, "alice", NOW).is_ok() {
                assert_eq!(unpack(&mutant), unpack(&ticket));
                same += 1;
            }
        }
    }
    assert!(
        same >= ticket.len(),
        "the ticket itself must verify at each position"
    );
}
