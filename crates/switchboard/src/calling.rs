//! Making a call, and asking more people in.

use callkit_call::{Call, DeviceKey, Input, Invitee, Spec};
use callkit_protocol::{
    Answer, CallId, ErrorBody, ErrorCode, Fingerprint, Invite, Limits, MediaKind, Millis, RoomId,
    SdkAppId, UserId,
};
use rand_chacha::rand_core::Rng;

use crate::board::Switchboard;
use crate::input::{CalleeSettings, ConnId, key_of, ring_time};
use crate::output::CallKey;
use crate::slot::{Origin, Slot, Work};

impl Switchboard {
    pub(crate) fn call(
        &mut self,
        conn: ConnId,
        call: callkit_protocol::Call,
        command: Fingerprint,
        settings: &[CalleeSettings],
    ) {
        let Some(online) = self.presence.conn(conn) else {
            return;
        };
        let (app, device) = (online.app, online.device.clone());
        let user = device.user.clone();
        let origin = Origin {
            conn,
            user: user.clone(),
            key: call.key.clone(),
            command,
            names_call: true,
        };
        // The same command again: whatever became of it is the answer.
        if let Some(made) = self.made_by.get(&(app, user.clone(), call.key.clone())) {
            let key = key_of(app, made);
            return self.work(&key, Work::repeated(origin));
        }
        let ring = match self.check_call(app, &user, &call) {
            Ok(ring) => ring,
            Err(error) => return self.reply_error(conn, call.key, error),
        };
        let current = self
            .engaged
            .get(&(app, user.clone()))
            .map(|id| key_of(app, id));
        if let Some(current) = &current
            && self
                .calls
                .get(current)
                .is_some_and(|slot| slot.knows(&origin))
        {
            return self.work(current, Work::repeated(origin));
        }
        if let Some(ringing) = self.rung_by_callee(app, &user, &call) {
            // He asked for voice: no camera of his opens, whatever the other asked for.
            let media = (call.media == MediaKind::Audio).then_some(MediaKind::Audio);
            let input = Input::Accept { device, media };
            return self.work(&ringing, Work::command(input, origin));
        }
        if current.is_some() {
            let message = "this user is in a call already; hang up first";
            let error = ErrorBody::new(ErrorCode::AlreadyInCall, message);
            return self.reply_error(conn, call.key, error);
        }
        if let Err(error) = self.check_admission(app, settings) {
            return self.reply_error(conn, call.key, error);
        }
        let callees = self.invitees(app, &call.callees, settings);
        let spec = Spec {
            app,
            id: self.fresh_call_id(),
            room_id: call
                .room_id
                .unwrap_or_else(|| RoomId::from_random(self.random.next_u32())),
            media: call.media,
            caller: device,
            callees,
            ring,
            chat_group_id: call.chat_group_id,
            user_data: call.user_data,
        };
        self.start(spec, origin);
    }

    /// Makes the call, rings every device that is online, and sends it all to the store in one
    /// commit.
    fn start(&mut self, spec: Spec, origin: Origin) {
        let key = CallKey {
            app: spec.app,
            call: spec.id.clone(),
        };
        let (user, command) = (origin.user.clone(), origin.key.clone());
        self.made_by
            .insert((spec.app, user.clone(), command.clone()), spec.id.clone());
        let step = Call::start(self.now, spec);
        let (call, facts) = self.ring_devices(step.call, step.facts);
        self.calls.insert(
            key.clone(),
            Slot {
                made_by: Some((user, command)),
                ..Slot::new()
            },
        );
        self.commit(&key, call, facts, vec![Work::repeated(origin)], false);
    }

    /// Lets every device of everybody who rings know, as part of the same step.
    pub(crate) fn ring_devices(
        &self,
        mut call: Call,
        mut facts: Vec<callkit_protocol::Fact>,
    ) -> (Call, Vec<callkit_protocol::Fact>) {
        let ringing: Vec<UserId> = call
            .engaged()
            .filter(|user| call.rings(user))
            .cloned()
            .collect();
        for user in ringing {
            let devices: Vec<DeviceKey> = self
                .presence
                .devices(call.app(), &user)
                .map(|online| online.device.clone())
                .collect();
            for device in devices {
                if let Ok(step) = call.apply(self.now, &Input::DeviceCame(device)) {
                    facts.extend(step.facts);
                    call = step.call;
                }
            }
        }
        (call, facts)
    }

    /// Calling somebody who is ringing you is accepting that call: the call that it would be.
    fn rung_by_callee(
        &self,
        app: SdkAppId,
        user: &UserId,
        call: &callkit_protocol::Call,
    ) -> Option<CallKey> {
        let [callee] = call.callees.as_slice() else {
            return None;
        };
        let theirs = key_of(app, self.engaged.get(&(app, callee.clone()))?);
        let held = self.calls.get(&theirs)?.newest()?;
        (held.rings(user) && held.has_member_joined(callee)).then_some(theirs)
    }

    pub(crate) fn invite(
        &mut self,
        conn: ConnId,
        invite: Invite,
        command: Fingerprint,
        settings: &[CalleeSettings],
    ) {
        let Some(online) = self.presence.conn(conn) else {
            return;
        };
        let (app, device) = (online.app, online.device.clone());
        let checked = check_callees(&device.user, &invite.callees)
            .and_then(|()| check_ring(invite.timeout_s, self.ring(app)))
            .and_then(|ring| {
                // Only who is in the call learns who takes no calls from him.
                let is_in = self.is_joined(&key_of(app, &invite.call_id), &device.user);
                let open = if is_in {
                    refuse_blocked(settings)
                } else {
                    Ok(())
                };
                open.map(|()| ring)
            });
        let ring = match checked {
            Ok(ring) => ring,
            Err(error) => return self.reply_error(conn, invite.key, error),
        };
        let callees = self.invitees(app, &invite.callees, settings);
        let user = device.user.clone();
        let key = key_of(app, &invite.call_id);
        let input = Input::Invite {
            by: device,
            callees,
            ring,
        };
        self.command(
            &key,
            input,
            Origin {
                conn,
                user,
                key: invite.key,
                command,
                names_call: false,
            },
        );
    }

    fn is_joined(&self, key: &CallKey, user: &UserId) -> bool {
        let newest = self.calls.get(key).and_then(Slot::newest);
        newest.is_some_and(|call| call.has_member_joined(user))
    }

    /// An invitation that waited: whoever got into a call meanwhile is busy, whoever left one is
    /// not.
    pub(crate) fn up_to_date(&self, key: &CallKey, input: Input) -> Input {
        let Input::Invite { by, callees, ring } = input else {
            return input;
        };
        let busy = |user: &UserId| {
            let current = self.engaged.get(&(key.app, user.clone()));
            current.is_some_and(|current| *current != key.call)
        };
        let callees = callees.into_iter().map(|callee| Invitee {
            busy: busy(&callee.user),
            ..callee
        });
        Input::Invite {
            by,
            callees: callees.collect(),
            ring,
        }
    }

    /// What is known of each callee at this moment.
    fn invitees(
        &self,
        app: SdkAppId,
        callees: &[UserId],
        settings: &[CalleeSettings],
    ) -> Vec<Invitee> {
        let invitee = |user: &UserId| Invitee {
            user: user.clone(),
            busy: self.engaged.contains_key(&(app, user.clone())),
            do_not_disturb: settings.iter().any(|s| &s.user == user && s.do_not_disturb),
        };
        callees.iter().map(invitee).collect()
    }

    fn check_call(
        &self,
        app: SdkAppId,
        user: &UserId,
        call: &callkit_protocol::Call,
    ) -> Result<Millis, ErrorBody> {
        check_callees(user, &call.callees)?;
        let ring = check_ring(call.timeout_s, self.ring(app))?;
        let too_long = |name: &str, text: &Option<String>, most: usize| {
            let length = text.as_ref().map_or(0, String::len);
            (length > most).then(|| {
                let message = format!("{name} has {length} bytes; the limit is {most}");
                ErrorBody::new(ErrorCode::InvalidArgument, message)
            })
        };
        let refusal = too_long("user_data", &call.user_data, Limits::USER_DATA_BYTES)
            .or_else(|| too_long("chat_group_id", &call.chat_group_id, 100));
        refusal.map_or(Ok(ring), Err)
    }

    fn check_admission(
        &mut self,
        app: SdkAppId,
        settings: &[CalleeSettings],
    ) -> Result<(), ErrorBody> {
        if self.draining {
            let message = "the server is about to restart; call again in a moment";
            return Err(ErrorBody::new(ErrorCode::ServerRestarting, message));
        }
        // Users in calls, which there is a table of; a call has two of them or more.
        let most_users = self.config.max_calls.map(|most| most.saturating_mul(2));
        if most_users.is_some_and(|most| self.engaged.len() >= most) {
            self.refused.calls += 1;
            let message = "this installation carries as many calls as it may (max_calls); \
                           try again later";
            return Err(ErrorBody::new(ErrorCode::OverCapacity, message));
        }
        if self.egress_spent {
            self.refused.egress += 1;
            let message = "this installation sends as much as it may (max_egress_mbps); \
                           try again later";
            return Err(ErrorBody::new(ErrorCode::OverCapacity, message));
        }
        if self.is_full(app) {
            let message = "this app has as many calls as it may; try again later";
            return Err(ErrorBody::new(ErrorCode::OverCapacity, message));
        }
        refuse_blocked(settings)
    }

    fn fresh_call_id(&mut self) -> CallId {
        let mut bits = [0; 16];
        self.random.fill_bytes(&mut bits);
        CallId::from_random(bits)
    }

    /// The answer to a `call` that made `call`, at its first version.
    pub(crate) fn answer_of(call: &CallId, version: u64, origin: &Origin) -> Answer {
        let call_id = origin.names_call.then(|| call.clone());
        Answer {
            call_id,
            version: Some(version),
            ..Answer::default()
        }
    }
}

fn check_callees(user: &UserId, callees: &[UserId]) -> Result<(), ErrorBody> {
    let refuse = |code, message: &str| Err(ErrorBody::new(code, message));
    if callees.contains(user) {
        return refuse(ErrorCode::CallYourself, "callees holds the caller");
    }
    if callees.is_empty() {
        return refuse(
            ErrorCode::InvalidArgument,
            "callees is empty; name at least one user",
        );
    }
    if callees.len() >= Limits::MEMBERS {
        return refuse(
            ErrorCode::TooManyMembers,
            "a call has at most 9 members, caller included",
        );
    }
    let mut sorted: Vec<_> = callees.iter().collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        return refuse(ErrorCode::InvalidArgument, "callees names somebody twice");
    }
    Ok(())
}

fn check_ring(seconds: Option<u64>, usual: Millis) -> Result<Millis, ErrorBody> {
    ring_time(seconds, usual).map_err(|seconds| {
        let message = format!("timeout_s is {seconds}; it must be 1 to 600, or 0 for 600");
        ErrorBody::new(ErrorCode::InvalidArgument, message)
    })
}

fn refuse_blocked(settings: &[CalleeSettings]) -> Result<(), ErrorBody> {
    match settings.iter().find(|callee| callee.blocks_caller) {
        None => Ok(()),
        Some(callee) => {
            let message = format!("{} takes no calls from this user", callee.user);
            Err(ErrorBody::new(ErrorCode::Blocked, message))
        }
    }
}
