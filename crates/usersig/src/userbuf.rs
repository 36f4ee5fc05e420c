//! Room privileges (the vendor's `privateMapKey`), carried inside a ticket.

use std::fmt;
use std::ops::BitOr;

use thiserror::Error;

/// Which room a user may enter, and what they may do there. On the wire, numbers big-endian:
///
/// ```text
/// version u8 (0 numbered room, 1 named room) | account: length u16, bytes | sdkappid u32
/// room number u32 (0 when named) | expiry u32 | privileges u32 | account type u32 (0)
/// only when named: room: length u16, bytes
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserBuf {
    /// The user ID.
    pub account: String,
    /// The SDKAppID.
    pub app: u32,
    /// The room it holds for.
    pub room: Room,
    /// Until when, in Unix seconds. The format ends in 2106.
    pub expires_at: u32,
    /// What is allowed in the room.
    pub privileges: Privileges,
}

/// A room as the vendor's API names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Room {
    /// A numbered room (`roomID`).
    Number(u32),
    /// A named room (`strRoomID`).
    Name(String),
}

/// A set of room privileges. Bits that have no name here are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Privileges(u32);

/// Why bytes are not a [`UserBuf`], or one has no bytes.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UserBufError {
    /// Not standard base64.
    #[error("it is not base64")]
    Base64,
    /// The bytes end within a field.
    #[error("it is cut off")]
    CutOff,
    /// There are bytes after the last field.
    #[error("something follows its end")]
    Trailing,
    /// The first byte is neither 0 nor 1.
    #[error("its version {0} is unknown")]
    Version(u8),
    /// The account or the room is not UTF-8.
    #[error("a text in it is not UTF-8")]
    Utf8,
    /// The account or the room's name has more than 65535 bytes.
    #[error("a text in it is too long")]
    TooLong,
}

impl UserBuf {
    /// The bytes of the wire format.
    ///
    /// # Errors
    /// When the account or the room's name is longer than its length field can say.
    pub fn encode(&self) -> Result<Vec<u8>, UserBufError> {
        let (version, number, name) = match &self.room {
            Room::Number(number) => (VERSION_NUMBERED, *number, None),
            Room::Name(name) => (VERSION_NAMED, 0, Some(name)),
        };
        let mut bytes = vec![version];
        put_text(&mut bytes, &self.account)?;
        for field in [
            self.app,
            number,
            self.expires_at,
            self.privileges.bits(),
            ACCOUNT_TYPE,
        ] {
            bytes.extend_from_slice(&field.to_be_bytes());
        }
        if let Some(name) = name {
            put_text(&mut bytes, name)?;
        }
        Ok(bytes)
    }

    /// Reads the bytes of the wire format. The account type is not looked at.
    ///
    /// # Errors
    /// When the bytes are not exactly one userbuf.
    pub fn decode(bytes: &[u8]) -> Result<Self, UserBufError> {
        let mut reader = Reader(bytes);
        let [version] = reader.take()?;
        let account = reader.text()?;
        let app = reader.u32()?;
        let number = reader.u32()?;
        let expires_at = reader.u32()?;
        let privileges = Privileges::from_bits(reader.u32()?);
        let _account_type = reader.u32()?;
        let room = match version {
            VERSION_NUMBERED => Room::Number(number),
            VERSION_NAMED => Room::Name(reader.text()?),
            unknown => return Err(UserBufError::Version(unknown)),
        };
        if !reader.0.is_empty() {
            return Err(UserBufError::Trailing);
        }
        Ok(Self {
            account,
            app,
            room,
            expires_at,
            privileges,
        })
    }
}

impl Privileges {
    /// Nothing at all.
    pub const NONE: Self = Self(0);
    /// May create the room.
    pub const CREATE_ROOM: Self = Self(1);
    /// May enter the room.
    pub const ENTER_ROOM: Self = Self(2);
    /// May send audio.
    pub const SEND_AUDIO: Self = Self(4);
    /// May receive audio.
    pub const RECEIVE_AUDIO: Self = Self(8);
    /// May send video.
    pub const SEND_VIDEO: Self = Self(16);
    /// May receive video.
    pub const RECEIVE_VIDEO: Self = Self(32);
    /// May send the auxiliary video (screen sharing).
    pub const SEND_AUX_VIDEO: Self = Self(64);
    /// May receive the auxiliary video.
    pub const RECEIVE_AUX_VIDEO: Self = Self(128);
    /// Everything above.
    pub const ALL: Self = Self(255);

    /// The set with these bits.
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// The bits of the set.
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// Whether everything in `other` is in this set too.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Privileges {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Privileges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Privileges({:#010b})", self.0)
    }
}

const VERSION_NUMBERED: u8 = 0;
const VERSION_NAMED: u8 = 1;
const ACCOUNT_TYPE: u32 = 0;

fn put_text(bytes: &mut Vec<u8>, text: &str) -> Result<(), UserBufError> {
    let len = u16::try_from(text.len()).map_err(|_| UserBufError::TooLong)?;
    bytes.extend_from_slice(&len.to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
    Ok(())
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], UserBufError> {
        let (head, rest) = self.0.split_first_chunk().ok_or(UserBufError::CutOff)?;
        self.0 = rest;
        Ok(*head)
    }

    fn u32(&mut self) -> Result<u32, UserBufError> {
        self.take().map(u32::from_be_bytes)
    }

    fn text(&mut self) -> Result<String, UserBufError> {
        let len = u16::from_be_bytes(self.take()?);
        let (head, rest) = self
            .0
            .split_at_checked(len.into())
            .ok_or(UserBufError::CutOff)?;
        self.0 = rest;
        String::from_utf8(head.to_vec()).map_err(|_| UserBufError::Utf8)
    }
}
