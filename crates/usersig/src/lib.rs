//! UserSig tickets (TLSSigAPIv2): sign, verify, and room privileges.
//!
//! A ticket says "the bearer is user U of app A, from T on, for E seconds" and is signed with the
//! app's secret key, normally by the app's own backend. This crate makes tickets and tells good
//! ones from bad ones. It is not a session, keeps nothing, and has neither clock nor randomness:
//! the present is an argument, in Unix seconds.
//!
//! The format (checked 2026-11-22 against the vendor's public signing libraries): a JSON object
//! whose members are covered by an HMAC-SHA256, deflated (zlib, RFC 1950) and written in base64
//! with `*`, `-` and `_` in place of `+`, `/` and `=`.
//!
//! ```
//! use callkit_usersig::{Claims, SecretKey, TicketError, sign, verify};
//!
//! let key = SecretKey::parse("0123456789abcdef0123456789abcdef")?;
//! let now = 1_700_000_000;
//! let claims = Claims { app: 1400000001, user: "alice".into(), issued_at: now, expire: 600 };
//! let ticket = sign(&claims, &key, None)?;
//!
//! let verified = verify(ticket.as_str(), &[key], 1400000001, "alice", now + 599)?;
//! assert_eq!(verified.expires_at, now + 600);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A server that serves several apps looks the key up first: [`peek`] reads the claims of a
//! ticket without believing them.

mod error;
mod key;
mod ticket;
mod userbuf;
mod wire;

pub use error::{Malformed, TicketError};
pub use key::{InvalidSecretKey, SecretKey};
pub use ticket::{Claims, MAX_CLOCK_SKEW, Ticket, Verified, has_userbuf, peek, sign, verify};
pub use userbuf::{Privileges, Room, UserBuf, UserBufError};
pub use wire::{MAX_CONTENT_LEN, MAX_TICKET_LEN};
