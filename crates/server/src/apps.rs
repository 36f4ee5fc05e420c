//! The apps of this installation, as far as the edges care.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callkit_protocol::{ErrorBody, ErrorCode, SdkAppId};
use callkit_store::{App, AppStatus, KeyId, Operator};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
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
}

impl AppSettings {
    /// The settings of an app. Unreadable ones count as none: what they allow is not allowed then.
    pub fn of(app: &App) -> Self {
        serde_json::from_str(&app.settings).unwrap_or_else(|error| {
            tracing::warn!(app = %app.app, %error, "the settings of this app cannot be read");
            Self::default()
        })
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

/// Looks for apps that were disabled and keys that were withdrawn, for ever. Each change makes
/// `changed` fire: every connection then asks whether its own ticket is still good.
pub(crate) async fn watch(
    operator: Arc<dyn Operator>,
    exchange: Exchange,
    clock: Clock,
    changed: watch::Sender<()>,
) {
    let mut known: Option<BTreeMap<SdkAppId, Doors>> = None;
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = clock.now();
        let apps = match operator.apps().await {
            Ok(apps) => apps,
            Err(error) => {
                tracing::debug!(%error, "the apps cannot be read; looking again soon");
                continue;
            }
        };
        let doors = |app: &App| Doors {
            status: app.status,
            valid_keys: app
                .keys
                .iter()
                .filter(|key| key.is_valid(now))
                .map(|key| key.id)
                .collect(),
        };
        let next: BTreeMap<_, _> = apps.iter().map(|app| (app.app, doors(app))).collect();
        if let Some(known) = &known
            && *known != next
        {
            for (app, before) in known {
                let enabled = next.get(app).map(|doors| doors.status) == Some(AppStatus::Enabled);
                if before.status == AppStatus::Enabled && !enabled {
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
