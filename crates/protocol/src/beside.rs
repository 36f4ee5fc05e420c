//! What a device says beside the call: the latest counts, nothing is stored, and there is no reply.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{CallId, LegId, SeatIndex};

/// What a device measures about its own media over the last two seconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ClientReport {
    /// Which call.
    pub call_id: Option<CallId>,
    /// Round trip of its media, ms.
    #[serde(deserialize_with = "measured")]
    pub rtt_ms: f64,
    /// Share of packets lost on the way to it, 0 to 1.
    #[serde(deserialize_with = "measured")]
    pub loss_down: f64,
    /// Share of its packets lost on the way to the server, 0 to 1.
    #[serde(deserialize_with = "measured")]
    pub loss_up: f64,
    /// Jitter of what it receives, ms.
    #[serde(deserialize_with = "measured")]
    pub jitter_ms: f64,
    /// Video frames shown per second.
    #[serde(deserialize_with = "measured")]
    pub frames_per_second: f64,
    /// Time its picture stood still, ms.
    #[serde(deserialize_with = "measured")]
    pub frozen_ms: f64,
    /// Share of the audio that it had to make up, 0 to 1.
    #[serde(deserialize_with = "measured")]
    pub concealed: f64,
}

/// What cannot be measured reaches JSON as `null` (from a NaN, say) and counts as zero: a figure that
/// is missing is no reason to refuse the others.
fn measured<'de, D: serde::Deserializer<'de>>(source: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(source)?.unwrap_or_default())
}

/// How large the others' pictures are on a device's screen, so that it is sent what it shows and no
/// more. Whole: a seat that is not named counts as [`ShownSize::Large`], as all do until the first
/// of these messages. It is about one life of the leg; say it again for the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Show {
    /// Which call.
    pub call_id: CallId,
    /// The leg, from the view.
    pub leg: LegId,
    /// Its epoch, from the view.
    pub epoch: u32,
    /// The seats, each once; the last one counts if a seat is named again.
    pub seats: Vec<ShownSeat>,
}

/// How large one member's picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ShownSeat {
    /// The seat, from the view.
    pub seat: SeatIndex,
    /// How large its picture is.
    pub size: ShownSize,
}

/// The size of a picture on a screen, by its longer side in device pixels (CSS pixels times
/// `devicePixelRatio`). Steps rather than pixels: a picture that is being resized says so at most
/// a few times.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS,
)]
#[serde(rename_all = "snake_case")]
pub enum ShownSize {
    /// Not on the screen: no video is sent. Sound goes on.
    Hidden,
    /// Up to 320 pixels.
    Small,
    /// Up to 640 pixels.
    Medium,
    /// Larger.
    #[default]
    Large,
}
