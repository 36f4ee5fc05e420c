//! A version in the making.

use callkit_protocol::{EndReason, Fact, FactKind, LegId, UnixMs, UserId};

use crate::call::{Call, Step};
use crate::device::{Concerned, DeviceKey, Leg, LegRef};
use crate::member::{Joined, Member};
use crate::refusal::Refusal;

/// The next version of a call while it is being made. The methods that change it stand in the file
/// of their subject: `ring`, `link`, `switch`, `ending`.
pub(crate) struct Draft {
    pub(crate) call: Call,
    pub(crate) now: UnixMs,
    /// Who left in this step, last of all.
    pub(crate) last_left: Option<(UserId, EndReason)>,
    before: Call,
    facts: Vec<Fact>,
}

impl Draft {
    pub(crate) fn new(call: Call, now: UnixMs) -> Self {
        Self {
            before: call.clone(),
            call,
            now,
            last_left: None,
            facts: Vec::new(),
        }
    }

    /// Seals the version. Nothing changed: the version stays what it was.
    pub(crate) fn into_step(mut self) -> Step {
        if self.call == self.before && self.facts.is_empty() {
            return Step {
                call: self.before,
                facts: Vec::new(),
            };
        }
        self.call.version = self.version();
        self.call.recent.extend(self.facts.iter().cloned());
        self.call.trim_recent();
        Step {
            call: self.call,
            facts: self.facts,
        }
    }

    /// The version being made. After a restart it lies ahead of the one before by more than one.
    pub(crate) fn version(&self) -> u64 {
        self.call.version.max(self.before.version) + 1
    }

    /// Notes that somebody's part is over.
    pub(crate) fn left(&mut self, user: UserId, reason: EndReason) {
        self.last_left = Some((user.clone(), reason));
        self.fact(FactKind::Left { user, reason });
    }

    pub(crate) fn fact(&mut self, kind: FactKind) {
        self.call.facts += 1;
        self.facts.push(Fact {
            seq: self.call.facts,
            version: self.version(),
            at: self.now,
            kind,
        });
    }

    pub(crate) fn member_mut(&mut self, user: &UserId) -> Option<&mut Member> {
        self.call
            .members
            .iter_mut()
            .find(|member| &member.user == user)
    }

    /// The part of the member who is in the call on this very device.
    pub(crate) fn joined_on(&mut self, device: &DeviceKey) -> Result<&mut Joined, Refusal> {
        let member = self
            .call
            .members
            .iter_mut()
            .find(|member| member.user == device.user)
            .ok_or(Refusal::NotAMember)?;
        let ringing = member.ringing().is_some();
        match member.joined_mut() {
            Some(joined) if &joined.device == device => Ok(joined),
            Some(_) => Err(Refusal::AnsweredElsewhere),
            None if ringing => Err(Refusal::WrongState("the call has not been accepted")),
            None => Err(Refusal::Ended),
        }
    }

    /// Makes sure that `device` is told of the call and has a leg.
    pub(crate) fn concern(&mut self, device: DeviceKey) {
        self.concern_without_leg(device.clone());
        self.ensure_leg(&device);
    }

    /// As [`Self::concern`], but without a leg.
    pub(crate) fn concern_without_leg(&mut self, device: DeviceKey) {
        self.leave_out(&device);
        self.call.devices.push(Concerned {
            device,
            since: self.version(),
            leg: None,
            over: None,
        });
    }

    /// Forgets that `device` was ever told.
    pub(crate) fn leave_out(&mut self, device: &DeviceKey) {
        self.call
            .devices
            .retain(|concerned| &concerned.device != device);
    }

    pub(crate) fn concerned_mut(&mut self, device: &DeviceKey) -> Option<&mut Concerned> {
        self.call
            .devices
            .iter_mut()
            .find(|concerned| &concerned.device == device)
    }

    /// Gives a device that has none a leg.
    pub(crate) fn ensure_leg(&mut self, device: &DeviceKey) {
        if self
            .call
            .concerned(device)
            .is_some_and(|concerned| concerned.leg.is_none())
        {
            let leg = self.next_leg();
            if let Some(concerned) = self.concerned_mut(device) {
                concerned.leg = Some(leg);
            }
        }
    }

    /// Makes every client connect anew.
    pub(crate) fn raise_all_epochs(&mut self, by: u32) {
        for concerned in &mut self.call.devices {
            if let Some(leg) = &mut concerned.leg {
                leg.renew(by);
            }
        }
    }

    fn next_leg(&mut self) -> Leg {
        self.call.legs += 1;
        // A leg's name need only be unique within its call and say nothing: nobody can use it
        // without having signed in as its user.
        let name = format!(
            "{}-{}",
            &callkit_protocol::Id::as_str(&self.call.id)[..8],
            self.call.legs
        );
        let leg: LegId = name
            .parse()
            .expect("8 id characters, a hyphen and a number are a leg id");
        Leg {
            at: LegRef { leg, epoch: 1 },
            codecs: None,
            up: false,
        }
    }
}

impl Leg {
    /// Raises the epoch: what was negotiated is void.
    pub(crate) fn renew(&mut self, by: u32) {
        self.at.epoch = self.at.epoch.saturating_add(by);
        self.codecs = None;
        self.up = false;
    }
}
