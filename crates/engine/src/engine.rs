//! The engine as a program holds it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use callkit_protocol::{
    Accept, Answer, Block, Call, CallId, CallView, ClientMessage, CommandKey, DoNotDisturb,
    GetProfiles, Invite, MediaKind, OnCall, Profile, Renew, RoomId, SetProfile, SwitchMedia,
    UserId,
};
use futures_util::Stream;
use tokio::sync::{mpsc, oneshot};

use crate::config::{EngineConfig, Ticket};
use crate::driver::{self, Reply, Request, Shared};
use crate::error::{CommandError, SignOut};
use crate::event::{Event, Switch};
use crate::media::MediaStats;

/// One device, signed in. Cheap to clone; when the last clone is dropped it signs out, which hangs
/// up.
///
/// A command waits for its answer, however long the connection is away meanwhile: it is said again
/// with the same key when the connection is back, and carried out once. Dropping the future does not
/// take it back.
#[derive(Clone, Debug)]
pub struct Engine {
    requests: mpsc::UnboundedSender<Request>,
    shared: Arc<Shared>,
}

/// What happens, in order. Ends after [`Event::SignedOut`].
#[derive(Debug)]
pub struct Events {
    receiver: mpsc::UnboundedReceiver<Event>,
}

/// What a caller may ask for besides whom and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallOptions {
    /// Ring time in seconds, 1 to 600; 0 is 600; 30 if absent.
    pub timeout_s: Option<u64>,
    /// The `roomID` to show; random if absent.
    pub room_id: Option<RoomId>,
    /// The chat group that the call belongs to; makes it a group call.
    pub chat_group_id: Option<String>,
    /// Handed to the callees as it is; at most 4000 bytes.
    pub user_data: Option<String>,
}

impl Engine {
    /// Signs in. The events begin with what is going on already: a call that rings for this user
    /// comes at once.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses. Later it is not an error when it cannot be
    /// reached: the engine tries again by itself.
    pub async fn connect(config: EngineConfig) -> Result<(Self, Events), SignOut> {
        let (requests, to_do) = mpsc::unbounded_channel();
        let (tell, receiver) = mpsc::unbounded_channel();
        let (ready, signed_in) = oneshot::channel();
        let shared = Arc::<Shared>::default();
        tokio::spawn(driver::run(config, Arc::clone(&shared), to_do, tell, ready));
        match signed_in.await {
            Ok(Ok(())) => Ok((Self { requests, shared }, Events { receiver })),
            Ok(Err(why)) => Err(why),
            // The task ends before it answers only when the runtime does.
            Err(_) => Err(SignOut::Asked),
        }
    }

    /// Calls one user. Calling somebody who is ringing this user is accepting that call.
    ///
    /// # Errors
    /// `call_yourself`, `already_in_call`, `blocked`, and the rest of the table in the protocol.
    pub async fn call(
        &self,
        callee: UserId,
        media: MediaKind,
        options: CallOptions,
    ) -> Result<CallId, CommandError> {
        self.calls(vec![callee], media, options).await
    }

    /// Calls one to eight users.
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub async fn calls(
        &self,
        callees: Vec<UserId>,
        media: MediaKind,
        options: CallOptions,
    ) -> Result<CallId, CommandError> {
        let CallOptions {
            timeout_s,
            room_id,
            chat_group_id,
            user_data,
        } = options;
        let answer = self.command(|key| {
            let call = Call {
                key,
                callees,
                media,
                timeout_s,
                room_id,
                chat_group_id,
                user_data,
            };
            ClientMessage::Call(call)
        });
        call_id("call", answer.await?)
    }

    /// Takes a call, as it was made.
    ///
    /// # Errors
    /// `call_ended`, `answered_elsewhere`, `call_not_found`.
    pub async fn accept(&self, call: &CallId) -> Result<(), CommandError> {
        self.accept_with(call, None).await
    }

    /// Takes a video call by voice; it becomes a voice call for all.
    ///
    /// # Errors
    /// As [`Engine::accept`].
    pub async fn accept_by_voice(&self, call: &CallId) -> Result<(), CommandError> {
        self.accept_with(call, Some(MediaKind::Audio)).await
    }

    /// Declines a call, for all devices of this user.
    ///
    /// # Errors
    /// `wrong_state` if it does not ring, `call_not_found`.
    pub async fn reject(&self, call: &CallId) -> Result<(), CommandError> {
        self.command(|key| {
            ClientMessage::Reject(OnCall {
                key,
                call_id: call.clone(),
            })
        })
        .await?;
        Ok(())
    }

    /// Ends this user's part in a call, whatever state it is in. On a call that is over it changes
    /// nothing.
    ///
    /// # Errors
    /// `call_not_found`, `not_your_call`.
    pub async fn hangup(&self, call: &CallId) -> Result<(), CommandError> {
        self.command(|key| {
            ClientMessage::Hangup(OnCall {
                key,
                call_id: call.clone(),
            })
        })
        .await?;
        Ok(())
    }

    /// Asks more users into a call. `timeout_s` as in [`CallOptions`].
    ///
    /// # Errors
    /// `too_many_members`, `blocked`, `call_ended`.
    pub async fn invite(
        &self,
        call: &CallId,
        callees: Vec<UserId>,
        timeout_s: Option<u64>,
    ) -> Result<(), CommandError> {
        let call_id = call.clone();
        self.command(|key| {
            ClientMessage::Invite(Invite {
                key,
                call_id,
                callees,
                timeout_s,
            })
        })
        .await?;
        Ok(())
    }

    /// Comes into a running call without having been asked.
    ///
    /// # Errors
    /// `already_in_call`, `call_not_found`, `call_ended`, `too_many_members`.
    pub async fn join(&self, call: &CallId) -> Result<CallId, CommandError> {
        let call_id_asked = call.clone();
        let join = |key| {
            ClientMessage::Join(OnCall {
                key,
                call_id: call_id_asked,
            })
        };
        call_id("join", self.command(join).await?)
    }

    /// Makes a call a voice or a video call, for everybody.
    ///
    /// # Errors
    /// `wrong_state`, `call_ended`.
    pub async fn switch_media(&self, call: &CallId, media: MediaKind) -> Result<(), CommandError> {
        let call_id = call.clone();
        self.command(|key| {
            ClientMessage::SwitchMedia(SwitchMedia {
                key,
                call_id,
                media,
            })
        })
        .await?;
        Ok(())
    }

    /// Switches the microphone. Off is silent at once; on takes effect when the server has agreed.
    ///
    /// # Errors
    /// `wrong_state`, `call_ended`.
    pub async fn set_microphone(&self, call: &CallId, on: Switch) -> Result<(), CommandError> {
        self.request(|key, reply| Request::Microphone {
            message: ClientMessage::Microphone(switch(&key, call, on)),
            call: call.clone(),
            key,
            on,
            reply,
        })
        .await?;
        Ok(())
    }

    /// Switches the camera. Off is dark at once; on takes effect when the server has agreed.
    ///
    /// # Errors
    /// `wrong_state`, `call_ended`.
    pub async fn set_camera(&self, call: &CallId, on: Switch) -> Result<(), CommandError> {
        self.request(|key, reply| Request::Camera {
            message: ClientMessage::Camera(switch(&key, call, on)),
            call: call.clone(),
            key,
            on,
            reply,
        })
        .await?;
        Ok(())
    }

    /// Sets this user's own name and picture; what is absent stays as it is.
    ///
    /// # Errors
    /// `invalid_argument`.
    pub async fn set_profile(
        &self,
        nick: Option<String>,
        avatar: Option<String>,
    ) -> Result<Profile, CommandError> {
        let set = |key| ClientMessage::SetProfile(SetProfile { key, nick, avatar });
        let profiles = profiles("set_profile", self.command(set).await?)?;
        let missing = CommandError::Incomplete {
            command: "set_profile",
            field: "profiles",
        };
        profiles.into_iter().next().ok_or(missing)
    }

    /// Names and pictures of up to 100 users; empty texts for those who have set none.
    ///
    /// # Errors
    /// `invalid_argument`.
    pub async fn profiles(&self, user_ids: Vec<UserId>) -> Result<Vec<Profile>, CommandError> {
        let ask = |key| ClientMessage::GetProfiles(GetProfiles { key, user_ids });
        profiles("get_profiles", self.command(ask).await?)
    }

    /// Holds calls off, or takes them again. On: calls to this user end unanswered.
    ///
    /// # Errors
    /// Only those of the server itself.
    pub async fn set_do_not_disturb(&self, on: Switch) -> Result<(), CommandError> {
        let on = on.is_on();
        self.command(|key| ClientMessage::DoNotDisturb(DoNotDisturb { key, on }))
            .await?;
        Ok(())
    }

    /// Takes no calls from a user any more (on), or takes them again (off).
    ///
    /// # Errors
    /// Only those of the server itself.
    pub async fn block(&self, user: UserId, on: Switch) -> Result<(), CommandError> {
        let on = on.is_on();
        self.command(|key| {
            ClientMessage::Block(Block {
                key,
                user_id: user,
                on,
            })
        })
        .await?;
        Ok(())
    }

    /// Hands over a fresh ticket, before or after the old one has run out.
    ///
    /// # Errors
    /// `ticket_…`, when it is none for this user and app.
    pub async fn renew(&self, ticket: Ticket) -> Result<(), CommandError> {
        self.request(|key, reply| Request::Renew {
            message: ClientMessage::Renew(Renew {
                key: key.clone(),
                ticket: ticket.expose().to_owned(),
            }),
            key,
            ticket,
            reply,
        })
        .await?;
        Ok(())
    }

    /// The newest view of a call, while it is not over for this device.
    pub fn view(&self, call: &CallId) -> Option<CallView> {
        self.shared.view(call)
    }

    /// What was sent and received in a call; also after it ended, for the last sixteen calls.
    pub fn media_stats(&self, call: &CallId) -> Option<MediaStats> {
        self.shared.meters.snapshot(call)
    }

    /// Signs out, which hangs up, and waits until the server has been told.
    pub async fn close(self) {
        let (done, closed) = oneshot::channel();
        if self.requests.send(Request::Close { done }).is_ok() {
            // An error means that the engine was signed out already.
            let _ = closed.await;
        }
    }

    async fn accept_with(
        &self,
        call: &CallId,
        media: Option<MediaKind>,
    ) -> Result<(), CommandError> {
        let call_id = call.clone();
        self.command(|key| {
            ClientMessage::Accept(Accept {
                key,
                call_id,
                media,
            })
        })
        .await?;
        Ok(())
    }

    async fn command(
        &self,
        message: impl FnOnce(CommandKey) -> ClientMessage,
    ) -> Result<Answer, CommandError> {
        self.request(|key, reply| Request::Command {
            message: message(key.clone()),
            key,
            reply,
        })
        .await
    }

    async fn request(
        &self,
        request: impl FnOnce(CommandKey, Reply) -> Request,
    ) -> Result<Answer, CommandError> {
        let (reply, answer) = oneshot::channel();
        let gone = || CommandError::SignedOut(SignOut::Asked);
        self.requests
            .send(request(driver::fresh_key(), reply))
            .map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

impl Events {
    /// The next event; `None` after [`Event::SignedOut`].
    pub async fn next(&mut self) -> Option<Event> {
        self.receiver.recv().await
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.receiver.poll_recv(context)
    }
}

fn switch(key: &CommandKey, call: &CallId, on: Switch) -> callkit_protocol::Switch {
    callkit_protocol::Switch {
        key: key.clone(),
        call_id: call.clone(),
        on: on.is_on(),
    }
}

fn call_id(command: &'static str, answer: Answer) -> Result<CallId, CommandError> {
    answer.call_id.ok_or(CommandError::Incomplete {
        command,
        field: "call_id",
    })
}

fn profiles(command: &'static str, answer: Answer) -> Result<Vec<Profile>, CommandError> {
    answer.profiles.ok_or(CommandError::Incomplete {
        command,
        field: "profiles",
    })
}
