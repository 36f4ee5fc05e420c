//! The apps of this installation, as far as the edges care.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callkit_protocol::{ErrorBody, ErrorCode, Millis, SdkAppId, UnixMs};
use callkit_store::{App, AppStatus, KeyId, Operator};
use callkit_switchboard::AppRules;
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, watch};
use tokio::time::{MissedTickBehavior, interval};

use crate::clock::Clock;
use crate::exchange::Exchange;

/// How often the apps are looked at. `callkit app disable` works beside the server and tells it
/// nothing: lower cuts a disabled app sooner, higher reads the database less.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What this crate keeps in an app's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppSettings {
    /// Whether the demo page signs tickets for this app: the one made at the first start.
    pub demo: bool,
    /// Whether its users may be signed in on several devices of the same kind; as the option
    /// `several_devices` says if not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub several_devices: Option<bool>,
    /// How long it rings where the caller names no time, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ring_timeout_s: Option<u32>,
    /// Most video that one device may send, in kilobits per second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_video_kbps: Option<u32>,
    /// Most calls at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_calls: Option<u32>,
}

impl AppSettings {
    /// The settings of an app. Unreadable ones count as none: what they allow is not allowed then.
    pub fn of(app: &App) -> Self {
        serde_json::from_str(&app.settings).unwrap_or_else(|error| {
            tracing::warn!(app = %app.app, %error, "the settings of this app cannot be read");
            Self::default()
        })
    }

    /// What of them the exchange goes by.
    fn rules(&self) -> AppRules {
        AppRules {
            ring: self
                .ring_timeout_s
                .map(|ring| Millis::from_secs(ring.into())),
            max_video_kbps: self.max_video_kbps,
            max_calls: self
                .max_calls
                .map(|most| usize::try_from(most).unwrap_or(usize::MAX)),
        }
    }

    /// As the store keeps them.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a struct of plain fields is always JSON")
    }
}

/// What decides whether tickets are good.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Doors {
    status: AppStatus,
    valid_keys: Vec<KeyId>,
}

/// What an app was when it was last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Known {
    doors: Doors,
    rules: AppRules,
}

/// Looks for apps that were disabled, keys that were withdrawn and settings that have changed, for
/// ever: at once when `nudge` says so, and else every second. Each change of what lets a user in
/// makes `changed` fire: every connection then asks whether its own ticket is still good.
pub(crate) async fn watch(
    operator: Arc<dyn Operator>,
    exchange: Exchange,
    clock: Clock,
    nudge: Arc<Notify>,
    changed: watch::Sender<()>,
) {
    let mut known: Option<BTreeMap<SdkAppId, Known>> = None;
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = nudge.notified() => {}
        }
        let now = clock.now();
        let apps = match operator.apps().await {
            Ok(apps) => apps,
            Err(error) => {
                tracing::debug!(%error, "the apps cannot be read; looking again soon");
                continue;
            }
        };
        let next: BTreeMap<_, _> = apps.iter().map(|app| (app.app, seen(app, now))).collect();
        let before = known.as_ref();
        for (app, seen) in &next {
            let held = before.and_then(|known| known.get(app));
            if held.map(|held| held.rules).unwrap_or_default() != seen.rules {
                exchange.set_rules(*app, seen.rules);
            }
        }
        if let Some(known) = before
            && !known.iter().map(doors).eq(next.iter().map(doors))
        {
            for (app, before) in known {
                let status = next.get(app).map(|seen| seen.doors.status);
                let was_enabled = before.doors.status == AppStatus::Enabled;
                if was_enabled && status != Some(AppStatus::Enabled) {
                    tracing::info!(%app, "the app was disabled; its calls end");
                    let message = format!("the app {app} was disabled");
                    exchange.end_app(*app, ErrorBody::new(ErrorCode::AppDisabled, message));
                }
            }
            changed.send_replace(());
        }
        known = Some(next);
    }
}

fn seen(app: &App, now: UnixMs) -> Known {
    let valid = app.keys.iter().filter(|key| key.is_valid(now));
    Known {
        doors: Doors {
            status: app.status,
            valid_keys: valid.map(|key| key.id).collect(),
        },
        rules: AppSettings::of(app).rules(),
    }
}

fn doors<'a>((app, known): (&'a SdkAppId, &'a Known)) -> (&'a SdkAppId, &'a Doors) {
    (app, &known.doors)
}
