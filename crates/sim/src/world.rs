//! Everything together, under virtual time.

use std::collections::{BTreeMap, BTreeSet};

use callkit_call::DeviceKey;
use callkit_protocol::{CallId, CallView, ClientMessage, ErrorCode, Millis, UnixMs};
use callkit_switchboard::{Change, Config, ConnId, Input, Output, Switchboard};

use crate::device::Device;
use crate::dice::Dice;
use crate::media::Media;
use crate::model::Model;
use crate::network::{Event, Network};
use crate::schedule::Perils;
use crate::step::Step;
use crate::store::Store;

/// When every story begins.
pub(crate) const START: UnixMs = UnixMs(1_700_000_000_000);
/// How often something may happen without time passing, before it is taken for a loop.
const BUSIEST_MOMENT: usize = 10_000;

/// A switchboard and all that it deals with.
#[derive(Debug)]
pub struct World {
    /// The switchboard itself.
    pub board: Switchboard,
    /// What is written down.
    pub store: Store,
    /// What that means.
    pub model: Model,
    /// Everybody's devices.
    pub devices: Vec<Device>,
    /// Virtual time.
    pub now: UnixMs,
    /// How often the server was killed.
    pub restarts: usize,
    /// How often a device took another's place.
    pub kicks: usize,
    /// Every view that was sent to anybody, lost ones too.
    pub sent: Vec<(DeviceKey, CallView)>,
    pub(crate) dice: Dice,
    pub(crate) perils: Perils,
    pub(crate) media: Media,
    pub(crate) network: Network,
    /// Calls with a step that was carried out and could not be written down yet.
    pub(crate) unwritten: BTreeSet<CallId>,
    pub(crate) conns: BTreeMap<ConnId, usize>,
    moment: (UnixMs, usize),
}

impl World {
    /// A world with these devices, nobody signed in.
    pub fn new(seed: u64, cast: &[DeviceKey], perils: Perils) -> Self {
        let mut dice = Dice::new(seed);
        let board = Switchboard::new(Config::default(), dice.seed());
        Self {
            board,
            store: Store::default(),
            model: Model::default(),
            devices: cast.iter().cloned().map(Device::new).collect(),
            now: START,
            restarts: 0,
            kicks: 0,
            sent: Vec::new(),
            dice,
            perils,
            media: Media::default(),
            network: Network::default(),
            unwritten: BTreeSet::new(),
            conns: BTreeMap::new(),
            moment: (START, 0),
        }
    }

    /// Does one step.
    pub fn run(&mut self, step: &Step) {
        match step {
            Step::Pass(span) => self.pass(*span),
            Step::Restart => self.restart(),
            Step::StoreFails(failing) => self.store.fail(*failing),
            Step::Accept(..)
            | Step::Call(..)
            | Step::Camera(..)
            | Step::Cut(_)
            | Step::Hangup(_)
            | Step::Invite(..)
            | Step::Join(_)
            | Step::Leave(_)
            | Step::LegFails(_)
            | Step::LegSilent(..)
            | Step::Microphone(..)
            | Step::Refresh(_)
            | Step::Reject(_)
            | Step::Repeat(_)
            | Step::SignIn(_)
            | Step::SignOut(_)
            | Step::Switch(..) => self.act(step),
        }
    }

    /// Lets time pass, and everything happen that is due.
    pub fn pass(&mut self, span: Millis) {
        let end = self.now.plus(span);
        loop {
            let timer = self.board.next_timeout().filter(|at| *at <= end);
            let event = self.network.next_at().filter(|at| *at <= end);
            self.now = match (timer, event) {
                (None, None) => break,
                (Some(timer), event) if event.is_none_or(|event| timer <= event) => {
                    self.now = self.now.max(timer);
                    self.tell_board(Input::Timeout);
                    self.now
                }
                (_, Some(_) | None) => {
                    let Some((at, event)) = self.network.pop() else {
                        break;
                    };
                    self.now = self.now.max(at);
                    self.happen(event);
                    self.now
                }
            };
            self.check_progress();
        }
        self.now = end;
    }

    /// The number of a device.
    pub(crate) fn index(&self, key: &DeviceKey) -> usize {
        let found = self.devices.iter().position(|device| device.key == *key);
        found.expect("the step names somebody of the cast")
    }

    /// A device says something, if it is connected.
    pub(crate) fn send_up(&mut self, device: usize, messages: Vec<ClientMessage>) {
        let Some(conn) = self.devices[device].conn else {
            return;
        };
        for message in messages {
            let at = self.now.plus(self.dice.span(1, 60));
            let message = Box::new(message);
            self.network
                .post_in_order(at, true, conn, Event::ToServer { conn, message });
        }
    }

    /// A device's connection breaks; the server notices some time later.
    pub(crate) fn cut(&mut self, device: usize) {
        if let Some(conn) = self.devices[device].disconnect() {
            let at = self.now.plus(self.dice.span(0, 20_000));
            self.network.post(at, Event::Gone { conn });
        }
    }

    /// A device tries to connect.
    pub(crate) fn hello_soon(&mut self, device: usize) {
        let at = self.now.plus(self.dice.span(20, 1_500));
        self.network.post(at, Event::Hello { device });
    }

    pub(crate) fn tell_board(&mut self, input: Input) {
        self.board.handle(self.now, input);
        while let Some(output) = self.board.poll_output() {
            self.carry_out(output);
        }
    }

    fn restart(&mut self) {
        self.restarts += 1;
        for change in self.network.kill_server() {
            // What was on its way to the disk got there, or not.
            if self.dice.percent(50) {
                let _ = self.write(&change);
            }
        }
        self.media.clear();
        self.unwritten.clear();
        self.conns.clear();
        self.board = Switchboard::new(Config::default(), self.dice.seed());
        let kept = self.store.kept();
        self.board.restore(self.now, kept);
        while let Some(output) = self.board.poll_output() {
            self.carry_out(output);
        }
        for device in 0..self.devices.len() {
            if self.devices[device].disconnect().is_some() {
                self.hello_soon(device);
            }
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Hello { device } => self.hello(device),
            Event::Gone { conn } => self.tell_board(Input::Disconnected { conn }),
            Event::ToServer { conn, message } => {
                let lookups = self.look_up(conn, &message);
                self.tell_board(Input::Message {
                    conn,
                    message,
                    lookups,
                });
            }
            Event::ToDevice { conn, message } => {
                if let Some(device) = self.holder(conn) {
                    let answers = self.devices[device].hear(*message);
                    self.send_up(device, answers);
                }
            }
            Event::Closed { conn, error } => {
                if let Some(device) = self.holder(conn) {
                    self.devices[device].disconnect();
                    if error.name == ErrorCode::KickedOut {
                        self.devices[device].kicked();
                    }
                }
            }
            Event::Write { change } => {
                let result = self.write(&change);
                self.tell_board(Input::Committed {
                    change: change.id,
                    result,
                });
            }
            Event::Answered {
                conn,
                key,
                call,
                at,
            } => self.answer(conn, key, call, at),
            Event::LegSilent { call, at } => {
                if self.media.has(&call, &at) {
                    self.tell_board(Input::LegSilent { call, leg: at.leg });
                }
            }
            Event::LegUp { call, at } => {
                if self.media.has(&call, &at) {
                    self.tell_board(Input::LegUp { call, leg: at.leg });
                }
            }
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Send { conn, message } => self.send_down(conn, message),
            Output::Close { conn, error } => {
                self.kicks += usize::from(error.name == ErrorCode::KickedOut);
                let at = self.now.plus(self.dice.span(1, 60));
                self.network
                    .post_in_order(at, false, conn, Event::Closed { conn, error });
            }
            Output::Commit(change) => {
                let slow = if self.dice.percent(5) { 2_000 } else { 40 };
                let at = self.now.plus(self.dice.span(0, slow));
                self.network.post(at, Event::Write { change });
            }
            Output::Forget(key) => self.store.forget(&key.call),
            // No picture has a size here.
            Output::Show { .. } => {}
            Output::Media { call, legs } => {
                self.check_media(&call, &legs);
                self.media.arrange(call, &legs);
            }
            Output::Offer {
                conn,
                key,
                call,
                leg,
                epoch,
                ..
            } => {
                let at = self.now.plus(self.dice.span(1, 40));
                let leg = callkit_call::LegRef { leg, epoch };
                self.network.post(
                    at,
                    Event::Answered {
                        conn,
                        key,
                        call,
                        at: leg,
                    },
                );
            }
        }
    }

    /// The device that holds this connection; none if it has another by now.
    fn holder(&self, conn: ConnId) -> Option<usize> {
        let device = *self.conns.get(&conn)?;
        (self.devices[device].conn == Some(conn)).then_some(device)
    }

    fn write(&mut self, change: &Change) -> Result<(), callkit_switchboard::StoreFailure> {
        let result = self.store.commit(change);
        let call = change.call.id();
        if result.is_ok() {
            self.unwritten.remove(call);
            self.model.written(change);
        } else if self.model.call(call).is_some() {
            self.unwritten.insert(call.clone());
        }
        result
    }

    fn check_progress(&mut self) {
        let (at, count) = &mut self.moment;
        *count = if *at == self.now { *count + 1 } else { 0 };
        *at = self.now;
        assert!(*count < BUSIEST_MOMENT, "time stands still");
    }
}
