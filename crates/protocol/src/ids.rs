//! Identifiers. Each is checked when it is made, so that code that holds one need not ask again.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;
use ts_rs::TS;

/// Why a text is not an identifier.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{name} must be {rule}; got {got}")]
pub struct IdError {
    /// Which identifier was meant, as the field is called in the protocol.
    pub name: &'static str,
    /// The rule in words.
    pub rule: &'static str,
    /// What came instead, shortened for a log line.
    pub got: String,
}

/// What all text identifiers have in common.
pub trait Id: Sized {
    /// The field's name in the protocol.
    const NAME: &'static str;
    /// The rule in words, for error messages.
    const RULE: &'static str;
    /// Takes `text` if it is such an identifier.
    fn parse(text: &str) -> Result<Self, IdError>;
    /// The identifier as text.
    fn as_str(&self) -> &str;
}

fn refusal<T: Id>(text: &str) -> IdError {
    let got = match text.char_indices().nth(40) {
        _ if text.is_empty() => "an empty text".to_owned(),
        Some((end, _)) => format!("{:?} and {} bytes more", &text[..end], text.len() - end),
        None => format!("{text:?}"),
    };
    IdError {
        name: T::NAME,
        rule: T::RULE,
        got,
    }
}

fn is_word(text: &str, max: usize) -> bool {
    (1..=max).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

macro_rules! text_id {
    ($(#[$doc:meta])* $type:ident, $name:literal, $rule:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
        #[serde(transparent)]
        #[ts(type = "string")]
        pub struct $type(Box<str>);

        impl Id for $type {
            const NAME: &'static str = $name;
            const RULE: &'static str = $rule;

            fn parse(text: &str) -> Result<Self, IdError> {
                let accepts: fn(&str) -> bool = $check;
                if accepts(text) { Ok(Self(text.into())) } else { Err(refusal::<Self>(text)) }
            }

            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $type {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $type {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let text = String::deserialize(source)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

macro_rules! plain_text {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A user of one app: what the app calls him. Two apps may use the same ID for two people.
    UserId, "user_id", "1 to 32 letters, digits, - or _", |t| is_word(t, 32)
);
plain_text!(UserId);

text_id!(
    /// One device of a user: made by the client and kept as long as the device is the same one.
    DeviceId, "device_id", "1 to 64 letters, digits, - or _", |t| is_word(t, 64)
);
plain_text!(DeviceId);

text_id!(
    /// One media leg: the path between one device and the call's room.
    LegId, "leg", "1 to 32 letters, digits, - or _", |t| is_word(t, 32)
);
plain_text!(LegId);

text_id!(
    /// A key of the client's own making that names one command of one user, so that a repeated
    /// command is answered and not carried out twice. Random, fresh for each command.
    CommandKey, "key", "1 to 64 letters, digits, - or _", |t| is_word(t, 64)
);
plain_text!(CommandKey);

text_id!(
    /// A call: 128 random bits as 22 URL-safe characters. Whoever knows it may ask to join, so
    /// `Debug` and `Display` print only its beginning; [`Id::as_str`] gives the whole.
    CallId, "call_id", "22 letters, digits, - or _", |t| t.len() == 22 && is_word(t, 22)
);

impl CallId {
    /// The call ID that these 128 bits spell.
    pub fn from_random(bits: [u8; 16]) -> Self {
        use base64::Engine as _;
        Self(
            base64::engine::general_purpose::URL_SAFE_NO_PAD
                .encode(bits)
                .into(),
        )
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", &self.0[..8])
    }
}

impl fmt::Debug for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An app: one customer of the installation, with users and calls of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct SdkAppId(pub u32);

impl fmt::Display for SdkAppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number that users of the vendor's API know as `roomID`: 1 to 2^31 - 1, random for each call
/// unless the caller chose it. It names nothing on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(transparent)]
pub struct RoomId(u32);

impl RoomId {
    /// Takes `number` if it is in range.
    pub fn new(number: u32) -> Result<Self, IdError> {
        if (1..=0x7fff_ffff).contains(&number) {
            return Ok(Self(number));
        }
        Err(IdError {
            name: "room_id",
            rule: "a number from 1 to 2147483647",
            got: number.to_string(),
        })
    }

    /// A room ID made from 32 random bits.
    pub fn from_random(bits: u32) -> Self {
        Self(bits % 0x7fff_fffe + 1)
    }

    /// The number.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl<'de> Deserialize<'de> for RoomId {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Self::new(u32::deserialize(source)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_id_takes_letters_digits_hyphen_and_underscore_up_to_32() {
        for good in ["a", "Alice_01-Z", &"x".repeat(32)] {
            assert_eq!(UserId::parse(good).expect("valid").as_str(), good);
        }
        for bad in ["", "爱丽丝", "a b", "a/b", "a.b", &"x".repeat(33)] {
            let error = UserId::parse(bad).expect_err("invalid");
            assert!(
                error
                    .to_string()
                    .starts_with("user_id must be 1 to 32 letters"),
                "{error}"
            );
        }
    }

    #[test]
    fn a_long_refused_text_is_shortened_at_a_character_boundary() {
        let error = UserId::parse(&"é".repeat(100)).expect_err("invalid");
        assert!(error.got.ends_with("120 bytes more"), "{error}");
    }

    #[test]
    fn a_call_id_never_prints_whole() {
        let id = CallId::from_random([0xff; 16]);
        assert_eq!(id.as_str(), "_____________________w");
        assert_eq!(format!("{id:?} {id}"), "________… ________…");
    }

    #[test]
    fn every_random_room_id_is_in_range() {
        for bits in [0, 1, 0x7fff_fffd, 0x7fff_fffe, u32::MAX] {
            assert!(RoomId::new(RoomId::from_random(bits).number()).is_ok());
        }
    }
}
