//! One device of a load test, and those of them who are in one call.

use std::time::{Duration, Instant};

use callkit_engine::{
    AudioSource, CallId, CallOptions, DeviceId, EndReason, Engine, EngineConfig, Event,
    MediaConfig, MediaKind, MediaStats, ServerUrl, UserId, VideoCodec, VideoSource,
};
use tokio::sync::watch;

use crate::failure::Failure;
use crate::ticket::Signer;

/// In how many packets a frame travels.
pub(super) const PACKETS_OF_A_FRAME: u64 = 4;

/// What devices send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    None,
    Audio,
    Video,
}

/// A device that is signed in.
#[derive(Debug)]
pub(super) struct Device {
    engine: Engine,
    user: UserId,
    seen: watch::Receiver<Seen>,
}

/// When a device saw what, in its one call.
#[derive(Clone, Debug, Default)]
struct Seen {
    call: Option<CallId>,
    rings: Option<Instant>,
    answered: Option<Instant>,
    connected: Option<Instant>,
    ended: Option<EndReason>,
    signed_out: bool,
}

impl Device {
    /// Signs in; and how long that took.
    pub(super) async fn sign_in(
        server: &ServerUrl,
        signer: &Signer,
        user: String,
        media: Media,
    ) -> Result<(Self, Duration), Failure> {
        let device: DeviceId = user.parse().map_err(Failure::failed)?;
        let user: UserId = user.parse().map_err(Failure::failed)?;
        let ticket = signer.ticket(&user)?;
        let mut config =
            EngineConfig::new(server.clone(), signer.app(), user.clone(), ticket, device);
        config.program = concat!("callkit-load/", env!("CARGO_PKG_VERSION")).to_owned();
        config.media = MediaConfig {
            audio: match media {
                Media::None => AudioSource::None,
                Media::Audio | Media::Video => AudioSource::Filler,
            },
            video: match media {
                Media::None | Media::Audio => VideoSource::None,
                Media::Video => VideoSource::Filler,
            },
            codec: Some(VideoCodec::H264),
            ..MediaConfig::default()
        };
        let began = Instant::now();
        let (engine, mut events) = Engine::connect(config).await.map_err(Failure::failed)?;
        let took = began.elapsed();
        let (tell, seen) = watch::channel(Seen::default());
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                tell.send_modify(|seen| seen.note(&event));
            }
            tell.send_modify(|seen| seen.signed_out = true);
        });
        Ok((Self { engine, user, seen }, took))
    }

    /// Waits until it has seen that, or is signed out, or its call is over; whether it has seen it.
    async fn sees(&mut self, what: impl Fn(&Seen) -> bool, until: tokio::time::Instant) -> bool {
        let over = |seen: &Seen| seen.signed_out || seen.ended.is_some();
        let waited = self.seen.wait_for(|seen| what(seen) || over(seen));
        match tokio::time::timeout_at(until, waited).await {
            Ok(Ok(seen)) => what(&seen),
            Ok(Err(_)) | Err(_) => false,
        }
    }
}

impl Seen {
    // The engine's enum is open: a load test looks at these.
    #[allow(clippy::wildcard_enum_match_arm)]
    fn note(&mut self, event: &Event) {
        let now = Instant::now();
        match event {
            Event::CallReceived(received) => {
                self.call = Some(received.call.clone());
                self.rings = Some(now);
            }
            Event::CallConnected(_) => self.answered = Some(now),
            Event::MediaConnected { .. } => {
                self.connected.get_or_insert(now);
            }
            Event::CallEnded(ended) => self.ended = Some(ended.reason),
            _ => {}
        }
    }
}

/// The devices of one call.
#[derive(Debug)]
pub(super) struct Party {
    /// The caller first.
    devices: Vec<Device>,
    call: Option<CallId>,
    pub(super) times: Times,
    until_end: Duration,
    expects: EndReason,
}

/// From calling on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    /// Whoever was called rings.
    pub(super) rings: Option<Duration>,
    /// The caller knows that he was answered.
    pub(super) answered: Option<Duration>,
    /// Everybody's media is up.
    pub(super) connected: Option<Duration>,
    /// Everybody has heard somebody.
    pub(super) heard: Option<Duration>,
    /// Whether it went as far as it should.
    pub(super) came_about: bool,
}

impl Party {
    /// The first device calls the others, they answer, and all wait until each hears somebody.
    pub(super) async fn call(
        mut devices: Vec<Device>,
        kind: MediaKind,
        media: Media,
        ring_only: bool,
        patience: Duration,
    ) -> Self {
        let began = Instant::now();
        let until = tokio::time::Instant::from_std(began + patience);
        let mut call = None;
        if let [caller, callees @ ..] = devices.as_slice() {
            let whom = callees.iter().map(|callee| callee.user.clone()).collect();
            let called = caller.engine.calls(whom, kind, CallOptions::default());
            call = called
                .await
                .inspect_err(|error| tracing::warn!(%error, "a call was refused"))
                .ok();
        }
        let mut came_about = false;
        if let Some(call) = &call {
            let ringing = |seen: &Seen| seen.rings.is_some();
            came_about = all_see(devices.iter_mut().skip(1), ringing, until).await;
            if came_about && !ring_only {
                came_about = answer(&mut devices, call, media, until).await;
            }
        }
        let seen: Vec<_> = devices
            .iter()
            .map(|device| device.seen.borrow().clone())
            .collect();
        let heard = |device: &Device| {
            let stats = device.engine.media_stats(call.as_ref()?)?;
            stats.audio.first_received
        };
        let since = |at: Instant| at.saturating_duration_since(began);
        let times = Times {
            rings: last(seen.iter().skip(1).map(|seen| seen.rings)).map(since),
            answered: last(seen.iter().take(1).map(|seen| seen.answered)).map(since),
            connected: last(seen.iter().map(|seen| seen.connected)).map(since),
            heard: last(devices.iter().map(heard)).map(since),
            came_about,
        };
        let expects = match ring_only {
            true => EndReason::Cancelled,
            false => EndReason::Hangup,
        };
        Self {
            devices,
            call,
            times,
            until_end: patience,
            expects,
        }
    }

    /// What all of them counted.
    pub(super) fn stats(&self) -> impl Iterator<Item = MediaStats> + '_ {
        let devices = self.devices.iter();
        devices.filter_map(|device| device.engine.media_stats(self.call.as_ref()?))
    }

    /// Hangs up, one after the other, and signs everybody out; whether it came about and ended as it
    /// should.
    pub(super) async fn end(mut self) -> bool {
        let until = tokio::time::Instant::now() + self.until_end;
        let expects = self.expects;
        let as_expected = move |seen: &Seen| seen.ended == Some(expects);
        let mut ended = false;
        if let Some(call) = &self.call {
            // The caller's hanging up cancels a ring; of a group with the last but one it is over for the last.
            let leaving = match expects == EndReason::Cancelled {
                true => 1,
                false => self.devices.len().saturating_sub(1),
            };
            ended = true;
            for device in self.devices.iter().take(leaving) {
                ended &= device.engine.hangup(call).await.is_ok();
            }
            ended &= all_see(self.devices.iter_mut(), as_expected, until).await;
        }
        for device in self.devices {
            device.engine.close().await;
        }
        self.times.came_about && ended
    }
}

/// When the last of them did, if all did.
fn last(times: impl Iterator<Item = Option<Instant>>) -> Option<Instant> {
    let times: Option<Vec<_>> = times.collect();
    times?.into_iter().max()
}

async fn all_see(
    devices: impl Iterator<Item = &mut Device>,
    what: impl Fn(&Seen) -> bool + Copy,
    until: tokio::time::Instant,
) -> bool {
    for device in devices {
        if !device.sees(what, until).await {
            return false;
        }
    }
    true
}

async fn answer(
    devices: &mut [Device],
    call: &CallId,
    media: Media,
    until: tokio::time::Instant,
) -> bool {
    for callee in devices.iter().skip(1) {
        if let Err(error) = callee.engine.accept(call).await {
            tracing::warn!(%error, "a call could not be answered");
            return false;
        }
    }
    let answered = |seen: &Seen| seen.answered.is_some();
    let connected = |seen: &Seen| seen.connected.is_some();
    if !all_see(devices.iter_mut().take(1), answered, until).await
        || !all_see(devices.iter_mut(), connected, until).await
    {
        return false;
    }
    if media != Media::None {
        for device in devices.iter() {
            if !hears(device, call, until).await {
                return false;
            }
        }
    }
    true
}

/// Waits for the first packet. The engine tells nobody of it, so this looks every now and then; when
/// it came is known exactly.
async fn hears(device: &Device, call: &CallId, until: tokio::time::Instant) -> bool {
    const LOOK_EVERY: Duration = Duration::from_millis(20);
    while tokio::time::Instant::now() < until {
        let stats = device.engine.media_stats(call);
        if stats.is_some_and(|stats| stats.audio.first_received.is_some()) {
            return true;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    false
}
