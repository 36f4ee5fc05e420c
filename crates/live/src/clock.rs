//! From the RTP timestamps of a WebRTC publisher to one timeline for its voice and its picture.
//!
//! Each line counts from a start of its own, by a clock of its own. Sender reports say which moment
//! of the publisher's wall clock a timestamp stands for (RFC 3550, 6.4.1); before they come, the
//! time of arrival must do. A line is never set to a new time at once: it is led there.

use std::collections::BTreeMap;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use callkit_media::SenderReport;

use crate::MediaTime;

/// A line is led to its place by no more than one part in so many of the time that passes. Lower:
/// lips and voice meet sooner, and pictures move at a wrong speed until then.
const SLEW: i64 = 20;

/// A line that is further from its place than this, in microseconds, is set at once if that is
/// ahead: the publisher's clock was set, or its device slept.
const JUMP: i64 = 1_000_000;

/// Timestamps of late packets that are still known.
const REMEMBERED: usize = 128;

/// Where a timeline begins, so that a line may be led backwards without passing zero.
const START: i64 = 10_000_000;

/// Which of a publisher's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// 48 kHz.
    Audio,
    /// 90 kHz.
    Video,
}

/// The timeline of one publisher.
#[derive(Debug)]
pub struct SenderClock {
    epoch: Instant,
    /// The wall clock's value at the timeline's zero, in microseconds since the Unix epoch.
    zero: Option<i64>,
    audio: Line,
    video: Line,
}

#[derive(Debug)]
struct Line {
    /// Ticks a second.
    rate: i64,
    newest: Option<i64>,
    /// Added to the line's own time, in microseconds.
    shift: i64,
    /// What the shift should be, by the newest report.
    wanted: Option<i64>,
    report: Option<SenderReport>,
    /// What was given for recent timestamps: packets of one picture must get one time.
    given: BTreeMap<i64, MediaTime>,
}

impl SenderClock {
    /// A timeline that begins now.
    pub fn new(now: Instant) -> Self {
        Self {
            epoch: now,
            zero: None,
            audio: Line::new(48_000),
            video: Line::new(90_000),
        }
    }

    /// The moment that a timestamp stands for, with the newest report of its line.
    pub fn map(
        &mut self,
        kind: LineKind,
        now: Instant,
        time: u32,
        report: Option<SenderReport>,
    ) -> MediaTime {
        let passed = now.saturating_duration_since(self.epoch).as_micros() as i64;
        let line = match kind {
            LineKind::Audio => &mut self.audio,
            LineKind::Video => &mut self.video,
        };
        let ticks = line.unwrap(time);
        if line.newest.is_none() {
            line.shift = START + passed - line.micros(ticks);
        }
        if let Some(report) = report.filter(|report| line.report != Some(*report)) {
            line.report = Some(report);
            let wall = micros_since_epoch(report.wall);
            let by_wall = wall - line.micros(line.unwrap(report.time));
            // The first line that is told its place stays where it is; the other comes to it.
            let zero = *self.zero.get_or_insert(by_wall - line.shift);
            line.wanted = Some(by_wall - zero);
        }
        line.give(ticks)
    }
}

impl Line {
    fn new(rate: i64) -> Self {
        Self {
            rate,
            newest: None,
            shift: 0,
            wanted: None,
            report: None,
            given: BTreeMap::new(),
        }
    }

    /// The whole count of a timestamp: the one nearest to the newest.
    fn unwrap(&self, time: u32) -> i64 {
        match self.newest {
            None => i64::from(time),
            Some(newest) => newest + i64::from(time.wrapping_sub(newest as u32) as i32),
        }
    }

    fn micros(&self, ticks: i64) -> i64 {
        ticks / self.rate * 1_000_000 + ticks % self.rate * 1_000_000 / self.rate
    }

    fn give(&mut self, ticks: i64) -> MediaTime {
        if let Some(given) = self.given.get(&ticks) {
            return *given;
        }
        let newest = self.newest.unwrap_or(ticks);
        if ticks >= newest {
            self.lead(self.micros(ticks - newest));
            self.newest = Some(ticks);
        }
        let time = (self.micros(ticks) + self.shift).max(0) as u64;
        // Led backwards, a line still never goes backwards.
        let before = self.given.range(..ticks).next_back();
        let time = before.map_or(time, |(_, before)| time.max(before.0 + 1));
        self.given.insert(ticks, MediaTime(time));
        if self.given.len() > REMEMBERED {
            self.given.pop_first();
        }
        MediaTime(time)
    }

    fn lead(&mut self, passed: i64) {
        let Some(wanted) = self.wanted else { return };
        let missing = wanted - self.shift;
        if missing > JUMP {
            self.shift = wanted;
        } else {
            let most = passed / SLEW;
            self.shift += missing.clamp(-most, most);
        }
    }
}

fn micros_since_epoch(wall: SystemTime) -> i64 {
    // A publisher may say anything; what is out of range is as good as any other wrong clock.
    match wall.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX / 4),
        Err(_) => 0,
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A publisher whose lines run at `ppm` beside its wall clock, for so long; the worst
    /// difference of two things that happened at the same time, in microseconds, over the second
    /// half.
    fn worst(minutes: u64, audio_ppm: i64, video_ppm: i64, video_late: Duration) -> u64 {
        let start = Instant::now();
        let wall = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let mut clock = SenderClock::new(start);
        let ticks = |at: Duration, rate: i64, ppm: i64, first: u32| {
            let micros = at.as_micros() as i64;
            let ticks = micros * rate / 1_000_000;
            first.wrapping_add((ticks + ticks * ppm / 1_000_000) as u32)
        };
        let mut worst = 0;
        let steps = minutes * 60 * 50;
        for step in 0..steps {
            let at = Duration::from_millis(step * 20);
            // A report each five seconds, from the third on.
            let reported = Duration::from_secs((at.as_secs() + 2) / 5 * 5);
            let report = |rate, ppm, first| {
                (at.as_secs() >= 3 && reported <= at).then(|| SenderReport {
                    wall: wall + reported,
                    time: ticks(reported, rate, ppm, first),
                })
            };
            let audio = ticks(at, 48_000, audio_ppm, u32::MAX - 9);
            let audio_report = report(48_000, audio_ppm, u32::MAX - 9);
            let heard = clock.map(LineKind::Audio, start + at, audio, audio_report);
            let video = ticks(at, 90_000, video_ppm, 77);
            let video_report = report(90_000, video_ppm, 77);
            let now = start + at + video_late;
            let seen = clock.map(LineKind::Video, now, video, video_report);
            if step > steps / 2 {
                worst = worst.max(heard.0.abs_diff(seen.0));
            }
        }
        worst
    }

    #[test]
    fn lips_and_voice_stay_together_for_an_hour_of_clocks_that_run_apart() {
        for (audio, video) in [(200, -200), (-200, 200), (0, 0)] {
            let worst = worst(60, audio, video, Duration::ZERO);
            assert!(worst < 5_000, "{worst} µs at {audio} and {video} ppm");
        }
    }

    #[test]
    fn a_picture_that_arrives_late_is_led_to_its_voice() {
        let worst = worst(2, 0, 0, Duration::from_millis(300));
        assert!(worst < 1_000, "{worst} µs");
    }

    #[test]
    fn packets_of_one_picture_get_one_time_and_no_time_goes_backwards() {
        let start = Instant::now();
        let mut clock = SenderClock::new(start);
        let mut last = MediaTime(0);
        for step in 0..200u32 {
            let now = start + Duration::from_millis(u64::from(step) * 33);
            let report = (step > 50).then(|| SenderReport {
                wall: UNIX_EPOCH + Duration::from_secs(1_000),
                time: 90 * 33 * 20,
            });
            clock.map(LineKind::Audio, now, step * 48 * 33, report);
            let first = clock.map(LineKind::Video, now, step * 90 * 33, report);
            let again = clock.map(LineKind::Video, now, step * 90 * 33, report);
            assert_eq!(first, again);
            assert!(first > last);
            last = first;
        }
    }
}
