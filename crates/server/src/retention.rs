//! For how long what is kept, and removing it.

use std::sync::Arc;

use callkit_protocol::{Millis, UnixMs};
use callkit_store::{Operator, StoreError};

use crate::people::Renaming;

const DAY: Millis = Millis::from_secs(24 * 3600);

/// For how long a repeated command is answered rather than carried out again.
pub(crate) const KEEP_COMMANDS: Millis = DAY;
/// For how long calls may bring their record after one of their members was deleted.
const KEEP_ERASURES: Millis = Millis::from_secs(7 * 24 * 3600);

/// For how long what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Records and facts, in days; `None` for ever.
    pub records_days: Option<u32>,
    /// How the media fared, in days.
    pub quality_days: u32,
}

impl Keep {
    /// As the options say it, where 0 days of records are all of them.
    pub fn of(config: &crate::config::Config) -> Self {
        Self {
            records_days: (config.keep_records_days > 0).then_some(config.keep_records_days),
            quality_days: config.keep_quality_days,
        }
    }

    /// Until when what was measured at `at` is kept.
    pub(crate) fn quality_until(self, at: UnixMs) -> UnixMs {
        at.plus(days(self.quality_days))
    }
}

/// Removes what has expired.
pub(crate) async fn sweep(store: Arc<dyn Operator>, keep: Keep, now: UnixMs) {
    if let Err(error) = try_sweep(&*store, keep, now).await {
        tracing::warn!(%error, "what has expired could not be removed; tried again later");
    }
}

async fn try_sweep(store: &dyn Operator, keep: Keep, now: UnixMs) -> Result<(), StoreError> {
    store.expire_calls(now).await?;
    store.purge_commands(before(now, KEEP_COMMANDS)).await?;
    store
        .purge_media(before(now, days(keep.quality_days)))
        .await?;
    if let Some(kept) = keep.records_days {
        for app in store.apps().await? {
            let removed = store
                .purge_records(app.app, before(now, days(kept)))
                .await?;
            if removed > 0 {
                tracing::info!(app = %app.app, removed, "records have expired");
            }
        }
    }
    for erasure in store.erasures(before(now, KEEP_ERASURES)).await? {
        let renamer = Renaming::of(&erasure);
        store.erase_again(erasure, renamer).await?;
    }
    Ok(())
}

fn days(days: u32) -> Millis {
    Millis(DAY.0.saturating_mul(days.into()))
}

fn before(now: UnixMs, span: Millis) -> UnixMs {
    UnixMs(now.0.saturating_sub(span.0))
}
