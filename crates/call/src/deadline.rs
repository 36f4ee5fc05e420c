//! What happens by itself when time passes.

use callkit_protocol::{EndReason, UnixMs, UserId};

use crate::HOLD;
use crate::call::Call;
use crate::draft::Draft;
use crate::member::{Joined, MediaLink, Ringing, Standing};

/// When to come back to a call, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// When.
    pub at: UnixMs,
    /// Why.
    pub why: Why,
}

/// Why a call wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A member accepted and his media has not come up.
    Connect,
    /// A member has gone silent.
    Hold,
    /// A ring ends unanswered.
    Ring,
}

impl Call {
    /// When to give the call [`crate::Input::Deadline`]. `None` while nothing can happen by itself.
    pub fn next_deadline(&self) -> Option<Deadline> {
        if self.ended.is_some() {
            return None;
        }
        self.members
            .iter()
            .filter_map(|m| self.deadline_of(&m.standing))
            .min_by_key(|d| d.at)
    }

    fn deadline_of(&self, standing: &Standing) -> Option<Deadline> {
        match standing {
            Standing::Ringing(ringing) => Some(Deadline {
                at: ringing.deadline,
                why: Why::Ring,
            }),
            Standing::Joined(joined) if self.connected_at.is_some() => joined.deadline(),
            // While it rings the caller needs no media, only to be there.
            Standing::Joined(joined) => joined
                .unheard_until
                .map(|at| Deadline { at, why: Why::Hold }),
            Standing::Left(_) => None,
        }
    }
}

impl Joined {
    /// A member of a connected call is lost when signalling and media have both been silent for as
    /// long as the seat is held, or media alone for 30 s: a call without media is none. Signalling
    /// alone may be gone for as long as media flows.
    fn deadline(&self) -> Option<Deadline> {
        let hold = |at| Some(Deadline { at, why: Why::Hold });
        match (&self.media, self.unheard_until) {
            (MediaLink::Up, _) | (MediaLink::Pending { deadline: None }, None) => None,
            (MediaLink::Silent { until }, None) => hold(*until),
            (MediaLink::Silent { until }, Some(unheard)) => {
                // A hold that had run out before media fell silent counts no more.
                let silent_since = UnixMs(until.0.saturating_sub(HOLD.0));
                hold(if unheard > silent_since {
                    unheard.min(*until)
                } else {
                    *until
                })
            }
            (MediaLink::Pending { deadline: Some(at) }, None) => Some(Deadline {
                at: *at,
                why: Why::Connect,
            }),
            (MediaLink::Pending { deadline: None }, Some(unheard)) => hold(unheard),
            (MediaLink::Pending { deadline: Some(at) }, Some(unheard)) => {
                if *at <= unheard {
                    Some(Deadline {
                        at: *at,
                        why: Why::Connect,
                    })
                } else {
                    hold(unheard)
                }
            }
        }
    }
}

impl Draft {
    pub(crate) fn deadline(&mut self) {
        let due: Vec<(UserId, EndReason)> = self
            .call
            .members
            .iter()
            .filter_map(|member| {
                let deadline = self.call.deadline_of(&member.standing)?;
                let reason = match deadline.why {
                    Why::Connect => EndReason::ConnectionFailed,
                    Why::Hold => EndReason::Lost,
                    Why::Ring => member.ringing().map_or(EndReason::NoAnswer, unanswered),
                };
                (deadline.at <= self.now).then(|| (member.user.clone(), reason))
            })
            .collect();
        for (user, reason) in due {
            self.leave(&user, reason);
        }
    }
}

/// Offline is decided at the timeout: no device ever said that it rings.
fn unanswered(ringing: &Ringing) -> EndReason {
    if ringing.rang || ringing.silent {
        EndReason::NoAnswer
    } else {
        EndReason::Offline
    }
}
