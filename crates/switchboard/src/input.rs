//! What reaches the switchboard, grouped by where it comes from.

use std::fmt;

use callkit_call::DeviceKey;
use callkit_protocol::{
    Answer, CallId, ClientMessage, Codecs, CommandKey, DeviceId, ErrorBody, Fingerprint, LegId,
    Millis, Platform, Profile, SdkAppId, UnixMs, UserId,
};
use thiserror::Error;

use crate::output::{CallKey, ChangeId};
use crate::rules::AppRules;

/// One connection of one device. Never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

impl fmt::Display for ConnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A connection whose ticket has been checked.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// In which app.
    pub app: SdkAppId,
    /// As whom.
    pub user: UserId,
    /// On which device.
    pub device: DeviceId,
    /// Of which kind.
    pub platform: Platform,
    /// Name and version of the client.
    pub sdk: String,
    /// When the ticket runs out.
    pub ticket_expires_at: UnixMs,
    /// The user's own profile.
    pub profile: Profile,
    /// Whether calls are held off.
    pub do_not_disturb: bool,
    /// Whether the app allows several devices of one platform.
    pub several_devices: bool,
}

/// What the edge looked up before it handed a command over.
#[derive(Clone, Debug, Default)]
pub struct Lookups {
    /// What the store holds of this command key: after a restart it alone knows what was carried
    /// out.
    pub known: Option<KnownCommand>,
    /// For `call` and `invite`: the callees' own settings; a callee who is not here has none.
    pub callees: Vec<CalleeSettings>,
}

/// A command that was carried out before.
#[derive(Clone, Debug)]
pub struct KnownCommand {
    /// What it asked for; `None` if that was not written down.
    pub command: Option<Fingerprint>,
    /// What it was answered.
    pub answer: Answer,
}

/// What a callee has set.
#[derive(Clone, Debug)]
pub struct CalleeSettings {
    /// Who.
    pub user: UserId,
    /// Nothing is to ring.
    pub do_not_disturb: bool,
    /// He takes no calls from this caller.
    pub blocks_caller: bool,
}

/// Why a commit was not carried out.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StoreFailure {
    /// The store does not work at the moment.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A user it claims is in another call.
    #[error("{user} is in another call")]
    Busy {
        /// Who.
        user: UserId,
    },
    /// The key of one of its commands was carried out for another call.
    #[error("a command key was used before")]
    KeyReused,
    /// Another node owns the call by now.
    #[error("another node owns the call")]
    Fenced,
}

/// What happened.
#[derive(Debug)]
pub enum Input {
    // From a device, through the gateway.
    /// A device has signed in.
    Connected {
        /// On which connection.
        conn: ConnId,
        /// Who and what.
        signed_in: Box<SignedIn>,
    },
    /// A device says something.
    Message {
        /// On which connection.
        conn: ConnId,
        /// What.
        message: Box<ClientMessage>,
        /// What was looked up for it.
        lookups: Lookups,
    },
    /// The gateway has checked a fresh ticket.
    Renewed {
        /// Of which connection.
        conn: ConnId,
        /// When it runs out.
        ticket_expires_at: UnixMs,
    },
    /// A connection is gone.
    Disconnected {
        /// Which.
        conn: ConnId,
    },

    // From the store.
    /// A commit was carried out, or not.
    Committed {
        /// Which.
        change: ChangeId,
        /// What came of it.
        result: Result<(), StoreFailure>,
    },

    // From the media plane.
    /// An offer was answered or refused.
    Answered {
        /// The connection that offered.
        conn: ConnId,
        /// Its command key.
        key: CommandKey,
        /// In which call.
        call: CallKey,
        /// For which leg.
        leg: LegId,
        /// The SDP answer and what the offer said of codecs.
        result: Result<(String, Codecs), ErrorBody>,
    },
    /// A leg's transport is up, or is heard again.
    LegUp {
        /// In which call.
        call: CallKey,
        /// Which.
        leg: LegId,
    },
    /// Nothing is heard from a leg any more.
    LegSilent {
        /// In which call.
        call: CallKey,
        /// Which.
        leg: LegId,
    },
    /// A leg must be made anew.
    LegFailed {
        /// In which call.
        call: CallKey,
        /// Which.
        leg: LegId,
        /// At which epoch it failed.
        epoch: u32,
    },
    /// Who speaks how loud, 0 to 100.
    Levels {
        /// In which call.
        call: CallKey,
        /// By leg.
        levels: Vec<(LegId, u8)>,
    },
    /// How good the networks are, 0 to 6.
    Quality {
        /// In which call.
        call: CallKey,
        /// By leg.
        quality: Vec<(LegId, u8)>,
    },

    // From the operator.
    /// End one call.
    EndCall {
        /// Which.
        call: CallKey,
    },
    /// End every call of an app and sign everybody out: it was disabled, or lost its key.
    EndApp {
        /// Which.
        app: SdkAppId,
        /// What the devices are told.
        error: ErrorBody,
    },
    /// Sign one device out.
    KickDevice {
        /// In which app.
        app: SdkAppId,
        /// Which.
        device: DeviceKey,
    },
    /// What an app has of its own from now on.
    AppRules {
        /// Which app.
        app: SdkAppId,
        /// What.
        rules: AppRules,
    },
    /// Take no new calls from now on.
    Drain,
    /// What the installation may send is used up, or no longer is: take no new calls meanwhile.
    EgressSpent(bool),

    // From the clock.
    /// The time has come that [`crate::Switchboard::next_timeout`] named.
    Timeout,
}

/// A ringing time as a device asked for it; `usual` if it named none.
pub(crate) fn ring_time(seconds: Option<u64>, usual: Millis) -> Result<Millis, u64> {
    use callkit_protocol::Limits;
    match seconds {
        None => Ok(usual),
        Some(0) => Ok(Millis::from_secs(*Limits::RING_SECONDS.end())),
        Some(seconds) if Limits::RING_SECONDS.contains(&seconds) => Ok(Millis::from_secs(seconds)),
        Some(seconds) => Err(seconds),
    }
}

/// A call named by a device of this app.
pub(crate) fn key_of(app: SdkAppId, call: &CallId) -> CallKey {
    CallKey {
        app,
        call: call.clone(),
    }
}
