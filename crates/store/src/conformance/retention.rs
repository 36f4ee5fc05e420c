//! What goes away, and how the store is.

use super::sample::{APP, NOW, call, command, end, fact, key, later, made, over, record, user};
use crate::{CallChange, Console, Ended, Record};

/// Running calls never expire.
pub async fn expired_calls_go_and_others_stay(store: &dyn Console) {
    store.commit(made(&call(0))).await.expect("made");
    for number in 1..=3 {
        let first = made(&call(number));
        store.commit(first.clone()).await.expect("made");
        let ended = Ended {
            expires_at: later(u64::from(number)),
            ..over()
        };
        store
            .commit(CallChange {
                ended: Some(ended),
                ..end(&first)
            })
            .await
            .expect("ended");
    }
    assert_eq!(store.expire_calls(later(2)).await, Ok(2));
    assert_eq!(store.expire_calls(later(2)).await, Ok(0));
    for (number, kept) in [(0, true), (1, false), (2, false), (3, true)] {
        let there = store.call(APP, call(number)).await.expect("read").is_some();
        assert_eq!(there, kept, "call {number}");
    }
    assert!(
        store.record(APP, call(1)).await.expect("read").is_some(),
        "records stay"
    );
}

/// A key that is no longer known may be used again.
pub async fn old_commands_go_and_newer_ones_stay(store: &dyn Console) {
    for number in 0..3 {
        let commands = vec![command("alice", &format!("k{number}"))];
        let at = later(u64::from(number));
        store
            .commit(CallChange {
                commands,
                at,
                ..made(&call(number))
            })
            .await
            .expect("made");
    }
    assert_eq!(store.purge_commands(later(2)).await, Ok(2));
    for (name, kept) in [("k0", false), ("k1", false), ("k2", true)] {
        let found = store
            .command(APP, user("alice"), key(name))
            .await
            .expect("read");
        assert_eq!(found.is_some(), kept, "{name}");
    }
    let again = CallChange {
        commands: vec![command("alice", "k0")],
        ..made(&call(9))
    };
    store.commit(again).await.expect("made");
}

/// What is kept of newer calls stays whole.
pub async fn old_records_go_with_their_facts(store: &dyn Console) {
    for number in 0..3 {
        let started_at = later(u64::from(number));
        let record = Record {
            started_at,
            ..record(&call(number))
        };
        let facts = vec![fact(1, 1), fact(2, 1)];
        let change = CallChange {
            record: Some(record),
            facts,
            ..made(&call(number))
        };
        store.commit(change).await.expect("made");
    }
    assert_eq!(store.purge_records(APP, later(2)).await, Ok(2));
    for (number, kept) in [(0, 0), (1, 0), (2, 2)] {
        assert_eq!(
            store.facts(APP, call(number)).await.expect("read").len(),
            kept
        );
        let there = store
            .record(APP, call(number))
            .await
            .expect("read")
            .is_some();
        assert_eq!(there, kept > 0, "call {number}");
    }
}

/// However many there are.
pub async fn more_than_one_chunk_is_removed(store: &dyn Console) {
    let asked: Vec<_> = (0..1_200)
        .map(|number| {
            let commands = vec![command("alice", &format!("k{number}"))];
            store.commit(CallChange {
                commands,
                ..made(&call(number))
            })
        })
        .collect();
    for answer in asked {
        answer.await.expect("made");
    }
    assert_eq!(store.purge_commands(later(1)).await, Ok(1_200));
}

/// Before the first change and after it.
pub async fn a_working_store_is_ready(store: &dyn Console) {
    assert_eq!(store.ready().await, Ok(()));
    store.commit(made(&call(1))).await.expect("made");
    assert_eq!(store.ready().await, Ok(()));
}

/// The same one every time.
pub async fn the_installation_has_a_name(store: &dyn Console) {
    let installation = store.installation().await.expect("read");
    assert!(!installation.id.as_str().is_empty());
    assert!(installation.created_at > NOW, "made today");
    assert!(installation.schema >= 1);
    assert_eq!(store.installation().await, Ok(installation));
}
