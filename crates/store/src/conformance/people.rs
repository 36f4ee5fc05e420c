//! What is kept about a person, and taking his name out of it.

use std::sync::Arc;

use callkit_protocol::{CallId, DeviceId, Id as _};

use super::sample::{APP, NOW, OTHER_APP, call, command, end, later, made, record, user};
use crate::{
    CallChange, Console, Erased, Erasure, MediaLog, Page, PeoplePage, Person, QualityChunk, Record,
    RecordFilter, Rename, Renamer, StoredFact, Traces, UserChange,
};

/// Replaces the name wherever it stands.
struct Everywhere;

impl Rename for Everywhere {
    fn details(&self, json: &str) -> Result<String, String> {
        Ok(json.replace("bob", "gone"))
    }

    fn fact(&self, json: &str) -> Result<String, String> {
        Ok(json.replace("bob", "gone"))
    }
}

fn erasure() -> Erasure {
    Erasure {
        app: APP,
        user: user("bob"),
        replaced_by: user("gone"),
        at: later(500),
    }
}

fn renamer() -> Renamer {
    Renamer(Arc::new(Everywhere))
}

fn of_bob(call: &CallId) -> CallChange {
    CallChange {
        facts: vec![StoredFact {
            seq: 1,
            version: 1,
            at: NOW,
            kind: "rang".to_owned(),
            body: r#"{"fact":"rang","user":"bob"}"#.to_owned(),
        }],
        commands: vec![command("bob", "k1")],
        ..made(call)
    }
}

async fn fill(store: &dyn Console) {
    let first = of_bob(&call(1));
    store.commit(first.clone()).await.expect("made");
    store.commit(end(&first)).await.expect("ended");
    let change = UserChange {
        nick: Some("Bob".to_owned()),
        ..UserChange::default()
    };
    store
        .update_user(APP, user("bob"), change, NOW)
        .await
        .expect("written");
    for (who, blocked) in [("bob", "mallory"), ("carol", "bob")] {
        store
            .block(APP, user(who), user(blocked))
            .await
            .expect("written");
    }
    let chunk = |name| QualityChunk {
        user: user(name),
        device: DeviceId::parse("phone").expect("a device ID"),
        from: NOW,
        samples: vec![1],
    };
    let log = MediaLog {
        chunks: vec![chunk("alice"), chunk("bob")],
        notes: Vec::new(),
    };
    store.save_media(APP, call(1), log).await.expect("written");
}

/// In his own app only.
pub async fn traces_count_what_names_a_user(store: &dyn Console) {
    fill(store).await;
    let traces = Traces {
        blocked_by: 1,
        records: 1,
        oldest_record: Some(NOW),
        newest_record: Some(NOW),
        commands: 1,
        calls_with_quality: 1,
    };
    assert_eq!(store.traces(APP, user("bob")).await, Ok(traces));
    assert_eq!(
        store.traces(OTHER_APP, user("bob")).await,
        Ok(Traces::default())
    );
}

/// Everybody else is still in it.
pub async fn an_erased_user_is_in_nothing_that_is_kept(store: &dyn Console) {
    fill(store).await;
    let erased = store.erase_user(erasure(), renamer()).await;
    let expected = Erased {
        profile: true,
        blocks: 2,
        records: 1,
    };
    assert_eq!(erased, Ok(expected));
    assert_eq!(store.traces(APP, user("bob")).await, Ok(Traces::default()));
    assert_eq!(store.users(APP, [user("bob")].into()).await, Ok(vec![]));
    let kept = store.record(APP, call(1)).await.expect("read");
    let kept = kept.expect("the record stays");
    assert_eq!(kept.members, [user("alice"), user("gone")]);
    assert_eq!(kept.details, r#"{"gone":{"left":"hangup"}}"#);
    let facts = store.facts(APP, call(1)).await.expect("read");
    assert_eq!(facts[0].body, r#"{"fact":"rang","user":"gone"}"#);
    let media = store.media_log(APP, call(1)).await.expect("read");
    let users: Vec<_> = media.chunks.iter().map(|chunk| &chunk.user).collect();
    assert_eq!(users, [&user("alice")]);
    let filter = RecordFilter {
        user: Some(user("gone")),
        ..RecordFilter::default()
    };
    let page = Page {
        offset: 0,
        limit: 5,
    };
    let found = store.records(APP, filter, page).await.expect("read");
    assert_eq!(found.total, 1, "found by the new name");
}

/// Until nobody can still be in one.
pub async fn an_erasure_reaches_a_call_that_ends_later(store: &dyn Console) {
    let first = of_bob(&call(1));
    store.commit(first.clone()).await.expect("made");
    let erased = store
        .erase_user(erasure(), renamer())
        .await
        .expect("erased");
    assert_eq!(erased.records, 0, "there is none yet");
    store.commit(end(&first)).await.expect("ended");
    assert_eq!(store.erasures(later(500)).await, Ok(vec![erasure()]));
    assert_eq!(store.erase_again(erasure(), renamer()).await, Ok(1));
    assert_eq!(store.traces(APP, user("bob")).await, Ok(Traces::default()));
    // A call that is made afterwards is somebody's who came back.
    let record = Record {
        started_at: later(501),
        ..record(&call(2))
    };
    let second = CallChange {
        record: Some(record),
        ..made(&call(2))
    };
    store.commit(second).await.expect("written");
    assert_eq!(store.erase_again(erasure(), renamer()).await, Ok(0));
    assert_eq!(store.erasures(later(501)).await, Ok(vec![]), "forgotten");
}

/// Calls are written in between.
pub async fn more_records_than_a_chunk_are_erased(store: &dyn Console) {
    let mut written = Vec::new();
    for number in 0..1_200 {
        let change = CallChange {
            record: Some(record(&call(number))),
            ..made(&call(number))
        };
        written.push(store.commit(change));
    }
    for written in written {
        written.await.expect("written");
    }
    let erased = store
        .erase_user(erasure(), renamer())
        .await
        .expect("erased");
    assert_eq!(erased.records, 1_200);
    let traces = store.traces(APP, user("gone")).await.expect("read");
    assert_eq!(traces.records, 1_200);
}

async fn listed(store: &dyn Console, text: &str, page: Page) -> (u64, Vec<Person>) {
    let found = store.people(APP, text.to_owned(), page).await;
    let PeoplePage { total, people } = found.expect("read");
    (total, people)
}

/// Whether it is a profile, somebody he blocks, or a record; of this app only.
pub async fn everybody_of_whom_something_is_kept_is_listed(store: &dyn Console) {
    fill(store).await;
    let all = Page {
        offset: 0,
        limit: 10,
    };
    let person = |name: &str, nick: &str, records| Person {
        user: user(name),
        nick: nick.to_owned(),
        records,
        newest_record: (records > 0).then_some(NOW),
    };
    let (alice, bob) = (person("alice", "", 1), person("bob", "Bob", 1));
    let carol = person("carol", "", 0);
    let everybody = vec![alice.clone(), bob.clone(), carol.clone()];
    assert_eq!(listed(store, "", all).await, (3, everybody));
    let second = Page {
        offset: 1,
        limit: 1,
    };
    assert_eq!(listed(store, "", second).await, (3, vec![bob.clone()]));
    // By a part of either name, as people type it.
    assert_eq!(listed(store, "BO", all).await, (1, vec![bob]));
    assert_eq!(listed(store, "ar", all).await, (1, vec![carol]));
    assert_eq!(listed(store, "' or 1 = 1 --", all).await, (0, vec![]));
    assert_eq!(listed(store, "%", all).await, (0, vec![]));
    let elsewhere = store.people(OTHER_APP, String::new(), all).await;
    assert_eq!(elsewhere.expect("read").total, 0);
}

/// However that comes about.
pub async fn a_list_of_people_follows_their_records(store: &dyn Console) {
    fill(store).await;
    let all = Page {
        offset: 0,
        limit: 10,
    };
    let mut second = CallChange {
        record: Some(record(&call(2))),
        ..made(&call(2))
    };
    second.record.as_mut().expect("a record").started_at = later(7);
    store.commit(second).await.expect("written");
    let (_, people) = listed(store, "alice", all).await;
    assert_eq!(
        (people[0].records, people[0].newest_record),
        (2, Some(later(7)))
    );
    store
        .erase_user(erasure(), renamer())
        .await
        .expect("erased");
    let names = async |store: &dyn Console| {
        let (_, people) = listed(store, "", all).await;
        let name = |person: Person| (person.user.as_str().to_owned(), person.records);
        people.into_iter().map(name).collect::<Vec<_>>()
    };
    let named = |name: &str, records: u64| (name.to_owned(), records);
    assert_eq!(names(store).await, [named("alice", 2), named("gone", 2)]);
    store.purge_records(APP, later(7)).await.expect("purged");
    assert_eq!(names(store).await, [named("alice", 1), named("gone", 1)]);
    store.purge_records(APP, later(8)).await.expect("purged");
    assert_eq!(names(store).await, []);
}
