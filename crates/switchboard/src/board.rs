//! The switchboard itself.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use callkit_protocol::{CallId, CommandKey, Phase, SdkAppId, UnixMs, UserId};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::calls::Calls;
use crate::engaged::Engaged;
use crate::input::{ConnId, Input};
use crate::output::{CallKey, Output};
use crate::presence::Presence;
use crate::rules::AppRules;

/// What can be set.
#[derive(Clone, Debug)]
pub struct Config {
    /// Name and version of the server, as `welcome` says it.
    pub server: String,
    /// How often a device is to ping, in ms. Higher saves traffic and battery, lower notices a dead
    /// connection sooner.
    pub heartbeat_ms: u64,
    /// Most video that one leg may send, in kilobits per second.
    pub max_video_kbps: u32,
    /// Most calls at once; `None` for no limit. A call of more than two counts as half its members.
    pub max_calls: Option<usize>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            server: concat!("callkit/", env!("CARGO_PKG_VERSION")).to_owned(),
            heartbeat_ms: 10_000,
            max_video_kbps: 1_500,
            max_calls: None,
        }
    }
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Users with at least one device signed in.
    pub users: usize,
    /// Devices signed in.
    pub devices: usize,
    /// Users who ring or are in a call.
    pub users_in_calls: usize,
    /// Calls that ring and nobody has accepted.
    pub calls_ringing: usize,
    /// Calls that are connected.
    pub calls_connected: usize,
    /// Calls that are over and that some device has not acknowledged.
    pub calls_ended: usize,
    /// Steps that are being written down.
    pub commits: usize,
    /// Calls that have a timer running.
    pub timers: usize,
    /// Calls that were refused because the installation is at a limit.
    pub refused: Refused,
}

/// How many calls were refused, by the limit that was reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// [`Config::max_calls`].
    pub calls: u64,
    /// [`Input::EgressSpent`].
    pub egress: u64,
}

/// Every connection and every call of one node. See the crate's documentation for how to drive it.
#[derive(Debug)]
pub struct Switchboard {
    pub(crate) config: Config,
    pub(crate) now: UnixMs,
    pub(crate) random: ChaCha12Rng,
    pub(crate) presence: Presence,
    pub(crate) calls: Calls,
    pub(crate) engaged: Engaged,
    /// Which call a `call` command made.
    pub(crate) made_by: BTreeMap<(SdkAppId, UserId, CommandKey), CallId>,
    /// When to look at which call.
    pub(crate) timers: BTreeSet<(UnixMs, CallKey)>,
    pub(crate) timer_of: BTreeMap<CallKey, UnixMs>,
    pub(crate) changes: u64,
    pub(crate) pending: BTreeMap<crate::output::ChangeId, CallKey>,
    pub(crate) draining: bool,
    /// What apps have of their own.
    pub(crate) rules: BTreeMap<SdkAppId, AppRules>,
    pub(crate) egress_spent: bool,
    pub(crate) refused: Refused,
    pub(crate) outputs: VecDeque<Output>,
}

impl Switchboard {
    /// An empty switchboard. `seed` must come from the operating system's randomness: call IDs are
    /// made from it.
    pub fn new(config: Config, seed: [u8; 32]) -> Self {
        Self {
            config,
            now: UnixMs(0),
            random: ChaCha12Rng::from_seed(seed),
            presence: Presence::default(),
            calls: Calls::default(),
            engaged: Engaged::default(),
            made_by: BTreeMap::new(),
            timers: BTreeSet::new(),
            timer_of: BTreeMap::new(),
            changes: 0,
            pending: BTreeMap::new(),
            draining: false,
            rules: BTreeMap::new(),
            egress_spent: false,
            refused: Refused::default(),
            outputs: VecDeque::new(),
        }
    }

    /// Takes one input. Drain [`Self::poll_output`] afterwards.
    pub fn handle(&mut self, now: UnixMs, input: Input) {
        // The edge's clock never goes back; a test's might.
        self.now = self.now.max(now);
        match input {
            Input::Connected { conn, signed_in } => self.connected(conn, *signed_in),
            Input::Message {
                conn,
                message,
                lookups,
            } => self.message(conn, *message, lookups),
            Input::Renewed {
                conn,
                ticket_expires_at,
            } => self.renewed(conn, ticket_expires_at),
            Input::Disconnected { conn } => self.disconnected(conn),
            Input::Committed { change, result } => self.committed(change, result),
            Input::Answered {
                conn,
                key,
                call,
                leg,
                result,
            } => {
                self.answered_offer(conn, key, &call, leg, result);
            }
            Input::LegUp { call, leg } => self.leg(&call, callkit_call::Input::LegUp { leg }),
            Input::LegSilent { call, leg } => {
                self.leg(&call, callkit_call::Input::LegSilent { leg });
            }
            Input::LegFailed { call, leg, epoch } => {
                self.leg(&call, callkit_call::Input::LegFailed { leg, epoch });
            }
            Input::Levels { call, levels } => self.levels(&call, &levels),
            Input::Quality { call, quality } => self.quality(&call, &quality),
            Input::EndCall { call } => self.end_call(&call),
            Input::KickDevice { app, device } => self.kick_device(app, &device),
            Input::AppRules { app, rules } => {
                self.rules.insert(app, rules);
            }
            Input::EndApp { app, error } => self.end_app(app, &error),
            Input::Drain => self.draining = true,
            Input::EgressSpent(spent) => self.egress_spent = spent,
            Input::Timeout => self.timeout(),
        }
    }

    /// What to do next; `None` when there is nothing more.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// How much there is of everything.
    pub fn stats(&self) -> Stats {
        let (users, devices) = self.presence.count();
        let counts = self.calls.counts;
        Stats {
            users,
            devices,
            calls_ringing: counts.ringing,
            calls_connected: counts.connected,
            calls_ended: counts.ended,
            commits: self.pending.len(),
            timers: self.timers.len(),
            users_in_calls: self.engaged.len(),
            refused: self.refused,
        }
    }

    /// In which call a user is, and how. For tests and the console.
    pub fn whereabouts(&self, app: SdkAppId, user: &UserId) -> Option<(&CallId, Phase)> {
        let call = self.engaged.get(&(app, user.clone()))?;
        let slot = self.calls.get(&CallKey {
            app,
            call: call.clone(),
        })?;
        let rings = slot.newest().is_some_and(|call| call.rings(user));
        Some((call, if rings { Phase::Ringing } else { Phase::Joined }))
    }

    pub(crate) fn out(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(crate) fn app_of(&self, conn: ConnId) -> Option<SdkAppId> {
        self.presence.conn(conn).map(|online| online.app)
    }
}
