//! Leaving, and the end.

use callkit_protocol::{EndReason, FactKind, UserId};

use crate::call::Ended;
use crate::device::DeviceKey;
use crate::draft::Draft;
use crate::member::{Left, Standing};
use crate::refusal::Refusal;

impl Draft {
    pub(crate) fn hang_up(&mut self, device: &DeviceKey) -> Result<(), Refusal> {
        let member = self.call.member(&device.user).ok_or(Refusal::NotAMember)?;
        match &member.standing {
            Standing::Ringing(_) => self.reject(device),
            // This device's part is over already, whatever its user does on another.
            Standing::Joined(joined) if &joined.device != device => Ok(()),
            Standing::Left(_) => Ok(()),
            Standing::Joined(_) if self.call.connected_at.is_none() => {
                self.end(EndReason::Cancelled, Some(device.user.clone()));
                Ok(())
            }
            Standing::Joined(_) => {
                self.leave(&device.user, EndReason::Hangup);
                Ok(())
            }
        }
    }

    /// One member's part is over. What that means for the call is decided by
    /// [`Self::finish_if_over`].
    pub(crate) fn leave(&mut self, user: &UserId, reason: EndReason) {
        let by = Some(user.clone()).filter(|_| whose_doing(reason));
        self.leave_because_of(by.as_ref(), user, reason);
    }

    fn leave_because_of(&mut self, by: Option<&UserId>, user: &UserId, reason: EndReason) {
        let (now, connected_at) = (self.now, self.call.connected_at);
        let Some(member) = self.member_mut(user) else {
            return;
        };
        let (joined_at, rang) = match &member.standing {
            Standing::Left(_) => return,
            Standing::Ringing(ringing) => (None, ringing.rang),
            Standing::Joined(joined) => (Some(joined.since), true),
        };
        member.standing = Standing::Left(Left {
            at: now,
            reason,
            joined_at,
            rang,
        });
        self.left(user.clone(), reason);
        let connected_from = joined_at.and_then(|joined| connected_at.map(|at| at.max(joined)));
        let devices: Vec<DeviceKey> = self
            .call
            .devices
            .iter()
            .filter(|concerned| &concerned.device.user == user && concerned.over.is_none())
            .map(|concerned| concerned.device.clone())
            .collect();
        for device in devices {
            self.over_on(&device, reason, by.cloned(), connected_from);
        }
    }

    /// Ends the call if the rule says so: nobody is joined, or one is and nobody rings.
    pub(crate) fn finish_if_over(&mut self) {
        if self.call.ended.is_some() {
            return;
        }
        match (self.call.joined_count(), self.call.ringing_count()) {
            (0, _) | (1, 0) => {}
            (_, _) => return,
        }
        let Some((user, reason)) = self.last_left.clone() else {
            return;
        };
        // Whose place was taken by another device has, for everybody else, simply hung up; and who
        // hangs up before anybody accepted has called it off.
        let reason = match (reason, self.call.connected_at.is_some()) {
            (EndReason::Hangup | EndReason::KickedOut, false) => EndReason::Cancelled,
            (EndReason::KickedOut, true) => EndReason::Hangup,
            (reason, _) => reason,
        };
        let by = Some(user).filter(|_| whose_doing(reason));
        self.end(reason, by);
    }

    /// Ends the call for everybody who still has a part in it.
    pub(crate) fn end(&mut self, reason: EndReason, by: Option<UserId>) {
        if self.call.ended.is_some() {
            return;
        }
        let everybody: Vec<(UserId, bool)> = self
            .call
            .members
            .iter()
            .filter(|member| !matches!(member.standing, Standing::Left(_)))
            .map(|member| (member.user.clone(), member.ringing().is_some()))
            .collect();
        for (user, rings) in everybody {
            // Whoever still rings when the others are gone sees a call that was called off.
            let called_off = rings && reason != EndReason::Server;
            let own = if called_off {
                EndReason::Cancelled
            } else {
                reason
            };
            self.leave_because_of(by.as_ref(), &user, own);
        }
        self.call.ended = Some(Ended {
            at: self.now,
            reason,
            by: by.clone(),
        });
        self.fact(FactKind::Ended { reason, by });
    }
}

/// Whether a reason is somebody's own doing rather than something that befell him.
fn whose_doing(reason: EndReason) -> bool {
    match reason {
        EndReason::AnsweredElsewhere
        | EndReason::Busy
        | EndReason::Cancelled
        | EndReason::ConnectionFailed
        | EndReason::Hangup
        | EndReason::KickedOut
        | EndReason::Lost
        | EndReason::Rejected
        | EndReason::RejectedElsewhere => true,
        EndReason::NoAnswer | EndReason::Offline | EndReason::Server => false,
    }
}
