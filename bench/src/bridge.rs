//! The bridge between RTMP and WebRTC alone, on one thread and without a socket: what a call of a
//! phone and a browser costs, and how much later a click is heard on the other side.
//!
//! Time is virtual, so that the figures are of the bridge's own work: what is measured is how long
//! each step takes, and how much processor time all of them together.

use std::time::{Duration, Instant};

use serde_json::json;

use self::call::{Call, Way};
use crate::figures::Samples;
use crate::process::thread_cpu;

mod call;
mod sources;

/// For how long the two talk, in seconds of their own time.
const TALK: u64 = 120;
/// Clicks that are followed.
const CLICKS: u64 = 24;
/// One each so often.
const CLICK_EVERY: Duration = Duration::from_millis(4_800);

pub(crate) fn measure() -> anyhow::Result<()> {
    let mut call = Call::new(sources::talk()?)?;
    // Buffers fill and the processor wakes up.
    call.run(Duration::from_secs(5), |_| {});
    let (mut voice, mut picture) = (Samples::default(), Samples::default());
    let before = thread_cpu()?;
    call.run(Duration::from_secs(TALK), |step| match step.way {
        Way::VoiceToRoom | Way::VoiceToPlayer => voice.add(step.took),
        Way::PictureToRoom | Way::PictureToPlayer => picture.add(step.took),
    });
    let share = (thread_cpu()? - before) / TALK as f64;
    println!(
        "{}",
        json!({
            "figure": "bridge_processing",
            "voice_p50_ms": voice.at(0.5), "voice_p99_ms": voice.at(0.99),
            "picture_p50_ms": picture.at(0.5), "picture_p99_ms": picture.at(0.99),
            "legs_per_core": 1.0 / share,
        })
    );

    let clicks_of = sources::clicks(CLICK_EVERY)?;
    let begun_late = [Duration::ZERO, clicks_of.opus_late];
    let mut call = Call::new(clicks_of)?;
    call.listen()?;
    let mut late = [Samples::default(), Samples::default()];
    let mut clicks = [0, 0];
    call.run(CLICK_EVERY * CLICKS as u32, |step| {
        let way = match step.way {
            Way::VoiceToRoom => 0,
            Way::VoiceToPlayer => 1,
            Way::PictureToRoom | Way::PictureToPlayer => return,
        };
        let click = (step.at.as_secs_f64() / CLICK_EVERY.as_secs_f64()) as u64;
        if step.loud && clicks[way] < click {
            clicks[way] = click;
            late[way].add(step.at - CLICK_EVERY * click as u32 - begun_late[way]);
        }
    });
    let [to_room, to_player] = &mut late;
    println!(
        "{}",
        json!({
            "figure": "bridge_click", "clicks": to_room.len().min(to_player.len()),
            "to_room_ms": to_room.at(0.5), "to_player_ms": to_player.at(0.5),
            "to_room_max_ms": to_room.at(1.0), "to_player_max_ms": to_player.at(1.0),
        })
    );
    Ok(())
}

/// One step of the bridge in which something came out.
struct Step {
    way: Way,
    /// When, since the beginning.
    at: Duration,
    /// How long the bridge worked on it.
    took: Duration,
    /// Whether what came out is no silence.
    loud: bool,
}

/// Runs `work` and tells how long it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let started = Instant::now();
    let done = work();
    (done, started.elapsed())
}
