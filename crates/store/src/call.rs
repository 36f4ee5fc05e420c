//! A call as the store sees it: a text with a version, an owner, and what happened on the way.

use std::fmt;

use callkit_protocol::{CallId, CommandKey, SdkAppId, UnixMs, UserId};

use crate::Record;

/// The name of a node: of the installation where there is only one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(String);

impl NodeId {
    /// Takes any text as a name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who owns a call, and since which change of hands. A commit with any other fence than the stored
/// one is refused: that is what keeps a node which was thought dead from writing again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// The node that owns the call.
    pub owner: NodeId,
    /// 1 for a new call, and one more each time it is taken over.
    pub epoch: u64,
}

impl Fence {
    /// The fence of a call that `owner` makes.
    pub fn first(owner: NodeId) -> Self {
        Self { owner, epoch: 1 }
    }
}

/// One step of a call, written as a whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallChange {
    /// The call's app.
    pub app: SdkAppId,
    /// Which call.
    pub call: CallId,
    /// Whose call it must be. A new call gets it as it stands here.
    pub fence: Fence,
    /// The version that must be stored; 0 makes the call. It is the one before `version`, except
    /// where changes that may be lost (microphone, camera) ride along with this one.
    pub after: u64,
    /// The version that is stored from now on.
    pub version: u64,
    /// When, on the server's clock.
    pub at: UnixMs,
    /// The whole state: JSON of the caller's own.
    pub state: String,
    /// Set when the call is over. It stays over whatever later changes say, and claims of its that
    /// are still there are released.
    pub ended: Option<Ended>,
    /// What happened since the version that is stored.
    pub facts: Vec<StoredFact>,
    /// The call's record. A later one replaces it.
    pub record: Option<Record>,
    /// Messages for the app's own servers. Nothing delivers them yet: see
    /// [`Operator::outbox_len`](crate::Operator::outbox_len).
    pub outbox: Vec<OutboxEntry>,
    /// The commands that this change carries out, and what they were answered.
    pub commands: Vec<CommandAnswer>,
    /// Users who are in this call from now on. Claiming one twice does no harm.
    pub claim: Vec<UserId>,
    /// Users who no longer are. Releasing one who is in another call, or in none, does nothing.
    /// Releases come before claims.
    pub release: Vec<UserId>,
}

/// That a call is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When it ended.
    pub at: UnixMs,
    /// Until when it is kept for devices that have not acknowledged the end.
    pub expires_at: UnixMs,
}

/// A call as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCall {
    /// The call's app.
    pub app: SdkAppId,
    /// Which call.
    pub call: CallId,
    /// Who owns it.
    pub fence: Fence,
    /// The newest version.
    pub version: u64,
    /// The state in that version: JSON of the caller's own.
    pub state: String,
    /// Whether it is over.
    pub ended: Option<Ended>,
}

/// Something that happened in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFact {
    /// Number within the call: 1, 2, 3, ...
    pub seq: u64,
    /// The version that it belongs to.
    pub version: u64,
    /// When it happened.
    pub at: UnixMs,
    /// Its name.
    pub kind: String,
    /// The whole of it: JSON of the caller's own.
    pub body: String,
}

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandAnswer {
    /// Whose command.
    pub user: UserId,
    /// The key that his device gave it.
    pub key: CommandKey,
    /// What was answered: JSON of the caller's own.
    pub answer: String,
}

/// A command that was carried out before, and the call it was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCommand {
    /// The call.
    pub call: CallId,
    /// What was answered: JSON of the caller's own.
    pub answer: String,
    /// When.
    pub at: UnixMs,
}

/// A message for the app's own servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The fact that it tells of.
    pub seq: u64,
    /// Its name.
    pub kind: String,
    /// The whole of it: JSON of the caller's own.
    pub body: String,
}
