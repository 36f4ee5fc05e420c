//! One user, one call.

use super::sample::{APP, call, end, made, next, user, users};
use crate::{CallChange, CommitError, Conflict, Console};

fn busy(name: &str, number: u16) -> Result<(), CommitError> {
    Err(Conflict::Busy {
        user: user(name),
        call: call(number),
    }
    .into())
}

fn claiming(number: u16, names: &[&str]) -> CallChange {
    CallChange {
        claim: names.iter().map(|name| user(name)).collect(),
        ..made(&call(number))
    }
}

/// The error says in which call he is.
pub async fn a_claimed_user_is_busy_until_released(store: &dyn Console) {
    let first = claiming(1, &["alice", "bob"]);
    store.commit(first.clone()).await.expect("made");
    let claims = store.claims(APP, users(&["alice", "bob", "carol"])).await;
    assert_eq!(
        claims,
        Ok([(user("alice"), call(1)), (user("bob"), call(1))].into())
    );
    assert_eq!(
        store.commit(claiming(2, &["carol", "bob"])).await,
        busy("bob", 1)
    );

    let freed = CallChange {
        release: vec![user("bob")],
        ..next(&first)
    };
    store.commit(freed).await.expect("written");
    store
        .commit(claiming(2, &["carol", "bob"]))
        .await
        .expect("made");
    assert_eq!(
        store.commit(claiming(3, &["alice"])).await,
        busy("alice", 1)
    );
}

/// However many ask at once.
pub async fn of_two_calls_that_claim_one_user_exactly_one_wins(store: &dyn Console) {
    for round in 0..20 {
        let name = format!("user-{round}");
        let rivals: Vec<_> = (0..4).map(|n| round * 4 + n).collect();
        let asked: Vec<_> = rivals
            .iter()
            .map(|n| store.commit(claiming(*n, &[&name])))
            .collect();
        let mut won = Vec::new();
        for (number, answer) in rivals.into_iter().zip(asked) {
            match answer.await {
                Ok(()) => won.push(number),
                Err(error) => assert!(
                    matches!(&error, CommitError::Conflict(Conflict::Busy { .. })),
                    "{error}"
                ),
            }
        }
        assert_eq!(won.len(), 1, "{won:?}");
        let claims = store.claims(APP, users(&[&name])).await.expect("read");
        assert_eq!(claims[&user(&name)], call(won[0]));
    }
}

/// A claim that the call has is no conflict.
pub async fn a_change_may_claim_again_whom_it_has(store: &dyn Console) {
    let first = claiming(1, &["alice"]);
    store.commit(first.clone()).await.expect("made");
    store
        .commit(CallChange {
            claim: vec![user("alice")],
            ..next(&first)
        })
        .await
        .expect("written");
    let back = CallChange {
        release: vec![user("alice")],
        claim: vec![user("alice")],
        ..next(&next(&first))
    };
    store.commit(back).await.expect("written");
    assert_eq!(
        store
            .claims(APP, users(&["alice"]))
            .await
            .expect("read")
            .len(),
        1
    );
}

/// Releasing somebody who is in another call leaves him there.
pub async fn a_call_releases_only_its_own_claims(store: &dyn Console) {
    store.commit(claiming(1, &["alice"])).await.expect("made");
    let other = claiming(2, &["bob"]);
    store.commit(other.clone()).await.expect("made");
    let wrong = CallChange {
        release: vec![user("alice")],
        ..next(&other)
    };
    store.commit(wrong.clone()).await.expect("written");
    store.commit(end(&wrong)).await.expect("ended");
    let claims = store.claims(APP, users(&["alice", "bob"])).await;
    assert_eq!(claims, Ok([(user("alice"), call(1))].into()));
}

/// Also of a call that is running: its version, and those it wanted to release, stay as they were.
pub async fn one_busy_user_fails_the_whole_change(store: &dyn Console) {
    store.commit(claiming(1, &["bob"])).await.expect("made");
    let running = claiming(2, &["alice"]);
    store.commit(running.clone()).await.expect("made");
    let invite = CallChange {
        release: vec![user("alice")],
        claim: vec![user("carol"), user("bob")],
        ..next(&running)
    };
    assert_eq!(store.commit(invite).await, busy("bob", 1));
    assert_eq!(
        store
            .call(APP, call(2))
            .await
            .expect("read")
            .expect("there")
            .version,
        1
    );
    let claims = store.claims(APP, users(&["alice", "carol"])).await;
    assert_eq!(claims, Ok([(user("alice"), call(2))].into()));
}

/// Nobody stays busy with a call that is over, even if the change that ends it does not name him.
pub async fn an_end_releases_everybody(store: &dyn Console) {
    let first = claiming(1, &["alice", "bob"]);
    store.commit(first.clone()).await.expect("made");
    store.commit(end(&first)).await.expect("ended");
    assert_eq!(
        store.claims(APP, users(&["alice", "bob"])).await,
        Ok([].into())
    );
}
