//! Many changes share a commit, and each is answered for itself.

mod common;

use callkit_store::{
    CommitError, Conflict, Operator as _, Outage, SqliteOptions, SqliteStore, Store as _,
    StoreError,
};

/// While another process holds the database, changes gather behind the one that waits for it.
#[tokio::test]
async fn what_has_queued_is_written_in_one_transaction() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    let before = store.stats();
    let other = common::connection(&dir);
    other.execute_batch("begin immediate").expect("held");
    let mut asked: Vec<_> = (0..100)
        .map(|n| store.commit(common::change(n, 1)))
        .collect();
    let misfit = store.commit(common::change(0, 7));
    asked.extend((100..200).map(|n| store.commit(common::change(n, 1))));
    other.execute_batch("commit").expect("let go");

    for answer in asked {
        answer.await.expect("written");
    }
    let gap = Conflict::VersionGap {
        after: 6,
        stored: 1,
    };
    assert_eq!(misfit.await, Err(CommitError::Conflict(gap)));
    let after = store.stats();
    assert_eq!(after.jobs - before.jobs, 201);
    // The first may have been taken alone, or with any number of those that came after it.
    assert!(after.transactions - before.transactions <= 2, "{after:?}");
}

#[tokio::test]
async fn changes_take_effect_in_the_order_they_were_asked_for() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    let asked: Vec<_> = (1..=500)
        .map(|version| store.commit(common::change(1, version)))
        .collect();
    for answer in asked {
        answer.await.expect("written");
    }
    let call = store
        .call(common::APP, common::call(1))
        .await
        .expect("read")
        .expect("there");
    assert_eq!(call.version, 500);
}

#[tokio::test]
async fn nothing_that_was_queued_is_lost_when_the_store_is_closed() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    for number in 0..300 {
        drop(store.commit(common::change(number, 1)));
    }
    drop(store);
    let store = common::open(&dir);
    for number in 0..300 {
        let call = store
            .call(common::APP, common::call(number))
            .await
            .expect("read");
        assert!(call.is_some(), "call {number}");
    }
}

#[tokio::test]
async fn two_processes_cannot_claim_one_user_for_two_calls() {
    let (_temp, dir) = common::temp();
    let server = common::open(&dir);
    let other = SqliteStore::open_beside(dir.clone(), SqliteOptions::default()).expect("opened");
    for round in 0..50 {
        let claiming = |number| {
            let mut change = common::change(number, 1);
            change.claim = vec![common::user(&format!("user-{round}"))];
            change
        };
        let (one, two) = (round * 2, round * 2 + 1);
        let (first, second) = (server.commit(claiming(one)), other.commit(claiming(two)));
        let answers = [first.await, second.await];
        let won = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(won, 1, "round {round}: {answers:?}");
    }
}

#[tokio::test]
async fn a_database_held_too_long_is_an_outage_that_ends() {
    let (_temp, dir) = common::temp();
    let options = SqliteOptions {
        patience: std::time::Duration::ZERO,
        ..Default::default()
    };
    let store = SqliteStore::open(common::lock(&dir), options).expect("a store");
    let other = common::connection(&dir);
    other.execute_batch("begin immediate").expect("held");
    let refused = store.commit(common::change(1, 1)).await;
    let locked = |error: &StoreError| {
        matches!(
            error,
            StoreError::Unavailable {
                outage: Outage::Locked,
                ..
            }
        )
    };
    assert!(
        matches!(&refused, Err(CommitError::Store(error)) if locked(error)),
        "{refused:?}"
    );
    assert!(store.ready().await.is_err_and(|error| locked(&error)));

    other.execute_batch("rollback").expect("let go");
    assert_eq!(store.ready().await, Ok(()));
    store.commit(common::change(1, 1)).await.expect("written");
}
