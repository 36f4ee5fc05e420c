//! Every reason for which a ticket is refused, and that the next better ticket is not.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callkit_usersig::{
    Claims, MAX_CONTENT_LEN, MAX_TICKET_LEN, Malformed, Privileges, Room, SecretKey, TicketError,
    UserBuf, UserBufError, Verified, peek, sign, verify,
};
use common::{
    APP, NOW, REFERENCE_TICKET, alice, alices_ticket, from_ticket_alphabet, key, other_key, pack,
    to_ticket_alphabet, unpack,
};

fn present(ticket: &str) -> Result<Verified, TicketError> {
    verify(ticket, &[key()], APP, "alice", NOW)
}

fn malformed(ticket: &str) -> Malformed {
    match present(ticket) {
        Err(TicketError::Malformed(what)) => what,
        other => panic!("expected a malformed ticket, got {other:?}"),
    }
}

#[test]
fn ticket_of_another_user() {
    let ticket = alices_ticket();
    let error = verify(ticket.as_str(), &[key()], APP, "bob", NOW);
    assert_eq!(error, Err(TicketError::WrongUser));
}

#[test]
fn user_ids_differ_by_case() {
    let ticket = alices_ticket();
    let error = verify(ticket.as_str(), &[key()], APP, "Alice", NOW);
    assert_eq!(error, Err(TicketError::WrongUser));
}

#[test]
fn ticket_of_another_app_even_if_the_apps_share_a_key() {
    let ticket = alices_ticket();
    let error = verify(ticket.as_str(), &[key()], 7, "alice", NOW);
    assert_eq!(
        error,
        Err(TicketError::WrongApp {
            ticket: APP,
            expected: 7
        })
    );
}

#[test]
fn ticket_signed_with_another_key() {
    let ticket = alices_ticket();
    let error = verify(ticket.as_str(), &[other_key()], APP, "alice", NOW);
    assert_eq!(error, Err(TicketError::WrongKey));
}

#[test]
fn app_without_keys_accepts_nobody() {
    let ticket = alices_ticket();
    assert_eq!(
        verify(ticket.as_str(), &[], APP, "alice", NOW),
        Err(TicketError::WrongKey)
    );
}

#[test]
fn while_keys_rotate_the_old_and_the_new_one_are_good() {
    let keys = [other_key(), key()];
    for signer in &keys {
        let ticket = sign(&alice(), signer, None).unwrap();
        assert!(verify(ticket.as_str(), &keys, APP, "alice", NOW).is_ok());
    }
}

#[test]
fn ticket_is_good_until_the_second_it_expires() {
    let ticket = alices_ticket();
    let end = NOW + 604_800;
    let at = |now| verify(ticket.as_str(), &[key()], APP, "alice", now);
    assert_eq!(at(end - 1).map(|verified| verified.expires_at), Ok(end));
    assert_eq!(at(end), Err(TicketError::Expired { at: end }));
    assert_eq!(at(u64::MAX), Err(TicketError::Expired { at: end }));
}

#[test]
fn signer_may_be_a_minute_ahead_and_no_more() {
    let ticket = alices_ticket();
    let at = |now| verify(ticket.as_str(), &[key()], APP, "alice", now);
    assert!(at(NOW - 60).is_ok());
    assert_eq!(
        at(NOW - 61),
        Err(TicketError::FromFuture { issued_at: NOW })
    );
    assert_eq!(at(0), Err(TicketError::FromFuture { issued_at: NOW }));
}

#[test]
fn endless_expiry_does_not_overflow() {
    let claims = Claims {
        expire: u64::MAX,
        ..alice()
    };
    let ticket = sign(&claims, &key(), None).unwrap();
    assert_eq!(
        present(ticket.as_str()).map(|verified| verified.expires_at),
        Ok(u64::MAX)
    );
}

#[test]
fn forger_learns_nothing_about_times() {
    let ticket = sign(
        &Claims {
            issued_at: 1,
            ..alice()
        },
        &other_key(),
        None,
    )
    .unwrap();
    assert_eq!(present(ticket.as_str()), Err(TicketError::WrongKey));
}

#[test]
fn empty_and_oversized_texts() {
    assert_eq!(malformed(""), Malformed::Empty);
    assert_eq!(
        malformed(&"A".repeat(MAX_TICKET_LEN + 1)),
        Malformed::TooLong
    );
}

#[test]
fn texts_outside_the_ticket_alphabet() {
    let ticket = REFERENCE_TICKET;
    assert!(present(ticket).is_ok());
    for text in [
        "!",
        "\u{5f35}\u{4e09}",
        &from_ticket_alphabet(ticket),
        &ticket.replace('*', "+"),
        &ticket.replace('-', "/"),
        &ticket.replace('_', "="),
        ticket.trim_end_matches('_'),
        &format!("{ticket} "),
        &format!("{ticket}\n"),
    ] {
        assert_eq!(malformed(text), Malformed::Base64, "{text:?}");
    }
}

#[test]
fn broken_zlib_streams() {
    let whole = STANDARD
        .decode(from_ticket_alphabet(alices_ticket().as_str()))
        .unwrap();
    let cut = whole[..whole.len() - 1].to_vec();
    let followed = [&whole[..], b"x"].concat();
    let mut wrong_sum = whole.clone();
    *wrong_sum.last_mut().unwrap() ^= 1;
    let not_deflated = unpack(alices_ticket().as_str()).into_bytes();
    for bytes in [cut, followed, wrong_sum, not_deflated] {
        let ticket = to_ticket_alphabet(&STANDARD.encode(bytes));
        assert_eq!(malformed(&ticket), Malformed::Zlib);
    }
}

#[test]
fn decompression_stops_at_its_limit() {
    let padded = |len: usize| {
        let content = unpack(alices_ticket().as_str());
        let spaces = " ".repeat(len - content.len());
        pack(&format!("{content}{spaces}"))
    };
    assert!(present(&padded(MAX_CONTENT_LEN)).is_ok());
    assert_eq!(
        malformed(&padded(MAX_CONTENT_LEN + 1)),
        Malformed::ContentTooLong
    );
    assert_eq!(malformed(&padded(1_000_000)), Malformed::ContentTooLong);
}

#[test]
fn content_that_is_not_a_tickets_json() {
    let content = unpack(alices_ticket().as_str());
    for (from, to) in [
        ("{", "["),
        ("\"TLS.time\":1700000000,", ""),
        ("\"TLS.time\":1700000000", "\"TLS.time\":-1"),
        ("\"TLS.time\":1700000000", "\"TLS.time\":1700000000.0"),
        ("\"TLS.time\":1700000000", "\"TLS.time\":\"1700000000\""),
        (
            "\"TLS.time\":1700000000",
            "\"TLS.time\":1700000000,\"TLS.time\":1700000000",
        ),
        ("\"TLS.sdkappid\":1400000001", "\"TLS.sdkappid\":4294967296"),
        ("\"alice\"", "null"),
    ] {
        let changed = content.replacen(from, to, 1);
        assert_ne!(changed, content);
        assert_eq!(malformed(&pack(&changed)), Malformed::Json, "{changed}");
    }
}

#[test]
fn version_and_signature_have_one_form() {
    let content = unpack(alices_ticket().as_str());
    let version = content.replace("\"2.0\"", "\"1.0\"");
    assert_eq!(malformed(&pack(&version)), Malformed::Version);
    for signature in [
        "",
        "bPWG",
        "*PWGshsc",
        "bPWGshsc+vFLPeFEPa+tRfoL27JpAK0RfFmL+h3xO0B=",
    ] {
        let end = content.find("\"TLS.sig\"").unwrap();
        let changed = format!("{}\"TLS.sig\":\"{signature}\"}}", &content[..end]);
        assert_eq!(
            malformed(&pack(&changed)),
            Malformed::Signature,
            "{signature:?}"
        );
    }
}

#[test]
fn user_id_cannot_smuggle_in_a_line_of_the_signed_text() {
    // Both user IDs end up in the same signed text, so the signature of the first fits the second.
    let innocent = Claims { app: 5, ..alice() };
    let content = unpack(sign(&innocent, &key(), None).unwrap().as_str());
    let forged = content.replace("alice", r"alice\nTLS.sdkappid:5");
    assert_eq!(peek(&pack(&forged)), Err(Malformed::UserId));

    for user in ["", "a\nb", "a\0"] {
        let claims = Claims {
            user: user.to_owned(),
            ..alice()
        };
        assert_eq!(sign(&claims, &key(), None), Err(Malformed::UserId));
    }
}

#[test]
fn changed_claims_void_the_signature() {
    let content = unpack(alices_ticket().as_str());
    for (from, to) in [
        ("\"TLS.time\":1700000000", "\"TLS.time\":1700000001"),
        ("\"TLS.expire\":604800", "\"TLS.expire\":604801"),
        ("\"TLS.sig\"", "\"TLS.userbuf\":\"\",\"TLS.sig\""),
        ("\"TLS.sig\":\"b", "\"TLS.sig\":\"c"),
    ] {
        let changed = content.replace(from, to);
        assert_ne!(changed, content);
        assert_eq!(
            present(&pack(&changed)),
            Err(TicketError::WrongKey),
            "{changed}"
        );
    }
}

#[test]
fn unsigned_extra_members_are_ignored() {
    let content = unpack(alices_ticket().as_str()).replacen('{', "{\"TLS.more\":[1],", 1);
    assert_eq!(
        present(&pack(&content)).map(|verified| verified.claims),
        Ok(alice())
    );
}

#[test]
fn userbuf_of_somebody_else_is_neither_signed_nor_accepted() {
    let bobs = UserBuf {
        account: "bob".to_owned(),
        ..alices_userbuf()
    };
    let another_apps = UserBuf {
        app: 7,
        ..alices_userbuf()
    };
    for userbuf in [bobs, another_apps] {
        let refused = sign(&alice(), &key(), Some(&userbuf));
        assert_eq!(refused, Err(Malformed::UserBufOwner));
        let ticket = ticket_with_userbuf(&STANDARD.encode(userbuf.encode().unwrap()));
        assert_eq!(malformed(&ticket), Malformed::UserBufOwner);
    }
}

#[test]
fn unreadable_userbuf_is_refused_even_if_it_was_signed() {
    let whole = alices_userbuf().encode().unwrap();
    let with = |index: usize, value| {
        let mut bytes = whole.clone();
        bytes[index] = value;
        STANDARD.encode(bytes)
    };
    for (text, what) in [
        ("?".to_owned(), UserBufError::Base64),
        (String::new(), UserBufError::CutOff),
        (
            STANDARD.encode(&whole[..whole.len() - 1]),
            UserBufError::CutOff,
        ),
        (
            STANDARD.encode([&whole[..], b"\0"].concat()),
            UserBufError::Trailing,
        ),
        (with(0, 2), UserBufError::Version(2)),
        (with(1, 255), UserBufError::CutOff),
        (with(3, 0xff), UserBufError::Utf8),
    ] {
        assert_eq!(
            malformed(&ticket_with_userbuf(&text)),
            Malformed::UserBuf(what),
            "{text}"
        );
    }
}

#[test]
fn what_does_not_fit_is_not_signed() {
    let claims = Claims {
        user: "a".repeat(MAX_CONTENT_LEN),
        ..alice()
    };
    assert_eq!(sign(&claims, &key(), None), Err(Malformed::ContentTooLong));

    let userbuf = UserBuf {
        room: Room::Name("r".repeat(65_536)),
        ..alices_userbuf()
    };
    let refused = sign(&alice(), &key(), Some(&userbuf));
    assert_eq!(refused, Err(Malformed::UserBuf(UserBufError::TooLong)));
}

#[test]
fn secret_keys_are_printable_text_and_never_shown() {
    for text in ["", " ", "a b", "abc\n", "schl\u{fc}ssel", &"a".repeat(257)] {
        assert!(SecretKey::parse(text).is_err(), "{text:?}");
    }
    assert_eq!(key().expose(), "0123456789abcdef".repeat(4));
    assert_eq!(format!("{:?}", key()), "SecretKey(..)");
    assert_eq!(format!("{:?}", alices_ticket()), "Ticket(..)");
}

fn alices_userbuf() -> UserBuf {
    UserBuf {
        account: "alice".to_owned(),
        app: APP,
        room: Room::Number(1),
        expires_at: 1_700_000_300,
        privileges: Privileges::ALL,
    }
}

/// A rightly signed ticket of Alice around any userbuf text.
fn ticket_with_userbuf(userbuf: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};

    let text = format!(
        "TLS.identifier:alice\nTLS.sdkappid:{APP}\nTLS.time:{NOW}\nTLS.expire:60\n\
         TLS.userbuf:{userbuf}\n"
    );
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key().expose().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    pack(&format!(
        r#"{{"TLS.ver":"2.0","TLS.identifier":"alice","TLS.sdkappid":{APP},"TLS.time":{NOW},"TLS.expire":60,"TLS.userbuf":"{userbuf}","TLS.sig":"{signature}"}}"#
    ))
}
