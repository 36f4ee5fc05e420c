//! From what the media of a call should look like to the instructions that make it so.

use std::collections::{BTreeMap, HashMap};

use callkit_call::LegPlan;
use callkit_media::{Client, Control, Gate, LegKey, Publish, Seat, WorkerId};
use callkit_protocol::{CallId, LegId, Platform, Pool, UserId};
use callkit_switchboard::CallKey;

/// The rooms that the media workers hold, as far as they have been told.
#[derive(Debug)]
pub(super) struct Rooms {
    workers: u8,
    rooms: HashMap<CallId, Room>,
}

#[derive(Debug)]
struct Room {
    key: CallKey,
    worker: WorkerId,
    legs: BTreeMap<LegId, Leg>,
}

/// What a worker was last told of a leg.
#[derive(Debug)]
struct Leg {
    epoch: u32,
    user: UserId,
    gate: Gate,
    publish: Publish,
    seats: Vec<Seat>,
}

impl Rooms {
    pub(super) fn new(workers: u8) -> Self {
        Self {
            workers: workers.max(1),
            rooms: HashMap::new(),
        }
    }

    /// The instructions that make a call's room look like this. A call lives on one worker, so that
    /// no packet crosses a thread.
    pub(super) fn plan(&mut self, key: CallKey, legs: &[LegPlan]) -> Vec<(WorkerId, Control)> {
        let call = key.call.clone();
        if legs.is_empty() {
            let closed = self.rooms.remove(&call);
            return closed
                .map(|room| (room.worker, Control::CloseRoom { call }))
                .into_iter()
                .collect();
        }
        let worker = self.worker_of(&call);
        let room = self.rooms.entry(call.clone()).or_insert_with(|| Room {
            key,
            worker,
            legs: BTreeMap::new(),
        });
        let worker = room.worker;
        room.plan(&call, legs)
            .into_iter()
            .map(|control| (worker, control))
            .collect()
    }

    pub(super) fn worker_of(&self, call: &CallId) -> WorkerId {
        if let Some(room) = self.rooms.get(call) {
            return room.worker;
        }
        // A call ID is random from its first character on.
        let first = callkit_protocol::Id::as_str(call)
            .bytes()
            .fold(0u8, u8::wrapping_add);
        WorkerId(first % self.workers)
    }

    /// The call that a worker means, if this leg's life is still the current one.
    pub(super) fn current(&self, call: &CallId, leg: &LegKey) -> Option<&CallKey> {
        let room = self.rooms.get(call)?;
        let held = room.legs.get(&leg.leg)?;
        (held.epoch == leg.epoch).then_some(&room.key)
    }

    pub(super) fn key(&self, call: &CallId) -> Option<&CallKey> {
        self.rooms.get(call).map(|room| &room.key)
    }

    /// A worker has let go of a leg by itself.
    pub(super) fn gone(&mut self, call: &CallId, leg: &LegKey) {
        if let Some(room) = self.rooms.get_mut(call)
            && room
                .legs
                .get(&leg.leg)
                .is_some_and(|held| held.epoch == leg.epoch)
        {
            room.legs.remove(&leg.leg);
        }
    }
}

impl Room {
    fn plan(&mut self, call: &CallId, plans: &[LegPlan]) -> Vec<Control> {
        let mut controls = Vec::new();
        let wanted = |leg: &LegId| plans.iter().any(|plan| &plan.at.leg == leg);
        self.legs.retain(|id, leg| {
            let stays = wanted(id);
            if !stays {
                let leg = LegKey {
                    leg: id.clone(),
                    epoch: leg.epoch,
                };
                controls.push(Control::CloseLeg { leg });
            }
            stays
        });
        // Seats and what is published come before the gates: the first packet that passes finds
        // everything in its place.
        for plan in plans {
            self.leg(call, plan, &mut controls);
        }
        for plan in plans {
            self.gate(plan, &mut controls);
        }
        controls
    }

    fn leg(&mut self, call: &CallId, plan: &LegPlan, controls: &mut Vec<Control>) {
        let key = LegKey {
            leg: plan.at.leg.clone(),
            epoch: plan.at.epoch,
        };
        let publish = Publish {
            microphone: plan.microphone,
            camera: plan.camera,
            codec: Some(plan.codec),
        };
        let seats: Vec<Seat> = plan
            .seats
            .iter()
            .map(|seat| Seat {
                index: seat.seat,
                source: seat.source.leg.clone(),
            })
            .collect();
        if self
            .legs
            .get(&plan.at.leg)
            .is_none_or(|leg| leg.epoch != plan.at.epoch)
        {
            controls.push(Control::OpenLeg {
                call: call.clone(),
                leg: key.clone(),
                user: plan.user.clone(),
                client: client(plan.platform),
                pool: pool(plan.pool),
            });
            self.legs.insert(
                plan.at.leg.clone(),
                Leg {
                    epoch: plan.at.epoch,
                    user: plan.user.clone(),
                    gate: Gate::Closed,
                    publish: Publish::default(),
                    seats: Vec::new(),
                },
            );
        }
        let Some(leg) = self.legs.get_mut(&plan.at.leg) else {
            return;
        };
        debug_assert_eq!(leg.user, plan.user, "a leg never changes hands");
        if leg.seats != seats {
            leg.seats.clone_from(&seats);
            controls.push(Control::Seats {
                leg: key.clone(),
                seats,
            });
        }
        if leg.publish != publish {
            leg.publish = publish;
            controls.push(Control::Publish { leg: key, publish });
        }
    }

    fn gate(&mut self, plan: &LegPlan, controls: &mut Vec<Control>) {
        let gate = if plan.admitted {
            Gate::Open
        } else {
            Gate::Closed
        };
        let Some(leg) = self.legs.get_mut(&plan.at.leg) else {
            return;
        };
        if leg.gate != gate {
            leg.gate = gate;
            let leg = LegKey {
                leg: plan.at.leg.clone(),
                epoch: plan.at.epoch,
            };
            controls.push(Control::Gate { leg, gate });
        }
    }
}

fn client(platform: Platform) -> Client {
    match platform {
        Platform::Wx => Client::Bridged,
        Platform::Native | Platform::Web => Client::WebRtc,
    }
}

fn pool(pool: Pool) -> callkit_media::Pool {
    match pool {
        Pool::OneToOne => callkit_media::Pool::OneToOne,
        Pool::Group => callkit_media::Pool::Group,
    }
}
