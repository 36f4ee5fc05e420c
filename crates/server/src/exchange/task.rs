//! The task itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use callkit_call::Call;
use callkit_media::{Control, LegKey, MediaEvent, WorkerId};
use callkit_protocol::{CallId, ClientMessage, CommandKey, ErrorBody, ErrorCode, UnixMs};
use callkit_store::{CommitError, Fence, MediaLog, NodeId, Operator, StoreError};
use callkit_switchboard::{CallKey, Change, ChangeId, ConnId, Input, Output, Stats, Switchboard};
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{mpsc, watch};
use tracing::{debug, info, warn};

use super::media_log::{MediaLogs, Met};
use super::quality::Qualities;
use super::rooms::Rooms;
use super::{Letter, MediaControl, Outbound, Parts, saved};
use crate::clock::Clock;
use crate::retention::{self, Keep};

type CommitDone = futures_util::future::BoxFuture<'static, (ChangeId, Result<(), CommitError>)>;

pub(super) struct Task<M> {
    pub(super) board: Switchboard,
    pub(super) clock: Clock,
    keep: Keep,
    store: Arc<dyn Operator>,
    node: NodeId,
    /// The fences of calls that were taken over; every other call is in its first epoch.
    fences: HashMap<CallKey, Fence>,
    commits: FuturesUnordered<CommitDone>,
    media: M,
    media_events: mpsc::UnboundedReceiver<(WorkerId, MediaEvent)>,
    rooms: Rooms,
    qualities: Qualities,
    pub(super) media_logs: MediaLogs,
    /// Offers that a worker has not answered yet.
    offers: HashMap<u64, (ConnId, CommandKey)>,
    next_offer: u64,
    pub(super) conns: HashMap<ConnId, Conn>,
    told: watch::Sender<Stats>,
    sweep_at: UnixMs,
}

/// One connection of a device.
pub(super) struct Conn {
    queue: mpsc::Sender<Outbound>,
    pub(super) remote: IpAddr,
}

impl<M: MediaControl> Task<M> {
    pub(super) async fn prepare(
        parts: Parts<M>,
        told: watch::Sender<Stats>,
    ) -> Result<Self, StoreError> {
        let Parts {
            config,
            clock,
            keep,
            store,
            media,
            media_events,
        } = parts;
        let node = store.installation().await?.id;
        let mut board = Switchboard::new(config, rand::random());
        let taken: Vec<(Call, Fence)> = saved::take_over(store.as_ref(), &node).await?;
        let key = |call: &Call| CallKey {
            app: call.app(),
            call: call.id().clone(),
        };
        let fences = taken
            .iter()
            .map(|(call, fence)| (key(call), fence.clone()))
            .collect();
        board.restore(clock.now(), taken.into_iter().map(|(call, _)| call));
        let rooms = Rooms::new(media.workers());
        Ok(Self {
            board,
            keep,
            store,
            node,
            fences,
            commits: FuturesUnordered::new(),
            media,
            media_events,
            rooms,
            qualities: Qualities::default(),
            media_logs: MediaLogs::default(),
            offers: HashMap::new(),
            next_offer: 1,
            conns: HashMap::new(),
            told,
            sweep_at: clock.now(),
            clock,
        })
    }

    pub(super) async fn run(mut self, mut letters: mpsc::UnboundedReceiver<Letter>) {
        self.carry_out();
        loop {
            let wake = self
                .board
                .next_timeout()
                .map_or(self.sweep_at, |at| at.min(self.sweep_at));
            let wake = tokio::time::sleep_until(self.clock.instant(wake).into());
            tokio::select! {
                letter = letters.recv() => match letter {
                    Some(letter) => self.letter(letter),
                    None => break,
                },
                Some((change, result)) = self.commits.next() => {
                    let result = result.map_err(saved::failure);
                    if let Err(failure) = &result {
                        warn!(%failure, "a change could not be written");
                    }
                    self.input(Input::Committed { change, result });
                }
                Some((_, event)) = self.media_events.recv() => self.media_event(event),
                () = wake => self.wake(),
            }
            self.carry_out();
            let stats = self.board.stats();
            self.told
                .send_if_modified(|held| std::mem::replace(held, stats) != stats);
        }
        for call in self.media_logs.calls() {
            self.close_media_log(&call);
        }
        // Whatever is on its way to the store gets there before the process ends.
        while self.commits.next().await.is_some() {}
    }

    fn letter(&mut self, letter: Letter) {
        match letter {
            Letter::Connect {
                conn,
                signed_in,
                remote,
                outbound,
            } => {
                self.connect(conn, *signed_in, remote, outbound);
            }
            Letter::Input(input) => {
                if let Input::Disconnected { conn } = &input {
                    self.conns.remove(conn);
                }
                self.note_report(&input);
                self.input(input);
            }
            Letter::Ask(question) => self.answer(*question),
            // Nobody need be listening any more.
            Letter::Flush(answer) => drop(answer.send(self.board.stats())),
        }
    }

    fn connect(
        &mut self,
        conn: ConnId,
        signed_in: callkit_switchboard::SignedIn,
        remote: IpAddr,
        outbound: mpsc::Sender<Outbound>,
    ) {
        debug!(%conn, user = %signed_in.user, device = %signed_in.device, %remote, "device signed in");
        let queue = outbound;
        self.conns.insert(conn, Conn { queue, remote });
        self.input(Input::Connected {
            conn,
            signed_in: Box::new(signed_in),
        });
    }

    fn wake(&mut self) {
        let now = self.clock.now();
        if self.sweep_at <= now {
            self.sweep_at = saved::next_sweep(now);
            tokio::spawn(retention::sweep(Arc::clone(&self.store), self.keep, now));
        }
        self.input(Input::Timeout);
    }

    fn input(&mut self, input: Input) {
        self.board.handle(self.clock.now(), input);
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.board.poll_output() {
            match output {
                Output::Close { conn, error } => self.close(conn, error),
                Output::Commit(change) => self.commit(&change),
                Output::Forget(key) => self.forget(key),
                Output::Media { call, legs } => {
                    if legs.is_empty() {
                        self.close_media_log(&call);
                    }
                    for (worker, control) in self.rooms.plan(call, &legs) {
                        self.media.control(worker, control);
                    }
                }
                Output::Offer {
                    conn,
                    key,
                    call,
                    leg,
                    epoch,
                    sdp,
                } => {
                    self.offer(conn, key, call.call, LegKey { leg, epoch }, sdp);
                }
                Output::Send { conn, message } => self.send(conn, Outbound::Message(message)),
                Output::Show {
                    call,
                    leg,
                    epoch,
                    seats,
                } => {
                    let worker = self.rooms.worker_of(&call.call);
                    let leg = LegKey { leg, epoch };
                    self.media.control(worker, Control::Show { leg, seats });
                }
            }
        }
    }

    fn commit(&mut self, change: &Change) {
        let call = &change.call;
        for fact in &change.facts {
            info!(call = %call.id(), version = fact.version, fact = fact.kind.name(), "call");
        }
        let key = CallKey {
            app: call.app(),
            call: call.id().clone(),
        };
        let fence = self.fences.get(&key).cloned();
        let fence = fence.unwrap_or_else(|| Fence::first(self.node.clone()));
        let id = change.id;
        let written = match saved::change(change, fence) {
            Ok(change) => self.store.commit(change),
            Err(error) => Box::pin(std::future::ready(Err(CommitError::Store(
                StoreError::Corrupt {
                    message: error.to_string(),
                },
            )))),
        };
        self.commits
            .push(Box::pin(async move { (id, written.await) }));
    }

    fn forget(&mut self, key: CallKey) {
        self.qualities.forget(&key.call);
        let fence = self
            .fences
            .remove(&key)
            .unwrap_or_else(|| Fence::first(self.node.clone()));
        let forgotten = self.store.forget_call(key.app, key.call.clone(), fence);
        tokio::spawn(async move {
            // It is removed after 24 h anyway.
            if let Err(error) = forgotten.await {
                debug!(call = %key.call, %error, "an ended call stays until it expires");
            }
        });
    }

    fn offer(&mut self, conn: ConnId, key: CommandKey, call: CallId, leg: LegKey, sdp: String) {
        let request = self.next_offer;
        self.next_offer += 1;
        self.offers.insert(request, (conn, key));
        let worker = self.rooms.worker_of(&call);
        self.media.control(
            worker,
            Control::Offer {
                call,
                leg,
                request,
                sdp,
            },
        );
    }

    /// Queues something for a connection. One whose queue is full is slow: it is cut off, and comes
    /// back to find the newest view.
    fn send(&mut self, conn: ConnId, outbound: Outbound) {
        let Some(conn_of) = self.conns.get(&conn) else {
            return;
        };
        if conn_of.queue.try_send(outbound).is_err() {
            debug!(%conn, "a connection does not take its messages");
            self.conns.remove(&conn);
            self.input(Input::Disconnected { conn });
        }
    }

    fn close(&mut self, conn: ConnId, error: ErrorBody) {
        if let Some(closed) = self.conns.remove(&conn) {
            // If not even this fits, the closed queue says enough.
            let _ = closed.queue.try_send(Outbound::Close(Box::new(error)));
        }
    }

    fn media_event(&mut self, event: MediaEvent) {
        match event {
            MediaEvent::Answered {
                call,
                leg,
                request,
                result,
            } => {
                let Some((conn, key)) = self.offers.remove(&request) else {
                    return;
                };
                let Some(call) = self.rooms.key(&call).cloned() else {
                    return;
                };
                let result = match result {
                    Ok(answer) => Ok((answer.sdp, answer.codecs)),
                    Err(error) => {
                        debug!(call = %call.call, leg = %leg.leg, %error, "an offer was refused");
                        Err(ErrorBody::new(ErrorCode::BadSdp, error.to_string()))
                    }
                };
                self.input(Input::Answered {
                    conn,
                    key,
                    call,
                    leg: leg.leg,
                    result,
                });
            }
            MediaEvent::Connected { call, leg } => {
                debug!(%call, leg = %leg.leg, "leg up");
                self.met(&call, &leg, Met::Up, None);
                if let Some(call) = self.rooms.current(&call, &leg).cloned() {
                    self.input(Input::LegUp { call, leg: leg.leg });
                }
            }
            MediaEvent::Heard { call, leg } => {
                debug!(%call, leg = %leg.leg, "leg heard again");
                self.met(&call, &leg, Met::Heard, None);
                if let Some(call) = self.rooms.current(&call, &leg).cloned() {
                    self.input(Input::LegUp { call, leg: leg.leg });
                }
            }
            MediaEvent::Silent { call, leg } => {
                debug!(%call, leg = %leg.leg, "leg silent");
                self.qualities.down(&call, &leg.leg);
                self.met(&call, &leg, Met::Silent, None);
                if let Some(call) = self.rooms.current(&call, &leg).cloned() {
                    self.input(Input::LegSilent { call, leg: leg.leg });
                }
            }
            MediaEvent::Failed { call, leg, why } => {
                debug!(%call, leg = %leg.leg, %why, "leg failed");
                self.qualities.forget_leg(&call, &leg.leg);
                self.met(&call, &leg, Met::Failed, Some(why.to_string()));
                if let Some(key) = self.rooms.current(&call, &leg).cloned() {
                    self.rooms.gone(&call, &leg);
                    let LegKey { leg, epoch } = leg;
                    self.input(Input::LegFailed {
                        call: key,
                        leg,
                        epoch,
                    });
                }
            }
            MediaEvent::Levels { call, levels } => {
                let Some(call) = self.rooms.key(&call).cloned() else {
                    return;
                };
                let levels = levels
                    .into_iter()
                    .map(|(leg, level)| (leg, level.0))
                    .collect();
                self.input(Input::Levels { call, levels });
            }
            MediaEvent::Stats { call, leg, stats } => {
                let Some(key) = self.rooms.current(&call, &leg).cloned() else {
                    return;
                };
                let told = self
                    .qualities
                    .note(self.clock.now(), &call, &leg.leg, &stats);
                let now = self.clock.now();
                if let Some(device) = self.board.device_of_leg(&key, &leg.leg) {
                    self.media_logs.stats(now, &key, device, &stats);
                    self.write_media_log(&key);
                }
                if let Some(quality) = told {
                    self.input(Input::Quality { call: key, quality });
                }
            }
        }
    }

    /// What a device says of its media goes past the rules: nothing is decided by it.
    fn note_report(&mut self, input: &Input) {
        let Input::Message { conn, message, .. } = input else {
            return;
        };
        let ClientMessage::Report(report) = &**message else {
            return;
        };
        let Some(call) = &report.call_id else { return };
        let Some((key, leg)) = self.board.leg_of_conn(*conn, call) else {
            return;
        };
        if let Some(device) = self.board.device_of_leg(&key, &leg) {
            let now = self.clock.now();
            self.media_logs.report(now, &key, device, report.clone());
            self.write_media_log(&key);
        }
    }

    fn met(&mut self, call: &CallId, leg: &LegKey, met: Met, detail: Option<String>) {
        let Some(key) = self.rooms.current(call, leg) else {
            return;
        };
        if let Some(device) = self.board.device_of_leg(key, &leg.leg) {
            let now = self.clock.now();
            self.media_logs.met(now, key, device, met, detail);
        }
    }

    fn write_media_log(&mut self, call: &CallKey) {
        if let Some(log) = self.media_logs.due(call) {
            self.save_media_log(call, log);
        }
    }

    fn close_media_log(&mut self, call: &CallKey) {
        if let Some(log) = self.media_logs.close(self.clock.now(), call) {
            self.save_media_log(call, log);
        }
    }

    fn save_media_log(&self, call: &CallKey, log: MediaLog) {
        let saved = self.store.save_media(call.app, call.call.clone(), log);
        let call = call.call.clone();
        tokio::spawn(async move {
            // Calls go on without it.
            if let Err(error) = saved.await {
                debug!(%call, %error, "the quality of a call's media was not written");
            }
        });
    }
}
