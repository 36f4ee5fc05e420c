//! Signing and verifying tickets.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::{Choice, ConstantTimeEq};

use crate::error::{Malformed, TicketError};
use crate::key::SecretKey;
use crate::userbuf::{UserBuf, UserBufError};
use crate::wire::{self, Content};

/// How far ahead of ours a signer's clock may be, in seconds. Higher forgives worse clocks, lower
/// refuses sooner a ticket that was made for later use.
pub const MAX_CLOCK_SKEW: u64 = 60;

/// What a ticket says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// The SDKAppID.
    pub app: u32,
    /// The user ID. Its alphabet is not this crate's business, but it is not empty and has no
    /// control characters.
    pub user: String,
    /// When the ticket was issued, in Unix seconds.
    pub issued_at: u64,
    /// For how many seconds from `issued_at` it is valid.
    pub expire: u64,
}

impl Claims {
    /// The first second at which the ticket is no longer valid, in Unix seconds.
    pub fn expires_at(&self) -> u64 {
        self.issued_at.saturating_add(self.expire)
    }
}

/// A signed ticket. Whoever has it is the user, so its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(String);

impl Ticket {
    /// The text that a client presents.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text that a client presents, as its own string.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(..)")
    }
}

/// What a verified ticket says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What the ticket says.
    pub claims: Claims,
    /// The room privileges in it (the vendor's `privateMapKey`), when it has any. They have an
    /// expiry of their own, which is not checked here.
    pub userbuf: Option<UserBuf>,
    /// The first second at which the ticket is no longer valid, in Unix seconds.
    pub expires_at: u64,
}

/// Makes a ticket.
///
/// The compressed bytes are not the same as other implementations make of the same claims; the
/// content and its signature are.
///
/// # Errors
/// When the result would be malformed, so that nobody would accept it: a user ID that is empty or
/// has control characters, a userbuf for somebody else, or more text than fits.
pub fn sign(
    claims: &Claims,
    key: &SecretKey,
    userbuf: Option<&UserBuf>,
) -> Result<Ticket, Malformed> {
    check_user_id(&claims.user)?;
    let userbuf = userbuf
        .map(|userbuf| encode_userbuf(userbuf, claims))
        .transpose()?;
    let signature = key.mac(&signed_text(claims, userbuf.as_deref()));
    let content = Content::new(claims, userbuf, STANDARD.encode(signature));
    wire::encode(&content).map(Ticket)
}

/// Verifies that the ticket was made for this user of this app with one of the app's keys, and is
/// valid at `now` (Unix seconds).
///
/// An app has several keys while one is being replaced; which of them signed is not told. The
/// ticket is valid from [`MAX_CLOCK_SKEW`] seconds before it was issued until just before
/// [`Verified::expires_at`].
///
/// # Errors
/// The first of these that holds: malformed, wrong app, wrong user, wrong key, malformed userbuf,
/// issued in the future, expired. See [`TicketError`].
pub fn verify(
    ticket: &str,
    keys: &[SecretKey],
    expected_app: u32,
    expected_user: &str,
    now: u64,
) -> Result<Verified, TicketError> {
    let content = wire::decode(ticket)?;
    let claims = claims_of(&content)?;
    let signature = signature_of(&content)?;

    if claims.app != expected_app {
        return Err(TicketError::WrongApp {
            ticket: claims.app,
            expected: expected_app,
        });
    }
    if claims.user != expected_user {
        return Err(TicketError::WrongUser);
    }
    let text = signed_text(&claims, content.userbuf.as_deref());
    if !signed_by_any(&text, &signature, keys) {
        return Err(TicketError::WrongKey);
    }
    let userbuf = content
        .userbuf
        .as_deref()
        .map(|text| decode_userbuf(text, &claims))
        .transpose()?;

    if claims.issued_at > now.saturating_add(MAX_CLOCK_SKEW) {
        return Err(TicketError::FromFuture {
            issued_at: claims.issued_at,
        });
    }
    let expires_at = claims.expires_at();
    if now >= expires_at {
        return Err(TicketError::Expired { at: expires_at });
    }
    Ok(Verified {
        claims,
        userbuf,
        expires_at,
    })
}

/// Reads what a ticket says without believing it: to find the app's key, or to explain to its
/// bearer why it was refused. Anybody can write such claims.
///
/// # Errors
/// When the ticket is malformed.
pub fn peek(ticket: &str) -> Result<Claims, Malformed> {
    claims_of(&wire::decode(ticket)?)
}

/// Whether a ticket says that it carries room privileges. Anybody can write that.
pub fn has_userbuf(ticket: &str) -> bool {
    wire::decode(ticket).is_ok_and(|content| content.userbuf.is_some())
}

fn claims_of(content: &Content) -> Result<Claims, Malformed> {
    check_user_id(&content.identifier)?;
    Ok(Claims {
        app: content.sdkappid,
        user: content.identifier.clone(),
        issued_at: content.time,
        expire: content.expire,
    })
}

/// The signed text has one claim a line: a line feed inside a user ID could move the border
/// between two claims without touching the signature.
fn check_user_id(user: &str) -> Result<(), Malformed> {
    if user.is_empty() || user.chars().any(char::is_control) {
        return Err(Malformed::UserId);
    }
    Ok(())
}

fn signature_of(content: &Content) -> Result<[u8; 32], Malformed> {
    let bytes = STANDARD
        .decode(&content.sig)
        .map_err(|_| Malformed::Signature)?;
    bytes.try_into().map_err(|_| Malformed::Signature)
}

fn encode_userbuf(userbuf: &UserBuf, claims: &Claims) -> Result<String, Malformed> {
    check_userbuf_owner(userbuf, claims)?;
    Ok(STANDARD.encode(userbuf.encode()?))
}

fn decode_userbuf(text: &str, claims: &Claims) -> Result<UserBuf, Malformed> {
    let bytes = STANDARD.decode(text).map_err(|_| UserBufError::Base64)?;
    let userbuf = UserBuf::decode(&bytes)?;
    check_userbuf_owner(&userbuf, claims)?;
    Ok(userbuf)
}

fn check_userbuf_owner(userbuf: &UserBuf, claims: &Claims) -> Result<(), Malformed> {
    if userbuf.account != claims.user || userbuf.app != claims.app {
        return Err(Malformed::UserBufOwner);
    }
    Ok(())
}

/// The text under the signature: one claim a line, each line ended.
fn signed_text(claims: &Claims, userbuf: Option<&str>) -> String {
    let Claims {
        app,
        user,
        issued_at,
        expire,
    } = claims;
    let mut text = format!(
        "TLS.identifier:{user}\nTLS.sdkappid:{app}\nTLS.time:{issued_at}\nTLS.expire:{expire}\n"
    );
    if let Some(userbuf) = userbuf {
        text.push_str("TLS.userbuf:");
        text.push_str(userbuf);
        text.push('\n');
    }
    text
}

/// Every key is tried, and each is compared to the end: the time this takes tells nothing about
/// the right signature.
fn signed_by_any(text: &str, signature: &[u8; 32], keys: &[SecretKey]) -> bool {
    keys.iter()
        .fold(Choice::from(0), |found, key| {
            found | key.mac(text).ct_eq(signature)
        })
        .into()
}
