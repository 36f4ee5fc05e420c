//! One call: who publishes what to whom.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use callkit_media::{BridgedPacket, Client, Control, FromBridge, Gate, LegKey, Publish};
use callkit_protocol::{CallId, LegId, UserId};

use super::door::{Doors, Way};
use super::heard::{Fresh, Heard};
use super::leg::{Leg, Source};
use super::player::Player;
use super::pushed::{Pushed, Read};
use super::{Closed, ConnId, Output, Refusal};
use crate::Tag;
use crate::audio::{AacFrame, uniform};

/// How often the worker is told that a device is there.
const ALIVE_EVERY: Duration = Duration::from_secs(1);

/// The legs of one call.
#[derive(Debug)]
pub(super) struct Room {
    call: CallId,
    legs: BTreeMap<LegId, Leg>,
}

impl Room {
    pub(super) fn new(call: CallId) -> Self {
        Self {
            call,
            legs: BTreeMap::new(),
        }
    }

    pub(super) fn obey(&mut self, now: Instant, control: Control, out: &mut VecDeque<Output>) {
        match control {
            Control::OpenLeg {
                leg, user, client, ..
            } => {
                let newer = |held: &Leg| held.key.epoch < leg.epoch;
                if self.legs.get(&leg.leg).is_none_or(newer) {
                    self.close(&leg.leg, out);
                    let id = leg.leg.clone();
                    self.legs.insert(id, Leg::new(now, leg, user, client));
                }
            }
            Control::Gate { leg, gate } => self.with(&leg, |leg| leg.gate = gate),
            Control::Publish { leg, publish } => self.with(&leg, |leg| leg.publish = publish),
            Control::Seats { leg, seats } => self.with(&leg, |leg| {
                leg.seats = seats.into_iter().map(|seat| seat.source).collect();
            }),
            Control::CloseLeg { leg } => {
                if self.has(&leg) {
                    self.close(&leg.leg, out);
                }
            }
            Control::CloseRoom { .. } => {
                let all: Vec<LegId> = self.legs.keys().cloned().collect();
                all.iter().for_each(|leg| self.close(leg, out));
            }
            // A player gets what it plays, however large it is drawn.
            Control::Offer { .. } | Control::Show { .. } => {}
        }
    }

    pub(super) fn has(&self, leg: &LegKey) -> bool {
        self.legs.get(&leg.leg).is_some_and(|held| held.key == *leg)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.legs.is_empty()
    }

    /// What there is a key for.
    pub(super) fn keys(&self) -> Vec<(LegKey, Way)> {
        let bridged = self
            .legs
            .values()
            .filter(|leg| leg.client == Client::Bridged);
        let keys = bridged.flat_map(|leg| {
            let members = leg.seats.iter().filter_map(|seat| self.legs.get(seat));
            let plays = members.map(|member| (leg.key.clone(), Way::Play(member.user.clone())));
            plays.chain([(leg.key.clone(), Way::Push)])
        });
        keys.collect()
    }

    /// Lets go of the players that have lost their key.
    pub(super) fn close_behind(&mut self, doors: &Doors) -> Vec<ConnId> {
        let mut lost = Vec::new();
        for leg in self.legs.values_mut() {
            let key = leg.key.clone();
            leg.players.retain(|of, player| {
                let stays = doors.plays(&key, of);
                if !stays {
                    lost.push(player.conn);
                }
                stays
            });
        }
        lost
    }

    pub(super) fn attach_publisher(
        &mut self,
        now: Instant,
        leg: &LegId,
        conn: ConnId,
    ) -> Result<Option<ConnId>, Refusal> {
        let leg = self.legs.get_mut(leg).ok_or(Refusal::UnknownKey)?;
        let replaced = leg.replaceable(now)?;
        if leg.pushed().is_none() {
            leg.source = Source::Pushed(Box::new(Pushed::new(now)));
        }
        if let Some(pushed) = leg.pushed() {
            pushed.attach(now, conn);
        }
        Ok(replaced)
    }

    pub(super) fn attach_player(
        &mut self,
        now: Instant,
        leg: &LegId,
        of: UserId,
        conn: ConnId,
        out: &mut VecDeque<Output>,
    ) -> Result<Option<ConnId>, Refusal> {
        let viewer = self.legs.get_mut(leg).ok_or(Refusal::UnknownKey)?;
        let held = viewer.players.get(&of);
        if held.is_some_and(|player| !player.stalled) {
            return Err(Refusal::InUse);
        }
        let replaced = held.map(|player| player.conn);
        let mut player = Player::new(now, conn, out);
        let open = viewer.gate == Gate::Open;
        // What a phone has published since its last key frame can be seen at once.
        let source = self
            .source_of(leg, &of)
            .filter(|source| open && shows(source));
        if let Some(source) = source
            && let Source::Pushed(pushed) = &source.source
        {
            player.catch_up(now, pushed.gop(), out);
        }
        if let Some(source) = source {
            out.push_back(self.ask_keyframe(&source.key.leg));
        }
        if let Some(viewer) = self.legs.get_mut(leg) {
            viewer.players.insert(of, player);
        }
        Ok(replaced)
    }

    pub(super) fn detach(&mut self, conn: ConnId) {
        for leg in self.legs.values_mut() {
            if let Some(pushed) = leg.pushed() {
                pushed.detach(conn);
            }
            leg.players.retain(|_, player| player.conn != conn);
        }
    }

    /// A packet of a WebRTC member.
    pub(super) fn hear(
        &mut self,
        now: Instant,
        from: &LegKey,
        packet: BridgedPacket,
        out: &mut VecDeque<Output>,
    ) {
        if !self.is_played(&from.leg) {
            return;
        }
        let Some(leg) = self.legs.get_mut(&from.leg).filter(|leg| leg.key == *from) else {
            return;
        };
        if !matches!(leg.source, Source::Heard(_)) {
            leg.source = Source::Heard(Box::new(Heard::new(now)));
            let user = leg.user.clone();
            self.each_player(&user, Player::change_source);
        }
        let fresh = match self.legs.get_mut(&from.leg).map(|leg| &mut leg.source) {
            Some(Source::Heard(heard)) => heard.packet(now, packet),
            Some(Source::Nothing | Source::Pushed(_)) | None => Vec::new(),
        };
        self.give(now, &from.leg, fresh, out);
    }

    /// A tag of a publisher; whether it could not be read.
    pub(super) fn published(
        &mut self,
        now: Instant,
        conn: ConnId,
        tag: Tag,
        out: &mut VecDeque<Output>,
    ) -> Result<bool, Closed> {
        let publishes = |leg: &&mut Leg| leg.publisher().is_some_and(|(held, _)| held == conn);
        let Some(leg) = self.legs.values_mut().find(publishes) else {
            return Ok(false);
        };
        let id = leg.key.leg.clone();
        let read = leg.pushed().map(|pushed| pushed.read(now, &tag));
        match read {
            Some(Read::Picture(unit)) => self.give(now, &id, vec![Fresh::Picture(unit)], out),
            Some(Read::Voice(config, frame)) => {
                self.give(now, &id, vec![Fresh::Voice(config, frame)], out);
            }
            Some(Read::Bad) => return Ok(true),
            Some(Read::Unusable(why)) => return Err(Closed::Unusable(why)),
            Some(Read::Nothing) | None => {}
        }
        Ok(false)
    }

    /// A WebRTC member waits for a key frame of this publisher.
    pub(super) fn replay(&mut self, now: Instant, of: &LegKey, out: &mut VecDeque<Output>) {
        let Some(leg) = self.legs.get_mut(&of.leg).filter(|leg| leg.key == *of) else {
            return;
        };
        if !shows(leg) {
            return;
        }
        let packets = leg.pushed().map(|pushed| pushed.replay(now));
        if let Some(packets) = packets.filter(|packets| !packets.is_empty()) {
            let leg = of.clone();
            out.push_back(Output::ToRoom(FromBridge::Replay { leg, packets }));
        }
    }

    pub(super) fn fell_behind(&mut self, now: Instant, conn: ConnId, out: &mut VecDeque<Output>) {
        for leg in self.legs.values_mut() {
            let mut players = leg.players.values_mut();
            let news = players.any(|player| player.conn == conn && player.fell_behind());
            if news {
                let estimate = leg.shrink(now);
                let leg = leg.key.clone();
                out.push_back(Output::ToRoom(FromBridge::Capacity { leg, estimate }));
            }
        }
    }

    pub(super) fn caught_up(&mut self, conn: ConnId, out: &mut VecDeque<Output>) {
        let mut seen = None;
        for leg in self.legs.values_mut() {
            for (of, player) in &mut leg.players {
                if player.conn == conn {
                    player.caught_up();
                    seen = Some((leg.key.leg.clone(), of.clone()));
                }
            }
        }
        if let Some((viewer, of)) = seen
            && let Some(source) = self.source_of(&viewer, &of)
        {
            out.push_back(self.ask_keyframe(&source.key.leg));
        }
    }

    pub(super) fn set_stalled(&mut self, conn: ConnId, stalled: bool) {
        for leg in self.legs.values_mut() {
            let mut players = leg.players.values_mut();
            if let Some(player) = players.find(|player| player.conn == conn) {
                player.stalled = stalled;
            }
        }
    }

    pub(super) fn tick(&mut self, now: Instant, out: &mut VecDeque<Output>) {
        let ids: Vec<LegId> = self.legs.keys().cloned().collect();
        for id in &ids {
            let fresh = match self.legs.get_mut(id).map(|leg| &mut leg.source) {
                Some(Source::Heard(heard)) => heard.tick(now),
                Some(Source::Nothing | Source::Pushed(_)) | None => Vec::new(),
            };
            self.give(now, id, fresh, out);
            self.rest(id);
        }
        for id in &ids {
            self.tick_viewer(now, id, out);
        }
    }

    pub(super) fn count(&self) -> (u64, u64) {
        let publishers = self.legs.values().filter(|leg| leg.publisher().is_some());
        let players = self.legs.values().map(|leg| leg.players.len() as u64);
        (publishers.count() as u64, players.sum())
    }

    fn tick_viewer(&mut self, now: Instant, id: &LegId, out: &mut VecDeque<Output>) {
        let Some(leg) = self
            .legs
            .get(id)
            .filter(|leg| leg.client == Client::Bridged)
        else {
            return;
        };
        let open = leg.gate == Gate::Open;
        let sources: BTreeMap<UserId, (LegId, Publish)> = leg
            .players
            .keys()
            .filter_map(|of| {
                let source = self.source_of(id, of)?;
                let publish = if open && source.gate == Gate::Open {
                    source.publish
                } else {
                    Publish::default()
                };
                Some((of.clone(), (source.key.leg.clone(), publish)))
            })
            .collect();
        let Some(leg) = self.legs.get_mut(id) else {
            return;
        };
        for (of, player) in &mut leg.players {
            let source = sources.get(of);
            let publish = source.map(|(_, publish)| *publish).unwrap_or_default();
            player.tick(now, publish.camera, publish.microphone, out);
            if let Some((source, _)) = source
                && publish.camera
                && player.wants_keyframe(now)
            {
                let (call, of) = (self.call.clone(), source.clone());
                out.push_back(Output::ToRoom(FromBridge::KeyframeWanted { call, of }));
            }
        }
        if let Some(estimate) = leg.grow(now) {
            let leg = leg.key.clone();
            out.push_back(Output::ToRoom(FromBridge::Capacity { leg, estimate }));
        }
        let told = |at: Instant| now.saturating_duration_since(at) < ALIVE_EVERY;
        if leg.is_there(now) && !leg.told.is_some_and(told) {
            leg.told = Some(now);
            let leg = leg.key.clone();
            out.push_back(Output::ToRoom(FromBridge::Alive { leg }));
        }
    }

    /// Hands what a publisher said and showed to everybody who may have it.
    fn give(&mut self, now: Instant, from: &LegId, fresh: Vec<Fresh>, out: &mut VecDeque<Output>) {
        let Some(source) = self.legs.get(from).filter(|leg| leg.gate == Gate::Open) else {
            return;
        };
        let (key, user, publish) = (source.key.clone(), source.user.clone(), source.publish);
        let wanted_in_room = self.is_seated(from, Client::WebRtc);
        for fresh in fresh {
            let published = match &fresh {
                Fresh::Picture(_) | Fresh::NeedsKeyframe => publish.camera,
                Fresh::Voice(..) => publish.microphone,
            };
            if !published {
                continue;
            }
            if matches!(fresh, Fresh::NeedsKeyframe) {
                out.push_back(self.ask_keyframe(from));
                continue;
            }
            let voices = self.voices(from, &fresh);
            for viewer in self.legs.values_mut() {
                let seated = viewer.gate == Gate::Open && viewer.seats.contains(from);
                let Some(player) = viewer.players.get_mut(&user).filter(|_| seated) else {
                    continue;
                };
                if let Fresh::Picture(unit) = &fresh {
                    player.picture(now, unit, out);
                }
                for frame in &voices {
                    player.voice(now, frame, out);
                }
            }
            let pushed = self.legs.get_mut(from).and_then(Leg::pushed);
            let packets = match (&fresh, pushed) {
                (Fresh::Picture(unit), Some(pushed)) if wanted_in_room => pushed.packetize(unit),
                (Fresh::Voice(config, frame), Some(pushed)) if wanted_in_room => {
                    pushed.transcode(*config, frame)
                }
                _ => Vec::new(),
            };
            for packet in packets {
                let leg = key.clone();
                out.push_back(Output::ToRoom(FromBridge::Packet { leg, packet }));
            }
        }
    }

    /// A voice as players take it.
    fn voices(&mut self, from: &LegId, fresh: &Fresh) -> Vec<AacFrame> {
        let Fresh::Voice(config, frame) = fresh else {
            return Vec::new();
        };
        if *config == uniform() {
            return vec![frame.clone()];
        }
        if !self.is_played(from) {
            return Vec::new();
        }
        let pushed = self.legs.get_mut(from).and_then(Leg::pushed);
        pushed.map_or(Vec::new(), |pushed| pushed.unify(*config, frame))
    }

    /// Lets go of what nobody needs any more.
    fn rest(&mut self, id: &LegId) {
        let (played, seated) = (self.is_played(id), self.is_seated(id, Client::WebRtc));
        let Some(leg) = self.legs.get_mut(id) else {
            return;
        };
        match &mut leg.source {
            Source::Heard(_) if !played => leg.source = Source::Nothing,
            Source::Pushed(pushed) => pushed.rest(played, seated),
            Source::Heard(_) | Source::Nothing => {}
        }
    }

    /// Whether a connection plays this leg.
    fn is_played(&self, source: &LegId) -> bool {
        let Some(user) = self.legs.get(source).map(|leg| &leg.user) else {
            return false;
        };
        let mut viewers = self.legs.values();
        viewers.any(|leg| leg.seats.contains(source) && leg.players.contains_key(user))
    }

    /// Whether somebody of that kind has a seat for this leg.
    fn is_seated(&self, source: &LegId, client: Client) -> bool {
        let mut viewers = self.legs.values();
        viewers.any(|leg| leg.client == client && leg.seats.contains(source))
    }

    /// The leg by which a viewer sees a member.
    fn source_of(&self, viewer: &LegId, of: &UserId) -> Option<&Leg> {
        let seats = self.legs.get(viewer)?.seats.iter();
        let mut members = seats.filter_map(|seat| self.legs.get(seat));
        members.find(|leg| leg.user == *of)
    }

    fn ask_keyframe(&self, of: &LegId) -> Output {
        let (call, of) = (self.call.clone(), of.clone());
        Output::ToRoom(FromBridge::KeyframeWanted { call, of })
    }

    fn each_player(&mut self, of: &UserId, mut change: impl FnMut(&mut Player)) {
        for leg in self.legs.values_mut() {
            if let Some(player) = leg.players.get_mut(of) {
                change(player);
            }
        }
    }

    fn close(&mut self, leg: &LegId, out: &mut VecDeque<Output>) {
        let Some(leg) = self.legs.remove(leg) else {
            return;
        };
        let players = leg.players.values().map(|player| player.conn);
        let publisher = leg.publisher().map(|(conn, _)| conn);
        for conn in players.chain(publisher) {
            let why = Closed::Over;
            out.push_back(Output::Close { conn, why });
        }
        let user = leg.user;
        self.each_player(&user, Player::change_source);
    }

    fn with(&mut self, key: &LegKey, change: impl FnOnce(&mut Leg)) {
        if let Some(leg) = self.legs.get_mut(&key.leg).filter(|leg| leg.key == *key) {
            change(leg);
        }
    }
}

fn shows(leg: &Leg) -> bool {
    leg.gate == Gate::Open && leg.publish.camera
}
