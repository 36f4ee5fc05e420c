//! The secret key of an app.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;

/// The longest secret key accepted, in characters. The vendor's have 64. Longer ones would still
/// work but are more likely a pasted file; shorter ones would refuse keys that users bring along.
const MAX_KEY_LEN: usize = 256;

/// The secret key of an app: whoever has it can be any user of that app.
///
/// It is text and is used as it stands: the vendor's keys look like hexadecimal but are never
/// decoded. It has no `Display`, its `Debug` shows nothing, and it cannot be compared or
/// serialised; [`SecretKey::expose`] is the one way out.
#[derive(Clone)]
pub struct SecretKey(String);

/// A text that cannot be a secret key. It does not repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a secret key is 1 to {MAX_KEY_LEN} printable ASCII characters without spaces")]
pub struct InvalidSecretKey;

impl SecretKey {
    /// Takes a key as the app's owner wrote it.
    ///
    /// # Errors
    /// When it is empty, longer than 256 characters or not printable ASCII. Spaces and line
    /// ends are refused and not trimmed: two parties trimming differently would disagree about
    /// every signature.
    pub fn parse(text: &str) -> Result<Self, InvalidSecretKey> {
        let fits = (1..=MAX_KEY_LEN).contains(&text.len());
        if !fits || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidSecretKey);
        }
        Ok(Self(text.to_owned()))
    }

    /// The key itself, for storing it or showing it to its owner. Not for logs.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// HMAC-SHA256 under this key.
    pub(crate) fn mac(&self, text: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}
