//! What is kept of the media of calls.

use callkit_protocol::{DeviceId, Id as _};

use super::sample::{APP, OTHER_APP, call, end, later, made, user};
use crate::{Console, MediaLog, QualityChunk, StoredNote};

fn device(name: &str) -> DeviceId {
    DeviceId::parse(name).expect("a device ID")
}

fn chunk(name: &str, from: u64) -> QualityChunk {
    QualityChunk {
        user: user(name),
        device: device("phone"),
        from: later(from),
        samples: vec![1, 0, 255, 7],
    }
}

fn note(name: &str, at: u64) -> StoredNote {
    StoredNote {
        at: later(at),
        user: user(name),
        device: device("phone"),
        kind: "silent".to_owned(),
        detail: Some("why".to_owned()),
    }
}

/// What comes again takes the place of what was there.
pub async fn media_is_read_as_it_was_written(store: &dyn Console) {
    let log = MediaLog {
        chunks: vec![chunk("alice", 0), chunk("alice", 60), chunk("bob", 0)],
        notes: vec![note("bob", 5), note("alice", 9)],
    };
    for _ in 0..2 {
        store
            .save_media(APP, call(1), log.clone())
            .await
            .expect("written");
    }
    assert_eq!(store.media_log(APP, call(1)).await, Ok(log));
    for (app, call) in [(APP, call(2)), (OTHER_APP, call(1))] {
        assert_eq!(store.media_log(app, call).await, Ok(MediaLog::default()));
    }
}

/// More than one chunk of them, too.
pub async fn old_media_goes_and_newer_stays(store: &dyn Console) {
    let log = MediaLog {
        chunks: (0..1_200).map(|from| chunk("alice", from)).collect(),
        notes: (0..3).map(|at| note("alice", at)).collect(),
    };
    store.save_media(APP, call(1), log).await.expect("written");
    store.purge_media(later(1_199)).await.expect("removed");
    let left = MediaLog {
        chunks: vec![chunk("alice", 1_199)],
        notes: Vec::new(),
    };
    assert_eq!(store.media_log(APP, call(1)).await, Ok(left));
}

/// Nothing of a call is left when its record is not.
pub async fn media_goes_with_its_record(store: &dyn Console) {
    let first = made(&call(1));
    store.commit(first.clone()).await.expect("made");
    store.commit(end(&first)).await.expect("ended");
    let log = MediaLog {
        chunks: vec![chunk("alice", 0)],
        notes: vec![note("alice", 0)],
    };
    store.save_media(APP, call(1), log).await.expect("written");
    assert_eq!(store.purge_records(APP, later(1)).await, Ok(1));
    assert_eq!(store.media_log(APP, call(1)).await, Ok(MediaLog::default()));
}
