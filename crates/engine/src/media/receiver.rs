//! What arrives, seat by seat.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callkit_protocol::{CallId, ClientReport};

use super::peer::LinkStats;
use super::stats::Meter;
use crate::error::MediaError;
use crate::sink::{AudioSink, FrameInfo, Verdict, VideoSink};

/// Between two searches for the tone: each costs about a millisecond.
const LISTEN_EVERY: Duration = Duration::from_millis(250);

/// A picture that stands still for longer than this is frozen.
const FROZEN_AFTER: Duration = Duration::from_millis(500);

/// What arrives on one media connection.
#[derive(Debug)]
pub(crate) struct Receiver {
    meter: Arc<Meter>,
    audio: BTreeMap<usize, AudioSink>,
    video: BTreeMap<usize, VideoSink>,
    listened: Option<Instant>,
    report: Interval,
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
    pub(crate) fn new(meter: Arc<Meter>) -> Self {
        Self {
            meter,
            audio: BTreeMap::new(),
            video: BTreeMap::new(),
            listened: None,
            report: Interval::default(),
        }
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
        let sink = match self.audio.entry(seat) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                let sink = AudioSink::new();
                entry.insert(sink.map_err(|error| MediaError::Local(error.to_string()))?)
            }
        };
        let lost_before = sink.lost();
        sink.take(seq, packet);
        let lost = sink.lost() - lost_before;
        self.report.packets += 1;
        self.report.lost += lost;
        let listen = self
            .listened
            .is_none_or(|at| now.duration_since(at) >= LISTEN_EVERY);
        let tone = listen.then(|| {
            self.listened = Some(now);
            self.audio.values().find_map(AudioSink::tone_hz)
        });
        self.meter.update(|stats| {
            stats.audio.packets_received += 1;
            stats.audio.packets_lost += lost;
            stats.audio.first_received.get_or_insert(now);
            if let Some(tone) = tone {
                stats.audio.tone_hz = tone;
            }
        });
        Ok(())
    }

    /// A frame. True when its sender is to be asked for a key frame.
    pub(crate) fn video(&mut self, now: Instant, seat: usize, frame: FrameInfo) -> bool {
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
        self.meter.update(|stats| {
            if shown {
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
