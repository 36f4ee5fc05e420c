//! Which key opens what.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use callkit_media::LegKey;
use callkit_protocol::{CallId, LegId, UserId};

use super::Refusal;
use crate::{StreamKey, StreamKeys};

/// How long a key waits for its first use. Higher is kind to phones that take their time, lower
/// narrows the time in which a stolen address is of use.
pub(super) const FIRST_USE: Duration = Duration::from_secs(60);

/// What a key is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// To publish.
    Push,
    /// To play this member.
    Play(UserId),
}

/// What a key opens.
#[derive(Debug)]
pub(super) struct Door {
    pub(super) call: CallId,
    pub(super) leg: LegId,
    pub(super) way: Way,
    /// When it must have been used, until it has been.
    unused_until: Option<Instant>,
}

/// Every key of every leg.
#[derive(Debug)]
pub(super) struct Doors {
    keys: StreamKeys,
    by_key: BTreeMap<StreamKey, Door>,
    by_call: BTreeMap<CallId, BTreeSet<StreamKey>>,
}

impl Doors {
    pub(super) fn new(keys: StreamKeys) -> Self {
        Self {
            keys,
            by_key: BTreeMap::new(),
            by_call: BTreeMap::new(),
        }
    }

    /// From now on a call's keys open this and nothing else.
    pub(super) fn renew(&mut self, now: Instant, call: &CallId, wanted: &[(LegKey, Way)]) {
        let mut keys = BTreeSet::new();
        for (leg, way) in wanted {
            let key = match way {
                Way::Push => self.keys.push(call, leg),
                Way::Play(of) => self.keys.play(call, leg, of),
            };
            self.by_key.entry(key.clone()).or_insert_with(|| Door {
                call: call.clone(),
                leg: leg.leg.clone(),
                way: way.clone(),
                unused_until: Some(now + FIRST_USE),
            });
            keys.insert(key);
        }
        let before = if keys.is_empty() {
            self.by_call.remove(call)
        } else {
            self.by_call.insert(call.clone(), keys.clone())
        };
        for gone in before.unwrap_or_default().difference(&keys) {
            self.by_key.remove(gone);
        }
    }

    pub(super) fn open(&self, now: Instant, key: &StreamKey) -> Result<&Door, Refusal> {
        let door = self.by_key.get(key).ok_or(Refusal::UnknownKey)?;
        match door.unused_until {
            Some(until) if until < now => Err(Refusal::Expired),
            Some(_) | None => Ok(door),
        }
    }

    pub(super) fn use_(&mut self, key: &StreamKey) {
        if let Some(door) = self.by_key.get_mut(key) {
            door.unused_until = None;
        }
    }

    /// Whether a leg may play a member.
    pub(super) fn plays(&self, leg: &LegKey, of: &UserId) -> bool {
        self.by_key
            .values()
            .any(|door| door.leg == leg.leg && matches!(&door.way, Way::Play(known) if known == of))
    }

    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }
}
