//! What the media plane reports.

use callkit_call::{DeviceKey, Input};
use callkit_protocol::{
    Answer, Codecs, CommandKey, ErrorBody, LegId, Level, Levels, Quality, ServerMessage, UserId,
    UserQuality,
};

use crate::board::Switchboard;
use crate::input::ConnId;
use crate::output::CallKey;
use crate::slot::Work;

impl Switchboard {
    pub(crate) fn answered_offer(
        &mut self,
        conn: ConnId,
        key: CommandKey,
        call: &CallKey,
        leg: LegId,
        result: Result<(String, Codecs), ErrorBody>,
    ) {
        match result {
            Err(error) => self.reply_error(conn, key, error),
            Ok((sdp, codecs)) => {
                self.reply_ok(
                    conn,
                    key,
                    Answer {
                        sdp: Some(sdp),
                        ..Answer::default()
                    },
                );
                self.leg(call, Input::Negotiated { leg, codecs });
            }
        }
    }

    pub(crate) fn leg(&mut self, call: &CallKey, input: Input) {
        self.work(call, Work::by_itself(input));
    }

    pub(crate) fn levels(&mut self, key: &CallKey, levels: &[(LegId, u8)]) {
        let levels = self.by_user(key, levels);
        let levels = levels
            .into_iter()
            .map(|(user_id, level)| Level { user_id, level })
            .collect();
        self.tell_joined(
            key,
            &ServerMessage::Levels(Levels {
                call_id: key.call.clone(),
                levels,
            }),
        );
    }

    pub(crate) fn quality(&mut self, key: &CallKey, quality: &[(LegId, u8)]) {
        let users = self.by_user(key, quality);
        let users = users
            .into_iter()
            .map(|(user_id, quality)| UserQuality { user_id, quality });
        let quality = Quality {
            call_id: key.call.clone(),
            users: users.collect(),
        };
        self.tell_joined(key, &ServerMessage::Quality(quality));
    }

    fn by_user(&self, key: &CallKey, by_leg: &[(LegId, u8)]) -> Vec<(UserId, u8)> {
        let Some(call) = self.calls.get(key).and_then(|slot| slot.call.as_ref()) else {
            return Vec::new();
        };
        let user = |leg| call.device_of_leg(leg).map(|device| device.user.clone());
        by_leg
            .iter()
            .filter_map(|(leg, value)| Some((user(leg)?, *value)))
            .collect()
    }

    fn tell_joined(&mut self, key: &CallKey, message: &ServerMessage) {
        let Some(call) = self.calls.get(key).and_then(|slot| slot.call.as_ref()) else {
            return;
        };
        let joined: Vec<DeviceKey> = call
            .devices()
            .filter(|device| call.has_joined(device))
            .cloned()
            .collect();
        for device in joined {
            if let Some(conn) = self
                .presence
                .of_device(key.app, &device)
                .map(|online| online.conn)
            {
                self.send(conn, message.clone());
            }
        }
    }
}
