//! How much video a publisher is asked for.
//!
//! Towards each receiver str0m estimates the capacity of the link from transport-wide feedback.
//! A publisher's video goes to all its receivers as it is, so it may be no larger than what the
//! slowest of them can take: that figure is sent to it as REMB, repeated each second.

use std::time::{Duration, Instant};

use crate::config::{Bitrate, Limits};

/// How often an unchanged limit is repeated: REMB is lost like any packet, and browsers let an old
/// one lapse. Lower: quicker repair, more RTCP.
pub(crate) const REPEAT: Duration = Duration::from_secs(1);

/// A new limit is told at once when it differs by more than this share; smaller ones wait for the
/// repetition. Lower: follows the estimate more closely with more RTCP.
const WORTH_TELLING: f64 = 0.05;

/// The share of a link that media may fill. Higher: more picture, less room for repair and for the
/// estimate's own error. Lower: the reverse.
const USABLE: f64 = 0.9;

/// No publisher is asked for less: below this a picture is of no use, and the receiver had better
/// lose some of it.
const FLOOR: Bitrate = Bitrate::kbps(60);

/// What one of `sources` may send over a link of this capacity.
pub(crate) fn share(estimate: Bitrate, sources: usize) -> Bitrate {
    let usable = (estimate.0 as f64 * USABLE) as u64;
    Bitrate(usable / sources.max(1) as u64)
}

/// What a publisher may send, given what each admitted receiver has for it.
pub(crate) fn limit(limits: &Limits, admitted: impl Iterator<Item = Bitrate>) -> Bitrate {
    let slowest = admitted.min().unwrap_or(limits.max_video);
    slowest.clamp(FLOOR.min(limits.max_video), limits.max_video)
}

/// What a publisher was told.
#[derive(Debug, Default)]
pub(crate) struct Uplink {
    told: Option<(Bitrate, Instant)>,
}

impl Uplink {
    /// The limit to send now, if it is new enough or old enough.
    pub(crate) fn tell(&mut self, now: Instant, limit: Bitrate) -> Option<Bitrate> {
        if let Some((told, at)) = self.told {
            let change = limit.0.abs_diff(told.0) as f64;
            let worth = change > told.0 as f64 * WORTH_TELLING;
            if !worth && now.saturating_duration_since(at) < REPEAT {
                return None;
            }
        }
        self.told = Some((limit, now));
        Some(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_receiver_decides() {
        let limits = Limits::default();
        let receivers = [Bitrate::kbps(900), Bitrate::kbps(250), Bitrate::kbps(4000)];
        assert_eq!(limit(&limits, receivers.into_iter()), Bitrate::kbps(250));
    }

    #[test]
    fn nobody_is_asked_for_more_than_the_configured_maximum_or_for_nothing() {
        let limits = Limits::default();
        assert_eq!(limit(&limits, std::iter::empty()), limits.max_video);
        assert_eq!(
            limit(&limits, [Bitrate::kbps(9000)].into_iter()),
            limits.max_video
        );
        assert_eq!(limit(&limits, [Bitrate(0)].into_iter()), FLOOR);
    }

    #[test]
    fn a_link_is_shared_by_its_sources() {
        assert_eq!(share(Bitrate::kbps(800), 8), Bitrate::kbps(90));
    }

    #[test]
    fn a_limit_is_told_when_it_moves_and_repeated_when_it_does_not() {
        let start = crate::test_clock();
        let mut uplink = Uplink::default();
        assert_eq!(
            uplink.tell(start, Bitrate::kbps(500)),
            Some(Bitrate::kbps(500))
        );
        assert_eq!(uplink.tell(start, Bitrate::kbps(510)), None);
        assert_eq!(
            uplink.tell(start, Bitrate::kbps(300)),
            Some(Bitrate::kbps(300))
        );
        assert_eq!(
            uplink.tell(start + REPEAT, Bitrate::kbps(300)),
            Some(Bitrate::kbps(300))
        );
    }
}
