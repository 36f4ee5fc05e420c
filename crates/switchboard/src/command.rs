//! What devices say, sorted.

use callkit_call::{DeviceKey, Input};
use callkit_protocol::{
    Ack, Answer, CallId, ClientMessage, CommandKey, ErrorBody, ErrorCode, Fingerprint, Offer, Show,
    UnixMs,
};

use crate::board::Switchboard;
use crate::input::{ConnId, Lookups, key_of};
use crate::output::{CallKey, Output};
use crate::slot::{KeyReused, Origin, Work};

impl Switchboard {
    pub(crate) fn message(&mut self, conn: ConnId, message: ClientMessage, lookups: Lookups) {
        let Some(device) = self.presence.conn(conn).map(|online| online.device.clone()) else {
            return;
        };
        let command = message.fingerprint();
        if let (Some(known), Some(key)) = (lookups.known, message.key()) {
            let key = key.clone();
            return match known.command {
                Some(other) if other != command => {
                    self.reply_error(conn, key, KeyReused.body());
                }
                Some(_) | None => self.reply_ok(conn, key, known.answer),
            };
        }
        match message {
            ClientMessage::Call(call) => self.call(conn, call, command, &lookups.callees),
            ClientMessage::Invite(invite) => self.invite(conn, invite, command, &lookups.callees),
            ClientMessage::Accept(accept) => {
                let input = Input::Accept {
                    device,
                    media: accept.media,
                };
                self.enter(conn, (accept.key, command), &accept.call_id, input, false);
            }
            ClientMessage::Reject(on) => {
                self.on_call(
                    conn,
                    (on.key, command),
                    &on.call_id,
                    Input::Reject { device },
                    false,
                );
            }
            ClientMessage::Hangup(on) => {
                self.on_call(
                    conn,
                    (on.key, command),
                    &on.call_id,
                    Input::Hangup { device },
                    false,
                );
            }
            ClientMessage::Join(on) => {
                self.enter(
                    conn,
                    (on.key, command),
                    &on.call_id,
                    Input::Join { device },
                    true,
                );
            }
            ClientMessage::SwitchMedia(switch) => {
                let input = Input::SwitchMedia {
                    by: device,
                    media: switch.media,
                };
                self.on_call(conn, (switch.key, command), &switch.call_id, input, false);
            }
            ClientMessage::Microphone(switch) => {
                let input = Input::Microphone {
                    device,
                    on: switch.on,
                };
                self.on_call(conn, (switch.key, command), &switch.call_id, input, false);
            }
            ClientMessage::Camera(switch) => {
                let input = Input::Camera {
                    device,
                    on: switch.on,
                };
                self.on_call(conn, (switch.key, command), &switch.call_id, input, false);
            }
            ClientMessage::Offer(offer) => self.offer(conn, &device, offer),
            ClientMessage::Ack(ack) => self.ack(conn, device, &ack),
            ClientMessage::Show(show) => self.show(conn, &device, show),
            ClientMessage::Going => self.going(conn),
            ClientMessage::Logout => self.logout(conn),
            // Carried out by the gateway, which has the store and the clock at hand.
            ClientMessage::Block(_)
            | ClientMessage::DoNotDisturb(_)
            | ClientMessage::GetProfiles(_)
            | ClientMessage::Hello(_)
            | ClientMessage::Ping(_)
            | ClientMessage::Renew(_)
            | ClientMessage::Report(_)
            | ClientMessage::SetProfile(_) => {}
        }
    }

    fn on_call(
        &mut self,
        conn: ConnId,
        (key, command): (CommandKey, Fingerprint),
        call: &CallId,
        input: Input,
        names_call: bool,
    ) {
        let Some(online) = self.presence.conn(conn) else {
            return;
        };
        let (app, user) = (online.app, online.device.user.clone());
        self.command(
            &key_of(app, call),
            input,
            Origin {
                conn,
                user,
                key,
                command,
                names_call,
            },
        );
    }

    /// A command on a call that must exist and have the user among its members.
    pub(crate) fn command(&mut self, key: &CallKey, input: Input, origin: Origin) {
        if self.calls.contains_key(key) {
            return self.work(key, Work::command(input, origin));
        }
        // A call that everybody has let go of is over; hanging it up again is no mistake.
        let (conn, command) = (origin.conn, origin.key);
        if matches!(input, Input::Hangup { .. }) {
            return self.reply_ok(conn, command, Answer::default());
        }
        let message = "there is no such call, or it is over";
        self.reply_error(
            conn,
            command,
            ErrorBody::new(ErrorCode::CallNotFound, message),
        );
    }

    /// A command that takes its user into a call, and is therefore refused while he is in another.
    fn enter(
        &mut self,
        conn: ConnId,
        (key, command): (CommandKey, Fingerprint),
        call: &CallId,
        input: Input,
        names_call: bool,
    ) {
        let Some(online) = self.presence.conn(conn) else {
            return;
        };
        let current = self.engaged.get(&(online.app, online.device.user.clone()));
        if current.is_some_and(|current| current != call) {
            let message = "this user is in another call already; hang up first";
            let error = ErrorBody::new(ErrorCode::AlreadyInCall, message);
            return self.reply_error(conn, key, error);
        }
        self.on_call(conn, (key, command), call, input, names_call);
    }

    fn offer(&mut self, conn: ConnId, device: &DeviceKey, offer: Offer) {
        let Some(app) = self.app_of(conn) else { return };
        let call = key_of(app, &offer.call_id);
        let Some(held) = self.calls.get(&call).and_then(|slot| slot.call.as_ref()) else {
            let error = ErrorBody::new(ErrorCode::CallNotFound, "there is no such call");
            return self.reply_error(conn, offer.key, error);
        };
        let current = held.leg_of(device);
        if current.is_some_and(|leg| leg.leg == offer.leg && leg.epoch == offer.epoch) {
            let Offer {
                key,
                leg,
                epoch,
                sdp,
                ..
            } = offer;
            return self.out(Output::Offer {
                conn,
                key,
                call,
                leg,
                epoch,
                sdp,
            });
        }
        let error = match current {
            Some(leg) => {
                let message = format!("the leg is {} at epoch {} by now", leg.leg, leg.epoch);
                ErrorBody::new(ErrorCode::StaleLeg, message)
            }
            None => ErrorBody::new(ErrorCode::NotYourCall, "this device has no leg in the call"),
        };
        self.reply_error(conn, offer.key, error);
    }

    /// Whoever names a leg that is not his by now is not told: the next view tells him.
    fn show(&mut self, conn: ConnId, device: &DeviceKey, show: Show) {
        let Some(app) = self.app_of(conn) else { return };
        let call = key_of(app, &show.call_id);
        let held = self.calls.get(&call).and_then(|slot| slot.call.as_ref());
        let current = held.and_then(|held| held.leg_of(device));
        if current.is_some_and(|leg| leg.leg == show.leg && leg.epoch == show.epoch) {
            let Show {
                leg, epoch, seats, ..
            } = show;
            self.out(Output::Show {
                call,
                leg,
                epoch,
                seats,
            });
        }
    }

    fn ack(&mut self, conn: ConnId, device: DeviceKey, ack: &Ack) {
        let Some(app) = self.app_of(conn) else { return };
        let key = key_of(app, &ack.call_id);
        let Some(slot) = self.calls.get_mut(&key) else {
            return;
        };
        let Some(call) = slot.call.as_ref() else {
            return;
        };
        let Some(since) = call.told_since(&device) else {
            return;
        };
        if ack.version > call.version() {
            return;
        }
        let rings = call.rings(&device.user) && ack.version >= since;
        let newest = slot.acknowledged.entry(device.clone()).or_insert(0);
        *newest = (*newest).max(ack.version);
        if slot.is_done_with(&device) {
            self.settle(&key);
        } else if rings {
            self.work(&key, Work::by_itself(Input::Rang { device }));
        }
    }

    fn going(&mut self, conn: ConnId) {
        if let Some(online) = self.presence.conn_mut(conn) {
            online.going = true;
        }
    }

    /// The gateway has checked a fresh ticket of this device.
    pub(crate) fn renewed(&mut self, conn: ConnId, until: UnixMs) {
        self.presence.renew(conn, until);
    }
}
