//! Ringing, accepting, declining, joining.

use callkit_protocol::{EndReason, FactKind, Limits, MediaKind, Millis, UserId};

use crate::CONNECT_WITHIN;
use crate::device::DeviceKey;
use crate::draft::Draft;
use crate::input::Invitee;
use crate::member::{Joined, Left, MediaLink, Member, Ringing, Standing};
use crate::refusal::Refusal;

impl Draft {
    /// Rings `callees`, or notes why that one is not rung.
    pub(crate) fn ring(&mut self, by: &UserId, callees: Vec<Invitee>, ring: Millis) {
        let deadline = self.now.plus(ring);
        for callee in callees {
            let user = callee.user;
            let standing = if callee.busy {
                let (at, reason) = (self.now, EndReason::Busy);
                Standing::Left(Left {
                    at,
                    reason,
                    joined_at: None,
                    rang: false,
                })
            } else {
                let silent = callee.do_not_disturb;
                Standing::Ringing(Ringing {
                    invited_by: by.clone(),
                    deadline,
                    rang: false,
                    silent,
                })
            };
            self.fact(FactKind::Invited {
                user: user.clone(),
                by: by.clone(),
                deadline,
            });
            if callee.busy {
                self.left(user.clone(), EndReason::Busy);
            }
            self.seat(user, standing);
        }
    }

    pub(crate) fn accept(
        &mut self,
        device: &DeviceKey,
        media: Option<MediaKind>,
    ) -> Result<(), Refusal> {
        let member = self.call.member(&device.user).ok_or(Refusal::NotAMember)?;
        match &member.standing {
            Standing::Ringing(_) => {}
            Standing::Joined(joined) if &joined.device == device => return Ok(()),
            Standing::Joined(_) => return Err(Refusal::AnsweredElsewhere),
            Standing::Left(_) => return Err(Refusal::Ended),
        }
        let by_voice = media == Some(MediaKind::Audio) && self.call.media == MediaKind::Video;
        self.fact(FactKind::Accepted {
            user: device.user.clone(),
            device: device.id.clone(),
        });
        self.take_seat(device);
        match (by_voice, self.call.group) {
            (false, _) => Ok(()),
            (true, false) => {
                self.set_media(&device.user, MediaKind::Audio);
                Ok(())
            }
            // The others' pictures are no business of his.
            (true, true) => self.camera(device, false),
        }
    }

    pub(crate) fn reject(&mut self, device: &DeviceKey) -> Result<(), Refusal> {
        let member = self.call.member(&device.user).ok_or(Refusal::NotAMember)?;
        match &member.standing {
            Standing::Ringing(_) => {
                self.over_elsewhere(device, EndReason::RejectedElsewhere);
                self.leave(&device.user, EndReason::Rejected);
                Ok(())
            }
            Standing::Joined(_) => Err(Refusal::WrongState("the call has been accepted")),
            Standing::Left(left) if left.reason == EndReason::Rejected => Ok(()),
            Standing::Left(_) => Err(Refusal::Ended),
        }
    }

    pub(crate) fn invite(
        &mut self,
        by: &DeviceKey,
        callees: &[Invitee],
        ring: Millis,
    ) -> Result<(), Refusal> {
        self.joined_on(by)?;
        let fresh: Vec<Invitee> = callees
            .iter()
            .filter(|callee| !self.call.present().any(|user| *user == callee.user))
            .cloned()
            .collect();
        if self.call.present().count() + fresh.len() > Limits::MEMBERS {
            return Err(Refusal::TooManyMembers);
        }
        if fresh.is_empty() {
            return Ok(());
        }
        self.grow_to_group();
        self.ring(&by.user, fresh, ring);
        Ok(())
    }

    pub(crate) fn join(&mut self, device: &DeviceKey) -> Result<(), Refusal> {
        if self.call.ended.is_some() {
            return Err(Refusal::Ended);
        }
        match self
            .call
            .member(&device.user)
            .map(|member| &member.standing)
        {
            Some(Standing::Ringing(_)) => return self.accept(device, None),
            Some(Standing::Joined(joined)) if &joined.device == device => return Ok(()),
            Some(Standing::Joined(_)) => return Err(Refusal::AnsweredElsewhere),
            Some(Standing::Left(_)) => {}
            None if self.call.group => {}
            None => return Err(Refusal::NotAMember),
        }
        if self.call.present().count() >= Limits::MEMBERS {
            return Err(Refusal::TooManyMembers);
        }
        self.fact(FactKind::Joined {
            user: device.user.clone(),
            device: device.id.clone(),
        });
        self.seat(
            device.user.clone(),
            Standing::Ringing(Ringing {
                invited_by: device.user.clone(),
                deadline: self.now,
                rang: true,
                silent: false,
            }),
        );
        self.take_seat(device);
        Ok(())
    }

    /// A device has said that it rings.
    pub(crate) fn rang(&mut self, device: &DeviceKey) {
        let told = self
            .call
            .concerned(device)
            .is_some_and(|concerned| concerned.over.is_none());
        let Some(member) = self.member_mut(&device.user) else {
            return;
        };
        let Standing::Ringing(ringing) = &mut member.standing else {
            return;
        };
        if told && !ringing.rang {
            ringing.rang = true;
            self.fact(FactKind::Rang {
                user: device.user.clone(),
            });
        }
    }

    /// Puts `user` among the members, or back among them for his next episode.
    fn seat(&mut self, user: UserId, standing: Standing) {
        let taken: Vec<u8> = self
            .call
            .members
            .iter()
            .filter(|member| !matches!(member.standing, Standing::Left(_)))
            .map(|member| member.slot)
            .collect();
        // The last slot for somebody who is busy in a full call: he has no seat anyway.
        let last = Limits::MEMBERS as u8 - 1;
        let slot = (0..last).find(|slot| !taken.contains(slot)).unwrap_or(last);
        if let Some(member) = self.member_mut(&user) {
            member.episode += 1;
            member.slot = slot;
            member.standing = standing;
        } else {
            self.call.members.push(Member {
                user,
                episode: 1,
                slot,
                standing,
            });
        }
    }

    /// The member is in the call from now on, on this device and no other.
    fn take_seat(&mut self, device: &DeviceKey) {
        if self
            .call
            .concerned(device)
            .is_none_or(|concerned| concerned.over.is_some())
        {
            self.concern(device.clone());
        }
        self.ensure_leg(device);
        self.over_elsewhere(device, EndReason::AnsweredElsewhere);
        let up = self
            .call
            .concerned(device)
            .is_some_and(|c| c.leg.as_ref().is_some_and(|l| l.up));
        let deadline = Some(self.now.plus(CONNECT_WITHIN));
        let (now, camera) = (self.now, self.call.media == MediaKind::Video);
        if let Some(member) = self.member_mut(&device.user) {
            member.standing = Standing::Joined(Joined {
                device: device.clone(),
                since: now,
                microphone: true,
                camera,
                unheard_until: None,
                media: if up {
                    MediaLink::Up
                } else {
                    MediaLink::Pending { deadline }
                },
                was_connected: false,
            });
        }
        if self.call.connected_at.is_none() {
            self.call.connected_at = Some(now);
            self.start_connect_deadlines();
        }
        self.note_connected();
    }

    /// Every other device of the same user that still has a part in the call loses it.
    fn over_elsewhere(&mut self, device: &DeviceKey, reason: EndReason) {
        let others: Vec<DeviceKey> = self
            .call
            .devices
            .iter()
            .filter(|c| c.device.user == device.user && &c.device != device && c.over.is_none())
            .map(|c| c.device.clone())
            .collect();
        for other in others {
            self.over_on(&other, reason, Some(device.user.clone()), None);
        }
    }
}
