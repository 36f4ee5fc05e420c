//! What the switchboard wants done.

use callkit_call::{Call, LegPlan, Record};
use callkit_protocol::{
    Answer, CallId, CommandKey, ErrorBody, Fact, Fingerprint, LegId, SdkAppId, ServerMessage,
    ShownSeat, UnixMs, UserId,
};

use crate::input::ConnId;

/// A call of one app. Two apps may not see each other's calls, whatever ID they name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallKey {
    /// The app.
    pub app: SdkAppId,
    /// The call.
    pub call: CallId,
}

/// Names one commit until it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeId(pub u64);

/// What to write down: one call at a new version and everything that belongs to it, in one commit.
#[derive(Clone, Debug)]
pub struct Change {
    /// Names it in [`crate::Input::Committed`].
    pub id: ChangeId,
    /// The version that is stored now; 0 for a new call.
    pub after: u64,
    /// The call as it is to be stored.
    pub call: Call,
    /// Every fact since the stored version.
    pub facts: Vec<Fact>,
    /// Set when the call is over.
    pub record: Option<Record>,
    /// Commands that this carries out, with their answers.
    pub commands: Vec<Carried>,
    /// Users who are in this call from now on.
    pub claim: Vec<UserId>,
    /// Users who no longer are.
    pub release: Vec<UserId>,
    /// When.
    pub at: UnixMs,
}

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// Whose.
    pub user: UserId,
    /// Under which key.
    pub key: CommandKey,
    /// What it asked for.
    pub command: Fingerprint,
    /// What it was answered.
    pub answer: Answer,
}

/// What to do.
#[derive(Debug)]
pub enum Output {
    /// Close a connection, saying why.
    Close {
        /// Which.
        conn: ConnId,
        /// Why.
        error: ErrorBody,
    },
    /// Write this down and answer with [`crate::Input::Committed`].
    Commit(Box<Change>),
    /// Everybody concerned has acknowledged the end: the call need not be kept.
    Forget(CallKey),
    /// Make the media of a call look like this. Empty: close its room.
    Media {
        /// Which call.
        call: CallKey,
        /// Its legs.
        legs: Vec<LegPlan>,
    },
    /// Answer an offer and come back with [`crate::Input::Answered`].
    Offer {
        /// Who offers.
        conn: ConnId,
        /// Under which key.
        key: CommandKey,
        /// In which call.
        call: CallKey,
        /// For which leg.
        leg: LegId,
        /// At which epoch.
        epoch: u32,
        /// The offer.
        sdp: String,
    },
    /// Say something to a device.
    Send {
        /// On which connection.
        conn: ConnId,
        /// What.
        message: Box<ServerMessage>,
    },
    /// Send a leg the pictures in these sizes.
    Show {
        /// In which call.
        call: CallKey,
        /// Which leg.
        leg: LegId,
        /// At which epoch.
        epoch: u32,
        /// The sizes; a seat that is not named is large.
        seats: Vec<ShownSeat>,
    },
}
