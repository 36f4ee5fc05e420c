//! Stream keys: what makes an address a secret of one device.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use callkit_media::LegKey;
use callkit_protocol::{CallId, Id as _, UserId};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Bytes of the HMAC that a key keeps. 128 bits cannot be guessed; more would only make addresses
/// longer.
const BYTES: usize = 16;

/// The last part of an address, `rtmp://HOST/live/KEY`: opens one publication or one playback of
/// one leg's life. Never shown in logs.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamKey(String);

impl StreamKey {
    /// A key as it came in an address. Whether it opens anything is another matter.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it stands in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for StreamKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamKey(…)")
    }
}

/// Makes the keys of one server. Nothing is stored: whoever knows the secret and the leg makes the
/// same key again.
#[derive(Clone)]
pub struct StreamKeys(Hmac<Sha256>);

impl StreamKeys {
    /// With a secret of this process. Legs begin anew after a restart, so nothing need outlive it.
    pub fn new(secret: [u8; 32]) -> Self {
        let mac = Hmac::new_from_slice(&secret).expect("HMAC takes keys of every length");
        Self(mac)
    }

    /// Where this leg publishes.
    pub fn push(&self, call: &CallId, leg: &LegKey) -> StreamKey {
        self.make(call, leg, None)
    }

    /// Where this leg plays that member.
    pub fn play(&self, call: &CallId, leg: &LegKey, of: &UserId) -> StreamKey {
        self.make(call, leg, Some(of))
    }

    fn make(&self, call: &CallId, leg: &LegKey, of: Option<&UserId>) -> StreamKey {
        let mut mac = self.0.clone();
        // No ID holds a zero byte, so that no two purposes are the same bytes.
        for part in [
            call.as_str(),
            leg.leg.as_str(),
            of.map_or("", UserId::as_str),
        ] {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        mac.update(&leg.epoch.to_be_bytes());
        let tag = mac.finalize().into_bytes();
        StreamKey(URL_SAFE_NO_PAD.encode(&tag[..BYTES]))
    }
}

impl fmt::Debug for StreamKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamKeys(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_purpose_of_each_life_of_each_leg_has_a_key_of_its_own() {
        let keys = StreamKeys::new([7; 32]);
        let leg = |name: &str, epoch| LegKey {
            leg: name.parse().expect("a leg id"),
            epoch,
        };
        let (first, second) = (CallId::from_random([1; 16]), CallId::from_random([2; 16]));
        let user = |name: &str| -> UserId { name.parse().expect("a user id") };
        let made = [
            keys.push(&first, &leg("a", 1)),
            keys.push(&first, &leg("a", 2)),
            keys.push(&first, &leg("b", 1)),
            keys.push(&second, &leg("a", 1)),
            keys.play(&first, &leg("a", 1), &user("bob")),
            keys.play(&first, &leg("a", 1), &user("carol")),
            StreamKeys::new([8; 32]).push(&first, &leg("a", 1)),
        ];
        assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), made.len());
        assert_eq!(made[0], keys.push(&first, &leg("a", 1)));
        assert_eq!(made[0].as_str().len(), 22);
    }

    #[test]
    fn a_key_is_not_shown() {
        let shown = format!(
            "{:?} {:?}",
            StreamKey::new("secret"),
            StreamKeys::new([0; 32])
        );
        assert_eq!(shown, "StreamKey(…) StreamKeys(…)");
    }
}
