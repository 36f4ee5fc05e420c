//! The reference: who rings, who is in which call, and what the record must say, from nothing but
//! the facts that were written down.

use std::collections::BTreeMap;

use callkit_call::Record;
use callkit_protocol::{CallId, EndReason, Fact, FactKind, Phase, UnixMs, UserId};
use callkit_switchboard::Change;

/// What is known of every call.
#[derive(Debug, Default)]
pub struct Model {
    calls: BTreeMap<CallId, Told>,
}

/// One call, as its facts tell it.
#[derive(Debug, Default)]
pub struct Told {
    members: BTreeMap<UserId, Member>,
    /// When it was first accepted.
    pub accepted_at: Option<UnixMs>,
    /// When it ended, and why.
    pub ended: Option<(UnixMs, EndReason)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    Rings,
    In {
        since: UnixMs,
    },
    Left {
        joined: Option<UnixMs>,
        at: UnixMs,
        reason: EndReason,
    },
}

impl Model {
    /// A change was written down.
    ///
    /// # Panics
    /// When it breaks a rule.
    pub fn written(&mut self, change: &Change) {
        let id = change.call.id().clone();
        let told = self.calls.entry(id.clone()).or_default();
        for fact in &change.facts {
            told.happened(fact);
        }
        told.check_end(&id);
        if let Some(record) = &change.record {
            told.check_record(record);
        }
        let engaged: Vec<&UserId> = change.call.engaged().collect();
        let told_engaged: Vec<&UserId> = told.present().collect();
        let mut sorted = engaged;
        sorted.sort_unstable();
        assert_eq!(
            sorted, told_engaged,
            "{id}: who is engaged is who rings or is in"
        );
        self.check_one_call_each();
    }

    /// A call, if anything of it was written down.
    pub fn call(&self, id: &CallId) -> Option<&Told> {
        self.calls.get(id)
    }

    /// Every call.
    pub fn calls(&self) -> impl Iterator<Item = (&CallId, &Told)> {
        self.calls.iter()
    }

    fn check_one_call_each(&self) {
        let mut seen: BTreeMap<&UserId, &CallId> = BTreeMap::new();
        for (id, told) in &self.calls {
            for user in told.present() {
                let other = seen.insert(user, id);
                assert_eq!(other, None, "{user} is in two calls");
            }
        }
    }
}

impl Told {
    /// Whether this user is in the call, not merely rung.
    pub fn is_in(&self, user: &UserId) -> bool {
        matches!(self.members.get(user), Some(Member::In { .. }))
    }

    /// Where a member stands.
    pub fn phase(&self, user: &UserId) -> Option<Phase> {
        self.members.get(user).map(|member| match member {
            Member::In { .. } => Phase::Joined,
            Member::Left { .. } => Phase::Left,
            Member::Rings => Phase::Ringing,
        })
    }

    /// Who rings or is in it.
    pub fn present(&self) -> impl Iterator<Item = &UserId> {
        self.members
            .iter()
            .filter(|(_, member)| !member.has_left())
            .map(|(user, _)| user)
    }

    fn happened(&mut self, fact: &Fact) {
        assert_eq!(self.ended, None, "nothing happens after the end: {fact:?}");
        let at = fact.at;
        match &fact.kind {
            FactKind::Started { user, .. } => {
                assert!(self.members.is_empty(), "a call starts once");
                self.members.insert(user.clone(), Member::In { since: at });
            }
            FactKind::Invited { user, .. } => {
                let before = self.members.insert(user.clone(), Member::Rings);
                assert!(
                    before.is_none_or(|member| member.has_left()),
                    "{user} was there already"
                );
            }
            FactKind::Accepted { user, .. } => {
                let before = self.members.insert(user.clone(), Member::In { since: at });
                assert_eq!(before, Some(Member::Rings), "{user} accepts what rings");
                self.accepted_at.get_or_insert(at);
            }
            FactKind::Joined { user, .. } => {
                let before = self.members.insert(user.clone(), Member::In { since: at });
                assert!(
                    before.is_none_or(|member| member.has_left()),
                    "{user} was there already"
                );
                self.accepted_at.get_or_insert(at);
            }
            FactKind::Left { user, reason } => {
                let joined = match self.members.get(user) {
                    Some(Member::Rings) => None,
                    Some(Member::In { since }) => Some(*since),
                    Some(Member::Left { .. }) | None => panic!("{user} was not there"),
                };
                let left = Member::Left {
                    joined,
                    at,
                    reason: *reason,
                };
                self.members.insert(user.clone(), left);
            }
            FactKind::Ended { reason, .. } => self.ended = Some((at, *reason)),
            FactKind::Camera { .. }
            | FactKind::Connected { .. }
            | FactKind::MediaSwitched { .. }
            | FactKind::Microphone { .. }
            | FactKind::Rang { .. }
            | FactKind::Reconnected { .. }
            | FactKind::Reconnecting { .. } => {}
        }
    }

    /// A call ends when nobody is joined, or when one is joined and nobody rings.
    fn check_end(&self, id: &CallId) {
        let count = |is: fn(&Member) -> bool| self.members.values().filter(|m| is(m)).count();
        let joined = count(|member| matches!(member, Member::In { .. }));
        let ringing = count(|member| matches!(member, Member::Rings));
        let must_end = joined == 0 || (joined == 1 && ringing == 0);
        assert_eq!(
            self.ended.is_some(),
            must_end,
            "{id}: {joined} joined, {ringing} ring"
        );
        assert!(
            self.ended.is_none() || joined + ringing == 0,
            "{id}: nobody stays behind"
        );
    }

    fn check_record(&self, record: &Record) {
        assert_eq!(Some((record.ended_at, record.reason)), self.ended);
        assert_eq!(record.accepted_at, self.accepted_at);
        assert_eq!(record.members.len(), self.members.len());
        for member in &record.members {
            let Some(Member::Left { joined, at, reason }) = self.members.get(&member.user) else {
                panic!("{} is in the record and never left", member.user);
            };
            assert_eq!(member.joined_at, *joined, "{}", member.user);
            assert_eq!((member.left_at, member.reason), (Some(*at), Some(*reason)));
        }
    }
}

impl Member {
    fn has_left(&self) -> bool {
        match self {
            Self::Left { .. } => true,
            Self::In { .. } | Self::Rings => false,
        }
    }
}
