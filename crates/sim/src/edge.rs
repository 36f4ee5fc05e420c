//! What stands between the switchboard and the devices: the gateway and the media plane.

use callkit_call::LegRef;
use callkit_protocol::{
    ClientMessage, Codecs, CommandKey, Millis, Profile, ServerMessage, VideoCodec,
};
use callkit_switchboard::{CallKey, ConnId, Input, Lookups, SignedIn};

use crate::cast::APP;
use crate::network::Event;
use crate::world::{START, World};

impl World {
    pub(crate) fn send_down(&mut self, conn: ConnId, message: Box<ServerMessage>) {
        self.check_told(&message);
        if let (Some(device), ServerMessage::View(view)) = (self.conns.get(&conn), &*message) {
            let key = self.devices[*device].key.clone();
            self.sent.push((key, view.call.clone()));
        }
        let at = self.now.plus(self.dice.span(1, 60));
        let event = Event::ToDevice { conn, message };
        let is_view = matches!(&event, Event::ToDevice { message, .. } if matches!(**message, ServerMessage::View(_)));
        if !is_view || !self.perils.lossy {
            return self.network.post_in_order(at, false, conn, event);
        }
        // Views alone may get lost, come twice, and overtake each other.
        for _ in 0..=usize::from(self.dice.percent(20)) {
            if !self.dice.percent(25) {
                let at = self.now.plus(self.dice.span(1, 800));
                self.network.post_after(at, conn, event.clone());
            }
        }
    }

    pub(crate) fn hello(&mut self, device: usize) {
        if !self.devices[device].wanted || self.devices[device].conn.is_some() {
            return;
        }
        let conn = ConnId(self.network.fresh_number());
        self.conns.insert(conn, device);
        self.devices[device].connect(conn);
        let key = self.devices[device].key.clone();
        let profile = Profile {
            user_id: key.user.clone(),
            nick: String::new(),
            avatar: String::new(),
        };
        let signed_in = Box::new(SignedIn {
            app: APP,
            user: key.user,
            device: key.id,
            platform: key.platform,
            sdk: "sim/1".to_owned(),
            ticket_expires_at: START.plus(Millis::from_secs(365 * 24 * 3600)),
            profile,
            do_not_disturb: false,
            several_devices: false,
        });
        self.tell_board(Input::Connected { conn, signed_in });
    }

    /// As the gateway does it before it hands a message over.
    pub(crate) fn look_up(&self, conn: ConnId, message: &ClientMessage) -> Lookups {
        let user = self
            .conns
            .get(&conn)
            .map(|device| &self.devices[*device].key.user);
        let known = user
            .zip(message.key())
            .and_then(|(user, key)| self.store.command(user, key));
        Lookups {
            known,
            callees: Vec::new(),
        }
    }

    pub(crate) fn answer(&mut self, conn: ConnId, key: CommandKey, call: CallKey, at: LegRef) {
        if !self.media.has(&call, &at) {
            return;
        }
        let all = vec![VideoCodec::H264, VideoCodec::Vp8];
        let codecs = if self.dice.percent(30) {
            vec![VideoCodec::Vp8]
        } else {
            all
        };
        let codecs = Codecs {
            send: codecs.clone(),
            receive: codecs,
        };
        let result = Ok(("v=0".to_owned(), codecs));
        let leg = at.leg.clone();
        self.tell_board(Input::Answered {
            conn,
            key,
            call: call.clone(),
            leg,
            result,
        });
        if self.dice.percent(97) {
            let up = self.now.plus(self.dice.span(50, 800));
            self.network.post(up, Event::LegUp { call, at });
        }
    }
}
