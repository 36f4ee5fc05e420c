//! Databases of other versions, of other programs, and of none.

mod common;

use std::fs;

use callkit_protocol::{CommandKey, EndReason, Id as _, MediaKind, UnixMs};
use callkit_store::{
    AppStatus, Console as _, DataDir, Ended, NodeId, OpenError, Operator as _, Page, RecordFilter,
    SqliteOptions, SqliteStore, Store as _,
};
use common::{APP, call, connection, user};

/// Each released schema with data in it, as SQL. A file is never changed once it is released.
const SCHEMA_1: &str = include_str!("fixtures/schema-0001.sql");
const SCHEMA_2: &str = include_str!("fixtures/schema-0002.sql");

fn try_open(dir: &DataDir) -> Result<SqliteStore, OpenError> {
    SqliteStore::open(common::lock(dir), SqliteOptions::default())
}

/// The name and the definition of everything in a database.
fn schema(dir: &DataDir) -> Vec<(String, String)> {
    let db = connection(dir);
    let sql = "select name, sql from sqlite_schema where sql is not null order by name";
    let mut select = db.prepare(sql).expect("prepared");
    let rows = select
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("read");
    rows.collect::<Result<_, _>>().expect("read")
}

#[tokio::test]
async fn a_database_of_schema_1_opens_with_everything_in_it() {
    let (_temp, dir) = common::temp();
    connection(&dir).execute_batch(SCHEMA_1).expect("restored");
    let store = try_open(&dir).expect("a store");
    let start = UnixMs(1_750_000_000_000);

    let installation = store.installation().await.expect("read");
    assert_eq!(installation.id, NodeId::new("00d1b2c3e4f56789"));
    assert_eq!(installation.created_at, UnixMs(1_749_999_000_000));

    let app = store.app(APP).await.expect("read").expect("there");
    assert_eq!(
        (app.name.as_str(), app.status),
        ("Default", AppStatus::Enabled)
    );
    assert_eq!(app.settings, r#"{"several_devices":false}"#);
    let keys: Vec<_> = app.valid_keys(start).map(|key| key.expose()).collect();
    assert_eq!(keys, ["second-secret-key-of-the-fixture"]);
    let disabled = &store.apps().await.expect("read")[1];
    assert_eq!(
        (disabled.app.0, disabled.status),
        (1_799_999_999, AppStatus::Disabled)
    );

    let live = store
        .call(APP, call(1))
        .await
        .expect("read")
        .expect("there");
    assert_eq!((live.version, live.fence.epoch, live.ended), (2, 3, None));
    assert_eq!(live.fence.owner, installation.id);
    assert_eq!(live.state, r#"{"phase":"ringing"}"#);
    assert_eq!(store.facts(APP, call(1)).await.expect("read").len(), 2);
    let claims = store
        .claims(APP, [user("alice"), user("bob")].into())
        .await
        .expect("read");
    assert!(claims.len() == 2 && claims.values().all(|claimed| *claimed == call(1)));
    let key = CommandKey::parse("k1").expect("a key");
    let command = store
        .command(APP, user("alice"), key)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (command.call, command.answer.as_str()),
        (call(1), r#"{"ok":true}"#)
    );

    let ended = store
        .call(APP, call(2))
        .await
        .expect("read")
        .expect("there");
    let at = UnixMs(1_749_999_960_000);
    assert_eq!(
        ended.ended,
        Some(Ended {
            at,
            expires_at: UnixMs(1_750_086_360_000)
        })
    );
    let page = Page {
        offset: 0,
        limit: 10,
    };
    let filter = RecordFilter {
        user: Some(user("bob")),
        ..RecordFilter::default()
    };
    let records = store.records(APP, filter, page).await.expect("read");
    assert_eq!((records.total, records.records.len()), (1, 1));
    let record = &records.records[0];
    assert_eq!(
        (&record.call, record.media, record.group),
        (&call(2), MediaKind::Video, false)
    );
    assert_eq!((record.reason, record.ended_at), (EndReason::Hangup, at));
    assert_eq!(record.members, [user("alice"), user("bob")]);

    let users = store
        .users(APP, [user("alice")].into())
        .await
        .expect("read");
    assert!(users[0].nick == "爱丽丝" && users[0].do_not_disturb);
    assert_eq!(
        store.blocks(APP, user("alice")).await,
        Ok([user("mallory")].into())
    );
    assert_eq!(store.outbox_len().await, Ok(1));
}

#[tokio::test]
async fn a_database_of_schema_2_opens_with_everything_in_it() {
    let (_temp, dir) = common::temp();
    connection(&dir).execute_batch(SCHEMA_2).expect("restored");
    let store = try_open(&dir).expect("a store");
    let start = UnixMs(1_750_000_000_000);

    let password = store.console_password().await.expect("read");
    assert!(password.is_some_and(|hash| hash.0.starts_with("$argon2id$")));
    let sessions = store.sessions(start).await.expect("read");
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].address, "127.0.0.1");

    let media = store.media_log(APP, call(2)).await.expect("read");
    assert_eq!(media.chunks[0].samples, [1, 2, 3, 4]);
    assert_eq!(media.notes.len(), 1);
    let alice = store.traces(APP, user("alice")).await.expect("read");
    assert_eq!((alice.records, alice.calls_with_quality), (1, 1));
    let erasures = store.erasures(UnixMs(0)).await.expect("read");
    assert_eq!(erasures[0].user, user("eve"));

    // What is new is there of what is old.
    let page = Page {
        offset: 0,
        limit: 10,
    };
    let people = store
        .people(APP, String::new(), page)
        .await
        .expect("read")
        .people;
    let named: Vec<_> = people
        .iter()
        .map(|person| (person.user.as_str(), person.records))
        .collect();
    assert_eq!(named, [("alice", 1), ("bob", 1)]);
    assert_eq!(people[1].newest_record, Some(UnixMs(1_749_999_900_000)));
    let filter = RecordFilter {
        user: Some(user("bob")),
        reasons: vec![EndReason::Hangup],
        media: Some(MediaKind::Video),
        ..RecordFilter::default()
    };
    let records = store.records(APP, filter, page).await.expect("read");
    assert_eq!(records.total, 1);
}

/// While a schema is the newest one, this also says that its script was not edited afterwards.
#[test]
fn a_new_database_and_one_that_grew_have_the_same_schema() {
    let (_temp, new) = common::temp();
    drop(try_open(&new).expect("a store"));
    for old in [SCHEMA_1, SCHEMA_2] {
        let (_temp, grown) = common::temp();
        connection(&grown).execute_batch(old).expect("restored");
        drop(try_open(&grown).expect("a store"));
        assert_eq!(schema(&grown), schema(&new));
    }
}

#[test]
fn a_database_from_a_newer_version_is_refused_with_both_versions() {
    let (_temp, dir) = common::temp();
    drop(common::open(&dir));
    connection(&dir)
        .execute_batch(
            "pragma user_version = 999;
             update meta set value = '7.8.9' where name = 'written_by'",
        )
        .expect("made newer");
    let error = try_open(&dir).expect_err("too new").to_string();
    for part in [
        "schema 999",
        "7.8.9",
        env!("CARGO_PKG_VERSION"),
        "up to 3",
        "callkit.sqlite",
    ] {
        assert!(error.contains(part), "{part} is missing: {error}");
    }
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let (_temp, dir) = common::temp();
    connection(&dir)
        .execute_batch("create table photos (id integer)")
        .expect("made");
    let error = try_open(&dir).expect_err("not ours");
    assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
    assert_eq!(schema(&dir).len(), 1);
}

#[test]
fn a_file_that_is_no_database_is_named_and_left_alone() {
    let (_temp, dir) = common::temp();
    let text = "this is no database. ".repeat(500);
    fs::write(dir.database(), &text).expect("written");
    let error = try_open(&dir).expect_err("no database").to_string();
    assert!(
        error.contains("callkit.sqlite") && error.contains("not a database"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(dir.database()).expect("read"), text);
}

#[tokio::test]
async fn a_value_that_cannot_be_true_is_reported_as_damage() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    store.commit(common::change(1, 1)).await.expect("written");
    connection(&dir)
        .execute_batch(
            "pragma foreign_keys = off;
             insert into busy values (1400000001, 'alice', 'not a call')",
        )
        .expect("damaged");
    let error = store
        .claims(APP, [user("alice")].into())
        .await
        .expect_err("damaged");
    assert!(
        matches!(&error, callkit_store::StoreError::Corrupt { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("call_id must be"), "{error}");
}

/// As when `make run` and `callkit app` start together on a fresh machine.
#[test]
fn two_processes_may_make_the_database_at_the_same_time() {
    for _ in 0..10 {
        let (_temp, dir) = common::temp();
        let start = std::sync::Barrier::new(2);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    start.wait();
                    SqliteStore::open_beside(dir.clone(), SqliteOptions::default())
                        .expect("a store");
                });
            }
        });
    }
}
