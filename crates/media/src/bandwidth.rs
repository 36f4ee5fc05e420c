//! How much video a publisher is asked for.
//!
//! Towards each receiver str0m estimates the capacity of the link from transport-wide feedback.
//! A picture without layers goes to all its receivers as it is, so it may be no larger than what
//! the slowest of them can take; with layers it need be no larger than what the best of them can
//! take and wants to see. That figure is sent to the publisher as REMB, repeated each second.

use std::time::{Duration, Instant};

use callkit_protocol::ShownSize;

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

/// What the picture of a publisher with layers is worth being sent, when it is shown in this size:
/// the layers up to the one that fits. Higher: sharper pictures, and more of the publisher's uplink.
pub(crate) fn worth(limits: &Limits, layers: Layering, size: ShownSize) -> Bitrate {
    let worth = match (layers, size) {
        (_, ShownSize::Hidden) => Bitrate(0),
        (Layering::Several, ShownSize::Small) => Bitrate::kbps(250),
        (Layering::Several, ShownSize::Medium) => Bitrate::kbps(950),
        (Layering::Several, ShownSize::Large) | (Layering::One, _) => limits.max_video,
    };
    worth.min(limits.max_video)
}

/// Whether a publisher sends its picture in layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layering {
    /// It is one for all.
    One,
    /// Each receiver can be given another.
    Several,
}

/// What of a link media may fill.
pub(crate) fn usable(estimate: Bitrate) -> Bitrate {
    Bitrate((estimate.0 as f64 * USABLE) as u64)
}

/// What a picture shown in this size may take of a link on which `all` are shown.
pub(crate) fn share(estimate: Bitrate, size: ShownSize, all: &[ShownSize]) -> Bitrate {
    let weight = |size: ShownSize| match size {
        ShownSize::Hidden => 0,
        ShownSize::Small => 1,
        ShownSize::Medium => 2,
        ShownSize::Large => 4,
    };
    let whole: u64 = all.iter().copied().map(weight).sum();
    Bitrate(usable(estimate).0 * weight(size) / whole.max(weight(size)).max(1))
}

/// One admitted receiver of a publisher.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Audience {
    /// How large it shows the publisher.
    pub(crate) size: ShownSize,
    /// What its link has for that.
    pub(crate) share: Bitrate,
    /// What its link has altogether.
    pub(crate) usable: Bitrate,
}

/// What a publisher may send: one picture for all, what the slowest of those who see it can take;
/// in layers, what the best of them can and wants to.
pub(crate) fn limit(limits: &Limits, layers: Layering, audience: &[Audience]) -> Bitrate {
    let seeing = audience.iter().filter(|a| a.size != ShownSize::Hidden);
    let limit = match layers {
        _ if audience.is_empty() => Some(limits.max_video),
        Layering::One => seeing.map(|a| a.share).min(),
        Layering::Several => {
            let least = worth(limits, layers, ShownSize::Small);
            let wanted = |a: &Audience| worth(limits, layers, a.size).min(a.usable.max(least));
            seeing.map(wanted).max()
        }
    };
    // Nobody looks: enough for the first picture when somebody does.
    let limit = limit.unwrap_or(limits.ringing_video);
    limit.clamp(FLOOR.min(limits.max_video), limits.max_video)
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

    fn seen(size: ShownSize, kbps: u64) -> Audience {
        Audience {
            size,
            share: Bitrate::kbps(kbps),
            usable: Bitrate::kbps(kbps),
        }
    }

    const LARGE: ShownSize = ShownSize::Large;

    #[test]
    fn the_slowest_receiver_decides_over_a_picture_without_layers() {
        let limits = Limits::default();
        let receivers = [900, 250, 4000].map(|kbps| seen(LARGE, kbps));
        let told = limit(&limits, Layering::One, &receivers);
        assert_eq!(told, Bitrate::kbps(250));
        let unseen = [seen(ShownSize::Hidden, 100), seen(LARGE, 900)];
        let told = limit(&limits, Layering::One, &unseen);
        assert_eq!(told, Bitrate::kbps(900), "who does not look does not slow");
    }

    #[test]
    fn the_best_receiver_decides_over_a_picture_in_layers() {
        let limits = Limits::default();
        let told = |receivers: &[Audience]| limit(&limits, Layering::Several, receivers);
        let (small, hidden) = (ShownSize::Small, ShownSize::Hidden);
        assert_eq!(
            told(&[seen(LARGE, 4000), seen(small, 90)]),
            limits.max_video
        );
        assert_eq!(told(&[seen(small, 4000)]), Bitrate::kbps(250));
        assert_eq!(told(&[seen(LARGE, 90)]), Bitrate::kbps(250));
        assert_eq!(told(&[seen(hidden, 4000)]), limits.ringing_video);
    }

    #[test]
    fn nobody_is_asked_for_more_than_the_configured_maximum_or_for_nothing() {
        let limits = Limits::default();
        let told = |receivers: &[Audience]| limit(&limits, Layering::One, receivers);
        assert_eq!(told(&[]), limits.max_video);
        assert_eq!(told(&[seen(LARGE, 9000)]), limits.max_video);
        assert_eq!(told(&[seen(LARGE, 0)]), FLOOR);
    }

    #[test]
    fn a_link_is_shared_by_what_is_shown_on_it() {
        let of = |size, all: &[ShownSize]| share(Bitrate::kbps(800), size, all);
        assert_eq!(of(LARGE, &[LARGE; 8]), Bitrate::kbps(90));
        let sizes = [LARGE, ShownSize::Small, ShownSize::Hidden];
        assert_eq!(of(LARGE, &sizes), Bitrate::kbps(576));
        assert_eq!(of(ShownSize::Small, &sizes), Bitrate::kbps(144));
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
