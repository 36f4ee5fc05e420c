//! Searching records: a question as SQL that an index answers.

use callkit_protocol::SdkAppId;
use rusqlite::{Connection, Result, ToSql};

use super::column::{ms, uint32};
use super::records::{COLUMNS, stored_record};
use crate::{FoundRecord, FoundRecords, Page, RecordFilter, RecordSearch, RecordSort, StoreError};

pub(super) fn run(
    db: &Connection,
    search: &RecordSearch,
    page: Page,
) -> Result<FoundRecords, StoreError> {
    let question = Question::new(search);
    let total: i64 = db
        .prepare_cached(&question.count())?
        .query_row(&*question.params(), |row| row.get(0))?;
    let mut select = db.prepare(&question.page(search, page))?;
    let records = select.query_map(&*question.params(), |row| {
        Ok(FoundRecord {
            app: SdkAppId(uint32(row, "app")?),
            record: stored_record(row)?,
        })
    })?;
    Ok(FoundRecords {
        total: total.unsigned_abs(),
        records: records.collect::<Result<_>>()?,
    })
}

/// A search as SQL. Only what is asked for stands in it, so that SQLite finds the right index.
struct Question {
    /// The table that is walked through.
    table: Table,
    conditions: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
}

/// Both hold whatever may be asked for.
#[derive(Clone, Copy, PartialEq)]
enum Table {
    /// All records.
    Records,
    /// Those of one user.
    Members,
}

impl Question {
    fn new(search: &RecordSearch) -> Self {
        let RecordSearch {
            app,
            filter,
            call_prefix,
            sort,
            ascending: _,
        } = search;
        let RecordFilter {
            from,
            until,
            reasons,
            user,
            media,
            group,
        } = filter;
        let mut all = Self {
            table: if user.is_some() {
                Table::Members
            } else {
                Table::Records
            },
            conditions: Vec::new(),
            values: Vec::new(),
        };
        // By duration there is one index, which holds everything that is asked for here. The plus
        // keeps SQLite from taking another one and sorting all that it finds.
        let walks = user.is_none() && call_prefix.is_none();
        let t = match sort {
            RecordSort::Duration if walks => "+t",
            RecordSort::Duration | RecordSort::Started => "t",
        };
        match app {
            Some(app) => all.add(format!("{t}.app = ?"), app.0),
            // A user and the beginning of a call ID are found by an index that begins with the app.
            None if user.is_some() || call_prefix.is_some() => {
                all.conditions
                    .push(format!("{t}.app in (select app from apps)"));
            }
            None => {}
        }
        if let Some(user) = user {
            all.add(format!("{t}.user_id = ?"), user.as_ref().to_owned());
        }
        if let Some(prefix) = call_prefix {
            // The characters of a call ID all come before this one.
            let end = format!("{prefix}\u{7f}");
            all.add(format!("{t}.call_id >= ?"), prefix.clone());
            all.add(format!("{t}.call_id < ?"), end);
        }
        if let Some(from) = from {
            all.add(format!("{t}.started_at >= ?"), ms(*from));
        }
        if let Some(until) = until {
            all.add(format!("{t}.started_at < ?"), ms(*until));
        }
        if let Some(media) = media {
            all.add("t.media = ?".to_owned(), media.name());
        }
        if let Some(group) = group {
            all.add("t.is_group = ?".to_owned(), *group);
        }
        if !reasons.is_empty() {
            let holes = vec!["?"; reasons.len()].join(", ");
            all.conditions.push(format!("t.reason in ({holes})"));
            let names = reasons.iter().map(|reason| Box::new(reason.name()) as _);
            all.values.extend(names);
        }
        all
    }

    /// How many there are.
    fn count(&self) -> String {
        format!("select count(*) from {} t{}", self.table(), self.wanted())
    }

    /// The page, by its keys first: what is skipped over and sorted is then no more than those.
    fn page(&self, search: &RecordSearch, page: Page) -> String {
        let direction = if search.ascending { "asc" } else { "desc" };
        // Ties are decided too, so that no record is on two pages or on none.
        let order = |t: &str| {
            let by_start = format!("{t}.started_at {direction}, {t}.call_id {direction}");
            match search.sort {
                RecordSort::Started => by_start,
                RecordSort::Duration => format!("{t}.duration {direction}, {by_start}"),
            }
        };
        let (table, wanted) = (self.table(), self.wanted());
        let (keys_order, order) = (order("t"), order("r"));
        // Offset and limit are numbers of ours.
        let Page { offset, limit } = page;
        format!(
            "select r.app, {COLUMNS} from (
                select t.app, t.call_id from {table} t{wanted}
                order by {keys_order} limit {limit} offset {offset}
            ) k cross join records r on r.app = k.app and r.call_id = k.call_id order by {order}"
        )
    }

    fn wanted(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        format!(" where {}", self.conditions.join(" and "))
    }

    fn table(&self) -> &'static str {
        match self.table {
            Table::Records => "records",
            Table::Members => "record_members",
        }
    }

    fn add(&mut self, condition: String, value: impl ToSql + 'static) {
        self.conditions.push(condition);
        self.values.push(Box::new(value));
    }

    fn params(&self) -> Vec<&dyn ToSql> {
        self.values.iter().map(|value| &**value).collect()
    }
}
