//! Searching the records of all apps.

use callkit_protocol::{CallId, Id as _, SdkAppId};

use super::sample::{APP, OTHER_APP, call, later, made, new_app, record, user};
use crate::{CallChange, Console, Page, Record, RecordFilter, RecordSearch, RecordSort};

async fn write(store: &dyn Console, app: SdkAppId, record: Record) {
    let change = CallChange {
        app,
        record: Some(record.clone()),
        ..made(&record.call)
    };
    store.commit(change).await.expect("written");
}

/// Three calls, one of them of the other app.
async fn fill(store: &dyn Console) {
    for app in [APP, OTHER_APP] {
        store.create_app(new_app(app)).await.expect("made");
    }
    for (number, app, accepted) in [(1, APP, 3_000), (2, OTHER_APP, 1_000), (3, APP, 59_000)] {
        let call = Record {
            started_at: later(u64::from(number)),
            accepted_at: Some(later(accepted)),
            ..record(&call(number))
        };
        write(store, app, call).await;
    }
}

async fn found(store: &dyn Console, search: RecordSearch) -> Vec<CallId> {
    let page = Page {
        offset: 0,
        limit: 10,
    };
    let found = store.search_records(search, page).await.expect("read");
    assert_eq!(found.total, found.records.len() as u64, "all on one page");
    found
        .records
        .into_iter()
        .map(|found| found.record.call)
        .collect()
}

/// And each says whose it is.
pub async fn all_apps_are_searched_unless_one_is_named(store: &dyn Console) {
    fill(store).await;
    let all = RecordSearch::default();
    assert_eq!(found(store, all.clone()).await, [call(3), call(2), call(1)]);
    let one = RecordSearch {
        app: Some(OTHER_APP),
        ..all.clone()
    };
    assert_eq!(found(store, one).await, [call(2)]);
    let page = Page {
        offset: 1,
        limit: 1,
    };
    let second = store.search_records(all, page).await.expect("read");
    assert_eq!(second.total, 3);
    assert_eq!(second.records[0].app, OTHER_APP);
}

/// A user ID means somebody else in each, but whoever runs them may ask for both.
pub async fn a_user_is_found_in_every_app(store: &dyn Console) {
    fill(store).await;
    let search = |name: &str| RecordSearch {
        filter: RecordFilter {
            user: Some(user(name)),
            ..RecordFilter::default()
        },
        ..RecordSearch::default()
    };
    assert_eq!(found(store, search("bob")).await.len(), 3);
    assert_eq!(found(store, search("mallory")).await, []);
}

/// It is what people copy from a log.
pub async fn the_beginning_of_a_call_id_finds_it(store: &dyn Console) {
    fill(store).await;
    let prefix = call(2).as_str()[..6].to_owned();
    for app in [None, Some(OTHER_APP)] {
        let search = RecordSearch {
            app,
            call_prefix: Some(prefix.clone()),
            ..RecordSearch::default()
        };
        assert_eq!(found(store, search).await, [call(2)]);
    }
    let nothing = RecordSearch {
        call_prefix: Some("' or 1 = 1 --".to_owned()),
        ..RecordSearch::default()
    };
    assert_eq!(found(store, nothing).await, []);
}

/// One that never connected has none.
pub async fn records_are_sorted_by_duration_either_way(store: &dyn Console) {
    fill(store).await;
    let missed = Record {
        accepted_at: None,
        ..record(&call(4))
    };
    write(store, APP, missed).await;
    let search = |ascending| RecordSearch {
        sort: RecordSort::Duration,
        ascending,
        ..RecordSearch::default()
    };
    let mut longest_first = vec![call(2), call(1), call(3), call(4)];
    assert_eq!(found(store, search(false)).await, longest_first);
    longest_first.reverse();
    assert_eq!(found(store, search(true)).await, longest_first);
}

/// A page of the console shows it.
pub async fn what_is_stored_is_counted(store: &dyn Console) {
    fill(store).await;
    let size = store.storage_size().await.expect("read");
    assert_eq!((size.records, size.quality_bytes), (3, 0));
    assert_eq!(size.oldest_record, Some(later(1)));
    assert!(size.database_bytes > 4096, "{size:?}");
}
