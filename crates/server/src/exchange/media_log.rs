//! What is known of the media of running calls, and what of it is to be written down.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;

use callkit_call::DeviceKey;
use callkit_media::LegStats;
use callkit_protocol::{ClientReport, Millis, UnixMs};
use callkit_store::{MediaLog, QualityChunk, StoredNote};
use callkit_switchboard::CallKey;

use crate::quality::{Sample, Window, encode};

/// How many samples the console shows of a running call: three minutes.
const SHOWN: usize = 30;
/// How many samples are written down together. More makes fewer, larger rows, less loses less when
/// the process is killed.
const WRITTEN_TOGETHER: usize = 10;
/// After how long without figures a device no longer counts in what goes in and out.
const STALE: Millis = Millis(5_000);
/// How many notes of a call are kept until they are written: a device that flaps fills no memory.
const MOST_NOTES: usize = 64;

/// The media of every running call.
#[derive(Debug, Default)]
pub(super) struct MediaLogs {
    calls: HashMap<CallKey, CallMedia>,
}

#[derive(Debug, Default)]
struct CallMedia {
    devices: BTreeMap<DeviceKey, DeviceMedia>,
    notes: Vec<StoredNote>,
}

#[derive(Debug, Default)]
struct DeviceMedia {
    window: Window,
    latest: Option<(UnixMs, LegStats)>,
    down: bool,
    /// Whether it was down at any time since the last sample.
    was_down: bool,
    address: Option<SocketAddr>,
    shown: VecDeque<Sample>,
    unwritten: Vec<Sample>,
}

/// What the media of a device can meet with. The words stand in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Met {
    Failed,
    Heard,
    NetworkChanged,
    Silent,
    Up,
}

impl Met {
    fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Heard => "heard",
            Self::NetworkChanged => "network_changed",
            Self::Silent => "silent",
            Self::Up => "up",
        }
    }
}

impl MediaLogs {
    /// Takes in what the server measured.
    pub(super) fn stats(
        &mut self,
        now: UnixMs,
        call: &CallKey,
        device: &DeviceKey,
        stats: &LegStats,
    ) {
        let media = self.device(call, device);
        media.latest = Some((now, *stats));
        let before = media.address;
        media.address = stats.remote.or(before);
        media.measured(now, |window| window.server(now, *stats));
        if before.is_some_and(|before| stats.remote.is_some_and(|address| address != before)) {
            self.met(now, call, device, Met::NetworkChanged, None);
        }
    }

    /// Takes in what a device measured.
    pub(super) fn report(
        &mut self,
        now: UnixMs,
        call: &CallKey,
        device: &DeviceKey,
        report: ClientReport,
    ) {
        self.device(call, device)
            .measured(now, |window| window.client(now, report));
    }

    /// Notes what the media of a device met with.
    pub(super) fn met(
        &mut self,
        now: UnixMs,
        call: &CallKey,
        device: &DeviceKey,
        met: Met,
        detail: Option<String>,
    ) {
        let media = self.device(call, device);
        media.down = matches!(met, Met::Silent | Met::Failed);
        media.was_down |= media.down;
        let Some(held) = self.calls.get_mut(call) else {
            return;
        };
        if held.notes.len() < MOST_NOTES {
            held.notes.push(StoredNote {
                at: now,
                user: device.user.clone(),
                device: device.id.clone(),
                kind: met.word().to_owned(),
                detail,
            });
        }
    }

    /// What there is to write down of this call, if it is enough.
    pub(super) fn due(&mut self, call: &CallKey) -> Option<MediaLog> {
        let held = self.calls.get_mut(call)?;
        let is_due = |media: &DeviceMedia| media.unwritten.len() >= WRITTEN_TOGETHER;
        held.devices
            .values()
            .any(is_due)
            .then(|| held.take_unwritten())
    }

    /// Lets go of a call that is over, and gives what is left to write down.
    pub(super) fn close(&mut self, now: UnixMs, call: &CallKey) -> Option<MediaLog> {
        let mut held = self.calls.remove(call)?;
        for media in held.devices.values_mut() {
            media.sample(now);
        }
        let log = held.take_unwritten();
        (log != MediaLog::default()).then_some(log)
    }

    /// The calls of which something is held.
    pub(super) fn calls(&self) -> Vec<CallKey> {
        self.calls.keys().cloned().collect()
    }

    /// The last minutes of every device that was in a call.
    pub(super) fn shown<'a>(
        &'a self,
        call: &CallKey,
    ) -> impl Iterator<Item = (&'a DeviceKey, Vec<Sample>)> {
        let devices = self
            .calls
            .get(call)
            .into_iter()
            .flat_map(|held| &held.devices);
        devices.map(|(device, media)| (device, media.shown.iter().copied().collect()))
    }

    /// How a device fares at this moment.
    pub(super) fn now_of(&self, now: UnixMs, call: &CallKey, device: &DeviceKey) -> Option<Sample> {
        let media = self.calls.get(call)?.devices.get(device)?;
        // The while that has not ended tells more than the last one, once anything is in it.
        let mut window = media.window.clone();
        window
            .close(now, media.down)
            .or_else(|| media.shown.back().copied())
    }

    /// What comes in from all devices, in bits per second.
    pub(super) fn ingress(&self, now: UnixMs) -> u64 {
        let devices = self.calls.values().flat_map(|held| held.devices.values());
        let fresh = devices.filter_map(|media| media.latest.as_ref());
        let fresh = fresh.filter(|(at, _)| now.since(*at) < STALE);
        fresh.map(|(_, stats)| stats.up.bitrate.0).sum()
    }

    fn device(&mut self, call: &CallKey, device: &DeviceKey) -> &mut DeviceMedia {
        let held = self.calls.entry(call.clone()).or_default();
        held.devices.entry(device.clone()).or_default()
    }
}

impl CallMedia {
    fn take_unwritten(&mut self) -> MediaLog {
        let chunks = self.devices.iter_mut().filter_map(|(device, media)| {
            let samples = std::mem::take(&mut media.unwritten);
            let first = samples.first()?;
            let from = UnixMs(first.at.0.saturating_sub(first.span.0));
            Some(QualityChunk {
                user: device.user.clone(),
                device: device.id.clone(),
                from,
                samples: encode(from, &samples),
            })
        });
        MediaLog {
            chunks: chunks.collect(),
            notes: std::mem::take(&mut self.notes),
        }
    }
}

impl DeviceMedia {
    fn measured(&mut self, now: UnixMs, take_in: impl FnOnce(&mut Window)) {
        if self.window.is_due(now) {
            self.sample(now);
        }
        take_in(&mut self.window);
    }

    fn sample(&mut self, now: UnixMs) {
        let Some(sample) = self.window.close(now, self.was_down) else {
            return;
        };
        self.was_down = self.down;
        if self.shown.len() == SHOWN {
            self.shown.pop_front();
        }
        self.shown.push_back(sample);
        self.unwritten.push(sample);
    }
}
