//! `docs/end-reasons.md` says who is told what when a call ends, and what its record says. Here each
//! row of that table is played over real sockets and compared with what it says.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cases;
mod device;
mod table;

use std::collections::BTreeSet;

use crate::table::Row;

#[tokio::test(flavor = "multi_thread")]
async fn every_row_of_the_table_is_what_happens() {
    let rows = table::rows();
    let mut names = BTreeSet::new();
    let mut running = Vec::new();
    for row in rows {
        assert!(names.insert(row.case.clone()), "two rows for {}", row.case);
        running.push(tokio::spawn(async move {
            let seen = cases::play(&row.case).await;
            (row, seen)
        }));
    }
    assert_eq!(
        names,
        cases::NAMES.iter().map(|name| (*name).to_owned()).collect()
    );
    let mut wrong = Vec::new();
    for played in running {
        let (row, seen) = played.await.unwrap();
        if row != seen {
            wrong.push(format!("the table: {row}\n     seen: {seen}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_end_reason_has_a_row() {
    let rows = table::rows();
    let told = |reason: &str| {
        let ended = format!("ended {reason}");
        let in_row = |row: &Row| {
            [&row.caller, &row.callee, &row.other]
                .iter()
                .any(|c| c.contains(&ended))
        };
        rows.iter().any(in_row)
    };
    let missing: Vec<_> = callkit_protocol::EndReason::ALL
        .iter()
        .filter(|reason| !told(reason.name()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
