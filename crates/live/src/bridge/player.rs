//! One player: pictures and voices as tags, with something to see and to hear at all times.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::{ConnId, Output};
use crate::audio::{AAC_FRAME, AacFrame, raw_frame, sequence_header, silent_frame, uniform};
use crate::h264::{AccessUnit, AvcWriter, black};
use crate::{MediaTime, Tag, TagKind, flv};

/// How long a player waits for the first picture before it is shown black. Lower: players that
/// wait for both tracks begin sooner; higher: fewer of them see black first.
const FIRST_PICTURE: Duration = Duration::from_millis(500);

/// A picture that stands still for this long is taken away although the camera is on.
const STILL: Duration = Duration::from_secs(3);

/// How often black is shown while there is nothing else. Players drop tracks without pictures.
const BLACK_EVERY: Duration = Duration::from_secs(1);

/// Sound that is late by this much is replaced by silence.
const QUIET: Duration = Duration::from_millis(200);

/// How often a key frame is asked for while somebody plays: a player that lost its picture for a
/// reason of its own has no way to ask.
const KEYFRAME_EVERY: Duration = Duration::from_secs(4);

/// One connection that plays one member.
#[derive(Debug)]
pub(super) struct Player {
    pub(super) conn: ConnId,
    /// Has taken nothing for a while.
    pub(super) stalled: bool,
    /// More is on its way than it takes.
    behind: Option<Behind>,
    began: Instant,
    writer: AvcWriter,
    /// From the source's time to the player's, in microseconds.
    shift: Option<i64>,
    /// What the player's time was when, by the newest frame.
    anchor: (Instant, i64),
    video: Track,
    audio: Track,
    /// Whether it has been told what its sound is.
    told: bool,
    /// Whether it is black that is shown.
    black: bool,
    asked: Instant,
}

#[derive(Debug, Default)]
struct Track {
    /// When something came last.
    fed: Option<Instant>,
    /// The last timestamp, in milliseconds.
    last: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Behind {
    /// It is given no pictures.
    Draining,
    /// It is given the next key frame and what follows.
    Waiting,
}

impl Player {
    /// A player that begins now, and what it is sent first.
    pub(super) fn new(now: Instant, conn: ConnId, out: &mut VecDeque<Output>) -> Self {
        let player = Self {
            conn,
            stalled: false,
            behind: None,
            began: now,
            writer: AvcWriter::default(),
            shift: None,
            anchor: (now, 0),
            video: Track::default(),
            audio: Track::default(),
            told: false,
            black: false,
            asked: now,
        };
        let metadata = flv::metadata(360, 640, 48_000, false);
        player.send(TagKind::Script, 0, metadata, out);
        player
    }

    /// Its source is another one, or began anew: times do not continue.
    pub(super) fn change_source(&mut self) {
        self.shift = None;
    }

    pub(super) fn picture(&mut self, now: Instant, unit: &AccessUnit, out: &mut VecDeque<Output>) {
        match self.behind {
            Some(Behind::Draining) => return,
            Some(Behind::Waiting) if !unit.key => return,
            Some(Behind::Waiting) | None => {}
        }
        let time = self.time_of(now, unit.at);
        if self.show(time, unit, out) {
            self.behind = None;
            self.black = false;
            self.video.fed = Some(now);
        }
    }

    /// The pictures since a publisher's last key frame, up to the present one.
    pub(super) fn catch_up(
        &mut self,
        now: Instant,
        units: &[AccessUnit],
        out: &mut VecDeque<Output>,
    ) {
        // The newest is now; the others were before, as far as they may.
        if let Some(newest) = units.last() {
            self.time_of(now, newest.at);
        }
        for unit in units {
            self.picture(now, unit, out);
        }
    }

    pub(super) fn voice(&mut self, now: Instant, frame: &AacFrame, out: &mut VecDeque<Output>) {
        let time = self.time_of(now, frame.at);
        self.sound(time, frame, out);
        self.audio.fed = Some(now);
    }

    /// Time has passed. `camera` and `microphone` say whether anything is to be expected.
    pub(super) fn tick(
        &mut self,
        now: Instant,
        camera: bool,
        microphone: bool,
        out: &mut VecDeque<Output>,
    ) {
        let since = |at: Instant| now.saturating_duration_since(at);
        let patience = match (camera, self.black) {
            (true, false) => self.video.fed.map_or(FIRST_PICTURE, |_| STILL),
            (false, false) => Duration::ZERO,
            (_, true) => BLACK_EVERY,
        };
        if since(self.video.fed.unwrap_or(self.began)) >= patience && self.behind.is_none() {
            self.black = true;
            self.video.fed = Some(now);
            let time = self.present(now);
            self.show(time, &black(MediaTime(0)), out);
        }
        let patience = if microphone { QUIET } else { Duration::ZERO };
        if since(self.audio.fed.unwrap_or(self.began)) >= patience {
            self.fill_with_silence(now, out);
        }
    }

    /// Whether it is time to ask its source for a key frame.
    pub(super) fn wants_keyframe(&mut self, now: Instant) -> bool {
        let due = now.saturating_duration_since(self.asked) >= KEYFRAME_EVERY;
        if due {
            self.asked = now;
        }
        due
    }

    pub(super) fn fell_behind(&mut self) -> bool {
        let news = self.behind != Some(Behind::Draining);
        self.behind = Some(Behind::Draining);
        news
    }

    pub(super) fn caught_up(&mut self) {
        if self.behind == Some(Behind::Draining) {
            self.behind = Some(Behind::Waiting);
        }
    }

    fn fill_with_silence(&mut self, now: Instant, out: &mut VecDeque<Output>) {
        let config = uniform();
        let length = AAC_FRAME as i64 * 1_000_000 / i64::from(config.sample_rate());
        let present = self.present(now);
        let begun = self.audio.last.map(|last| i64::from(last) * 1000 + length);
        // After a long pause only the last moments are made up.
        let mut time = begun.unwrap_or(present).max(present - 500_000);
        while time <= present {
            let frame = AacFrame {
                at: MediaTime(0),
                payload: silent_frame(config.channels()),
            };
            self.sound(time, &frame, out);
            time += length;
        }
    }

    /// The player's time of a moment of its source, in microseconds.
    fn time_of(&mut self, now: Instant, at: MediaTime) -> i64 {
        let shift = match self.shift {
            Some(shift) => shift,
            None => self.present(now) - at.0 as i64,
        };
        self.shift = Some(shift);
        let time = at.0 as i64 + shift;
        if time >= self.anchor.1 {
            self.anchor = (now, time);
        }
        time
    }

    /// The player's time now.
    fn present(&self, now: Instant) -> i64 {
        let (then, time) = self.anchor;
        time + now.saturating_duration_since(then).as_micros() as i64
    }

    fn show(&mut self, time: i64, unit: &AccessUnit, out: &mut VecDeque<Output>) -> bool {
        let Some((header, body)) = self.writer.write(unit) else {
            return false;
        };
        let timestamp = self.video.stamp(time);
        if let Some(header) = header {
            self.send(TagKind::Video, timestamp, header, out);
        }
        self.send(TagKind::Video, timestamp, body, out);
        true
    }

    fn sound(&mut self, time: i64, frame: &AacFrame, out: &mut VecDeque<Output>) {
        let timestamp = self.audio.stamp(time);
        if !self.told {
            self.told = true;
            self.send(TagKind::Audio, timestamp, sequence_header(uniform()), out);
        }
        self.send(TagKind::Audio, timestamp, raw_frame(frame), out);
    }

    fn send(&self, kind: TagKind, timestamp: u32, body: Bytes, out: &mut VecDeque<Output>) {
        let tag = Tag {
            kind,
            timestamp,
            body,
        };
        let conn = self.conn;
        out.push_back(Output::Tag { conn, tag });
    }
}

impl Track {
    /// Milliseconds, each later than the last.
    fn stamp(&mut self, time: i64) -> u32 {
        let millis = (time.max(0) / 1000) as u32;
        let stamp = match self.last {
            // The count wraps after 49 days; nobody talks for so long.
            Some(last) => millis.max(last + 1),
            None => millis,
        };
        self.last = Some(stamp);
        stamp
    }
}
