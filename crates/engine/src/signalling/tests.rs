//! One device and a scripted server, without a socket.

use std::time::{Duration, Instant};

use callkit_protocol::{
    Answer, CallId, CallView, ClientMessage, CommandKey, EndReason, ErrorBody, ErrorCode, Millis,
    OnCall, Platform, Pong, Profile, Reply, ReplyBody, SdkAppId, ServerMessage, UnixMs, View,
    Welcome,
};

use super::{Closed, Identity, Output, Signalling};
use crate::config::Ticket;
use crate::error::{CommandError, SignOut};
use crate::event::Event;

struct Device {
    signalling: Signalling<&'static str>,
    now: Instant,
}

impl Device {
    fn new() -> Self {
        let now = Instant::now();
        let identity = Identity {
            sdk: "test/1".to_owned(),
            platform: Platform::Native,
            device: "d1".parse().expect("device"),
            sdkappid: SdkAppId(1_400_000_001),
            user: "bob".parse().expect("user"),
            ticket: Ticket::new("secret"),
        };
        Self {
            signalling: Signalling::new(identity, now),
            now,
        }
    }

    fn online() -> Self {
        let mut device = Self::new();
        device.outputs();
        device.signalling.opened();
        device.welcome(Vec::new());
        device.outputs();
        device
    }

    fn welcome(&mut self, calls: Vec<CallView>) {
        let user_id = "bob".parse().expect("user");
        self.hear(ServerMessage::Welcome(Box::new(Welcome {
            protocol: 1,
            server: "callkit/test".to_owned(),
            now: UnixMs(1_000),
            heartbeat_ms: Millis(10_000),
            ticket_expires_at: UnixMs(2_000),
            profile: Profile {
                user_id,
                nick: String::new(),
                avatar: String::new(),
            },
            do_not_disturb: false,
            calls,
        })));
    }

    fn hear(&mut self, message: ServerMessage) {
        self.signalling.received(self.now, message);
    }

    fn close(&mut self, code: Option<u16>) {
        let closed = Closed {
            code,
            why: "test".to_owned(),
        };
        self.signalling.closed(self.now, &closed, 0.0);
    }

    fn hangup(&mut self, key: &str, waiter: &'static str) {
        let key: CommandKey = key.parse().expect("key");
        let message = ClientMessage::Hangup(OnCall {
            key: key.clone(),
            call_id: call(),
        });
        self.signalling.command(key, message, waiter);
    }

    fn outputs(&mut self) -> Vec<Output<&'static str>> {
        std::iter::from_fn(|| self.signalling.poll()).collect()
    }

    /// Lets time pass to the next deadline.
    fn wake(&mut self) -> Vec<Output<&'static str>> {
        self.now = self.signalling.deadline().expect("a deadline");
        self.signalling.wake(self.now, 0.0);
        self.outputs()
    }
}

fn call() -> CallId {
    CallId::from_random([3; 16])
}

fn ringing(version: u64) -> CallView {
    let text = format!(
        r#"{{"call_id":"{}","version":{version},"now":1,"room_id":1,"media":"audio","group":false,
        "caller":"alice","started_at":1,"members":[
        {{"user_id":"alice","episode":1,"phase":"joined","rang":false,"connection":"connected",
        "microphone":true,"camera":false,"video":"ok"}},
        {{"user_id":"bob","episode":1,"phase":"ringing","rang":false,"connection":"connecting",
        "microphone":true,"camera":false,"video":"ok"}}],
        "you":{{"user_id":"bob","role":"callee","phase":"ringing"}},"facts":[],
        "facts_complete":true}}"#,
        callkit_protocol::Id::as_str(&call())
    );
    serde_json::from_str(&text).expect("a view")
}

fn said<'a>(outputs: &'a [Output<&str>]) -> Vec<&'a ClientMessage> {
    let message = |output: &'a Output<&str>| {
        if let Output::Send(message) = output {
            Some(message)
        } else {
            None
        }
    };
    outputs.iter().filter_map(message).collect()
}

fn told<'a>(outputs: &'a [Output<&str>]) -> Vec<&'a Event> {
    let event = |output: &'a Output<&str>| {
        if let Output::Tell(event) = output {
            Some(event)
        } else {
            None
        }
    };
    outputs.iter().filter_map(event).collect()
}

fn has_connect(outputs: &[Output<&str>]) -> bool {
    outputs
        .iter()
        .any(|output| matches!(output, Output::Connect))
}

fn reply(key: &str, body: ReplyBody) -> ServerMessage {
    ServerMessage::Reply(Reply {
        key: key.parse().expect("key"),
        body,
    })
}

#[test]
fn the_ticket_travels_in_hello_and_hello_comes_first() {
    let mut device = Device::new();
    assert!(has_connect(&device.outputs()));
    device.hangup("k1", "hangup");
    device.signalling.opened();
    let outputs = device.outputs();
    let [ClientMessage::Hello(hello)] = said(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(hello.ticket, "secret");
}

#[test]
fn a_command_without_reply_is_said_again_with_its_key_after_a_reconnect() {
    let mut device = Device::online();
    device.hangup("k1", "first");
    device.hangup("k2", "second");
    assert_eq!(said(&device.outputs()).len(), 2);
    device.hear(reply("k1", ReplyBody::Ok(Answer::default())));
    assert!(matches!(
        device.outputs()[..],
        [Output::Answered("first", Ok(_))]
    ));

    device.close(None);
    device.hangup("k3", "third");
    device.outputs();
    assert!(has_connect(&device.wake()));
    device.signalling.opened();
    device.welcome(Vec::new());
    let outputs = device.outputs();
    let keys: Vec<_> = said(&outputs)
        .iter()
        .filter_map(|m| m.key())
        .map(|k| k.to_string())
        .collect();
    assert_eq!(keys, ["k2", "k3"]);

    let refused = ErrorBody::new(ErrorCode::CallNotFound, "gone");
    device.hear(reply("k2", ReplyBody::Error(refused.clone())));
    let outputs = device.outputs();
    let [Output::Answered("second", Err(CommandError::Refused(body)))] = &outputs[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(*body, refused);
    device.hear(reply("k2", ReplyBody::Ok(Answer::default())));
    assert!(device.outputs().is_empty(), "answered once");
}

#[test]
fn each_view_is_acknowledged_and_only_a_newer_one_is_news() {
    let mut device = Device::online();
    for (version, events) in [(2, 1), (2, 0), (1, 0), (3, 0)] {
        device.hear(ServerMessage::View(Box::new(View {
            call: ringing(version),
        })));
        let outputs = device.outputs();
        let [ClientMessage::Ack(ack)] = said(&outputs)[..] else {
            panic!("{outputs:?}")
        };
        assert_eq!(ack.version, version);
        assert_eq!(told(&outputs).len(), events, "version {version}");
    }
}

#[test]
fn a_call_missing_from_the_welcome_is_lost_once() {
    let mut device = Device::online();
    device.hear(ServerMessage::View(Box::new(View { call: ringing(1) })));
    device.close(None);
    device.wake();
    device.signalling.opened();
    device.welcome(Vec::new());
    let outputs = device.outputs();
    let [Event::Online, Event::CallEnded(ended)] = &told(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(ended.reason, EndReason::Lost);
    assert!(device.signalling.view(&call()).is_none());
}

#[test]
fn being_kicked_out_ends_calls_and_commands_and_is_for_good() {
    let mut device = Device::online();
    device.hear(ServerMessage::View(Box::new(View { call: ringing(1) })));
    device.hangup("k1", "hangup");
    device.outputs();
    device.close(Some(4011));
    let outputs = device.outputs();
    let [
        Event::CallEnded(ended),
        Event::SignedOut(SignOut::KickedOut),
    ] = &told(&outputs)[..]
    else {
        panic!("{outputs:?}")
    };
    assert_eq!(ended.reason, EndReason::KickedOut);
    let failed = |output: &Output<&str>| {
        matches!(
            output,
            Output::Answered("hangup", Err(CommandError::SignedOut(_)))
        )
    };
    assert!(outputs.iter().any(failed), "{outputs:?}");
    assert_eq!(device.signalling.deadline(), None);
    device.hangup("k2", "later");
    assert!(matches!(
        device.outputs()[..],
        [Output::Answered("later", Err(_))]
    ));
}

#[test]
fn a_refused_ticket_is_for_good_and_says_what_the_server_said() {
    let mut device = Device::new();
    device.signalling.opened();
    let body = ErrorBody::new(ErrorCode::TicketExpired, "expired an hour ago");
    device.hear(ServerMessage::Error(body.clone()));
    device.close(Some(4304));
    assert_eq!(
        device.signalling.signed_out(),
        Some(&SignOut::Refused(body))
    );
}

#[test]
fn a_server_that_cannot_be_reached_is_an_error_at_first_and_later_is_not() {
    let mut device = Device::new();
    device.close(None);
    assert!(matches!(
        device.signalling.signed_out(),
        Some(SignOut::Unreachable(_))
    ));

    let mut device = Device::online();
    for _ in 0..20 {
        device.close(None);
        assert_eq!(device.signalling.signed_out(), None);
        device.wake();
    }
}

#[test]
fn in_a_call_tries_are_at_most_a_second_apart() {
    let mut device = Device::online();
    device.hear(ServerMessage::View(Box::new(View { call: ringing(1) })));
    for _ in 0..20 {
        device.close(Some(1006));
        let lost = device.now;
        assert!(has_connect(&device.wake()));
        assert!(device.now.duration_since(lost) <= Duration::from_secs(1));
    }
}

#[test]
fn pings_are_sent_and_a_silent_server_is_left() {
    let mut device = Device::online();
    let began = device.now;
    let outputs = device.wake();
    let [ClientMessage::Ping(ping)] = said(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert!(device.now.duration_since(began) <= Duration::from_secs(10));
    let sent = ping.sent.clone();
    device.hear(ServerMessage::Pong(Pong {
        sent,
        now: UnixMs(1),
    }));
    let heard = device.now;
    loop {
        let outputs = device.wake();
        if outputs
            .iter()
            .any(|output| matches!(output, Output::Disconnect))
        {
            assert!(matches!(told(&outputs)[..], [Event::Offline]));
            break;
        }
    }
    assert_eq!(device.now.duration_since(heard), Duration::from_secs(20));
    assert!(has_connect(&device.wake()), "and tried again");
}

#[test]
fn signing_out_says_so_and_ends_calls_as_hung_up() {
    let mut device = Device::online();
    device.hear(ServerMessage::View(Box::new(View { call: ringing(1) })));
    device.outputs();
    device.signalling.logout();
    let outputs = device.outputs();
    assert!(matches!(said(&outputs)[..], [ClientMessage::Logout]));
    let [Event::CallEnded(ended), Event::SignedOut(SignOut::Asked)] = &told(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(ended.reason, EndReason::Hangup);
}
