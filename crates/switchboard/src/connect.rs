//! Devices that come and go.

use callkit_call::{DeviceKey, HOLD, HOLD_GOING};
use callkit_protocol::{
    CallView, EndReason, ErrorBody, ErrorCode, Limits, Millis, ServerMessage, TicketExpired,
    Welcome,
};

use crate::board::Switchboard;
use crate::input::{ConnId, SignedIn, key_of};
use crate::output::{CallKey, Output};
use crate::presence::Online;
use crate::slot::Work;

impl Switchboard {
    pub(crate) fn connected(&mut self, conn: ConnId, signed_in: SignedIn) {
        let app = signed_in.app;
        let device = DeviceKey::new(
            signed_in.user.clone(),
            signed_in.platform,
            signed_in.device.clone(),
        );
        // The same device again: its older connection is dead whether it knows or not.
        if let Some(older) = self
            .presence
            .of_device(app, &device)
            .map(|online| online.conn)
        {
            self.presence.remove(older);
            self.close(
                older,
                ErrorCode::TakenOver,
                "this device has connected again",
            );
        }
        if !signed_in.several_devices {
            for rival in self.presence.rivals(app, &device) {
                self.kick(rival);
            }
        }
        if self.presence.devices(app, &device.user).count() >= Limits::DEVICES {
            let message = "ten devices of this user are signed in; sign out on one of them";
            self.close(conn, ErrorCode::TooManyDevices, message);
            return;
        }
        self.presence.add(Online {
            app,
            device: device.clone(),
            conn,
            sdk: signed_in.sdk.clone(),
            since: self.now,
            ticket_ends: signed_in.ticket_expires_at,
            ticket_until: Some(signed_in.ticket_expires_at),
            going: false,
        });
        let Some(call) = self.engaged.get(&(app, device.user.clone())) else {
            return self.welcome(conn, &signed_in);
        };
        let key = key_of(app, call);
        let must_wait = self
            .calls
            .get(&key)
            .is_some_and(|slot| slot.must_ring_first(&device));
        let mut came = Work::by_itself(callkit_call::Input::DeviceCame(device));
        if must_wait {
            came.welcome = Some((conn, Box::new(signed_in)));
            return self.work(&key, came);
        }
        self.work(&key, came);
        self.welcome(conn, &signed_in);
    }

    /// Answers `hello`, with every call that concerns the device.
    pub(crate) fn welcome(&mut self, conn: ConnId, signed_in: &SignedIn) {
        let Some(device) = self.presence.conn(conn).map(|online| online.device.clone()) else {
            return;
        };
        // What the device is welcomed with is newer than any view that went to it before.
        self.drop_views_to(conn);
        let welcome = Welcome {
            protocol: callkit_protocol::PROTOCOL,
            server: self.config.server.clone(),
            now: self.now,
            heartbeat_ms: Millis(self.config.heartbeat_ms),
            ticket_expires_at: signed_in.ticket_expires_at,
            profile: signed_in.profile.clone(),
            do_not_disturb: signed_in.do_not_disturb,
            calls: self.views_for(&device, signed_in.app),
        };
        self.send(conn, ServerMessage::Welcome(Box::new(welcome)));
    }

    pub(crate) fn disconnected(&mut self, conn: ConnId) {
        let Some(online) = self.presence.remove(conn) else {
            return;
        };
        let hold = if online.going { HOLD_GOING } else { HOLD };
        let gone = callkit_call::Input::DeviceGone {
            device: online.device.clone(),
            hold,
        };
        self.tell_own_call(&online, gone);
    }

    pub(crate) fn logout(&mut self, conn: ConnId) {
        let Some(online) = self.presence.remove(conn) else {
            return;
        };
        self.leave_call(&online, EndReason::Hangup);
    }

    /// Another device has taken this one's place.
    fn kick(&mut self, conn: ConnId) {
        self.sign_out(
            conn,
            "another device of the same platform signed in as this user",
        );
    }

    fn sign_out(&mut self, conn: ConnId, message: &str) {
        let Some(online) = self.presence.remove(conn) else {
            return;
        };
        self.close(conn, ErrorCode::KickedOut, message);
        self.leave_call(&online, EndReason::KickedOut);
    }

    fn leave_call(&mut self, online: &Online, reason: EndReason) {
        let device = online.device.clone();
        self.tell_own_call(online, callkit_call::Input::SignedOut { device, reason });
    }

    fn tell_own_call(&mut self, online: &Online, input: callkit_call::Input) {
        let Some(call) = self.engaged.get(&(online.app, online.device.user.clone())) else {
            return;
        };
        let key = CallKey {
            app: online.app,
            call: call.clone(),
        };
        self.work(&key, Work::by_itself(input));
    }

    /// Everything that concerns this device and whose end it has not acknowledged.
    fn views_for(&self, device: &DeviceKey, app: callkit_protocol::SdkAppId) -> Vec<CallView> {
        self.calls
            .concerning(app, &device.user)
            .filter(|slot| !slot.is_done_with(device))
            .filter_map(|slot| {
                let acknowledged = slot.acknowledged(device);
                let call = slot.call.as_ref()?;
                call.view(device, acknowledged, self.now, self.max_video_kbps(app))
            })
            .collect()
    }

    /// The operator signs a device out.
    pub(crate) fn kick_device(&mut self, app: callkit_protocol::SdkAppId, device: &DeviceKey) {
        let Some(conn) = self
            .presence
            .of_device(app, device)
            .map(|online| online.conn)
        else {
            return;
        };
        self.sign_out(conn, "the operator has signed this device out");
    }

    pub(crate) fn end_app(&mut self, app: callkit_protocol::SdkAppId, error: &ErrorBody) {
        for conn in self.presence.of_app(app) {
            self.presence.remove(conn);
            self.out(Output::Close {
                conn,
                error: error.clone(),
            });
        }
        for key in self.calls.of_app(app) {
            self.end_call(&key);
        }
    }

    pub(crate) fn end_call(&mut self, key: &CallKey) {
        self.work(key, Work::by_itself(callkit_call::Input::EndByServer));
    }

    pub(crate) fn tell_expired_tickets(&mut self) {
        for (conn, at) in self.presence.expired(self.now) {
            self.send(conn, ServerMessage::TicketExpired(TicketExpired { at }));
        }
    }

    fn close(&mut self, conn: ConnId, code: ErrorCode, message: &str) {
        self.out(Output::Close {
            conn,
            error: ErrorBody::new(code, message),
        });
    }
}
