//! Two apps with the same user IDs and the same call IDs.

use callkit_protocol::SdkAppId;

use super::sample::{
    APP, NOW, OTHER_APP, call, command, end, fact, fence, key, later, made, next, record, user,
    users,
};
use crate::{CallChange, CommitError, Conflict, Console, Page, RecordFilter, UserChange};

/// Call 1 of alice and bob, of which everything is kept that can be.
fn full(app: SdkAppId) -> CallChange {
    CallChange {
        app,
        facts: vec![fact(1, 1)],
        record: Some(record(&call(1))),
        commands: vec![command("alice", "k1")],
        claim: vec![user("alice"), user("bob")],
        ..made(&call(1))
    }
}

async fn fill(store: &dyn Console, app: SdkAppId) {
    store.commit(full(app)).await.expect("made");
    let change = UserChange {
        nick: Some(format!("Alice of {app}")),
        ..UserChange::default()
    };
    store
        .update_user(app, user("alice"), change, NOW)
        .await
        .expect("written");
    store
        .block(app, user("alice"), user("mallory"))
        .await
        .expect("written");
}

/// Everything that can be read of an app, in one text.
async fn everything(store: &dyn Console, app: SdkAppId) -> String {
    let page = Page {
        offset: 0,
        limit: 10,
    };
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        store.call(app, call(1)).await.expect("read"),
        store.facts(app, call(1)).await.expect("read"),
        store.record(app, call(1)).await.expect("read"),
        store
            .records(app, RecordFilter::default(), page)
            .await
            .expect("read"),
        store
            .records(
                app,
                RecordFilter {
                    user: Some(user("bob")),
                    ..Default::default()
                },
                page
            )
            .await
            .expect("read"),
        store
            .claims(app, users(&["alice", "bob"]))
            .await
            .expect("read"),
        store
            .command(app, user("alice"), key("k1"))
            .await
            .expect("read"),
        store
            .users(app, users(&["alice", "bob"]))
            .await
            .expect("read"),
        store.blocks(app, user("alice")).await.expect("read"),
        store
            .blockers(app, user("mallory"), users(&["alice"]))
            .await
            .expect("read"),
    )
}

/// What is in one app is not in the other, and the other may have the same.
pub async fn one_app_never_sees_what_another_keeps(store: &dyn Console) {
    let nothing = everything(store, OTHER_APP).await;
    fill(store, APP).await;
    assert_ne!(everything(store, APP).await, nothing);
    assert_eq!(everything(store, OTHER_APP).await, nothing);

    fill(store, OTHER_APP).await;
    let other = everything(store, OTHER_APP).await;
    assert!(other.contains("Alice of 1799999999") && !other.contains("Alice of 1400000001"));
}

/// Whatever one app does to its own, the other's stays as it was.
pub async fn one_app_never_changes_what_another_keeps(store: &dyn Console) {
    fill(store, APP).await;
    let before = everything(store, APP).await;

    // With nothing of its own yet, it cannot reach what the other has.
    let orphan = CallChange {
        app: OTHER_APP,
        ..next(&full(OTHER_APP))
    };
    let gap = Conflict::VersionGap {
        after: 1,
        stored: 0,
    };
    assert_eq!(store.commit(orphan).await, Err(CommitError::Conflict(gap)));
    store
        .forget_call(OTHER_APP, call(1), fence())
        .await
        .expect("nothing there to forget");
    store
        .unblock(OTHER_APP, user("alice"), user("mallory"))
        .await
        .expect("nothing to lift");
    assert_eq!(
        store.purge_records(OTHER_APP, later(1_000_000)).await,
        Ok(0)
    );
    assert_eq!(everything(store, APP).await, before);

    // With the same of its own, it changes that and nothing else.
    fill(store, OTHER_APP).await;
    let release = vec![user("alice")];
    let change = CallChange {
        release,
        facts: vec![fact(2, 2)],
        ..next(&full(OTHER_APP))
    };
    store.commit(change.clone()).await.expect("written");
    store.commit(end(&change)).await.expect("ended");
    store
        .forget_call(OTHER_APP, call(1), fence())
        .await
        .expect("forgotten");
    store
        .unblock(OTHER_APP, user("alice"), user("mallory"))
        .await
        .expect("lifted");
    assert_eq!(
        store.purge_records(OTHER_APP, later(1_000_000)).await,
        Ok(1)
    );
    assert_eq!(everything(store, APP).await, before);
}
