//! Writing calls, and changes of hands.

use super::sample::{APP, call, end, fact, fence, made, next, outbox, over, record, user};
use crate::{CallChange, CommitError, Conflict, Console, Fence, NodeId, StoredCall};

fn conflict(conflict: Conflict) -> Result<(), CommitError> {
    Err(CommitError::Conflict(conflict))
}

async fn version(store: &dyn Console, number: u16) -> u64 {
    store
        .call(APP, call(number))
        .await
        .expect("read")
        .map_or(0, |call| call.version)
}

/// Everything in a change can be read back.
pub async fn a_call_is_read_as_it_was_written(store: &dyn Console) {
    assert_eq!(store.call(APP, call(1)).await, Ok(None));
    let first = CallChange {
        facts: vec![fact(1, 1), fact(2, 1)],
        ..made(&call(1))
    };
    store.commit(first.clone()).await.expect("made");
    let mut stored = StoredCall {
        app: APP,
        call: call(1),
        fence: fence(),
        version: 1,
        state: first.state.clone(),
        ended: None,
    };
    assert_eq!(store.call(APP, call(1)).await, Ok(Some(stored.clone())));

    let last = CallChange {
        facts: vec![fact(3, 2)],
        ..end(&first)
    };
    store.commit(last.clone()).await.expect("ended");
    stored.version = 2;
    stored.state = last.state;
    stored.ended = Some(over());
    assert_eq!(store.call(APP, call(1)).await, Ok(Some(stored)));
    let facts = store.facts(APP, call(1)).await;
    assert_eq!(facts, Ok(vec![fact(1, 1), fact(2, 1), fact(3, 2)]));
    assert_eq!(store.record(APP, call(1)).await, Ok(Some(record(&call(1)))));
}

/// A change made from another version than the stored one is refused and says which one is stored.
pub async fn a_change_must_follow_the_stored_version(store: &dyn Console) {
    let first = made(&call(1));
    let (second, third) = (next(&first), next(&next(&first)));
    let gap = |after, stored| conflict(Conflict::VersionGap { after, stored });

    assert_eq!(store.commit(second.clone()).await, gap(1, 0));
    store.commit(first).await.expect("made");
    assert_eq!(store.commit(third.clone()).await, gap(2, 1));
    store.commit(second.clone()).await.expect("written");
    assert_eq!(store.commit(second).await, gap(1, 2));
    let backwards = CallChange {
        version: 2,
        ..third.clone()
    };
    assert_eq!(store.commit(backwards).await, gap(2, 2));
    store.commit(third).await.expect("written");
}

/// Versions that were never written may lie between two that were; their facts come along.
pub async fn changes_that_may_be_lost_ride_with_the_next_one(store: &dyn Console) {
    let first = CallChange {
        facts: vec![fact(1, 1)],
        ..made(&call(1))
    };
    store.commit(first.clone()).await.expect("made");
    let fourth = CallChange {
        version: 4,
        facts: vec![fact(2, 2), fact(3, 3), fact(4, 4)],
        ..next(&first)
    };
    store.commit(fourth).await.expect("written");
    assert_eq!(version(store, 1).await, 4);
    assert_eq!(store.facts(APP, call(1)).await.expect("read").len(), 4);
}

/// Of many changes that follow the same version, asked for at once, one is written.
pub async fn two_changes_of_one_version_are_not_both_written(store: &dyn Console) {
    let first = made(&call(1));
    store.commit(first.clone()).await.expect("made");
    let rivals: Vec<_> = (0..20)
        .map(|n| {
            store.commit(CallChange {
                state: format!("{n}"),
                ..next(&first)
            })
        })
        .collect();
    let mut won = Vec::new();
    for (n, rival) in rivals.into_iter().enumerate() {
        match rival.await {
            Ok(()) => won.push(n.to_string()),
            Err(error) => {
                let gap = Conflict::VersionGap {
                    after: 1,
                    stored: 2,
                };
                assert_eq!(error, CommitError::Conflict(gap));
            }
        }
    }
    let stored = store
        .call(APP, call(1))
        .await
        .expect("read")
        .expect("there");
    assert_eq!(won, [stored.state]);
}

/// A call ID that is in use makes no second call.
pub async fn a_call_cannot_be_made_twice(store: &dyn Console) {
    store.commit(made(&call(1))).await.expect("made");
    let gap = Conflict::VersionGap {
        after: 0,
        stored: 1,
    };
    assert_eq!(store.commit(made(&call(1))).await, conflict(gap));
}

/// A later change cannot bring a call back.
pub async fn an_end_is_for_good(store: &dyn Console) {
    let first = made(&call(1));
    let ended = end(&first);
    store.commit(first).await.expect("made");
    store.commit(ended.clone()).await.expect("ended");
    store.commit(next(&ended)).await.expect("written");
    let stored = store
        .call(APP, call(1))
        .await
        .expect("read")
        .expect("there");
    assert_eq!((stored.version, stored.ended), (3, Some(over())));
}

/// Whatever part of a change does not fit, no other part of it is written.
pub async fn a_refused_change_leaves_nothing_behind(store: &dyn Console) {
    let other = CallChange {
        claim: vec![user("bob")],
        ..made(&call(9))
    };
    store.commit(other).await.expect("made");

    let refused = CallChange {
        ended: None,
        facts: vec![fact(1, 1)],
        record: Some(record(&call(1))),
        outbox: vec![outbox(1)],
        commands: vec![super::sample::command("alice", "k1")],
        claim: vec![user("alice"), user("bob")],
        ..made(&call(1))
    };
    let busy = Conflict::Busy {
        user: user("bob"),
        call: call(9),
    };
    assert_eq!(store.commit(refused).await, conflict(busy));

    assert_eq!(store.call(APP, call(1)).await, Ok(None));
    assert_eq!(store.facts(APP, call(1)).await, Ok(vec![]));
    assert_eq!(store.record(APP, call(1)).await, Ok(None));
    assert_eq!(store.outbox_len().await, Ok(0));
    let command = store
        .command(APP, user("alice"), super::sample::key("k1"))
        .await;
    assert_eq!(command, Ok(None));
    assert_eq!(
        store.claims(APP, [user("alice")].into()).await,
        Ok([].into())
    );
}

/// Among many changes asked for at once, those that fit are written whatever the others are.
pub async fn a_refused_change_does_not_harm_its_neighbours(store: &dyn Console) {
    let asked: Vec<_> = (0..60)
        .map(|number| {
            let change = made(&call(number));
            // Every third follows a version that does not exist.
            store.commit(if number % 3 == 0 {
                next(&change)
            } else {
                change
            })
        })
        .collect();
    for (number, answer) in (0..).zip(asked) {
        let good = number % 3 != 0;
        assert_eq!(answer.await.is_ok(), good, "call {number}");
        assert_eq!(
            version(store, number).await,
            u64::from(good),
            "call {number}"
        );
    }
}

/// Facts are only ever added.
pub async fn a_repeated_fact_is_refused(store: &dyn Console) {
    let first = CallChange {
        facts: vec![fact(1, 1)],
        ..made(&call(1))
    };
    store.commit(first.clone()).await.expect("made");
    let again = CallChange {
        facts: vec![fact(2, 2), fact(1, 2)],
        ..next(&first)
    };
    assert_eq!(
        store.commit(again).await,
        conflict(Conflict::FactRepeated { seq: 1 })
    );
    assert_eq!(store.facts(APP, call(1)).await, Ok(vec![fact(1, 1)]));
}

/// The node that had a call can neither change nor forget it once another has it.
pub async fn taking_over_raises_the_epoch_and_fences_the_old_owner_out(store: &dyn Console) {
    let first = made(&call(1));
    let second = next(&first);
    store.commit(first.clone()).await.expect("made");
    let node = NodeId::new("node-2");
    let taken = store
        .take_over(node.clone(), fence().owner)
        .await
        .expect("taken over");
    let now = Fence {
        owner: node.clone(),
        epoch: 2,
    };
    assert_eq!(taken.len(), 1);
    assert_eq!(
        (&taken[0].fence, &taken[0].state, taken[0].version),
        (&now, &first.state, 1)
    );

    let fenced = Conflict::Fenced {
        owner: node.clone(),
        epoch: 2,
    };
    assert_eq!(store.commit(second.clone()).await, conflict(fenced.clone()));
    let late = store.forget_call(APP, call(1), fence()).await;
    assert_eq!(late, conflict(fenced));
    let wrong_epoch = Fence {
        owner: node.clone(),
        epoch: 1,
    };
    let refused = store
        .commit(CallChange {
            fence: wrong_epoch,
            ..second.clone()
        })
        .await;
    assert!(matches!(
        refused,
        Err(CommitError::Conflict(Conflict::Fenced { epoch: 2, .. }))
    ));
    store
        .commit(CallChange {
            fence: now,
            ..second
        })
        .await
        .expect("written");

    let again = store
        .take_over(node.clone(), node)
        .await
        .expect("taken over from itself");
    assert_eq!((again[0].fence.epoch, again[0].version), (3, 2));
}

/// Ended calls come along, since their devices have not all heard; other nodes' calls do not.
pub async fn taking_over_takes_only_what_the_node_owned(store: &dyn Console) {
    store.commit(made(&call(1))).await.expect("made");
    let ended = made(&call(2));
    store.commit(ended.clone()).await.expect("made");
    store.commit(end(&ended)).await.expect("ended");
    let others = CallChange {
        fence: Fence::first(NodeId::new("node-3")),
        ..made(&call(3))
    };
    store.commit(others).await.expect("made");

    let taken = store
        .take_over(NodeId::new("node-2"), fence().owner)
        .await
        .expect("taken over");
    let mut ids: Vec<_> = taken
        .iter()
        .map(|call| (call.call.clone(), call.ended))
        .collect();
    ids.sort_by_key(|(id, _)| id.clone());
    assert_eq!(ids, [(call(1), None), (call(2), Some(over()))]);
    let other = store
        .call(APP, call(3))
        .await
        .expect("read")
        .expect("there");
    assert_eq!(other.fence, Fence::first(NodeId::new("node-3")));
}

/// Forgetting takes the call and leaves what is kept of it.
pub async fn an_ended_call_is_forgotten_by_its_owner_only(store: &dyn Console) {
    let first = CallChange {
        facts: vec![fact(1, 1)],
        ..made(&call(1))
    };
    store.commit(first.clone()).await.expect("made");
    let live = store.forget_call(APP, call(1), fence()).await;
    assert_eq!(live, conflict(Conflict::Live));

    store.commit(end(&first)).await.expect("ended");
    store
        .forget_call(APP, call(1), fence())
        .await
        .expect("forgotten");
    assert_eq!(store.call(APP, call(1)).await, Ok(None));
    assert_eq!(store.facts(APP, call(1)).await, Ok(vec![fact(1, 1)]));
    assert!(store.record(APP, call(1)).await.expect("read").is_some());
    store
        .forget_call(APP, call(1), fence())
        .await
        .expect("nothing left to forget");
}

/// Messages for the app's servers wait from the moment of the commit.
pub async fn outbox_entries_are_counted(store: &dyn Console) {
    assert_eq!(store.outbox_len().await, Ok(0));
    let change = CallChange {
        outbox: vec![outbox(1), outbox(2)],
        ..made(&call(1))
    };
    store.commit(change).await.expect("made");
    assert_eq!(store.outbox_len().await, Ok(2));
}
