//! The console's password and sessions.

use super::sample::{NOW, later};
use crate::{Console, NewSession, PasswordHash, Session, SessionKey};

fn new(number: u8) -> NewSession {
    NewSession {
        key: SessionKey([number; 32]),
        at: later(u64::from(number)),
        expires_at: later(1_000),
        address: "192.0.2.7".to_owned(),
        user_agent: "'; drop table console_sessions; --".to_owned(),
    }
}

async fn begun(store: &dyn Console, number: u8) -> Session {
    store.begin_session(new(number)).await.expect("begun")
}

/// Before the first one there is none.
pub async fn the_password_is_what_was_set_last(store: &dyn Console) {
    assert_eq!(store.console_password().await, Ok(None));
    for hash in ["$argon2id$first", "$argon2id$second"] {
        let hash = PasswordHash(hash.to_owned());
        store
            .set_console_password(hash.clone(), NOW)
            .await
            .expect("set");
        assert_eq!(store.console_password().await, Ok(Some(hash)));
    }
}

/// The key is not shown with it.
pub async fn a_session_is_found_by_its_key_until_it_ends(store: &dyn Console) {
    let session = begun(store, 1).await;
    let NewSession {
        key, user_agent, ..
    } = new(1);
    let found = store.session(key, later(999)).await.expect("read");
    assert_eq!(found, Some(session.clone()));
    assert_eq!(session.user_agent, user_agent);
    assert_eq!(store.session(key, later(1_000)).await, Ok(None));
    let other = SessionKey([2; 32]);
    assert_eq!(store.session(other, NOW).await, Ok(None));
}

/// And shows where it was used last.
pub async fn a_used_session_lasts_longer(store: &dyn Console) {
    let session = begun(store, 1).await;
    let address = "2001:db8::7".to_owned();
    store
        .touch_session(session.id, later(500), later(2_000), address.clone())
        .await
        .expect("touched");
    let found = store.session(new(1).key, later(1_500)).await.expect("read");
    let touched = Session {
        seen_at: later(500),
        expires_at: later(2_000),
        address,
        ..session
    };
    assert_eq!(found, Some(touched));
}

/// Whoever knew the old one is out.
pub async fn a_new_password_ends_every_session(store: &dyn Console) {
    begun(store, 1).await;
    let hash = PasswordHash("$argon2id$new".to_owned());
    store.set_console_password(hash, NOW).await.expect("set");
    assert_eq!(store.session(new(1).key, NOW).await, Ok(None));
}

/// The newest is listed first.
pub async fn one_session_can_be_ended_or_all_others(store: &dyn Console) {
    let (first, second, third) = (
        begun(store, 1).await,
        begun(store, 2).await,
        begun(store, 3).await,
    );
    let listed = async |now| {
        let sessions = store.sessions(now).await.expect("read");
        sessions
            .into_iter()
            .map(|session| session.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        listed(later(10)).await,
        [third.id, second.id, first.id],
        "all three"
    );
    assert_eq!(listed(later(1_000)).await, [], "none after their time");
    assert_eq!(store.end_session(second.id).await, Ok(true));
    assert_eq!(store.end_session(second.id).await, Ok(false));
    assert_eq!(store.session(new(2).key, NOW).await, Ok(None));
    store.end_sessions_but(third.id).await.expect("ended");
    assert_eq!(listed(later(10)).await, [third.id]);
}
