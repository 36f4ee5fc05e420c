//! Apps and their keys.

use super::sample::{APP, NOW, OTHER_APP, later, new_app, secret};
use crate::{AppStatus, Console, KeyId, OperatorError};

/// A new app can be found alone and among all, and lets tickets in from its first moment.
pub async fn a_created_app_is_found_with_its_key(store: &dyn Console) {
    store.create_app(new_app(OTHER_APP)).await.expect("created");
    store.create_app(new_app(APP)).await.expect("created");

    let app = store.app(APP).await.expect("read").expect("there");
    assert_eq!((app.app, app.name.as_str()), (APP, "App 1400000001"));
    assert_eq!((app.status, app.created_at), (AppStatus::Enabled, NOW));
    let keys: Vec<_> = app
        .valid_keys(NOW)
        .map(|key| key.expose().to_owned())
        .collect();
    assert_eq!(keys, ["first-0123456789abcdef"]);

    let all = store.apps().await.expect("read");
    assert_eq!(
        all.iter().map(|app| app.app).collect::<Vec<_>>(),
        [APP, OTHER_APP]
    );
}

/// The second app with a number is refused and changes nothing about the first.
pub async fn a_taken_sdkappid_is_refused(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("created");
    let mut second = new_app(APP);
    second.name = "Impostor".to_owned();
    second.secret = secret("impostor");
    assert_eq!(
        store.create_app(second).await,
        Err(OperatorError::AppExists(APP))
    );

    let app = store.app(APP).await.expect("read").expect("there");
    assert_eq!(app.name, "App 1400000001");
    assert_eq!(app.keys.len(), 1);
}

/// Disabling keeps everything else about an app.
pub async fn a_disabled_app_says_so_until_it_is_enabled(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("created");
    for status in [AppStatus::Disabled, AppStatus::Enabled] {
        store.set_app_status(APP, status).await.expect("set");
        let app = store.app(APP).await.expect("read").expect("there");
        assert_eq!((app.status, app.keys.len()), (status, 1));
    }
}

/// Both keys are good until the old one is withdrawn, and that stays known.
pub async fn keys_overlap_while_one_replaces_the_other(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("created");
    let new = store
        .add_key(APP, secret("second"), later(10))
        .await
        .expect("added");
    assert_eq!(new, KeyId(2));
    store
        .withdraw_key(APP, KeyId(1), later(20))
        .await
        .expect("withdrawn");

    let app = store.app(APP).await.expect("read").expect("there");
    let valid = |ms| {
        app.valid_keys(later(ms))
            .map(|key| &key.expose()[..5])
            .collect::<Vec<_>>()
    };
    assert_eq!(valid(9), ["first"]);
    assert_eq!(valid(10), ["first", "secon"]);
    assert_eq!(valid(20), ["secon"]);

    store
        .withdraw_key(APP, KeyId(1), later(30))
        .await
        .expect("withdrawn again");
    let app = store.app(APP).await.expect("read").expect("there");
    assert_eq!(
        app.keys[0].valid_until,
        Some(later(20)),
        "a withdrawal is not taken back"
    );
    let third = store
        .add_key(APP, secret("third"), later(40))
        .await
        .expect("added");
    assert_eq!(
        third,
        KeyId(3),
        "the number of a withdrawn key is not used again"
    );
}

/// Whoever wants to lock everybody out is told to disable the app.
pub async fn the_only_valid_key_cannot_be_withdrawn(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("created");
    let refused = Err(OperatorError::LastKey {
        app: APP,
        key: KeyId(1),
    });
    assert_eq!(store.withdraw_key(APP, KeyId(1), later(5)).await, refused);

    store
        .add_key(APP, secret("second"), later(100))
        .await
        .expect("added");
    assert_eq!(
        store.withdraw_key(APP, KeyId(1), later(5)).await,
        refused,
        "not valid yet"
    );
    store
        .withdraw_key(APP, KeyId(1), later(100))
        .await
        .expect("withdrawn");

    let app = store.app(APP).await.expect("read").expect("there");
    assert!(app.valid_keys(later(99)).count() == 1 && app.valid_keys(later(100)).count() == 1);
}

/// Settings are a text that nobody looks into.
pub async fn settings_are_kept_as_they_are_given(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("created");
    let settings = r#"{"several_devices": true, "name": "爱丽丝"}"#;
    store
        .set_app_settings(APP, settings.to_owned())
        .await
        .expect("set");
    assert_eq!(
        store.app(APP).await.expect("read").expect("there").settings,
        settings
    );
}

/// Whatever is done to an app that is not there says so.
pub async fn an_unknown_app_is_named(store: &dyn Console) {
    assert!(store.app(APP).await.expect("read").is_none());
    let unknown = OperatorError::UnknownApp(APP);
    assert_eq!(
        store.set_app_status(APP, AppStatus::Disabled).await,
        Err(unknown.clone())
    );
    assert_eq!(
        store.set_app_settings(APP, "{}".to_owned()).await,
        Err(unknown.clone())
    );
    assert_eq!(
        store.add_key(APP, secret("second"), NOW).await,
        Err(unknown.clone())
    );
    assert_eq!(store.withdraw_key(APP, KeyId(1), NOW).await, Err(unknown));

    store.create_app(new_app(APP)).await.expect("created");
    let unknown = Err(OperatorError::UnknownKey {
        app: APP,
        key: KeyId(9),
    });
    assert_eq!(store.withdraw_key(APP, KeyId(9), NOW).await, unknown);
}

/// An app may be logged.
pub async fn a_secret_never_shows_in_debug_output(store: &dyn Console) {
    let new = new_app(APP);
    assert!(!format!("{new:?}").contains("0123456789abcdef"));
    store.create_app(new).await.expect("created");
    let app = store.app(APP).await.expect("read").expect("there");
    assert!(!format!("{app:?}").contains("0123456789abcdef"));
}

/// The number stays, and so does everything else.
pub async fn a_renamed_app_goes_by_its_new_name(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("made");
    let name = "Robert'); drop table apps;--".to_owned();
    store.rename_app(APP, name.clone()).await.expect("renamed");
    let app = store.app(APP).await.expect("read").expect("there");
    assert_eq!(app.name, name);
    assert_eq!(
        store.rename_app(OTHER_APP, name).await,
        Err(OperatorError::UnknownApp(OTHER_APP))
    );
}

/// In between both are good.
pub async fn a_rotated_key_leaves_the_old_one_its_overlap(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("made");
    let key = store.rotate_key(APP, secret("second"), later(100), later(200));
    assert_eq!(key.await, Ok(KeyId(2)));
    let good = async |at| {
        let app = store.app(APP).await.expect("read").expect("there");
        let keys = app.keys.iter().filter(|key| key.is_valid(at));
        keys.map(|key| key.id.0).collect::<Vec<_>>()
    };
    assert_eq!(good(later(99)).await, [1]);
    assert_eq!(good(later(100)).await, [1, 2]);
    assert_eq!(good(later(199)).await, [1, 2]);
    assert_eq!(good(later(200)).await, [2]);
    // A second rotation with a longer overlap does not bring the first key back.
    let key = store.rotate_key(APP, secret("third"), later(150), later(900));
    assert_eq!(key.await, Ok(KeyId(3)));
    assert_eq!(good(later(300)).await, [2, 3]);
    assert_eq!(good(later(900)).await, [3]);
}

/// There is a good key at every moment.
pub async fn a_rotation_without_overlap_ends_the_old_key_at_once(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("made");
    let now = later(100);
    store
        .rotate_key(APP, secret("second"), now, now)
        .await
        .expect("rotated");
    let app = store.app(APP).await.expect("read").expect("there");
    let good = |at| app.keys.iter().filter(|key| key.is_valid(at)).count();
    assert_eq!((good(later(99)), good(now)), (1, 1));
}

/// As after a clock that was ahead is put right.
pub async fn keys_that_begin_later_begin_now(store: &dyn Console) {
    store.create_app(new_app(APP)).await.expect("made");
    store
        .add_key(APP, secret("second"), later(3_600_000))
        .await
        .expect("added");
    assert_eq!(store.begin_keys(later(5)).await, Ok(1));
    let app = store.app(APP).await.expect("read").expect("there");
    let from: Vec<_> = app.keys.iter().map(|key| key.valid_from).collect();
    assert_eq!(from, [NOW, later(5)]);
    assert_eq!(store.begin_keys(later(5)).await, Ok(0));
}
