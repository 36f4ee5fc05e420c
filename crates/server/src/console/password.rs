//! The console's password: how it is made, judged, hashed and compared.

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Argon2, PasswordHash as Phc};
use callkit_store::PasswordHash;
use rand::RngExt as _;
use thiserror::Error;

/// The shortest password, in characters. Guessing is limited to a few a minute, so that this is
/// enough for one that is not in everybody's list.
const SHORTEST: usize = 10;
/// The longest, in bytes: more would only cost time.
const LONGEST: usize = 256;
/// How many different characters there must be.
const DIFFERENT: usize = 5;
/// What people take when they must take ten characters.
const GUESSED: [&str; 12] = [
    "1234567890",
    "0123456789",
    "9876543210",
    "qwertyuiop",
    "asdfghjkl",
    "password",
    "passw0rd",
    "callkit",
    "abcdefgh",
    "iloveyou",
    "changeme",
    "letmein",
];
/// Characters of a random password: none that are taken for each other.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than ten characters.
    #[error("the password must have at least {SHORTEST} characters")]
    Short,
    /// More than 256 bytes.
    #[error("the password must have at most {LONGEST} bytes")]
    Long,
    /// Few different characters, or one that everybody tries first.
    #[error("the password is too easy to guess")]
    Guessable,
}

/// Whether a password may be set.
///
/// # Errors
/// Why not.
pub fn check(password: &str) -> Result<(), Weak> {
    if password.chars().count() < SHORTEST {
        return Err(Weak::Short);
    }
    if password.len() > LONGEST {
        return Err(Weak::Long);
    }
    let mut different: Vec<char> = password.to_lowercase().chars().collect();
    different.sort_unstable();
    different.dedup();
    let lower = password.to_lowercase();
    // What is left beside the guessed part must be a password itself.
    let guessed = GUESSED
        .iter()
        .any(|part| lower.contains(part) && lower.len() - part.len() < SHORTEST);
    if different.len() < DIFFERENT || guessed {
        return Err(Weak::Guessable);
    }
    Ok(())
}

/// A random password of 100 bits, in four groups.
pub fn random() -> String {
    let mut random = rand::rng();
    let mut group = || -> String {
        let letters = (0..5).map(|_| LETTERS[usize::from(random.random::<u8>() % 32)]);
        letters.map(char::from).collect()
    };
    [group(), group(), group(), group()].join("-")
}

/// Hashes a password with argon2id. Takes some 20 ms and 19 MiB.
///
/// # Panics
/// Never: the salt has the right length, and a password of any length can be hashed.
pub fn hash(password: &str) -> PasswordHash {
    let salt: [u8; 16] = rand::rng().random();
    let salt = SaltString::encode_b64(&salt).expect("16 bytes are a salt");
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
    PasswordHash(hash.expect("a password can be hashed").to_string())
}

/// Whether `password` is the one that was hashed. As slow as [`hash`].
pub fn is(password: &str, hash: &PasswordHash) -> bool {
    let Ok(hash) = Phc::new(&hash.0) else {
        tracing::error!("the stored hash of the console's password cannot be read");
        return false;
    };
    let verified = Argon2::default().verify_password(password.as_bytes(), &hash);
    verified.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_recognised_and_no_other_is() {
        let hashed = hash("correct horse battery");
        assert!(
            hashed.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            hashed.0
        );
        assert!(is("correct horse battery", &hashed));
        assert!(!is("correct horse batterz", &hashed));
        assert!(!is("", &hashed));
        assert_ne!(hash("correct horse battery"), hashed, "salted");
        assert!(!is("x", &PasswordHash("rubbish".to_owned())));
    }

    #[test]
    fn random_passwords_are_good_and_differ() {
        let (one, other) = (random(), random());
        assert_ne!(one, other);
        assert_eq!(check(&one), Ok(()));
        assert_eq!(one.len(), 23);
    }

    #[test]
    fn short_and_guessable_passwords_are_refused() {
        assert_eq!(check("short"), Err(Weak::Short));
        assert_eq!(check(&"long".repeat(100)), Err(Weak::Long));
        for guessable in [
            "aaaaaaaaaaaa",
            "Password123",
            "1234567890ab",
            "callkit-2026",
        ] {
            assert_eq!(check(guessable), Err(Weak::Guessable), "{guessable}");
        }
        for good in ["正确的马电池订书钉一二三", "my password is a long sentence"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }
}
