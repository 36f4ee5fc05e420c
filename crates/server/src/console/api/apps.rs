//! Apps, their keys and settings.

use callkit_protocol::{Millis, SdkAppId, UnixMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `GET apps`, `GET apps/{app}`, and the answer to whatever changes an app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AppView {
    /// Its number.
    pub sdkappid: SdkAppId,
    /// What the operator calls it.
    pub name: String,
    /// Whether its users may sign in.
    pub enabled: bool,
    /// Whether the demo page signs tickets for it.
    pub demo: bool,
    /// When it was made.
    pub created_at: UnixMs,
    /// What its calls may do.
    pub settings: AppSettingsView,
    /// Every key it has ever had, oldest first, without the keys themselves.
    pub keys: Vec<KeyView>,
    /// Users who are online.
    pub users_online: u32,
    /// Calls that ring or are connected.
    pub calls_now: u32,
}

/// What an app's calls may do. `null` is the installation's own setting, which `GET installation`
/// names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct AppSettingsView {
    /// Whether a user may be signed in on several devices of the same kind.
    pub several_devices: Option<bool>,
    /// How long it rings where the caller names no time, in seconds: 1 to 600.
    pub ring_timeout_s: Option<u32>,
    /// Most video that one device may send, in kilobits per second: 100 to 10000. More than the
    /// installation allows has no effect.
    pub max_video_kbps: Option<u32>,
    /// Most calls at once: 0 to 1000000. 0 takes no new calls.
    pub max_calls: Option<u32>,
}

/// One key of an app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct KeyView {
    /// Its number within the app: 1, 2, 3, ...
    pub key_id: u32,
    /// Whether tickets signed with it are good now.
    pub valid: bool,
    /// Since when.
    pub valid_from: UnixMs,
    /// Until when; `null` is for ever.
    pub valid_until: Option<UnixMs>,
}

/// `POST apps`.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewAppRequest {
    /// What to call it: 1 to 64 characters.
    pub name: String,
    /// The SDKAppID it had at the vendor; a random one if absent.
    #[serde(default)]
    #[ts(optional)]
    pub sdkappid: Option<SdkAppId>,
    /// The SecretKey it had at the vendor; a random one if absent.
    #[serde(default)]
    #[ts(optional)]
    pub secret_key: Option<String>,
}

/// The answer to `POST apps`.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct NewAppView {
    /// The app.
    pub app: AppView,
    /// Its first key.
    pub secret: KeySecretView,
}

/// `PATCH apps/{app}`: what is absent stays as it is.
#[derive(Clone, Debug, Default, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct AppChange {
    /// The new name.
    #[ts(optional)]
    pub name: Option<String>,
    /// `false` keeps its users out and cuts them off within a second.
    #[ts(optional)]
    pub enabled: Option<bool>,
    /// All settings, in place of the old ones.
    #[ts(optional)]
    pub settings: Option<AppSettingsView>,
}

/// `POST apps/{app}/keys`: one more key, and an end for those that are valid now.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct RotateKey {
    /// How long the keys that are valid now stay so. Nobody is cut off before. 0 cuts at once
    /// whoever signed in with them; at most 90 days.
    pub overlap_ms: Millis,
    /// The new key; random if absent.
    #[serde(default)]
    #[ts(optional)]
    pub secret_key: Option<String>,
}

/// The answer to `POST apps/{app}/keys`.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RotatedKeyView {
    /// The app as it is now.
    pub app: AppView,
    /// The new key.
    pub secret: KeySecretView,
}

/// `POST apps/{app}/keys/{key}/reveal`, and a key that was just made.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct KeySecretView {
    /// Its number within the app.
    pub key_id: u32,
    /// The SecretKey. For back ends only.
    pub secret_key: String,
}
