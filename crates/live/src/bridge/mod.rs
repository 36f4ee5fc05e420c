//! The bridge: everything that the mini programs of one media worker publish and play.
//!
//! It is told of calls what the media worker is told ([`Control`]) and keeps its own gates. What
//! WebRTC members say comes from the worker ([`ToBridge`]); what mini programs publish comes from
//! their RTMP connections, as tags. Both become pictures and voices, and go from there to whoever
//! has a seat for them: tags to players, RTP to the worker.
//!
//! No socket, no thread and no clock: call it with the time, take its outputs, come back at
//! [`Bridge::next_timeout`].

mod door;
mod heard;
mod leg;
mod player;
mod pushed;
mod room;

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use callkit_media::{Control, FromBridge, ToBridge};
use callkit_protocol::CallId;
use thiserror::Error;

use crate::{StreamKey, StreamKeys, Tag};
use door::{Doors, Way};
use room::Room;

/// How often time is looked at while somebody publishes or plays. Lower: silence is made up more
/// evenly, more wake-ups.
const TICK: Duration = Duration::from_millis(20);

/// One connection of a tag, over RTMP or HTTP. Never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

/// Why a connection may not publish or play.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// No leg has such a key, or none any more.
    #[error("this address opens nothing: the call is over, or it was never one")]
    UnknownKey,
    /// It was not used when it was new.
    #[error("this address was not used within {} s", door::FIRST_USE.as_secs())]
    Expired,
    /// It publishes and plays one thing only.
    #[error("this address is for the other direction")]
    WrongWay,
    /// Another connection uses it, and is alive.
    #[error("this address is in use")]
    InUse,
}

/// Why a connection is closed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Closed {
    /// The leg is over.
    #[error("the call is over here")]
    Over,
    /// The same device connected again.
    #[error("the device connected again")]
    Replaced,
    /// What it publishes cannot be passed on.
    #[error("{0}")]
    Unusable(String),
}

/// What the edge is to do.
#[derive(Clone, Debug)]
pub enum Output {
    /// Tell the media worker.
    ToRoom(FromBridge),
    /// Send a tag to a player.
    Tag {
        /// Which.
        conn: ConnId,
        /// What.
        tag: Tag,
    },
    /// Close a connection in good order.
    Close {
        /// Which.
        conn: ConnId,
        /// Why.
        why: Closed,
    },
}

/// How much there is of everything, and what was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Connections that publish.
    pub publishers: u64,
    /// Connections that play.
    pub players: u64,
    /// Keys that open something.
    pub doors: u64,
    /// Calls that are known.
    pub rooms: u64,
    /// Pictures and frames of sound that could not be read.
    pub unreadable: u64,
}

/// See the [module documentation](self).
#[derive(Debug)]
pub struct Bridge {
    doors: Doors,
    rooms: BTreeMap<CallId, Room>,
    conns: BTreeMap<ConnId, CallId>,
    outputs: VecDeque<Output>,
    tick: Option<Instant>,
    unreadable: u64,
}

impl Bridge {
    /// A bridge without calls. The keys are those that addresses are made with.
    pub fn new(keys: StreamKeys) -> Self {
        Self {
            doors: Doors::new(keys),
            rooms: BTreeMap::new(),
            conns: BTreeMap::new(),
            outputs: VecDeque::new(),
            tick: None,
            unreadable: 0,
        }
    }

    /// A call says something.
    pub fn handle_control(&mut self, now: Instant, control: Control) {
        let Some(call) = self.call_of(&control) else {
            return;
        };
        let new = || Room::new(call.clone());
        let room = self.rooms.entry(call.clone()).or_insert_with(new);
        room.obey(now, control, &mut self.outputs);
        self.doors.renew(now, &call, &room.keys());
        let lost = room.close_behind(&self.doors);
        if room.is_empty() {
            self.rooms.remove(&call);
        }
        for conn in lost {
            self.close(conn, Closed::Over);
        }
    }

    /// The media worker says something.
    pub fn handle_room(&mut self, now: Instant, said: ToBridge) {
        match said {
            ToBridge::Packet { call, from, packet } => {
                if let Some(room) = self.rooms.get_mut(&call) {
                    room.hear(now, &from, packet, &mut self.outputs);
                }
            }
            ToBridge::KeyframeWanted { call, of } => {
                if let Some(room) = self.rooms.get_mut(&call) {
                    room.replay(now, &of, &mut self.outputs);
                }
            }
        }
    }

    /// A connection wants to publish.
    ///
    /// # Errors
    /// When it may not.
    pub fn publish(&mut self, now: Instant, conn: ConnId, key: &StreamKey) -> Result<(), Refusal> {
        let door = self.doors.open(now, key)?;
        let Way::Push = &door.way else {
            return Err(Refusal::WrongWay);
        };
        let (call, leg) = (door.call.clone(), door.leg.clone());
        let room = self.rooms.get_mut(&call).ok_or(Refusal::UnknownKey)?;
        let replaced = room.attach_publisher(now, &leg, conn)?;
        self.attached(now, conn, call, key, replaced);
        Ok(())
    }

    /// A connection wants to play.
    ///
    /// # Errors
    /// When it may not.
    pub fn play(&mut self, now: Instant, conn: ConnId, key: &StreamKey) -> Result<(), Refusal> {
        let door = self.doors.open(now, key)?;
        let Way::Play(of) = &door.way else {
            return Err(Refusal::WrongWay);
        };
        let (call, leg, of) = (door.call.clone(), door.leg.clone(), of.clone());
        let room = self.rooms.get_mut(&call).ok_or(Refusal::UnknownKey)?;
        let replaced = room.attach_player(now, &leg, of, conn, &mut self.outputs)?;
        self.attached(now, conn, call, key, replaced);
        Ok(())
    }

    /// A publisher sent something.
    pub fn handle_tag(&mut self, now: Instant, conn: ConnId, tag: Tag) {
        let Some(room) = self.room_of(conn) else {
            return;
        };
        let mut outputs = VecDeque::new();
        match room.published(now, conn, tag, &mut outputs) {
            Ok(unreadable) => self.unreadable += u64::from(unreadable),
            Err(why) => {
                self.detach(conn);
                outputs.push_back(Output::Close { conn, why });
            }
        }
        self.outputs.append(&mut outputs);
    }

    /// A connection is gone.
    pub fn disconnected(&mut self, conn: ConnId) {
        self.detach(conn);
    }

    /// A player does not take what it is sent: it is given no pictures until it has.
    pub fn fell_behind(&mut self, now: Instant, conn: ConnId) {
        let Some(call) = self.conns.get(&conn) else {
            return;
        };
        if let Some(room) = self.rooms.get_mut(call) {
            room.fell_behind(now, conn, &mut self.outputs);
        }
    }

    /// A player has taken everything: pictures go on with the next key frame.
    pub fn caught_up(&mut self, conn: ConnId) {
        let Some(call) = self.conns.get(&conn) else {
            return;
        };
        if let Some(room) = self.rooms.get_mut(call) {
            room.caught_up(conn, &mut self.outputs);
        }
    }

    /// Whether a player has taken anything lately. One that has not may be replaced, and does not
    /// show that its device is there.
    pub fn set_stalled(&mut self, conn: ConnId, stalled: bool) {
        if let Some(room) = self.room_of(conn) {
            room.set_stalled(conn, stalled);
        }
    }

    /// The next thing for the edge to do. Take them all after each call.
    pub fn poll_output(&mut self) -> Option<Output> {
        let output = self.outputs.pop_front();
        if let Some(Output::Close { conn, .. }) = &output {
            self.conns.remove(conn);
        }
        output
    }

    /// When to call [`Bridge::handle_timeout`] next.
    pub fn next_timeout(&self) -> Option<Instant> {
        self.tick
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.tick.is_none_or(|tick| now < tick) {
            return;
        }
        for room in self.rooms.values_mut() {
            room.tick(now, &mut self.outputs);
        }
        self.tick = (!self.conns.is_empty()).then(|| now + TICK);
    }

    /// See [`Counters`].
    pub fn counters(&self) -> Counters {
        let (mut publishers, mut players) = (0, 0);
        for room in self.rooms.values() {
            let (more_publishers, more_players) = room.count();
            publishers += more_publishers;
            players += more_players;
        }
        Counters {
            publishers,
            players,
            doors: self.doors.len() as u64,
            rooms: self.rooms.len() as u64,
            unreadable: self.unreadable,
        }
    }

    fn call_of(&self, control: &Control) -> Option<CallId> {
        match control {
            Control::OpenLeg { call, .. } | Control::CloseRoom { call } => Some(call.clone()),
            Control::Offer { .. } => None,
            Control::Gate { leg, .. }
            | Control::Seats { leg, .. }
            | Control::Show { leg, .. }
            | Control::Publish { leg, .. }
            | Control::CloseLeg { leg } => {
                let mut rooms = self.rooms.iter();
                let found = rooms.find(|(_, room)| room.has(leg));
                found.map(|(call, _)| call.clone())
            }
        }
    }

    fn room_of(&mut self, conn: ConnId) -> Option<&mut Room> {
        let call = self.conns.get(&conn)?;
        self.rooms.get_mut(call)
    }

    fn attached(
        &mut self,
        now: Instant,
        conn: ConnId,
        call: CallId,
        key: &StreamKey,
        replaced: Option<ConnId>,
    ) {
        self.doors.use_(key);
        self.conns.insert(conn, call);
        self.tick.get_or_insert(now + TICK);
        if let Some(old) = replaced {
            self.close(old, Closed::Replaced);
        }
    }

    fn detach(&mut self, conn: ConnId) {
        if let Some(room) = self.room_of(conn) {
            room.detach(conn);
        }
        self.conns.remove(&conn);
    }

    fn close(&mut self, conn: ConnId, why: Closed) {
        self.outputs.push_back(Output::Close { conn, why });
    }
}
