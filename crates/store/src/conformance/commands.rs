//! A command is carried out once.

use super::sample::{APP, NOW, call, command, key, made, user};
use crate::{CallChange, CommitError, Conflict, Console, StoredCommand};

/// Another user's command with the same key is another command.
pub async fn a_command_is_found_by_user_and_key(store: &dyn Console) {
    let commands = vec![command("alice", "k1"), command("bob", "k1")];
    store
        .commit(CallChange {
            commands,
            ..made(&call(1))
        })
        .await
        .expect("made");
    let found = StoredCommand {
        call: call(1),
        answer: r#"{"ok":true}"#.to_owned(),
        at: NOW,
    };
    for name in ["alice", "bob"] {
        let answer = store.command(APP, user(name), key("k1")).await;
        assert_eq!(answer, Ok(Some(found.clone())));
    }
    assert_eq!(store.command(APP, user("carol"), key("k1")).await, Ok(None));
    assert_eq!(store.command(APP, user("alice"), key("k2")).await, Ok(None));
}

/// The second of two commands with one key makes no second call, even if both come at once.
pub async fn a_key_is_used_once(store: &dyn Console) {
    let asked: Vec<_> = (1..=2)
        .map(|number| {
            let commands = vec![command("alice", "k1")];
            store.commit(CallChange {
                commands,
                ..made(&call(number))
            })
        })
        .collect();
    let mut answers = Vec::new();
    for answer in asked {
        answers.push(answer.await);
    }
    let taken = Conflict::KeyTaken {
        user: user("alice"),
        key: key("k1"),
    };
    let refused = Err(CommitError::Conflict(taken));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(answers.contains(&refused), "{answers:?}");

    let first = store
        .command(APP, user("alice"), key("k1"))
        .await
        .expect("read")
        .expect("there");
    for number in 1..=2 {
        let made = store.call(APP, call(number)).await.expect("read").is_some();
        assert_eq!(made, first.call == call(number), "call {number}");
    }
}
