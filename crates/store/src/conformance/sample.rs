//! Things to store.

use callkit_protocol::{
    CallId, CommandKey, EndReason, Id as _, MediaKind, RoomId, SdkAppId, UnixMs, UserId,
};

use crate::{
    CallChange, CommandAnswer, Ended, Fence, NewApp, NodeId, OutboxEntry, Record, SecretKey,
    StoredFact,
};

pub(super) const APP: SdkAppId = SdkAppId(1_400_000_001);
pub(super) const OTHER_APP: SdkAppId = SdkAppId(1_799_999_999);
/// Some day in 2025.
pub(super) const NOW: UnixMs = UnixMs(1_750_000_000_000);

/// A point in time so many milliseconds after [`NOW`].
pub(super) fn later(ms: u64) -> UnixMs {
    UnixMs(NOW.0 + ms)
}

pub(super) fn user(name: &str) -> UserId {
    UserId::parse(name).expect("a user ID")
}

pub(super) fn users(names: &[&str]) -> std::collections::BTreeSet<UserId> {
    names.iter().map(|name| user(name)).collect()
}

pub(super) fn key(name: &str) -> CommandKey {
    CommandKey::parse(name).expect("a command key")
}

pub(super) fn call(number: u16) -> CallId {
    let mut bits = [0; 16];
    bits[..2].copy_from_slice(&number.to_be_bytes());
    CallId::from_random(bits)
}

pub(super) fn fence() -> Fence {
    Fence::first(NodeId::new("node-1"))
}

pub(super) fn new_app(app: SdkAppId) -> NewApp {
    NewApp {
        app,
        name: format!("App {app}"),
        secret: secret("first"),
        settings: "{}".to_owned(),
        created_at: NOW,
    }
}

/// A secret key with a word in it, to tell it by.
pub(super) fn secret(word: &str) -> SecretKey {
    SecretKey::parse(&format!("{word}-0123456789abcdef")).expect("a secret key")
}

/// A change that makes `call` and does nothing else.
pub(super) fn made(call: &CallId) -> CallChange {
    CallChange {
        app: APP,
        call: call.clone(),
        fence: fence(),
        after: 0,
        version: 1,
        at: NOW,
        state: r#"{"version":1}"#.to_owned(),
        ended: None,
        facts: Vec::new(),
        record: None,
        outbox: Vec::new(),
        commands: Vec::new(),
        claim: Vec::new(),
        release: Vec::new(),
    }
}

/// The change after that: the same call, one version on.
pub(super) fn next(change: &CallChange) -> CallChange {
    let version = change.version + 1;
    CallChange {
        after: change.version,
        version,
        state: format!(r#"{{"version":{version}}}"#),
        fence: change.fence.clone(),
        app: change.app,
        ..made(&change.call)
    }
}

/// The change after that, which ends the call and leaves a record.
pub(super) fn end(change: &CallChange) -> CallChange {
    let record = record(&change.call);
    CallChange {
        ended: Some(over()),
        record: Some(record),
        ..next(change)
    }
}

pub(super) fn over() -> Ended {
    Ended {
        at: later(60_000),
        expires_at: later(86_460_000),
    }
}

pub(super) fn fact(seq: u64, version: u64) -> StoredFact {
    StoredFact {
        seq,
        version,
        at: later(seq),
        kind: "rang".to_owned(),
        body: format!(r#"{{"fact":"rang","seq":{seq}}}"#),
    }
}

pub(super) fn outbox(seq: u64) -> OutboxEntry {
    OutboxEntry {
        seq,
        kind: "call.started".to_owned(),
        body: "{}".to_owned(),
    }
}

pub(super) fn command(name: &str, key_name: &str) -> CommandAnswer {
    CommandAnswer {
        user: user(name),
        key: key(key_name),
        answer: r#"{"ok":true}"#.to_owned(),
    }
}

/// A record of a video call from alice to bob that was hung up.
pub(super) fn record(call: &CallId) -> Record {
    Record {
        call: call.clone(),
        caller: user("alice"),
        media: MediaKind::Video,
        group: false,
        room: RoomId::new(7).expect("a room ID"),
        started_at: NOW,
        accepted_at: Some(later(3_000)),
        ended_at: later(60_000),
        reason: EndReason::Hangup,
        members: vec![user("alice"), user("bob")],
        details: r#"{"bob":{"left":"hangup"}}"#.to_owned(),
    }
}
