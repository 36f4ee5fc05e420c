//! One device of a load test, and two of them in a call.

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

/// Two devices and their call.
#[derive(Debug)]
pub(super) struct Pair {
    caller: Device,
    callee: Device,
    call: Option<CallId>,
    pub(super) times: Times,
    until_end: Duration,
    expects: EndReason,
}

/// From calling on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Times {
    /// The callee rings.
    pub(super) rings: Option<Duration>,
    /// The caller knows that he was answered.
    pub(super) answered: Option<Duration>,
    /// Media is up on both sides.
    pub(super) connected: Option<Duration>,
    /// Both have heard each other.
    pub(super) heard: Option<Duration>,
    /// Whether it went as far as it should.
    pub(super) came_about: bool,
}

impl Pair {
    /// Calls, answers, and waits until both hear each other.
    pub(super) async fn call(
        mut caller: Device,
        mut callee: Device,
        kind: MediaKind,
        media: Media,
        ring_only: bool,
        patience: Duration,
    ) -> Self {
        let began = Instant::now();
        let until = tokio::time::Instant::from_std(began + patience);
        let whom = callee.user.clone();
        let called = caller.engine.call(whom, kind, CallOptions::default()).await;
        let call = called
            .inspect_err(|error| tracing::warn!(%error, "a call was refused"))
            .ok();
        let mut came_about =
            call.is_some() && callee.sees(|seen| seen.rings.is_some(), until).await;
        if came_about && !ring_only {
            came_about = answer(&mut caller, &mut callee, call.as_ref(), media, until).await;
        }
        let (a, b) = (caller.seen.borrow().clone(), callee.seen.borrow().clone());
        let since = |at: Instant| at.saturating_duration_since(began);
        let both = |a: Option<Instant>, b: Option<Instant>| Some(since(a?.max(b?)));
        let heard = |device: &Device| {
            let stats = device.engine.media_stats(call.as_ref()?)?;
            stats.audio.first_received
        };
        let times = Times {
            rings: b.rings.map(since),
            answered: a.answered.map(since),
            connected: both(a.connected, b.connected),
            heard: both(heard(&caller), heard(&callee)),
            came_about,
        };
        let expects = match ring_only {
            true => EndReason::Cancelled,
            false => EndReason::Hangup,
        };
        Self {
            caller,
            callee,
            call,
            times,
            until_end: patience,
            expects,
        }
    }

    /// What both ends counted.
    pub(super) fn stats(&self) -> impl Iterator<Item = MediaStats> + '_ {
        let ends = [&self.caller, &self.callee].into_iter();
        ends.filter_map(|device| device.engine.media_stats(self.call.as_ref()?))
    }

    /// Hangs up and signs both out; whether it came about and ended as it should.
    pub(super) async fn end(mut self) -> bool {
        let until = tokio::time::Instant::now() + self.until_end;
        let mut ended = false;
        if let Some(call) = &self.call
            && self.caller.engine.hangup(call).await.is_ok()
        {
            let expects = self.expects;
            let as_expected = move |seen: &Seen| seen.ended == Some(expects);
            ended = self.caller.sees(as_expected, until).await
                && self.callee.sees(as_expected, until).await;
        }
        self.caller.engine.close().await;
        self.callee.engine.close().await;
        self.times.came_about && ended
    }
}

async fn answer(
    caller: &mut Device,
    callee: &mut Device,
    call: Option<&CallId>,
    media: Media,
    until: tokio::time::Instant,
) -> bool {
    let Some(call) = call else { return false };
    if let Err(error) = callee.engine.accept(call).await {
        tracing::warn!(%error, "a call could not be answered");
        return false;
    }
    if !caller.sees(|seen| seen.answered.is_some(), until).await {
        return false;
    }
    let connected = |seen: &Seen| seen.connected.is_some();
    if !(caller.sees(connected, until).await && callee.sees(connected, until).await) {
        return false;
    }
    media == Media::None || (hears(caller, call, until).await && hears(callee, call, until).await)
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
