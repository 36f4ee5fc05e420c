//! Tickets of the reference implementation: ours say the same, and theirs are accepted.

mod common;

use callkit_usersig::{Claims, Privileges, Room, UserBuf, peek, sign, verify};
use common::{APP, NOW, key, unpack};

struct Vector {
    claims: Claims,
    userbuf: Option<(UserBuf, &'static str)>,
    /// The content of the reference's ticket, which has no spaces and a fixed order.
    content: &'static str,
    ticket: &'static str,
}

#[test]
fn our_tickets_have_the_content_and_signature_of_the_reference() {
    for Vector {
        claims,
        userbuf,
        content,
        ticket,
    } in vectors()
    {
        let ours = sign(&claims, &key(), userbuf.as_ref().map(|(value, _)| value)).unwrap();
        assert_eq!(unpack(ours.as_str()), content);
        assert_eq!(unpack(ticket), content, "the vector itself");
    }
}

#[test]
fn tickets_of_the_reference_are_accepted() {
    for Vector {
        claims,
        userbuf,
        ticket,
        ..
    } in vectors()
    {
        assert_eq!(peek(ticket), Ok(claims.clone()));
        let verified = verify(ticket, &[key()], APP, &claims.user, NOW).unwrap();
        assert_eq!(verified.expires_at, NOW + claims.expire);
        assert_eq!(verified.claims, claims);
        assert_eq!(verified.userbuf, userbuf.map(|(value, _)| value));
    }
}

#[test]
fn userbufs_have_the_bytes_of_the_reference() {
    for (userbuf, hex) in vectors().into_iter().filter_map(|vector| vector.userbuf) {
        let bytes = userbuf.encode().unwrap();
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(text, hex);
        assert_eq!(UserBuf::decode(&bytes), Ok(userbuf));
    }
}

fn vectors() -> [Vector; 4] {
    let claims = |user: &str, expire| Claims {
        app: APP,
        user: user.to_owned(),
        issued_at: NOW,
        expire,
    };
    let alices = |room, privileges| UserBuf {
        account: "alice".to_owned(),
        app: APP,
        room,
        expires_at: 1_700_000_300,
        privileges,
    };
    [
        Vector {
            claims: claims("alice", 604_800),
            userbuf: None,
            content: r#"{"TLS.ver":"2.0","TLS.identifier":"alice","TLS.sdkappid":1400000001,"TLS.time":1700000000,"TLS.expire":604800,"TLS.sig":"bPWGshsc+vFLPeFEPa+tRfoL27JpAK0RfFmL+h3xO0A="}"#,
            ticket: "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwok5mcmpUInilOzEgoLMFCUrQxMDCDCEyJRk5qYCRc2hogYQ0dSKgswioLiZgYkFTKw4Mx1oalJAuHtxRnGydpmbT0Cqm2tAonZJUFq*j5G5V4Gjt0FQmluuj3aGcYW-gaOtUi0ArWAwMA__",
        },
        Vector {
            claims: claims("bob_01-Z", 86_400),
            userbuf: None,
            content: r#"{"TLS.ver":"2.0","TLS.identifier":"bob_01-Z","TLS.sdkappid":1400000001,"TLS.time":1700000000,"TLS.expire":86400,"TLS.sig":"psPpAnrwk4L1uQoBy+GiMvhuT8ku7OeV0tbqjqOxINg="}"#,
            ticket: "eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwkn5SfEGhrpRULnilOzEgoLMFCUrQxMDCDCEyJRk5qYCRc2hogYQ0dSKgswioLiFmQlMqDgzHWhuQXFAgWNeUXm2iY9haWC*U6W2e6ZvWUZpiEV2qbl-aphBSVJhVqF-hadfuq1SLQAHmDI3",
        },
        Vector {
            claims: claims("alice", 300),
            userbuf: Some((
                alices(Room::Number(12345), Privileges::ALL),
                "000005616c69636553724e01000030396553f22c000000ff00000000",
            )),
            content: r#"{"TLS.ver":"2.0","TLS.identifier":"alice","TLS.sdkappid":1400000001,"TLS.time":1700000000,"TLS.expire":300,"TLS.userbuf":"AAAFYWxpY2VTck4BAAAwOWVT8iwAAAD/AAAAAA==","TLS.sig":"FCiLdyLbT7ZjlWBx2xwUnciSBUbrXSh7iowkm3vy3MQ="}"#,
            ticket: "eJw1jUkPgjAUhP9LzwbZEgwJh6LhhDGGAuJNaNEni4StJcb-bsMypzffZOZ9EfEDZWQtspGuqGg3e6Cs7iGHGT9KyNgadLR4NA1QZGumukhbkh4qJqm1UnWhTDTQSm5sYOhYmw65nMUYe0ksmkSPSFaYrvT8EkfkAFyepz2e5TjbZ3jKkncEn05*Sqz7u4xdoQse1hkEbpi2t*BlwYcXlTFOxvnqoN8fvw9CKg__",
        },
        Vector {
            claims: claims("alice", 300),
            userbuf: Some((
                alices(
                    Room::Name("room-A".to_owned()),
                    Privileges::ENTER_ROOM | Privileges::RECEIVE_AUDIO | Privileges::RECEIVE_VIDEO,
                ),
                "010005616c69636553724e01000000006553f22c0000002a000000000006726f6f6d2d41",
            )),
            content: r#"{"TLS.ver":"2.0","TLS.identifier":"alice","TLS.sdkappid":1400000001,"TLS.time":1700000000,"TLS.expire":300,"TLS.userbuf":"AQAFYWxpY2VTck4BAAAAAGVT8iwAAAAqAAAAAAAGcm9vbS1B","TLS.sig":"Pr1s07qFoyKd+I4/1Fq5cy0w/eyIJVxpsAACJicieXk="}"#,
            ticket: "eJw1jssOgjAQRf*lWw20iEFNXBQTCOhCA0FZQilmgmh5Q4z-Ls*zmjk3M7lf5F4cqeY5OiBFwmg97hDxdwkxjDp4AeNzUERJIARE6EBUPEGmpISU91abLZ4sbwXkvd8soip4HlZx-5beqOHfW*ErnssSVacDpufuoBmmjE6YLN3XoUP0pQE8**NrTgqsZcanO0crS5WJkW1ZhxuZd5bttaKg9GQDA-5Ijuj3B7rgQ8I_",
        },
    ]
}
