//! Users' own settings and whom they block.

use super::sample::{APP, NOW, later, user, users};
use crate::{Console, User, UserChange};

/// Nothing is kept about somebody who never set anything.
pub async fn an_unknown_user_has_no_settings(store: &dyn Console) {
    assert_eq!(store.users(APP, users(&["alice"])).await, Ok(vec![]));
    assert_eq!(store.blocks(APP, user("alice")).await, Ok([].into()));
}

/// Only what a change names is changed, and the answer shows the whole.
pub async fn a_change_leaves_other_settings_alone(store: &dyn Console) {
    let nick = UserChange {
        nick: Some("爱丽丝".to_owned()),
        ..UserChange::default()
    };
    let mut alice = User {
        user: user("alice"),
        nick: "爱丽丝".to_owned(),
        avatar: String::new(),
        do_not_disturb: false,
        updated_at: NOW,
    };
    assert_eq!(
        store.update_user(APP, user("alice"), nick, NOW).await,
        Ok(alice.clone())
    );

    let quiet = UserChange {
        do_not_disturb: Some(true),
        ..UserChange::default()
    };
    alice.do_not_disturb = true;
    alice.updated_at = later(1);
    assert_eq!(
        store.update_user(APP, user("alice"), quiet, later(1)).await,
        Ok(alice.clone())
    );

    let avatar = UserChange {
        avatar: Some("https://a.example/a.png".to_owned()),
        ..UserChange::default()
    };
    alice.avatar = "https://a.example/a.png".to_owned();
    alice.updated_at = later(2);
    assert_eq!(
        store
            .update_user(APP, user("alice"), avatar, later(2))
            .await,
        Ok(alice.clone())
    );
    assert_eq!(store.users(APP, users(&["alice"])).await, Ok(vec![alice]));
}

/// By ID, without those about whom nothing is kept.
pub async fn users_are_found_together(store: &dyn Console) {
    for name in ["carol", "alice"] {
        let change = UserChange {
            nick: Some(name.to_owned()),
            ..UserChange::default()
        };
        store
            .update_user(APP, user(name), change, NOW)
            .await
            .expect("written");
    }
    let found = store
        .users(APP, users(&["carol", "bob", "alice"]))
        .await
        .expect("read");
    assert_eq!(
        found
            .iter()
            .map(|user| user.nick.as_str())
            .collect::<Vec<_>>(),
        ["alice", "carol"]
    );
}

/// Who blocks somebody can still call him.
pub async fn blocks_go_one_way_and_can_be_lifted(store: &dyn Console) {
    let blockers = async |caller: &str, names: &[&str]| {
        store
            .blockers(APP, user(caller), users(names))
            .await
            .expect("read")
    };
    for _ in 0..2 {
        store
            .block(APP, user("alice"), user("mallory"))
            .await
            .expect("written");
    }
    store
        .block(APP, user("bob"), user("mallory"))
        .await
        .expect("written");
    assert_eq!(
        store.blocks(APP, user("alice")).await,
        Ok(users(&["mallory"]))
    );
    assert_eq!(
        blockers("mallory", &["alice", "bob", "carol"]).await,
        users(&["alice", "bob"])
    );
    assert_eq!(blockers("alice", &["mallory"]).await, users(&[]));

    store
        .unblock(APP, user("alice"), user("mallory"))
        .await
        .expect("written");
    assert_eq!(store.blocks(APP, user("alice")).await, Ok(users(&[])));
    assert_eq!(
        blockers("mallory", &["alice", "bob"]).await,
        users(&["bob"])
    );
}
