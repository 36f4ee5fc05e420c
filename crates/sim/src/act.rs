//! What devices and their users do.

use callkit_call::DeviceKey;
use callkit_protocol::{
    Accept, CallId, ClientMessage, Invite, MediaKind, Millis, OnCall, Phase, Switch, SwitchMedia,
    UserId,
};
use callkit_switchboard::{CallKey, Input};

use crate::cast::APP;
use crate::network::Event;
use crate::step::Step;
use crate::world::World;

impl World {
    /// Does what `step` says of a device. A step that makes no sense now (accepting where nothing
    /// rings) does nothing.
    pub(crate) fn act(&mut self, step: &Step) {
        match step {
            Step::Accept(who, media) => self.accept(who, *media),
            Step::Call(who, callees, media) => self.call(who, callees, *media),
            Step::Camera(who, on) => self.switch(who, *on, ClientMessage::Camera),
            Step::Microphone(who, on) => self.switch(who, *on, ClientMessage::Microphone),
            Step::Cut(who) => {
                let device = self.index(who);
                self.cut(device);
                self.hello_soon(device);
            }
            Step::Hangup(who) => self.on_current(who, ClientMessage::Hangup),
            Step::Reject(who) => self.on_current(who, ClientMessage::Reject),
            Step::Invite(who, callees) => self.invite(who, callees),
            Step::Join(who) => self.join(who),
            Step::Leave(who) => {
                let device = self.index(who);
                self.devices[device].wanted = false;
                self.media_falls_silent(who);
                self.cut(device);
            }
            Step::LegFails(who) => self.leg_fails(who),
            Step::LegSilent(who, silence) => {
                if let Some((call, at)) = self.leg_of(who) {
                    let leg = at.leg.clone();
                    self.tell_board(Input::LegSilent {
                        call: call.clone(),
                        leg,
                    });
                    let again = self.now.plus(*silence);
                    self.network.post(again, Event::LegUp { call, at });
                }
            }
            Step::Refresh(who) => {
                let device = self.index(who);
                self.media_falls_silent(who);
                self.devices[device].forget();
                self.cut(device);
                self.hello_soon(device);
            }
            Step::Repeat(who) => {
                let device = self.index(who);
                let again = self.devices[device].repeat();
                self.send_up(device, again.into_iter().collect());
            }
            Step::SignIn(who) => {
                let device = self.index(who);
                self.devices[device].wanted = true;
                self.hello_soon(device);
            }
            Step::SignOut(who) => self.sign_out(who),
            Step::Switch(who, media) => {
                let media = *media;
                self.command(who, |key, call_id| {
                    ClientMessage::SwitchMedia(SwitchMedia {
                        key,
                        call_id,
                        media,
                    })
                });
            }
            // Carried out by the world itself.
            Step::Pass(_) | Step::Restart | Step::StoreFails(_) => {}
        }
    }

    fn call(&mut self, who: &DeviceKey, callees: &[UserId], media: MediaKind) {
        let device = self.index(who);
        if !self.devices[device].is_online() {
            return;
        }
        let key = self.devices[device].fresh_key();
        let call = callkit_protocol::Call {
            key,
            callees: callees.to_vec(),
            media,
            timeout_s: None,
            room_id: None,
            chat_group_id: None,
            user_data: None,
        };
        self.say(device, ClientMessage::Call(call));
    }

    fn accept(&mut self, who: &DeviceKey, media: Option<MediaKind>) {
        let device = self.index(who);
        let current = self.devices[device].current();
        if current.is_some_and(|view| view.you.phase == Phase::Ringing) {
            self.command(who, |key, call_id| {
                ClientMessage::Accept(Accept {
                    key,
                    call_id,
                    media,
                })
            });
        }
    }

    fn invite(&mut self, who: &DeviceKey, callees: &[UserId]) {
        let callees = callees.to_vec();
        self.command(who, |key, call_id| {
            ClientMessage::Invite(Invite {
                key,
                call_id,
                callees,
                timeout_s: Some(20),
            })
        });
    }

    /// Joins whichever call began last, as if somebody had passed its name on.
    fn join(&mut self, who: &DeviceKey) {
        let device = self.index(who);
        let running = self.model.calls().filter(|(_, told)| told.ended.is_none());
        let Some((call_id, _)) = running.last() else {
            return;
        };
        if self.devices[device].is_online() {
            let call_id = call_id.clone();
            let key = self.devices[device].fresh_key();
            self.say(device, ClientMessage::Join(OnCall { key, call_id }));
        }
    }

    fn switch(&mut self, who: &DeviceKey, on: bool, message: fn(Switch) -> ClientMessage) {
        self.command(who, |key, call_id| message(Switch { key, call_id, on }));
    }

    fn on_current(&mut self, who: &DeviceKey, message: fn(OnCall) -> ClientMessage) {
        self.command(who, |key, call_id| message(OnCall { key, call_id }));
    }

    /// A command on the call that the device is in or rings for.
    fn command(
        &mut self,
        who: &DeviceKey,
        message: impl FnOnce(callkit_protocol::CommandKey, CallId) -> ClientMessage,
    ) {
        let device = self.index(who);
        let Some(call) = self.devices[device]
            .current()
            .map(|view| view.call_id.clone())
        else {
            return;
        };
        let key = self.devices[device].fresh_key();
        self.say(device, message(key, call));
    }

    fn say(&mut self, device: usize, message: ClientMessage) {
        let now = self.devices[device].say(message);
        self.send_up(device, now.into_iter().collect());
    }

    fn sign_out(&mut self, who: &DeviceKey) {
        let device = self.index(who);
        self.devices[device].wanted = false;
        if self.devices[device].is_online() {
            self.send_up(device, vec![ClientMessage::Logout]);
        }
        // The socket is closed behind the message.
        if let Some(conn) = self.devices[device].disconnect() {
            let at = self.now.plus(self.dice.span(1, 100));
            self.network
                .post_in_order(at, true, conn, Event::Gone { conn });
        }
        self.devices[device].forget();
    }

    fn leg_fails(&mut self, who: &DeviceKey) {
        if let Some((call, at)) = self.leg_of(who) {
            let (leg, epoch) = (at.leg, at.epoch);
            self.tell_board(Input::LegFailed { call, leg, epoch });
        }
    }

    /// The media plane notices three seconds later.
    fn media_falls_silent(&mut self, who: &DeviceKey) {
        if let Some((call, at)) = self.leg_of(who) {
            let noticed = self.now.plus(Millis::from_secs(3));
            self.network.post(noticed, Event::LegSilent { call, at });
        }
    }

    fn leg_of(&self, who: &DeviceKey) -> Option<(CallKey, callkit_call::LegRef)> {
        let device = &self.devices[self.index(who)];
        let call = device.current()?.call_id.clone();
        let at = device.leg(&call)?.clone();
        let call = CallKey { app: APP, call };
        self.media.has(&call, &at).then_some((call, at))
    }
}
