//! What an app has of its own instead of what holds for all.

use callkit_protocol::{Limits, Millis, SdkAppId};

use crate::board::Switchboard;

/// An app's own settings; `None` is as for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AppRules {
    /// How long it rings where the caller names no time.
    pub ring: Option<Millis>,
    /// Most video that one leg may send, in kilobits per second. Holds for running calls from their
    /// next version on.
    pub max_video_kbps: Option<u32>,
    /// Most calls at once.
    pub max_calls: Option<usize>,
}

impl Switchboard {
    pub(crate) fn ring(&self, app: SdkAppId) -> Millis {
        self.rules_of(app)
            .ring
            .unwrap_or(Millis::from_secs(Limits::RING_SECONDS_DEFAULT))
    }

    pub(crate) fn max_video_kbps(&self, app: SdkAppId) -> u32 {
        // An app may have less than all, not more.
        let own = self.rules_of(app).max_video_kbps;
        own.map_or(self.config.max_video_kbps, |own| {
            own.min(self.config.max_video_kbps)
        })
    }

    /// Whether an app has as many calls as it may. As for all apps together, those are counted who
    /// are in a call: it has two of them or more.
    pub(crate) fn is_full(&self, app: SdkAppId) -> bool {
        let most = self.rules_of(app).max_calls;
        most.is_some_and(|most| self.engaged.of_app(app) >= most.saturating_mul(2))
    }

    fn rules_of(&self, app: SdkAppId) -> AppRules {
        self.rules.get(&app).copied().unwrap_or_default()
    }
}
