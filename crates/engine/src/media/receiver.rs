//! What arrives, seat by seat.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callkit_protocol::{CallId, ClientReport, UserId};

use super::peer::LinkStats;
use super::stats::Meter;
use crate::error::MediaError;
use crate::sink::{AudioSink, FrameInfo, Verdict, VideoSink};
use crate::source::filler;

/// Between two searches for a tone, for each seat that is heard: a search costs about a millisecond,
/// and in a group there are eight.
const LISTEN_EVERY: Duration = Duration::from_millis(250);

/// A picture that stands still for longer than this is frozen.
const FROZEN_AFTER: Duration = Duration::from_millis(500);

/// What arrives on one media connection.
#[derive(Debug)]
pub(crate) struct Receiver {
    meter: Arc<Meter>,
    seats: BTreeMap<usize, UserId>,
    audio: BTreeMap<usize, Ear>,
    video: BTreeMap<usize, VideoSink>,
    report: Interval,
    content: Content,
}

/// What is expected to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Sound and picture.
    Real,
    /// What a load test sends.
    Filler,
}

/// The sound of one seat, and when it was last searched for a tone.
#[derive(Debug)]
struct Ear {
    sink: AudioSink,
    listened: Option<Instant>,
}

/// What was counted since the last report.
#[derive(Debug, Default)]
struct Interval {
    began: Option<Instant>,
    rtt: Option<Duration>,
    loss_up: f32,
    loss_down: f32,
    packets: u64,
    lost: u64,
    frames: u64,
    frozen: Duration,
    last_frame: Option<Instant>,
}

impl Receiver {
    pub(crate) fn new(meter: Arc<Meter>, content: Content) -> Self {
        Self {
            meter,
            seats: BTreeMap::new(),
            audio: BTreeMap::new(),
            video: BTreeMap::new(),
            report: Interval::default(),
            content,
        }
    }

    /// Who sits where from now on. A seat that changes hands begins with fresh ears.
    pub(crate) fn seat(&mut self, seats: BTreeMap<usize, UserId>) {
        let before = std::mem::replace(&mut self.seats, seats);
        let held = &self.seats;
        self.audio
            .retain(|seat, _| before.get(seat) == held.get(seat));
    }

    /// A packet with sound.
    pub(crate) fn audio(
        &mut self,
        now: Instant,
        seat: usize,
        seq: u64,
        packet: &[u8],
    ) -> Result<(), MediaError> {
        if packet.is_empty() {
            return Ok(());
        }
        if self.content == Content::Filler {
            self.report.packets += 1;
            let age = filler::packet_age(now, packet);
            self.meter.update(|stats| {
                stats.audio.packets_received += 1;
                stats.audio.first_received.get_or_insert(now);
                stats.note_delay(age);
            });
            return Ok(());
        }
        let hearers = self.audio.len().max(1) as u32;
        let ear = match self.audio.entry(seat) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let sink =
                    AudioSink::new().map_err(|error| MediaError::Local(error.to_string()))?;
                let listened = None;
                entry.insert(Ear { sink, listened })
            }
        };
        let lost_before = ear.sink.lost();
        ear.sink.take(seq, packet);
        let lost = ear.sink.lost() - lost_before;
        self.report.packets += 1;
        self.report.lost += lost;
        let listen = ear
            .listened
            .is_none_or(|at| now.duration_since(at) >= LISTEN_EVERY * hearers);
        let tone = listen.then(|| {
            ear.listened = Some(now);
            ear.sink.tone_hz()
        });
        let is_first = self.audio.keys().next() == Some(&seat);
        let user = self.seats.get(&seat);
        self.meter.update(|stats| {
            stats.audio.packets_received += 1;
            stats.audio.packets_lost += lost;
            stats.audio.first_received.get_or_insert(now);
            if let Some(tone) = tone {
                // Of the first member who sends one.
                if is_first || stats.audio.tone_hz.is_none() {
                    stats.audio.tone_hz = tone;
                }
            }
            if let Some(member) = stats.member(user) {
                member.packets_received += 1;
                member.tone_hz = tone.unwrap_or(member.tone_hz);
            }
        });
        Ok(())
    }

    /// A frame. True when its sender is to be asked for a key frame.
    pub(crate) fn video(
        &mut self,
        now: Instant,
        seat: usize,
        frame: FrameInfo,
        data: &[u8],
    ) -> bool {
        let age = match self.content {
            Content::Real => None,
            Content::Filler => filler::frame_age(now, data),
        };
        let verdict = self.video.entry(seat).or_default().take(now, frame);
        let shown = verdict == Verdict::Shown;
        if shown {
            let still = self
                .report
                .last_frame
                .map_or(Duration::ZERO, |at| now.duration_since(at));
            if still > FROZEN_AFTER {
                self.report.frozen += still;
            }
            self.report.last_frame = Some(now);
            self.report.frames += 1;
        }
        let user = self.seats.get(&seat);
        self.meter.update(|stats| {
            if shown {
                if let Some(member) = stats.member(user) {
                    member.frames_received += 1;
                }
                stats.note_delay(age);
                stats.video.frames_received += 1;
                stats.video.keyframes_received += u64::from(frame.is_key);
                stats.video.first_received.get_or_insert(now);
            } else {
                stats.video.frames_broken += 1;
            }
        });
        verdict == Verdict::Broken { ask: true }
    }

    /// What the connection measures. It comes every two seconds, and then there is a report.
    pub(crate) fn link(
        &mut self,
        now: Instant,
        call: &CallId,
        stats: LinkStats,
    ) -> Option<ClientReport> {
        match stats {
            LinkStats::Down { loss } => {
                self.report.loss_down = self.report.loss_down.max(loss.unwrap_or(0.0));
                None
            }
            LinkStats::Up { rtt, loss } => {
                self.report.rtt = rtt.or(self.report.rtt);
                self.report.loss_up = loss.unwrap_or(0.0);
                Some(self.report(now, call))
            }
        }
    }

    fn report(&mut self, now: Instant, call: &CallId) -> ClientReport {
        let fresh = Interval {
            began: Some(now),
            rtt: self.report.rtt,
            last_frame: self.report.last_frame,
            ..Interval::default()
        };
        let done = std::mem::replace(&mut self.report, fresh);
        let span = done
            .began
            .map_or(Duration::ZERO, |began| now.duration_since(began));
        let share = |part: u64, whole: u64| {
            if whole == 0 {
                0.0
            } else {
                part as f64 / whole as f64
            }
        };
        let per_second = if span.is_zero() {
            0.0
        } else {
            done.frames as f64 / span.as_secs_f64()
        };
        ClientReport {
            call_id: Some(call.clone()),
            rtt_ms: done.rtt.unwrap_or_default().as_secs_f64() * 1000.0,
            loss_down: f64::from(done.loss_down),
            loss_up: f64::from(done.loss_up),
            // There is no jitter buffer here whose filling could be told.
            jitter_ms: 0.0,
            frames_per_second: per_second,
            frozen_ms: done.frozen.as_secs_f64() * 1000.0,
            concealed: share(done.lost, done.lost + done.packets),
        }
    }
}
