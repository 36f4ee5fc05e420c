//! One function a case: what people do, until everybody has been told that it is over.

use std::sync::Arc;
use std::time::Duration;

use callkit_engine::{CallId, CallOptions, MediaKind, Platform, Switch};
use callkit_protocol::{SdkAppId, UserId};
use callkit_server::config::Config;
use callkit_server::{Clock, RunningServer, Server};
use callkit_store::{DataDir, SecretKey, SqliteOptions, SqliteStore, Store as _};
use callkit_usersig::{Claims, sign};
use tempfile::TempDir;

use crate::device::{Device, Kind};
use crate::table::Row;

/// Every case that is played; the table has a row for each.
pub(crate) const NAMES: &[&str] = &[
    "alice hangs up a connected call",
    "bob hangs up a connected call",
    "alice calls off",
    "bob declines",
    "bob is in another call",
    "it rings and nobody answers",
    "bob does not want to be disturbed",
    "bob is not signed in",
    "bob answers on his other device",
    "bob declines on his other device",
    "bob accepts and his media never comes up",
    "bob's program dies",
    "bob signs in on a second device of the same kind",
    "the operator ends the call",
];

/// A server for one case, with an app and a database of its own.
struct Stage {
    server: RunningServer,
    dir: TempDir,
    app: SdkAppId,
    key: SecretKey,
}

impl Stage {
    async fn set() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = Config {
            data_dir: dir.path().join("data"),
            listen: "127.0.0.1:0".parse().unwrap(),
            media_port: 0,
            rtmp_listen: "127.0.0.1:0".parse().unwrap(),
            media_workers: Some(1),
            media_address: vec!["127.0.0.1".parse().unwrap()],
            ..Config::default()
        };
        let server = Server::start(config).await.unwrap();
        let first = server.first_start.clone().expect("the directory was empty");
        Self {
            server,
            dir,
            app: first.app,
            key: first.secret,
        }
    }

    async fn signs_in(&self, name: &str, kind: Kind) -> Device {
        let user: UserId = name.parse().unwrap();
        let claims = Claims {
            app: self.app.0,
            user: name.to_owned(),
            issued_at: Clock::start().now().0 / 1000,
            expire: 3600,
        };
        let ticket = sign(&claims, &self.key, None).unwrap().into_string();
        let server = format!("http://{}", self.server.addr);
        Device::sign_in(&server, self.app, &user, ticket, kind).await
    }

    /// What the record of a call says, as a cell of the table.
    async fn record(&self, call: &CallId) -> String {
        let dir = DataDir::open(self.dir.path().join("data")).unwrap();
        let store = SqliteStore::open_beside(dir, SqliteOptions::default()).unwrap();
        let record = store
            .record(self.app, call.clone())
            .await
            .unwrap()
            .expect("a record");
        let details: callkit_call::Record = serde_json::from_str(&record.details).unwrap();
        let members = details.members.iter().map(|member| {
            let reason = member.reason.map_or("still there", |reason| reason.name());
            format!("{} {reason}", member.user)
        });
        let accepted = if record.accepted_at.is_some() {
            "accepted"
        } else {
            "never accepted"
        };
        let members: Vec<_> = members.collect();
        format!("{}, {accepted}: {}", record.reason, members.join(", "))
    }
}

async fn rings(alice: &Device, seconds: u64) -> CallId {
    let options = CallOptions {
        timeout_s: Some(seconds),
        ..CallOptions::default()
    };
    alice
        .engine
        .call("bob".parse().unwrap(), MediaKind::Audio, options)
        .await
        .unwrap()
}

/// Plays a case and gives what was seen.
pub(crate) async fn play(case: &str) -> Row {
    let stage = Arc::new(Stage::set().await);
    let mut alice = stage.signs_in("alice", Kind::NATIVE).await;
    let mut other = None;
    let mut bob = None;
    let call;
    match case {
        "bob is not signed in" => call = rings(&alice, 1).await,
        "bob is in another call" => {
            let mut callee = stage.signs_in("bob", Kind::NATIVE).await;
            let carol = stage.signs_in("carol", Kind::NATIVE).await;
            rings(&carol, 30).await;
            callee.hears("received").await;
            let busy = callee.call();
            call = rings(&alice, 30).await;
            alice.hears("ended").await;
            carol.engine.hangup(&busy).await.unwrap();
        }
        "bob does not want to be disturbed" => {
            let callee = stage.signs_in("bob", Kind::NATIVE).await;
            callee.engine.set_do_not_disturb(Switch::On).await.unwrap();
            call = rings(&alice, 1).await;
            alice.hears("ended").await;
            bob = Some(callee);
        }
        "bob's program dies" => {
            let (dying, gone) = tokio::sync::oneshot::channel();
            let stage = Arc::clone(&stage);
            // A runtime of its own, so that everything of bob's can end without a word.
            let program = std::thread::spawn(move || {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                let mut callee = runtime.block_on(stage.signs_in("bob", Kind::NATIVE));
                runtime.block_on(async {
                    callee.hears("received").await;
                    callee.engine.accept(&callee.call()).await.unwrap();
                    gone.await.unwrap();
                });
                runtime.shutdown_timeout(Duration::from_secs(10));
                drop(callee);
            });
            call = rings(&alice, 30).await;
            alice.sees_connected("bob").await;
            dying.send(()).unwrap();
            tokio::task::spawn_blocking(|| program.join())
                .await
                .unwrap()
                .unwrap();
        }
        _ => {
            let mut callee = stage.signs_in("bob", kind_of_bob(case)).await;
            let two = case.ends_with("other device");
            if two {
                other = Some(stage.signs_in("bob", Kind::WEB).await);
            }
            call = rings(
                &alice,
                if case == "it rings and nobody answers" {
                    1
                } else {
                    30
                },
            )
            .await;
            alice.hears("bob rang").await;
            callee.hears("received").await;
            if let Some(other) = &mut other {
                other.hears("received").await;
            }
            act(case, &stage, &mut alice, &mut callee, &call).await;
            callee.hears("ended").await;
            bob = Some(callee);
        }
    }
    alice.hears("ended").await;
    if let Some(other) = &mut other {
        other.hears("ended").await;
    }
    let cell = |device: &Option<Device>| {
        let told = device.as_ref().map(Device::cell).unwrap_or_default();
        if told.is_empty() {
            "nothing".to_owned()
        } else {
            told
        }
    };
    Row {
        case: case.to_owned(),
        caller: alice.cell(),
        callee: cell(&bob),
        other: other.as_ref().map_or("–".to_owned(), Device::cell),
        record: stage.record(&call).await,
    }
}

fn kind_of_bob(case: &str) -> Kind {
    let without_media = case == "bob accepts and his media never comes up";
    Kind {
        without_media,
        ..Kind::NATIVE
    }
}

/// What ends a call that rings on bob's device.
async fn act(case: &str, stage: &Stage, alice: &mut Device, bob: &mut Device, call: &CallId) {
    match case {
        "it rings and nobody answers" => return,
        "alice calls off" => return alice.engine.hangup(call).await.unwrap(),
        "bob declines" | "bob declines on his other device" => {
            return bob.engine.reject(call).await.unwrap();
        }
        _ => bob.engine.accept(call).await.unwrap(),
    }
    alice.hears("connected").await;
    bob.hears("connected").await;
    match case {
        "alice hangs up a connected call" => alice.engine.hangup(call).await.unwrap(),
        "bob hangs up a connected call" | "bob answers on his other device" => {
            bob.engine.hangup(call).await.unwrap();
        }
        "bob signs in on a second device of the same kind" => {
            let kind = Kind {
                id: "second",
                platform: Platform::Native,
                ..Kind::NATIVE
            };
            let _second = stage.signs_in("bob", kind).await;
            bob.hears("signed out:").await;
        }
        "the operator ends the call" => {
            stage.server.exchange().end_call(stage.app, call.clone());
        }
        "bob accepts and his media never comes up" => {}
        _ => panic!("no such case: {case}"),
    }
}
