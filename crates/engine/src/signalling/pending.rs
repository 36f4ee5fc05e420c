//! Commands that have no reply yet.

use std::collections::BTreeMap;

use callkit_protocol::{ClientMessage, CommandKey};

/// Commands on their way, in the order in which they were given. `W` is whoever waits for the answer.
///
/// A command stays here until it is answered: a lost connection does not lose it, because it is said
/// again with the same key, and the server carries it out once.
#[derive(Debug)]
pub(crate) struct Pending<W> {
    commands: BTreeMap<u64, Waiting<W>>,
    next: u64,
}

#[derive(Debug)]
struct Waiting<W> {
    key: CommandKey,
    message: ClientMessage,
    waiter: W,
}

impl<W> Default for Pending<W> {
    fn default() -> Self {
        Self {
            commands: BTreeMap::new(),
            next: 0,
        }
    }
}

impl<W> Pending<W> {
    /// A new command.
    pub(crate) fn add(&mut self, key: CommandKey, message: ClientMessage, waiter: W) {
        self.commands.insert(
            self.next,
            Waiting {
                key,
                message,
                waiter,
            },
        );
        self.next += 1;
    }

    /// The answer is there: whoever waits for it. `None` if it was answered before.
    pub(crate) fn answer(&mut self, key: &CommandKey) -> Option<W> {
        let found = self
            .commands
            .iter()
            .find(|(_, waiting)| waiting.key == *key);
        let number = found.map(|(number, _)| *number)?;
        self.commands.remove(&number).map(|waiting| waiting.waiter)
    }

    /// All of them, to be said again.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &ClientMessage> {
        self.commands.values().map(|waiting| &waiting.message)
    }

    /// These are not to be said again, and their answers are of no interest.
    pub(crate) fn forget(&mut self, which: impl Fn(&W) -> bool) {
        self.commands.retain(|_, waiting| !which(&waiting.waiter));
    }

    /// No answer will come: everybody who waits.
    pub(crate) fn give_up(&mut self) -> impl Iterator<Item = W> + use<W> {
        std::mem::take(&mut self.commands)
            .into_values()
            .map(|waiting| waiting.waiter)
    }
}
