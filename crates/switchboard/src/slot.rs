//! One call and what is under way with it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use callkit_call::{Call, DeviceKey, Input};
use callkit_protocol::{CommandKey, ErrorBody, ErrorCode, Fact, Fingerprint, UnixMs, UserId};

use crate::input::{ConnId, SignedIn};
use crate::output::ChangeId;

/// How many answered command keys a call remembers. Higher answers later repetitions, lower keeps
/// less; a client repeats only what it has no reply to.
const KEYS_KEPT: usize = 64;

/// One call of this node.
#[derive(Debug)]
pub(crate) struct Slot {
    /// The version that everybody is told of; `None` until the first one is written down. Set by
    /// `Calls::install`.
    pub(crate) call: Option<Call>,
    /// The command that made it; `None` after a restart, when the store knows.
    pub(crate) made_by: Option<(UserId, CommandKey)>,
    /// The version that the store holds.
    pub(crate) stored: u64,
    /// Who the store says is in this call.
    pub(crate) claimed: Vec<UserId>,
    /// Facts that the store does not hold yet.
    pub(crate) unsaved: Vec<Fact>,
    /// When to write down what nobody waits for.
    pub(crate) flush_at: Option<UnixMs>,
    /// The step that is being written down.
    pub(crate) pending: Option<Pending>,
    /// What came meanwhile.
    pub(crate) waiting: VecDeque<Work>,
    /// Users with a device that has been told.
    pub(crate) concerned: BTreeSet<UserId>,
    /// The version that each device last acknowledged.
    pub(crate) acknowledged: BTreeMap<DeviceKey, u64>,
    /// Commands already carried out, and in which version.
    pub(crate) answered: VecDeque<(Asked, u64)>,
}

/// A step on its way to the store.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) id: ChangeId,
    pub(crate) call: Call,
    pub(crate) facts: Vec<Fact>,
    pub(crate) work: Vec<Work>,
    /// Whether it is carried out even if it cannot be written down.
    pub(crate) regardless: bool,
}

/// One thing to do with a call.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// What happens. `None` only asks for the answer of something done before.
    pub(crate) input: Option<Input>,
    /// Who waits for an answer.
    pub(crate) origin: Option<Origin>,
    /// Who is to be welcomed once it is done.
    pub(crate) welcome: Option<(ConnId, Box<SignedIn>)>,
}

/// Who asked for something, and under which key.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) conn: ConnId,
    pub(crate) user: UserId,
    pub(crate) key: CommandKey,
    /// What was asked for.
    pub(crate) command: Fingerprint,
    /// Whether the answer names the call.
    pub(crate) names_call: bool,
}

/// A command by its key, and what it asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) user: UserId,
    pub(crate) key: CommandKey,
    pub(crate) command: Fingerprint,
}

/// Another command came under a key that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyReused;

impl KeyReused {
    pub(crate) fn body(self) -> ErrorBody {
        let message = "this key named another command before; make a fresh one for each command";
        ErrorBody::new(ErrorCode::KeyReused, message)
    }
}

impl Origin {
    pub(crate) fn asked(&self) -> Asked {
        Asked {
            user: self.user.clone(),
            key: self.key.clone(),
            command: self.command,
        }
    }

    /// Whether this is `asked` once more.
    pub(crate) fn repeats(&self, asked: &Asked) -> Result<bool, KeyReused> {
        if self.user != asked.user || self.key != asked.key {
            return Ok(false);
        }
        if self.command == asked.command {
            return Ok(true);
        }
        Err(KeyReused)
    }
}

impl Slot {
    pub(crate) fn new() -> Self {
        Self {
            call: None,
            made_by: None,
            stored: 0,
            claimed: Vec::new(),
            unsaved: Vec::new(),
            flush_at: None,
            pending: None,
            waiting: VecDeque::new(),
            concerned: BTreeSet::new(),
            acknowledged: BTreeMap::new(),
            answered: VecDeque::new(),
        }
    }

    /// The newest version there is, told or not: what the next decision builds on.
    pub(crate) fn newest(&self) -> Option<&Call> {
        self.pending
            .as_ref()
            .map(|pending| &pending.call)
            .or(self.call.as_ref())
    }

    /// The version in which this command was carried out.
    pub(crate) fn answered_in(&self, origin: &Origin) -> Result<Option<u64>, KeyReused> {
        for (asked, version) in &self.answered {
            if origin.repeats(asked)? {
                return Ok(Some(*version));
            }
        }
        Ok(None)
    }

    pub(crate) fn remember(&mut self, origin: &Origin, version: u64) {
        if self.answered.len() == KEYS_KEPT {
            self.answered.pop_front();
        }
        self.answered.push_back((origin.asked(), version));
    }

    /// Whether every device that was told has acknowledged the end, so that nothing need be kept.
    pub(crate) fn is_settled(&self) -> bool {
        let Some(call) = &self.call else { return false };
        call.ended().is_some()
            && self.pending.is_none()
            && self.unsaved.is_empty()
            && self.flush_at.is_none()
            && call.devices().all(|device| self.is_done_with(device))
    }

    /// Whether `device` has acknowledged that the call is over for it, and needs no more views.
    pub(crate) fn is_done_with(&self, device: &DeviceKey) -> bool {
        let over = self.call.as_ref().and_then(|call| call.over_since(device));
        over.is_some_and(|version| self.acknowledged(device) >= version)
    }

    /// Whether `device` may hold a view of this call though the call, since a restart, does not
    /// know the device, and rings it only after what is being written. Welcomed before, it would
    /// take the call for lost.
    pub(crate) fn must_ring_first(&self, device: &DeviceKey) -> bool {
        self.pending.is_some()
            && self.call.as_ref().is_some_and(|call| {
                call.rings(&device.user)
                    && (call.told_since(device).is_none() || call.over_since(device).is_some())
            })
    }

    /// The version that `device` last acknowledged.
    pub(crate) fn acknowledged(&self, device: &DeviceKey) -> u64 {
        self.acknowledged.get(device).copied().unwrap_or(0)
    }

    /// Whether a command under this key was carried out, or is about to be.
    pub(crate) fn knows(&self, origin: &Origin) -> bool {
        let under_way = self.pending.iter().flat_map(|pending| &pending.work);
        self.answered_in(origin) != Ok(None)
            || under_way
                .chain(&self.waiting)
                .filter_map(|work| work.origin.as_ref())
                .any(|other| other.user == origin.user && other.key == origin.key)
    }
}

impl Work {
    pub(crate) fn by_itself(input: Input) -> Self {
        Self {
            input: Some(input),
            ..Self::default()
        }
    }

    pub(crate) fn command(input: Input, origin: Origin) -> Self {
        Self {
            input: Some(input),
            origin: Some(origin),
            ..Self::default()
        }
    }

    /// Asks only for the answer of a command that is known.
    pub(crate) fn repeated(origin: Origin) -> Self {
        Self {
            origin: Some(origin),
            ..Self::default()
        }
    }
}
