//! A full disk is an outage: clear, whole, and over when there is room again.

mod common;

use callkit_store::{CommitError, Operator as _, Outage, SqliteStore, Store as _, StoreError};

fn is_full(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Unavailable {
            outage: Outage::DiskFull,
            ..
        }
    )
}

/// Writes ever larger calls until one is refused, and says how many were written.
async fn fill(store: &SqliteStore) -> u32 {
    for number in 0.. {
        let mut change = common::change(number, 1);
        change.state = "x".repeat(10_000);
        match store.commit(change).await {
            Ok(()) => {}
            Err(CommitError::Store(error)) if is_full(&error) => return number,
            Err(error) => panic!("call {number}: {error}"),
        }
    }
    unreachable!("a disk is full at some time")
}

#[tokio::test]
async fn what_was_answered_is_there_and_what_was_refused_is_not() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    store.limit_growth(Some(40)).await.expect("limited");
    let written = fill(&store).await;
    assert!(written > 0);
    assert!(
        store.ready().await.is_err_and(|error| is_full(&error)),
        "not ready while it is full"
    );

    for number in 0..=written {
        let call = store
            .call(common::APP, common::call(number))
            .await
            .expect("reading goes on");
        let facts = store
            .facts(common::APP, common::call(number))
            .await
            .expect("read");
        assert_eq!(
            (call.is_some(), facts.len()),
            (number < written, usize::from(number < written))
        );
    }
    drop(store);
    let store = common::open(&dir);
    for number in 0..=written {
        let call = store
            .call(common::APP, common::call(number))
            .await
            .expect("read");
        assert_eq!(call.is_some(), number < written, "call {number}");
    }
}

#[tokio::test]
async fn it_goes_on_when_there_is_room_again() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    store.limit_growth(Some(40)).await.expect("limited");
    let refused = fill(&store).await;
    store.limit_growth(None).await.expect("room");
    assert_eq!(store.ready().await, Ok(()));
    store
        .commit(common::change(refused, 1))
        .await
        .expect("the same change, tried again");
    store
        .commit(common::change(0, 2))
        .await
        .expect("a call from before");
}

/// Whether a change that needs no room gets through beside one that needs too much is up to SQLite;
/// whatever is answered must be true.
#[tokio::test]
async fn every_answer_is_true_when_the_disk_fills_within_a_batch() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    store.limit_growth(Some(40)).await.expect("limited");
    let other = common::connection(&dir);
    other.execute_batch("begin immediate").expect("held");
    let asked: Vec<_> = (0..60)
        .map(|number| {
            let mut change = common::change(number, 1);
            change.state = "x".repeat(if number % 2 == 0 { 10_000 } else { 10 });
            store.commit(change)
        })
        .collect();
    other.execute_batch("commit").expect("let go");
    let mut refused = 0;
    for (number, answer) in (0..).zip(asked) {
        let answer = answer.await;
        let call = store
            .call(common::APP, common::call(number))
            .await
            .expect("read");
        assert_eq!(call.is_some(), answer.is_ok(), "call {number}: {answer:?}");
        refused += u32::from(answer.is_err());
    }
    assert!(refused > 0);
}
