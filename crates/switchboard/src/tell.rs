//! What everybody is told.

use callkit_protocol::{Answer, CommandKey, ErrorBody, Reply, ReplyBody, ServerMessage, View};

use crate::board::Switchboard;
use crate::input::ConnId;
use crate::output::{CallKey, Output};
use crate::slot::Work;

impl Switchboard {
    /// Tells every device concerned, and the media plane, of a call's newest version.
    pub(crate) fn tell(&mut self, key: &CallKey) {
        self.set_timer(key);
        let max_video_kbps = self.max_video_kbps(key.app);
        let Some(slot) = self.calls.get(key) else {
            return;
        };
        let Some(call) = &slot.call else { return };
        let mut outputs = Vec::new();
        for device in call.devices().filter(|device| !slot.is_done_with(device)) {
            let Some(online) = self.presence.of_device(key.app, device) else {
                continue;
            };
            let acknowledged = slot.acknowledged(device);
            let view = call.view(device, acknowledged, self.now, max_video_kbps);
            let Some(call) = view else { continue };
            let message = Box::new(ServerMessage::View(Box::new(View { call })));
            outputs.push(Output::Send {
                conn: online.conn,
                message,
            });
        }
        // People first: a leg that is closed is no news to a device that knows the call is over.
        outputs.push(Output::Media {
            call: key.clone(),
            legs: call.media_plan(),
        });
        self.outputs.extend(outputs);
    }

    /// Takes back views to a connection that has not been welcomed yet: the welcome holds them.
    pub(crate) fn drop_views_to(&mut self, to: ConnId) {
        self.outputs.retain(|output| match output {
            Output::Send { conn, message } => {
                *conn != to || !matches!(**message, ServerMessage::View(_))
            }
            Output::Close { .. }
            | Output::Commit(_)
            | Output::Forget(_)
            | Output::Media { .. }
            | Output::Offer { .. }
            | Output::Show { .. } => true,
        });
    }

    pub(crate) fn reply_done(&mut self, key: &CallKey, work: Work, version: u64) {
        if let Some(origin) = work.origin {
            let answer = Self::answer_of(&key.call, version, &origin);
            self.reply_ok(origin.conn, origin.key, answer);
        }
    }

    /// Tells whoever waits for it that this was not carried out.
    pub(crate) fn refuse(&mut self, work: Work, error: ErrorBody) {
        if let Some(origin) = work.origin {
            self.reply_error(origin.conn, origin.key, error);
        }
    }

    pub(crate) fn reply_ok(&mut self, conn: ConnId, key: CommandKey, answer: Answer) {
        self.send(
            conn,
            ServerMessage::Reply(Reply {
                key,
                body: ReplyBody::Ok(answer),
            }),
        );
    }

    pub(crate) fn reply_error(&mut self, conn: ConnId, key: CommandKey, error: ErrorBody) {
        self.send(
            conn,
            ServerMessage::Reply(Reply {
                key,
                body: ReplyBody::Error(error),
            }),
        );
    }

    pub(crate) fn send(&mut self, conn: ConnId, message: ServerMessage) {
        if self.presence.conn(conn).is_some() {
            self.out(Output::Send {
                conn,
                message: Box::new(message),
            });
        }
    }
}
