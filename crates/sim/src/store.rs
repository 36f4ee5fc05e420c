//! A store that is slow, fails when told to, and keeps what it has across a kill.

use std::collections::BTreeMap;

use callkit_call::{Call, Record};
use callkit_protocol::{CallId, CommandKey, Fact, UserId};
use callkit_switchboard::{Carried, Change, KnownCommand, StoreFailure};

/// What is written down.
#[derive(Debug, Default)]
pub struct Store {
    calls: BTreeMap<CallId, Stored>,
    busy: BTreeMap<UserId, CallId>,
    commands: BTreeMap<(UserId, CommandKey), KnownCommand>,
    failing: bool,
    refused: usize,
}

#[derive(Debug)]
struct Stored {
    version: u64,
    /// As text, so that what is read back is what was written and nothing else.
    state: String,
    facts: Vec<Fact>,
    record: Option<Record>,
    forgotten: bool,
}

impl Store {
    /// Begins to fail, or to work again.
    pub fn fail(&mut self, failing: bool) {
        self.failing = failing;
    }

    /// How many commits were refused because the store did not work.
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// Writes a change down, whole or not at all.
    ///
    /// # Errors
    /// While the store fails, or when a user is in another call.
    ///
    /// # Panics
    /// When the change does not follow on what is stored: a mistake of the switchboard.
    pub fn commit(&mut self, change: &Change) -> Result<(), StoreFailure> {
        if self.failing {
            self.refused += 1;
            return Err(StoreFailure::Unavailable("the disk is full".to_owned()));
        }
        let id = change.call.id();
        for user in &change.claim {
            if self.busy.get(user).is_some_and(|holder| holder != id) {
                return Err(StoreFailure::Busy { user: user.clone() });
            }
        }
        self.check_follows(change);
        for user in &change.claim {
            self.busy.insert(user.clone(), id.clone());
        }
        for user in &change.release {
            let holder = self.busy.remove(user);
            assert_eq!(
                holder.as_ref(),
                Some(id),
                "{user} is released by his own call"
            );
        }
        for Carried {
            user,
            key,
            command,
            answer,
        } in &change.commands
        {
            let known = KnownCommand {
                command: Some(*command),
                answer: answer.clone(),
            };
            let before = self.commands.insert((user.clone(), key.clone()), known);
            assert!(
                before.is_none(),
                "the command {key} of {user} is carried out twice"
            );
        }
        let stored = self.calls.entry(id.clone()).or_insert_with(|| Stored {
            version: 0,
            state: String::new(),
            facts: Vec::new(),
            record: None,
            forgotten: false,
        });
        stored.version = change.call.version();
        stored.state = serde_json::to_string(&change.call).expect("a call serialises");
        stored.facts.extend(change.facts.iter().cloned());
        if let Some(record) = &change.record {
            assert!(stored.record.is_none() || stored.record.as_ref() == Some(record));
            stored.record = Some(record.clone());
        }
        Ok(())
    }

    fn check_follows(&self, change: &Change) {
        let stored = self.calls.get(change.call.id());
        let (version, seq) = stored.map_or((0, 0), |stored| {
            (
                stored.version,
                stored.facts.last().map_or(0, |fact| fact.seq),
            )
        });
        assert_eq!(
            change.after, version,
            "the change is made from what is stored"
        );
        assert!(change.call.version() > version, "versions grow");
        let numbers = std::iter::once(seq).chain(change.facts.iter().map(|fact| fact.seq));
        let numbers: Vec<u64> = numbers.collect();
        assert!(
            numbers.is_sorted_by(|a, b| a < b),
            "facts are new and in order: {numbers:?}"
        );
        assert!(
            change
                .facts
                .iter()
                .all(|fact| fact.version <= change.call.version())
        );
    }

    /// Everybody has acknowledged the end: what is left is the record.
    pub fn forget(&mut self, call: &CallId) {
        if let Some(stored) = self.calls.get_mut(call) {
            stored.forgotten = true;
        }
    }

    /// A command that was carried out.
    pub fn command(&self, user: &UserId, key: &CommandKey) -> Option<KnownCommand> {
        self.commands.get(&(user.clone(), key.clone())).cloned()
    }

    /// What the next process takes over.
    pub fn kept(&self) -> Vec<Call> {
        self.calls
            .values()
            .filter(|stored| !stored.forgotten)
            .map(|stored| stored.read().restored(stored.facts.clone()))
            .collect()
    }

    /// Every call there ever was, at its newest version.
    pub fn calls(&self) -> impl Iterator<Item = Call> {
        self.calls.values().map(Stored::read)
    }

    /// The record of a call, once it is over.
    pub fn record(&self, call: &CallId) -> Option<&Record> {
        self.calls.get(call)?.record.as_ref()
    }

    /// Who is in which call.
    pub fn busy(&self) -> &BTreeMap<UserId, CallId> {
        &self.busy
    }
}

impl Stored {
    fn read(&self) -> Call {
        serde_json::from_str(&self.state).expect("what was written can be read")
    }
}
