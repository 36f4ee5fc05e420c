//! Who takes part.

use callkit_call::DeviceKey;
use callkit_protocol::{Platform, SdkAppId, UserId};

/// The app that everybody belongs to.
pub const APP: SdkAppId = SdkAppId(1_400_000_001);

/// The user of this name.
pub fn user(name: &str) -> UserId {
    name.parse().expect("a name in a test is a user id")
}

/// One device of a user.
pub fn device(name: &str, platform: Platform, id: &str) -> DeviceKey {
    let id = id.parse().expect("a device in a test is a device id");
    DeviceKey::new(user(name), platform, id)
}

/// Four users: one with two pages that take each other's place, two with a page and a program, and
/// one with a page only.
pub fn cast() -> Vec<DeviceKey> {
    vec![
        device("alice", Platform::Web, "tab1"),
        device("alice", Platform::Web, "tab2"),
        device("alice", Platform::Native, "program"),
        device("bob", Platform::Web, "tab"),
        device("bob", Platform::Wx, "phone"),
        device("carol", Platform::Web, "tab"),
        device("carol", Platform::Native, "program"),
        device("dave", Platform::Web, "tab"),
    ]
}
