//! A device that follows docs/protocol.md and nothing else.

use std::collections::BTreeMap;

use callkit_call::{DeviceKey, LegRef};
use callkit_protocol::{
    Ack, CallId, CallView, ClientMessage, CommandKey, EndReason, MemberView, Millis, Offer, Phase,
    ReplyBody, ServerMessage, UserId, Welcome,
};
use callkit_switchboard::ConnId;

/// How a call ended for a device, as it tells its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Which call.
    pub call: CallId,
    /// Which of the user's invitations to it.
    pub episode: u32,
    /// How often the device had lost its memory.
    pub life: u32,
    /// Why.
    pub reason: EndReason,
    /// Whose doing it was.
    pub by: Option<UserId>,
    /// Whether it had connected.
    pub connected: bool,
    /// For how long.
    pub duration: Millis,
    /// Whether the device concluded it by itself: no `ended` told it.
    pub concluded: bool,
}

/// One device.
#[derive(Debug)]
pub struct Device {
    /// Who it is.
    pub key: DeviceKey,
    /// Whether its user wants it to be signed in.
    pub wanted: bool,
    /// Its connection, welcomed or not.
    pub(crate) conn: Option<ConnId>,
    welcomed: bool,
    life: u32,
    held: BTreeMap<CallId, CallView>,
    over: BTreeMap<CallId, u32>,
    legs: BTreeMap<CallId, LegRef>,
    unanswered: Vec<ClientMessage>,
    last: Option<ClientMessage>,
    keys: u32,
    /// Every end that it told its user.
    pub terminals: Vec<Terminal>,
    /// The first answer to each command; every other must be like it.
    pub replies: BTreeMap<CommandKey, ReplyBody>,
    /// Every call and episode that it ever held, by life.
    pub seen: Vec<(CallId, u32, u32)>,
}

impl Device {
    /// A device that is not signed in and knows of nothing.
    pub fn new(key: DeviceKey) -> Self {
        Self {
            key,
            wanted: false,
            conn: None,
            welcomed: false,
            life: 0,
            held: BTreeMap::new(),
            over: BTreeMap::new(),
            legs: BTreeMap::new(),
            unanswered: Vec::new(),
            last: None,
            keys: 0,
            terminals: Vec::new(),
            replies: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    /// The call that it is in or rings for.
    pub fn current(&self) -> Option<&CallView> {
        self.held
            .values()
            .find(|view| view.you.phase != Phase::Left)
    }

    /// The leg that it holds in a call.
    pub(crate) fn leg(&self, call: &CallId) -> Option<&LegRef> {
        self.legs.get(call)
    }

    /// Whether it is signed in and has been welcomed.
    pub fn is_online(&self) -> bool {
        self.conn.is_some() && self.welcomed
    }

    /// How often it has lost its memory.
    pub fn life(&self) -> u32 {
        self.life
    }

    pub(crate) fn connect(&mut self, conn: ConnId) {
        self.conn = Some(conn);
        self.welcomed = false;
    }

    /// Its connection is gone; what it holds it keeps, its media included.
    pub(crate) fn disconnect(&mut self) -> Option<ConnId> {
        self.welcomed = false;
        self.conn.take()
    }

    /// Loses its memory: a page that is loaded anew, or a user who signed out.
    pub(crate) fn forget(&mut self) {
        self.life += 1;
        self.held.clear();
        self.over.clear();
        self.legs.clear();
        self.unanswered.clear();
        self.last = None;
    }

    /// A fresh command key.
    pub(crate) fn fresh_key(&mut self) -> CommandKey {
        self.keys += 1;
        let key = format!("{}-{}-{}", self.key.id, self.life, self.keys);
        key.parse().expect("a device id and two numbers are a key")
    }

    /// Says a command, now or as soon as it is welcomed. Gives what to send.
    pub(crate) fn say(&mut self, message: ClientMessage) -> Option<ClientMessage> {
        self.unanswered.push(message.clone());
        self.last = Some(message.clone());
        self.is_online().then_some(message)
    }

    /// The last command once more.
    pub(crate) fn repeat(&self) -> Option<ClientMessage> {
        self.last.clone().filter(|_| self.is_online())
    }

    /// Takes what the server says. Gives what to answer.
    pub fn hear(&mut self, message: ServerMessage) -> Vec<ClientMessage> {
        match message {
            ServerMessage::Welcome(welcome) => self.welcome(*welcome),
            ServerMessage::View(view) => self.take(view.call),
            ServerMessage::Reply(reply) => {
                self.unanswered
                    .retain(|message| message.key() != Some(&reply.key));
                self.check_reply(reply.key, reply.body);
                Vec::new()
            }
            ServerMessage::Error(_)
            | ServerMessage::Levels(_)
            | ServerMessage::Pong(_)
            | ServerMessage::Quality(_)
            | ServerMessage::TicketExpired(_) => Vec::new(),
        }
    }

    /// It was told that another device took its place: its calls are over.
    pub(crate) fn kicked(&mut self) {
        for view in std::mem::take(&mut self.held).into_values() {
            self.conclude(&view, EndReason::KickedOut);
        }
        self.wanted = false;
        self.forget();
    }

    fn welcome(&mut self, welcome: Welcome) -> Vec<ClientMessage> {
        self.welcomed = true;
        let named = |call: &CallId| welcome.calls.iter().any(|view| view.call_id == *call);
        let lost: Vec<CallId> = self
            .held
            .keys()
            .filter(|call| !named(call))
            .cloned()
            .collect();
        for call in lost {
            if let Some(view) = self.held.remove(&call) {
                self.conclude(&view, EndReason::Lost);
            }
        }
        let mut answers = Vec::new();
        for view in welcome.calls {
            answers.extend(self.take(view));
        }
        answers.extend(self.unanswered.iter().cloned());
        answers
    }

    fn take(&mut self, view: CallView) -> Vec<ClientMessage> {
        let call = view.call_id.clone();
        let mut answers = vec![ClientMessage::Ack(Ack {
            call_id: call.clone(),
            version: view.version,
        })];
        let episode = episode(&view);
        let known = self.over.get(&call).is_some_and(|over| *over >= episode);
        let old = self
            .held
            .get(&call)
            .is_some_and(|held| held.version >= view.version);
        if known || old {
            return answers;
        }
        let seen = (call.clone(), episode, self.life);
        if !self.seen.contains(&seen) {
            self.seen.push(seen);
        }
        if let Some(ended) = &view.ended {
            self.terminals.push(Terminal {
                call: call.clone(),
                episode,
                life: self.life,
                reason: ended.reason,
                by: ended.by.clone(),
                connected: ended.connected,
                duration: ended.duration_ms,
                concluded: false,
            });
            self.over.insert(call.clone(), episode);
            self.held.remove(&call);
            self.legs.remove(&call);
            return answers;
        }
        answers.extend(self.offer(&view));
        self.held.insert(call, view);
        answers
    }

    /// Another leg or epoch than that of the connection it holds: it connects anew.
    fn offer(&mut self, view: &CallView) -> Option<ClientMessage> {
        let leg = view.you.leg.as_ref()?;
        let at = LegRef {
            leg: leg.leg.clone(),
            epoch: leg.epoch,
        };
        if self.legs.get(&view.call_id) == Some(&at) {
            return None;
        }
        self.legs.insert(view.call_id.clone(), at);
        let (key, call_id) = (self.fresh_key(), view.call_id.clone());
        let (leg, epoch, sdp) = (leg.leg.clone(), leg.epoch, "v=0".to_owned());
        let offer = ClientMessage::Offer(Offer {
            key,
            call_id,
            leg,
            epoch,
            sdp,
        });
        self.unanswered.push(offer.clone());
        self.welcomed.then_some(offer)
    }

    /// An end of which no `ended` tells.
    fn conclude(&mut self, view: &CallView, reason: EndReason) {
        let episode = episode(view);
        self.over.insert(view.call_id.clone(), episode);
        self.legs.remove(&view.call_id);
        self.terminals.push(Terminal {
            call: view.call_id.clone(),
            episode,
            life: self.life,
            reason,
            by: None,
            connected: view.connected_at.is_some() && view.you.phase == Phase::Joined,
            duration: Millis(0),
            concluded: true,
        });
    }

    fn check_reply(&mut self, key: CommandKey, body: ReplyBody) {
        let (ReplyBody::Ok(answer), Some(ReplyBody::Ok(first))) = (&body, self.replies.get(&key))
        else {
            self.replies.insert(key, body);
            return;
        };
        assert_eq!(
            answer.call_id, first.call_id,
            "{key} of {:?} named another call",
            self.key
        );
    }
}

fn episode(view: &CallView) -> u32 {
    let own = |member: &&MemberView| member.user_id == view.you.user_id;
    view.members
        .iter()
        .find(own)
        .map_or(0, |member| member.episode)
}
