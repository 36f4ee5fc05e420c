//! Devices that come and go, and their media.

use callkit_protocol::{Codecs, Connection, EndReason, FactKind, LegId, Millis, UnixMs, UserId};

use crate::device::{DeviceKey, Leg, Over};
use crate::draft::Draft;
use crate::member::{Joined, MediaLink};
use crate::{CONNECT_WITHIN, HOLD, RINGING_LEGS};

/// How many versions, facts, legs or epochs of one call may have been told and not written down
/// when a process is killed. Higher survives a store that failed for longer, lower leaves room for
/// more restarts during one call: epochs end at 2^32.
const UNWRITTEN: u32 = 1 << 20;

impl Draft {
    pub(crate) fn device_came(&mut self, device: &DeviceKey) {
        let Some(member) = self.call.member(&device.user) else {
            return;
        };
        if let Some(joined) = member.joined() {
            if &joined.device == device {
                self.reachable(&device.user, |joined| joined.unheard_until = None);
            }
            return;
        }
        let Some(ringing) = member.ringing() else {
            return;
        };
        if ringing.silent
            || self
                .call
                .concerned(device)
                .is_some_and(|c| c.over.is_none())
        {
            return;
        }
        let legs = self
            .call
            .devices
            .iter()
            .filter(|c| c.device.user == device.user);
        if legs.filter(|c| c.leg.is_some()).count() < RINGING_LEGS {
            self.concern(device.clone());
        } else {
            self.concern_without_leg(device.clone());
        }
    }

    pub(crate) fn device_gone(&mut self, device: &DeviceKey, hold: Millis) {
        let until = self.now.plus(hold);
        if self.call.has_joined(device) {
            self.reachable(&device.user, |joined| joined.unheard_until = Some(until));
        }
    }

    pub(crate) fn signed_out(&mut self, device: &DeviceKey, reason: EndReason) {
        if self.call.has_joined(device) {
            // Who signs out before anybody has accepted has called it off.
            let reason = match (reason, self.call.connected_at) {
                (EndReason::Hangup, None) => EndReason::Cancelled,
                (reason, _) => reason,
            };
            self.leave(&device.user, reason);
            return;
        }
        // A device that only rang is simply no longer told; the others ring on.
        if self
            .call
            .concerned(device)
            .is_some_and(|concerned| concerned.over.is_none())
        {
            self.leave_out(device);
        }
    }

    pub(crate) fn restarted(&mut self) {
        self.skip_unwritten();
        let (now, connected) = (self.now, self.call.connected_at.is_some());
        let users: Vec<UserId> = self.call.present().cloned().collect();
        for user in users {
            self.reachable(&user, |joined| {
                joined.unheard_until = Some(now.plus(HOLD));
                joined.media = match joined.media {
                    MediaLink::Pending { .. } => {
                        let deadline = connected.then(|| now.plus(CONNECT_WITHIN));
                        MediaLink::Pending { deadline }
                    }
                    MediaLink::Up | MediaLink::Silent { .. } => MediaLink::Silent {
                        until: now.plus(HOLD),
                    },
                };
            });
        }
    }

    pub(crate) fn negotiated(&mut self, leg: &LegId, codecs: &Codecs) {
        if let Some(leg) = self.leg_mut(leg) {
            leg.codecs = Some(codecs.clone());
        }
    }

    pub(crate) fn leg_up(&mut self, leg: &LegId) {
        if let Some(leg) = self.leg_mut(leg) {
            leg.up = true;
        }
        if let Some(user) = self.joined_user_of(leg) {
            self.reachable(&user, |joined| joined.media = MediaLink::Up);
            self.note_connected();
        }
    }

    pub(crate) fn leg_silent(&mut self, leg: &LegId) {
        if let Some(leg) = self.leg_mut(leg) {
            leg.up = false;
        }
        let until = self.now.plus(HOLD);
        if let Some(user) = self.joined_user_of(leg) {
            self.reachable(&user, |joined| {
                joined.media = match joined.media {
                    MediaLink::Up => MediaLink::Silent { until },
                    MediaLink::Pending { deadline } => MediaLink::Pending { deadline },
                    MediaLink::Silent { until } => MediaLink::Silent { until },
                };
            });
        }
    }

    pub(crate) fn leg_failed(&mut self, leg: &LegId, epoch: u32) {
        if self.leg_mut(leg).is_none_or(|held| held.at.epoch != epoch) {
            return;
        }
        self.leg_silent(leg);
        if let Some(leg) = self.leg_mut(leg) {
            leg.renew(1);
        }
    }

    /// Every connection is to be made anew, and counts as missing until it is.
    pub(crate) fn await_media(&mut self) {
        let connected = self.call.connected_at.is_some();
        let deadline = connected.then(|| self.now.plus(CONNECT_WITHIN));
        let joined = self.call.members.iter_mut().filter_map(|m| m.joined_mut());
        for joined in joined {
            match joined.media {
                MediaLink::Up | MediaLink::Pending { .. } => {
                    joined.media = MediaLink::Pending { deadline };
                }
                MediaLink::Silent { .. } => {}
            }
        }
    }

    /// Leaves out every number that the former process may have told somebody and not written
    /// down: a device keeps the highest version, passes over facts it has seen, and holds on to a
    /// connection of the same leg and epoch.
    fn skip_unwritten(&mut self) {
        self.call.version += u64::from(UNWRITTEN);
        self.call.facts += u64::from(UNWRITTEN);
        self.call.legs = self.call.legs.saturating_add(UNWRITTEN);
        self.raise_all_epochs(UNWRITTEN);
    }

    /// Once the call is connected, whoever has no media yet has only so long to get it.
    pub(crate) fn start_connect_deadlines(&mut self) {
        let (by, held) = (self.now.plus(CONNECT_WITHIN), self.now.plus(HOLD));
        for joined in self
            .call
            .members
            .iter_mut()
            .filter_map(|member| member.joined_mut())
        {
            match joined.media {
                MediaLink::Pending { deadline: None } => {
                    joined.media = MediaLink::Pending { deadline: Some(by) };
                }
                MediaLink::Silent { .. } => joined.media = MediaLink::Silent { until: held },
                MediaLink::Pending { deadline: Some(_) } | MediaLink::Up => {}
            }
        }
    }

    /// Says of each member once that his media is up, as soon as the call is connected.
    pub(crate) fn note_connected(&mut self) {
        if self.call.connected_at.is_none() {
            return;
        }
        let mut fresh = Vec::new();
        for member in &mut self.call.members {
            let user = member.user.clone();
            if let Some(joined) = member.joined_mut()
                && joined.media == MediaLink::Up
                && !joined.was_connected
            {
                joined.was_connected = true;
                fresh.push(user);
            }
        }
        for user in fresh {
            self.fact(FactKind::Connected { user });
        }
    }

    /// Changes how a joined member is reached, and notes it when others see the difference.
    fn reachable(&mut self, user: &UserId, change: impl FnOnce(&mut Joined)) {
        let connected = self.call.connected_at.is_some();
        let Some(joined) = self.member_mut(user).and_then(|member| member.joined_mut()) else {
            return;
        };
        let before = joined.connection() == Connection::Reconnecting;
        change(joined);
        let after = joined.connection() == Connection::Reconnecting;
        if !connected {
            return;
        }
        match (before, after) {
            (false, true) => self.fact(FactKind::Reconnecting { user: user.clone() }),
            (true, false) => self.fact(FactKind::Reconnected { user: user.clone() }),
            (false, false) | (true, true) => {}
        }
    }

    fn leg_mut(&mut self, leg: &LegId) -> Option<&mut Leg> {
        let legs = self
            .call
            .devices
            .iter_mut()
            .filter_map(|concerned| concerned.leg.as_mut());
        legs.into_iter().find(|held| &held.at.leg == leg)
    }

    fn joined_user_of(&self, leg: &LegId) -> Option<UserId> {
        let device = self.call.device_of_leg(leg)?;
        self.call.has_joined(device).then(|| device.user.clone())
    }

    /// Takes the leg from a device and notes how the call ended for it.
    pub(crate) fn over_on(
        &mut self,
        device: &DeviceKey,
        reason: EndReason,
        by: Option<UserId>,
        connected_from: Option<UnixMs>,
    ) {
        let (at, version) = (self.now, self.version());
        if let Some(concerned) = self.concerned_mut(device) {
            concerned.leg = None;
            concerned.over = Some(Over {
                version,
                at,
                reason,
                by,
                connected_from,
            });
        }
    }
}
