//! Listing what is left of calls.

use callkit_protocol::{EndReason, MediaKind};

use super::sample::{APP, call, later, made, next, record, user};
use crate::{CallChange, Console, Page, Record, RecordFilter};

const ALL: Page = Page {
    offset: 0,
    limit: 100,
};

async fn save(store: &dyn Console, record: Record) {
    let change = CallChange {
        record: Some(record.clone()),
        ..made(&record.call)
    };
    store.commit(change).await.expect("written");
}

/// The numbers of the calls that a filter lets through, in the order of the list.
async fn numbers(store: &dyn Console, filter: RecordFilter, page: Page) -> (u64, Vec<u16>) {
    let found = store.records(APP, filter, page).await.expect("read");
    let number = |record: &Record| {
        (0..100)
            .find(|number| call(*number) == record.call)
            .expect("one of the calls")
    };
    (found.total, found.records.iter().map(number).collect())
}

/// Every field, also where there is nothing in it.
pub async fn a_record_is_read_as_it_was_written(store: &dyn Console) {
    let missed = Record {
        media: MediaKind::Audio,
        group: true,
        accepted_at: None,
        reason: EndReason::NoAnswer,
        members: vec![user("alice"), user("bob"), user("carol")],
        ..record(&call(2))
    };
    save(store, record(&call(1))).await;
    save(store, missed.clone()).await;
    assert_eq!(store.record(APP, call(1)).await, Ok(Some(record(&call(1)))));
    assert_eq!(store.record(APP, call(2)).await, Ok(Some(missed)));
    assert_eq!(store.record(APP, call(3)).await, Ok(None));
}

/// A call has one record, and its members find that one.
pub async fn a_later_record_replaces_the_earlier_one(store: &dyn Console) {
    let first = made(&call(1));
    let early = CallChange {
        record: Some(record(&call(1))),
        ..first.clone()
    };
    store.commit(early).await.expect("written");
    let members = vec![user("alice"), user("carol")];
    let late = Record {
        reason: EndReason::Lost,
        members,
        ..record(&call(1))
    };
    let change = CallChange {
        record: Some(late.clone()),
        ..next(&first)
    };
    store.commit(change).await.expect("written");
    assert_eq!(store.record(APP, call(1)).await, Ok(Some(late)));
    for (name, total) in [("alice", 1), ("bob", 0), ("carol", 1)] {
        let filter = RecordFilter {
            user: Some(user(name)),
            ..RecordFilter::default()
        };
        assert_eq!(numbers(store, filter, ALL).await.0, total, "{name}");
    }
}

/// Every record is on one page, and only there.
pub async fn records_come_newest_first_in_pages_with_the_total(store: &dyn Console) {
    for number in [3, 0, 4, 1, 2] {
        let started_at = later(u64::from(number) * 1_000);
        save(
            store,
            Record {
                started_at,
                ..record(&call(number))
            },
        )
        .await;
    }
    for user in [None, Some(user("bob"))] {
        let mut listed = Vec::new();
        for offset in [0, 2, 4, 6] {
            let filter = RecordFilter {
                user: user.clone(),
                ..RecordFilter::default()
            };
            let (total, page) = numbers(store, filter, Page { offset, limit: 2 }).await;
            assert_eq!(total, 5);
            listed.push(page);
        }
        assert_eq!(listed, [vec![4, 3], vec![2, 1], vec![0], vec![]]);
    }
}

/// Each kind of filter, by itself.
pub async fn each_filter_leaves_out_what_it_should(store: &dyn Console) {
    let plain = |number: u16| Record {
        started_at: later(u64::from(number) * 1_000),
        ..record(&call(number))
    };
    save(store, plain(0)).await;
    save(
        store,
        Record {
            reason: EndReason::Busy,
            ..plain(1)
        },
    )
    .await;
    save(
        store,
        Record {
            media: MediaKind::Audio,
            ..plain(2)
        },
    )
    .await;
    save(
        store,
        Record {
            group: true,
            ..plain(3)
        },
    )
    .await;
    save(
        store,
        Record {
            members: vec![user("alice"), user("carol")],
            ..plain(4)
        },
    )
    .await;

    let any = RecordFilter::default;
    let cases = [
        (any(), vec![4, 3, 2, 1, 0]),
        (
            RecordFilter {
                from: Some(later(2_000)),
                ..any()
            },
            vec![4, 3, 2],
        ),
        (
            RecordFilter {
                until: Some(later(2_000)),
                ..any()
            },
            vec![1, 0],
        ),
        (
            RecordFilter {
                reasons: vec![EndReason::Busy],
                ..any()
            },
            vec![1],
        ),
        (
            RecordFilter {
                reasons: vec![EndReason::Busy, EndReason::Lost],
                ..any()
            },
            vec![1],
        ),
        (
            RecordFilter {
                media: Some(MediaKind::Audio),
                ..any()
            },
            vec![2],
        ),
        (
            RecordFilter {
                group: Some(true),
                ..any()
            },
            vec![3],
        ),
        (
            RecordFilter {
                user: Some(user("alice")),
                ..any()
            },
            vec![4, 3, 2, 1, 0],
        ),
        (
            RecordFilter {
                user: Some(user("carol")),
                ..any()
            },
            vec![4],
        ),
        (
            RecordFilter {
                user: Some(user("mallory")),
                ..any()
            },
            vec![],
        ),
    ];
    for (filter, expected) in cases {
        let (total, found) = numbers(store, filter.clone(), ALL).await;
        assert_eq!(
            (total, &found),
            (expected.len() as u64, &expected),
            "{filter:?}"
        );
    }
}

/// All at once.
pub async fn filters_work_together(store: &dyn Console) {
    for number in 0..10 {
        let started_at = later(u64::from(number) * 1_000);
        let reason = if number % 2 == 0 {
            EndReason::Hangup
        } else {
            EndReason::Rejected
        };
        save(
            store,
            Record {
                started_at,
                reason,
                ..record(&call(number))
            },
        )
        .await;
    }
    let filter = RecordFilter {
        from: Some(later(2_000)),
        until: Some(later(9_000)),
        reasons: vec![EndReason::Hangup, EndReason::Offline],
        user: Some(user("bob")),
        media: Some(MediaKind::Video),
        group: Some(false),
    };
    let page = Page {
        offset: 1,
        limit: 2,
    };
    assert_eq!(numbers(store, filter, page).await, (4, vec![6, 4]));
}
