//! The media of this device: one leg for each call that has one.

mod framing;
mod leg;
mod peer;
mod receiver;
mod sender;
mod stats;
mod transport;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use callkit_protocol::{CallId, CallView, MediaKind, Phase, UserId};
use tokio::sync::mpsc;

pub(crate) use leg::{Attempt, FromLeg, LegEvent, LegKey};
pub use stats::{AudioStats, MediaStats, MemberStats, VideoStats};

use crate::config::MediaConfig;
use crate::derive;
use leg::{Leg, LegSetup, Orders};
use sender::{Sending, VideoOrder};
use stats::Meter;

/// Calls whose stats are kept, the running ones included. Higher: a program may ask later.
const METERS: usize = 16;

/// The stats of the last calls.
#[derive(Debug, Default)]
pub(crate) struct Meters(Mutex<VecDeque<(CallId, Arc<Meter>)>>);

impl Meters {
    /// The stats of a call.
    pub(crate) fn snapshot(&self, call: &CallId) -> Option<MediaStats> {
        let meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        meters
            .iter()
            .find(|(known, _)| known == call)
            .map(|(_, meter)| meter.snapshot())
    }

    fn of(&self, call: &CallId) -> Arc<Meter> {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, meter)) = meters.iter().find(|(known, _)| known == call) {
            return Arc::clone(meter);
        }
        if meters.len() == METERS {
            meters.pop_front();
        }
        let meter = Arc::<Meter>::default();
        meters.push_back((call.clone(), Arc::clone(&meter)));
        meter
    }
}

/// A source that the program has switched off is silent at once, whatever the view still says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Muted {
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
}

/// The legs of this device.
#[derive(Debug)]
pub(crate) struct Media {
    config: Arc<MediaConfig>,
    meters: Arc<Meters>,
    legs: BTreeMap<CallId, Leg>,
    muted: BTreeMap<CallId, Muted>,
    attempts: u64,
    tell: mpsc::UnboundedSender<FromLeg>,
    events: mpsc::UnboundedReceiver<FromLeg>,
}

impl Media {
    pub(crate) fn new(config: MediaConfig, meters: Arc<Meters>) -> Self {
        let (tell, events) = mpsc::unbounded_channel();
        Self {
            config: Arc::new(config),
            meters,
            legs: BTreeMap::new(),
            muted: BTreeMap::new(),
            attempts: 0,
            tell,
            events,
        }
    }

    /// What a live leg has to say. What one that was replaced still says is passed over.
    pub(crate) async fn next(&mut self) -> FromLeg {
        loop {
            let Some(from) = self.events.recv().await else {
                // Never: this holds a sender.
                std::future::pending::<()>().await;
                continue;
            };
            if self.leg(&from.call, from.attempt).is_some() {
                return from;
            }
        }
    }

    /// Makes the legs what the newest view of a call says.
    pub(crate) fn follow(&mut self, call: &CallId, view: Option<&CallView>) {
        let Some(view) = view else {
            self.legs.remove(call);
            self.muted.remove(call);
            return;
        };
        let Some(leg_view) = &view.you.leg else {
            self.legs.remove(call);
            return;
        };
        let key = LegKey::of(leg_view);
        if self.legs.get(call).is_none_or(|leg| leg.key != key) {
            // The old one is closed before the new one begins.
            self.legs.remove(call);
            self.attempts += 1;
            let leg = Leg::start(LegSetup {
                call: call.clone(),
                key,
                attempt: Attempt(self.attempts),
                pool: leg_view.pool,
                config: Arc::clone(&self.config),
                meter: self.meters.of(call),
                events: self.tell.clone(),
            });
            self.legs.insert(call.clone(), leg);
        }
        let muted = self.muted.get(call).copied().unwrap_or_default();
        if let Some(leg) = self.legs.get(call) {
            leg.order(Orders {
                sending: sending(view, muted),
                seats: seats(view),
            });
        }
    }

    /// What the program has switched off or on.
    pub(crate) fn mute(
        &mut self,
        call: &CallId,
        view: Option<&CallView>,
        change: impl FnOnce(&mut Muted),
    ) {
        change(self.muted.entry(call.clone()).or_default());
        self.follow(call, view);
    }

    /// The connection of a leg broke: begins anew with another one.
    pub(crate) fn begin_anew(&mut self, call: &CallId, view: Option<&CallView>) {
        self.legs.remove(call);
        self.follow(call, view);
    }

    /// The answer to a leg's offer.
    pub(crate) fn answer(&self, call: &CallId, attempt: Attempt, sdp: String) {
        if let Some(leg) = self.leg(call, attempt) {
            leg.answer(sdp);
        }
    }

    /// Which leg this is, if the call has it now.
    pub(crate) fn key(&self, call: &CallId, attempt: Attempt) -> Option<&LegKey> {
        self.leg(call, attempt).map(|leg| &leg.key)
    }

    fn leg(&self, call: &CallId, attempt: Attempt) -> Option<&Leg> {
        self.legs.get(call).filter(|leg| leg.attempt == attempt)
    }
}

/// Who sits where.
fn seats(view: &CallView) -> BTreeMap<usize, UserId> {
    let seats = view.you.leg.iter().flat_map(|leg| &leg.seats);
    seats
        .map(|seat| (usize::from(seat.seat.0), seat.user_id.clone()))
        .collect()
}

/// What a view and the program together say is to be sent.
fn sending(view: &CallView, muted: Muted) -> Sending {
    let (Some(me), Some(leg)) = (derive::myself(view), &view.you.leg) else {
        return Sending::default();
    };
    let joined = view.you.phase == Phase::Joined;
    // Sound is there with the first packet that the gate lets through; a picture begins with a key
    // frame, which would be lost before it.
    let audio = joined && me.microphone && !muted.microphone;
    let video =
        joined && leg.admitted && me.camera && !muted.camera && view.media == MediaKind::Video;
    let order = VideoOrder {
        codec: leg.send_codec,
        max_kbps: leg.max_video_kbps,
    };
    Sending {
        audio,
        video: video.then_some(order),
    }
}
