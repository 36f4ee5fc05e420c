//! A switchboard with a store, a media plane and connections that do as they are told.

use std::collections::{BTreeMap, VecDeque};

use callkit_call::{Call, LegPlan};
use callkit_protocol::{
    Accept, Ack, CallId, CallView, ClientMessage, CommandKey, ErrorBody, ErrorCode, Invite, LegId,
    MediaKind, Millis, OnCall, Phase, Platform, Profile, ReplyBody, SdkAppId, ServerMessage,
    ShownSeat, Switch, UnixMs, UserId, Welcome,
};
use callkit_switchboard::{
    CallKey, CalleeSettings, Change, Config, ConnId, Input, KnownCommand, Lookups, Output,
    SignedIn, StoreFailure, Switchboard,
};

pub(crate) const APP: SdkAppId = SdkAppId(1_400_000_001);
pub(crate) const START: UnixMs = UnixMs(1_000_000);

/// What the store does with a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Store {
    Works,
    Fails,
    /// Answers when [`Rig::store_answers`] says so.
    Holds,
}

/// An `offer` on its way to the media plane.
#[derive(Debug)]
pub(crate) struct Offered {
    pub(crate) conn: ConnId,
    pub(crate) key: CommandKey,
    pub(crate) sdp: String,
}

pub(crate) struct Rig {
    pub(crate) board: Switchboard,
    pub(crate) now: UnixMs,
    pub(crate) store: Store,
    /// Commits that wait for their answer.
    pub(crate) held: VecDeque<Change>,
    /// Commits that were carried out.
    pub(crate) written: Vec<Change>,
    pub(crate) media: BTreeMap<CallKey, Vec<LegPlan>>,
    pub(crate) offers: Vec<Offered>,
    pub(crate) shown: Vec<(LegId, u32, Vec<ShownSeat>)>,
    pub(crate) forgotten: Vec<CallKey>,
    pub(crate) settings: Vec<CalleeSettings>,
    inbox: BTreeMap<ConnId, Vec<ServerMessage>>,
    closed: BTreeMap<ConnId, ErrorBody>,
    carried: BTreeMap<(UserId, CommandKey), KnownCommand>,
    conns: u64,
    keys: u64,
}

pub(crate) fn user(name: &str) -> UserId {
    name.parse().expect("a user id")
}

pub(crate) fn key(name: &str) -> CommandKey {
    name.parse().expect("a key")
}

impl Rig {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        Self {
            board: Switchboard::new(config, [1; 32]),
            now: START,
            store: Store::Works,
            held: VecDeque::new(),
            written: Vec::new(),
            media: BTreeMap::new(),
            offers: Vec::new(),
            shown: Vec::new(),
            forgotten: Vec::new(),
            settings: Vec::new(),
            inbox: BTreeMap::new(),
            closed: BTreeMap::new(),
            carried: BTreeMap::new(),
            conns: 0,
            keys: 0,
        }
    }

    // What happens.

    pub(crate) fn handle(&mut self, input: Input) {
        self.board.handle(self.now, input);
        while let Some(output) = self.board.poll_output() {
            self.carry_out(output);
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Close { conn, error } => {
                self.closed.insert(conn, error);
            }
            Output::Commit(change) => match self.store {
                Store::Works => self.write(*change),
                Store::Fails => self.fail(&change),
                Store::Holds => self.held.push_back(*change),
            },
            Output::Forget(call) => self.forgotten.push(call),
            Output::Media { call, legs } => {
                self.media.insert(call, legs);
            }
            Output::Offer { conn, key, sdp, .. } => self.offers.push(Offered { conn, key, sdp }),
            Output::Show {
                leg, epoch, seats, ..
            } => self.shown.push((leg, epoch, seats)),
            Output::Send { conn, message } => {
                self.inbox.entry(conn).or_default().push(*message);
            }
        }
    }

    fn write(&mut self, change: Change) {
        for carried in &change.commands {
            let known = KnownCommand {
                command: Some(carried.command),
                answer: carried.answer.clone(),
            };
            self.carried
                .insert((carried.user.clone(), carried.key.clone()), known);
        }
        let id = change.id;
        self.written.push(change);
        self.board.handle(
            self.now,
            Input::Committed {
                change: id,
                result: Ok(()),
            },
        );
    }

    fn fail(&mut self, change: &Change) {
        self.refuse(change, StoreFailure::Unavailable("disk full".to_owned()));
    }

    fn refuse(&mut self, change: &Change, why: StoreFailure) {
        self.board.handle(
            self.now,
            Input::Committed {
                change: change.id,
                result: Err(why),
            },
        );
    }

    /// The store carries out what it holds, and whatever follows from that.
    pub(crate) fn store_answers(&mut self) {
        self.store = Store::Works;
        while let Some(change) = self.held.pop_front() {
            self.write(change);
            self.drain();
        }
    }

    /// The store refuses the oldest commit that it holds.
    pub(crate) fn store_refuses(&mut self, why: StoreFailure) {
        let change = self.held.pop_front().expect("a commit is held");
        self.refuse(&change, why);
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.board.poll_output() {
            self.carry_out(output);
        }
    }

    /// Moves the clock on, stopping at every timer.
    pub(crate) fn pass(&mut self, span: Millis) {
        let end = self.now.plus(span);
        while let Some(at) = self.board.next_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.handle(Input::Timeout);
        }
        self.now = end;
    }

    /// The process is killed; another takes over what is written.
    pub(crate) fn restart(&mut self) {
        let mut newest: BTreeMap<CallId, (Call, Vec<_>)> = BTreeMap::new();
        for change in &self.written {
            let entry = newest.entry(change.call.id().clone());
            let (call, facts) = entry.or_insert_with(|| (change.call.clone(), Vec::new()));
            *call = change.call.clone();
            facts.extend(change.facts.iter().cloned());
        }
        let kept = newest.into_values().map(|(call, facts)| {
            let stored = serde_json::to_string(&call).expect("serialises");
            let read: Call = serde_json::from_str(&stored).expect("reads");
            read.restored(facts)
        });
        self.board = Switchboard::new(Config::default(), [2; 32]);
        self.board.restore(self.now, kept);
        self.held.clear();
        self.drain();
    }

    // What devices do.

    pub(crate) fn sign_in(&mut self, name: &str, platform: Platform, id: &str) -> ConnId {
        let device = (name, platform, id);
        self.sign_in_with(device, |_| {})
    }

    pub(crate) fn web(&mut self, name: &str) -> ConnId {
        self.sign_in(name, Platform::Web, "tab")
    }

    pub(crate) fn native(&mut self, name: &str) -> ConnId {
        self.sign_in(name, Platform::Native, "program")
    }

    pub(crate) fn sign_in_with(
        &mut self,
        (name, platform, id): (&str, Platform, &str),
        change: impl FnOnce(&mut SignedIn),
    ) -> ConnId {
        self.conns += 1;
        let conn = ConnId(self.conns);
        let mut signed_in = SignedIn {
            app: APP,
            user: user(name),
            device: id.parse().expect("a device id"),
            platform,
            sdk: "test/1".to_owned(),
            ticket_expires_at: START.plus(Millis::from_secs(7 * 24 * 3600)),
            profile: Profile {
                user_id: user(name),
                nick: String::new(),
                avatar: String::new(),
            },
            do_not_disturb: false,
            several_devices: false,
        };
        change(&mut signed_in);
        self.handle(Input::Connected {
            conn,
            signed_in: Box::new(signed_in),
        });
        conn
    }

    pub(crate) fn disconnect(&mut self, conn: ConnId) {
        self.handle(Input::Disconnected { conn });
    }

    pub(crate) fn say(&mut self, conn: ConnId, message: ClientMessage) {
        self.say_as(None, conn, message);
    }

    /// As the gateway does it: a command of `name` is first looked up in the store.
    pub(crate) fn say_as(&mut self, name: Option<&str>, conn: ConnId, message: ClientMessage) {
        let known = name.zip(message.key());
        let known = known.and_then(|(name, key)| self.carried.get(&(user(name), key.clone())));
        let lookups = Lookups {
            known: known.cloned(),
            callees: self.settings.clone(),
        };
        self.handle(Input::Message {
            conn,
            message: Box::new(message),
            lookups,
        });
    }

    pub(crate) fn fresh_key(&mut self) -> CommandKey {
        self.keys += 1;
        key(&format!("key{}", self.keys))
    }

    pub(crate) fn calls(&mut self, conn: ConnId, callees: &[&str], media: MediaKind) -> ReplyBody {
        let key = self.fresh_key();
        let call = call_message(&key, callees, media);
        self.say(conn, call);
        self.reply(conn, &key)
    }

    /// Calls one user by video and gives the call's name.
    pub(crate) fn rings(&mut self, conn: ConnId, callee: &str) -> CallId {
        match self.calls(conn, &[callee], MediaKind::Video) {
            ReplyBody::Ok(answer) => answer.call_id.expect("names the call"),
            ReplyBody::Error(error) => panic!("refused: {error}"),
        }
    }

    pub(crate) fn accepts(&mut self, conn: ConnId, call: &CallId) -> ReplyBody {
        let key = self.fresh_key();
        let accept = Accept {
            key: key.clone(),
            call_id: call.clone(),
            media: None,
        };
        self.say(conn, ClientMessage::Accept(accept));
        self.reply(conn, &key)
    }

    pub(crate) fn invites(&mut self, conn: ConnId, call: &CallId, callees: &[&str]) -> ReplyBody {
        let key = self.fresh_key();
        let callees = callees.iter().map(|name| user(name)).collect();
        let (call_id, timeout_s) = (call.clone(), None);
        let invite = Invite {
            key: key.clone(),
            call_id,
            callees,
            timeout_s,
        };
        self.say(conn, ClientMessage::Invite(invite));
        self.reply(conn, &key)
    }

    pub(crate) fn hangs_up(&mut self, conn: ConnId, call: &CallId) -> ReplyBody {
        self.on(conn, call, ClientMessage::Hangup)
    }

    pub(crate) fn rejects(&mut self, conn: ConnId, call: &CallId) -> ReplyBody {
        self.on(conn, call, ClientMessage::Reject)
    }

    pub(crate) fn joins(&mut self, conn: ConnId, call: &CallId) -> ReplyBody {
        self.on(conn, call, ClientMessage::Join)
    }

    fn on(
        &mut self,
        conn: ConnId,
        call: &CallId,
        message: fn(OnCall) -> ClientMessage,
    ) -> ReplyBody {
        let key = self.fresh_key();
        self.say(
            conn,
            message(OnCall {
                key: key.clone(),
                call_id: call.clone(),
            }),
        );
        self.reply(conn, &key)
    }

    pub(crate) fn mutes(&mut self, conn: ConnId, call: &CallId) {
        let key = self.fresh_key();
        let switch = Switch {
            key,
            call_id: call.clone(),
            on: false,
        };
        self.say(conn, ClientMessage::Microphone(switch));
    }

    /// Acknowledges the newest view of a call.
    pub(crate) fn acks(&mut self, conn: ConnId, call: &CallId) {
        let version = self.view_of(conn, call).expect("a view").version;
        self.say(
            conn,
            ClientMessage::Ack(Ack {
                call_id: call.clone(),
                version,
            }),
        );
    }

    /// The media of this device comes up.
    pub(crate) fn media_up(&mut self, conn: ConnId, call: &CallId) {
        let leg = self
            .view_of(conn, call)
            .and_then(|view| view.you.leg)
            .expect("a leg")
            .leg;
        self.handle(Input::LegUp {
            call: named(call),
            leg,
        });
    }

    /// A call between two that is connected.
    pub(crate) fn connected(&mut self, caller: ConnId, callee: ConnId, name: &str) -> CallId {
        let call = self.rings(caller, name);
        assert!(matches!(self.accepts(callee, &call), ReplyBody::Ok(_)));
        self.media_up(caller, &call);
        self.media_up(callee, &call);
        call
    }

    // What there is to see.

    pub(crate) fn inbox(&self, conn: ConnId) -> &[ServerMessage] {
        self.inbox.get(&conn).map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn welcome(&self, conn: ConnId) -> Option<&Welcome> {
        self.inbox(conn).iter().find_map(|message| {
            let ServerMessage::Welcome(welcome) = message else {
                return None;
            };
            Some(&**welcome)
        })
    }

    /// Every view that was sent, the welcome's first.
    pub(crate) fn views(&self, conn: ConnId) -> Vec<CallView> {
        let mut views = Vec::new();
        for message in self.inbox(conn) {
            if let ServerMessage::Welcome(welcome) = message {
                views.extend(welcome.calls.iter().cloned());
            } else if let ServerMessage::View(view) = message {
                views.push(view.call.clone());
            }
        }
        views
    }

    pub(crate) fn view_of(&self, conn: ConnId, call: &CallId) -> Option<CallView> {
        let views = self.views(conn).into_iter();
        views
            .filter(|view| view.call_id == *call)
            .max_by_key(|view| view.version)
    }

    pub(crate) fn phase(&self, conn: ConnId, call: &CallId) -> Phase {
        self.view_of(conn, call).expect("a view").you.phase
    }

    /// Why the call is over for this device.
    pub(crate) fn end(&self, conn: ConnId, call: &CallId) -> callkit_protocol::EndReason {
        let view = self.view_of(conn, call).expect("a view");
        view.ended.expect("it is over").reason
    }

    pub(crate) fn replies(&self, conn: ConnId, key: &CommandKey) -> Vec<ReplyBody> {
        let reply = |message: &ServerMessage| {
            let ServerMessage::Reply(reply) = message else {
                return None;
            };
            (reply.key == *key).then(|| reply.body.clone())
        };
        self.inbox(conn).iter().filter_map(reply).collect()
    }

    pub(crate) fn reply(&self, conn: ConnId, key: &CommandKey) -> ReplyBody {
        self.replies(conn, key).pop().expect("a reply")
    }

    pub(crate) fn closed_with(&self, conn: ConnId) -> Option<ErrorCode> {
        self.closed.get(&conn).map(|error| error.name)
    }

    pub(crate) fn in_call(&self, name: &str) -> Option<CallId> {
        self.board
            .whereabouts(APP, &user(name))
            .map(|(call, _)| call.clone())
    }

    /// Nothing is left of any call.
    pub(crate) fn is_clear(&self) -> bool {
        let stats = self.board.stats();
        let calls = stats.calls_ringing + stats.calls_connected + stats.calls_ended;
        calls == 0 && stats.commits == 0 && stats.timers == 0 && stats.users_in_calls == 0
    }
}

pub(crate) fn named(call: &CallId) -> CallKey {
    CallKey {
        app: APP,
        call: call.clone(),
    }
}

pub(crate) fn call_message(key: &CommandKey, callees: &[&str], media: MediaKind) -> ClientMessage {
    ClientMessage::Call(callkit_protocol::Call {
        key: key.clone(),
        callees: callees.iter().map(|name| user(name)).collect(),
        media,
        timeout_s: None,
        room_id: None,
        chat_group_id: None,
        user_data: None,
    })
}

pub(crate) fn refused(reply: &ReplyBody) -> Option<ErrorCode> {
    match reply {
        ReplyBody::Ok(_) => None,
        ReplyBody::Error(error) => Some(error.name),
    }
}
