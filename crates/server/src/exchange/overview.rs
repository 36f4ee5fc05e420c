//! What the console is told of the present: asked of the task, which alone knows.

use std::collections::BTreeMap;

use callkit_call::{DeviceKey, MemberSummary, Summary};
use callkit_protocol::{CallId, SdkAppId, UnixMs, UserId};
use callkit_switchboard::{CallKey, Input, OnlineDevice, OnlineUser, Search};
use tokio::sync::oneshot;

use super::task::Task;
use super::{Exchange, Letter, MediaControl};
use crate::console::api::{
    LiveCall, LiveCallPage, LiveCallView, LiveDevice, LiveMember, LiveUser, LiveUserPage,
    QualitySeries,
};
use crate::quality::Sample;

/// A question to the task.
pub(super) enum Question {
    Users(Search, oneshot::Sender<LiveUserPage>),
    Calls(Search, oneshot::Sender<LiveCallPage>),
    Call(CallKey, oneshot::Sender<LiveCallView>),
    Devices(SdkAppId, UserId, oneshot::Sender<Vec<LiveDevice>>),
    DeviceCounts(SdkAppId, Vec<UserId>, oneshot::Sender<Vec<usize>>),
    Counts(oneshot::Sender<BTreeMap<SdkAppId, AppCount>>),
    Ingress(oneshot::Sender<u64>),
}

/// How much of an app is here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AppCount {
    pub(crate) users: usize,
    pub(crate) calls: usize,
}

/// The exchange has stopped: the server is about to.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the server is stopping")]
pub(crate) struct Stopped;

impl Exchange {
    /// Users who are online.
    pub(crate) async fn live_users(&self, search: Search) -> Result<LiveUserPage, Stopped> {
        self.ask(|answer| Question::Users(search, answer)).await
    }

    /// Calls that ring or are connected.
    pub(crate) async fn live_calls(&self, search: Search) -> Result<LiveCallPage, Stopped> {
        self.ask(|answer| Question::Calls(search, answer)).await
    }

    /// One call with the last minutes of its media.
    pub(crate) async fn live_call(
        &self,
        app: SdkAppId,
        call: CallId,
    ) -> Result<LiveCallView, Stopped> {
        let call = CallKey { app, call };
        self.ask(|answer| Question::Call(call, answer)).await
    }

    /// The devices of one user that are signed in.
    pub(crate) async fn live_devices(
        &self,
        app: SdkAppId,
        user: UserId,
    ) -> Result<Vec<LiveDevice>, Stopped> {
        self.ask(|answer| Question::Devices(app, user, answer))
            .await
    }

    /// On how many devices each of these users is signed in.
    pub(crate) async fn device_counts(
        &self,
        app: SdkAppId,
        users: Vec<UserId>,
    ) -> Result<Vec<usize>, Stopped> {
        self.ask(|answer| Question::DeviceCounts(app, users, answer))
            .await
    }

    /// How much of each app is here; an app of which nothing is has no entry.
    pub(crate) async fn count_by_app(&self) -> Result<BTreeMap<SdkAppId, AppCount>, Stopped> {
        self.ask(Question::Counts).await
    }

    /// The media that comes in from all devices, in bits per second.
    pub(crate) async fn ingress(&self) -> Result<u64, Stopped> {
        self.ask(Question::Ingress).await
    }

    /// Signs one device out.
    pub(crate) fn kick(&self, app: SdkAppId, device: DeviceKey) {
        self.post(Letter::Input(Input::KickDevice { app, device }));
    }

    async fn ask<T>(
        &self,
        question: impl FnOnce(oneshot::Sender<T>) -> Question,
    ) -> Result<T, Stopped> {
        let (answer, answered) = oneshot::channel();
        self.post(Letter::Ask(Box::new(question(answer))));
        answered.await.map_err(|_| Stopped)
    }
}

impl<M: MediaControl> Task<M> {
    /// Answers a question. Whoever asked may have gone.
    pub(super) fn answer(&self, question: Question) {
        let now = self.clock.now();
        match question {
            Question::Users(search, answer) => {
                let page = self.board.online(&search);
                let users = page.items.into_iter().map(|user| self.live_user(user));
                let _ = answer.send(LiveUserPage {
                    now,
                    total: count(page.total),
                    users: users.collect(),
                });
            }
            Question::Calls(search, answer) => {
                let page = self.board.running(&search);
                let calls = page.items.into_iter().map(|call| self.live_call(now, call));
                let _ = answer.send(LiveCallPage {
                    now,
                    total: count(page.total),
                    calls: calls.collect(),
                });
            }
            Question::Call(key, answer) => {
                let call = self.board.running_call(&key);
                let quality = self
                    .media_logs
                    .shown(&key)
                    .map(|(device, samples)| QualitySeries {
                        user_id: device.user.clone(),
                        device_id: device.id.clone(),
                        samples: samples.into_iter().map(Into::into).collect(),
                    });
                let _ = answer.send(LiveCallView {
                    now,
                    quality: quality.collect(),
                    call: call.map(|call| self.live_call(now, call)),
                });
            }
            Question::Devices(app, user, answer) => {
                let devices = self.board.devices(app, &user).into_iter();
                let devices = devices.map(|device| self.live_device(device));
                let _ = answer.send(devices.collect());
            }
            Question::DeviceCounts(app, users, answer) => {
                let counts = users.iter().map(|user| self.board.devices(app, user).len());
                let _ = answer.send(counts.collect());
            }
            Question::Counts(answer) => {
                let counts = self.board.count_by_app().into_iter();
                let counts = counts.map(|(app, (users, calls))| (app, AppCount { users, calls }));
                let _ = answer.send(counts.collect());
            }
            Question::Ingress(answer) => {
                let _ = answer.send(self.media_logs.ingress(now));
            }
        }
    }

    fn live_user(&self, user: OnlineUser) -> LiveUser {
        let (call_id, phase) = user.call.unzip();
        let devices = user.devices.into_iter();
        LiveUser {
            sdkappid: user.app,
            user_id: user.user,
            devices: devices.map(|device| self.live_device(device)).collect(),
            call_id,
            phase,
        }
    }

    fn live_device(&self, device: OnlineDevice) -> LiveDevice {
        let address = self.conns.get(&device.conn).map(|conn| conn.remote);
        LiveDevice {
            device_id: device.device.id,
            platform: device.device.platform,
            sdk: device.sdk,
            since: device.since,
            ticket_expires_at: device.ticket_until,
            address: address
                .map(|address| address.to_string())
                .unwrap_or_default(),
        }
    }

    fn live_call(&self, now: UnixMs, call: Summary) -> LiveCall {
        let key = CallKey {
            app: call.app,
            call: call.id.clone(),
        };
        let members = call.members.into_iter();
        LiveCall {
            sdkappid: call.app,
            call_id: call.id,
            room_id: call.room_id,
            media: call.media,
            group: call.group,
            caller: call.caller,
            started_at: call.started_at,
            connected_at: call.connected_at,
            members: members
                .map(|member| self.live_member(now, &key, member))
                .collect(),
        }
    }

    fn live_member(&self, now: UnixMs, call: &CallKey, member: MemberSummary) -> LiveMember {
        let quality: Option<Sample> = member
            .device
            .as_ref()
            .and_then(|device| self.media_logs.now_of(now, call, device));
        let (device_id, platform) = member
            .device
            .map(|device| (device.id, device.platform))
            .unzip();
        LiveMember {
            user_id: member.user,
            phase: member.phase,
            connection: member.connection,
            device_id,
            platform,
            joined_at: member.joined_at,
            microphone: member.microphone,
            camera: member.camera,
            quality: quality.map(Into::into),
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
