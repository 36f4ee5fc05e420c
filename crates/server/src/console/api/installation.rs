//! What this installation is.

use callkit_protocol::{SdkAppId, UnixMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::people::RetentionView;

/// `GET installation`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct InstallationView {
    /// Its name, random, from when the database was made.
    pub id: String,
    /// The server's version.
    pub version: String,
    /// The newest version of the protocol that it speaks.
    pub protocol: u32,
    /// The schema of its database.
    pub schema: u32,
    /// When the database was made.
    pub created_at: UnixMs,
    /// When the server was started.
    pub started_at: UnixMs,
    /// The server's clock.
    pub now: UnixMs,
    /// Where the server is, as clients are to reach it.
    pub server_url: String,
    /// Whether `server_url` was configured (`public_url`), or is how this request came.
    pub server_url_configured: bool,
    /// What to enter at WeChat.
    pub wechat: WeChatDomains,
    /// What is stored.
    pub storage: StorageView,
    /// For how long.
    pub retention: RetentionView,
    /// What holds where an app has no setting of its own.
    pub defaults: AppDefaults,
    /// The app of the demo page, if it has one.
    pub demo_app: Option<SdkAppId>,
}

/// The domains to enter in WeChat's console (development settings, server domains), with their
/// scheme. Empty lists: nothing to enter there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WeChatDomains {
    /// `request` domains.
    pub request: Vec<String>,
    /// `socket` domains.
    pub socket: Vec<String>,
    /// Domains of `uploadFile`.
    pub upload: Vec<String>,
    /// Domains of `downloadFile`.
    pub download: Vec<String>,
    /// Where live-pusher and live-player go. WeChat asks for no entry, but firewalls must let it
    /// through.
    pub rtmp: String,
    /// Whether a phone can use this at all: WeChat takes https and wss with a domain name only,
    /// except in its developer tools and with debugging on.
    pub usable_by_phones: bool,
}

/// What is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct StorageView {
    /// The folder.
    pub data_dir: String,
    /// Size of the database, its log included, in bytes.
    pub database_bytes: u64,
    /// Records of calls.
    pub records: u64,
    /// The oldest of them.
    pub oldest_record_at: Option<UnixMs>,
    /// Size of the stored quality of media, in bytes.
    pub quality_bytes: u64,
    /// Messages to apps' own servers that wait for delivery.
    pub outbox: u64,
    /// Whether changes can be written.
    pub ready: bool,
}

/// What holds where an app has no setting of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct AppDefaults {
    /// Whether a user may be signed in on several devices of the same kind.
    pub several_devices: bool,
    /// How long it rings where the caller names no time, in seconds.
    pub ring_timeout_s: u32,
    /// Most video that one device may send, in kilobits per second.
    pub max_video_kbps: u32,
    /// Most calls at once on the whole installation; `null` for no limit.
    pub max_calls: Option<u32>,
}
