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
    /// The table that is walked through: `r`, the records, or `m`, those of one user.
    table: Table,
    /// Whether anything is asked of the record itself.
    joined: bool,
    conditions: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Table {
    Records,
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
            joined: media.is_some() || group.is_some() || !reasons.is_empty(),
            conditions: Vec::new(),
            values: Vec::new(),
        };
        // By duration there is one index, which holds everything that is asked for here. The plus
        // keeps SQLite from taking another one and sorting all that it finds.
        let walks = user.is_none() && call_prefix.is_none();
        let t = match sort {
            RecordSort::Duration if walks => "+r",
            RecordSort::Duration | RecordSort::Started => all.name(),
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
            all.add("r.media = ?".to_owned(), media.name());
        }
        if let Some(group) = group {
            all.add("r.is_group = ?".to_owned(), *group);
        }
        if !reasons.is_empty() {
            let holes = vec!["?"; reasons.len()].join(", ");
            all.conditions.push(format!("r.reason in ({holes})"));
            let names = reasons.iter().map(|reason| Box::new(reason.name()) as _);
            all.values.extend(names);
        }
        all
    }

    /// How many there are. The records of a user are not looked at unless they have to be.
    fn count(&self) -> String {
        let source = self.source(self.joined);
        format!("select count(*) {source}{}", self.wanted())
    }

    /// The page, by its keys first: what is skipped over and sorted is then no more than those.
    fn page(&self, search: &RecordSearch, page: Page) -> String {
        let t = self.name();
        let direction = if search.ascending { "asc" } else { "desc" };
        // Ties are decided too, so that no record is on two pages or on none.
        let order = |t: &str| match search.sort {
            RecordSort::Started => format!("{t}.started_at {direction}, {t}.call_id {direction}"),
            RecordSort::Duration => {
                format!("r.duration {direction}, r.started_at {direction}, r.call_id {direction}")
            }
        };
        let by_record = search.sort == RecordSort::Duration;
        let (source, wanted) = (self.source(self.joined || by_record), self.wanted());
        // Offset and limit are numbers of ours.
        let Page { offset, limit } = page;
        let keys = format!(
            "select {t}.app, {t}.call_id {source}{wanted} order by {} limit {limit} offset {offset}",
            order(t)
        );
        format!(
            "select r.app, {COLUMNS} from ({keys}) k
                cross join records r on r.app = k.app and r.call_id = k.call_id order by {}",
            order("r")
        )
    }

    fn source(&self, joined: bool) -> &'static str {
        match (self.table, joined) {
            (Table::Records, _) => "from records r",
            (Table::Members, false) => "from record_members m",
            (Table::Members, true) => "from record_members m join records r using (app, call_id)",
        }
    }

    fn wanted(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        format!(" where {}", self.conditions.join(" and "))
    }

    fn name(&self) -> &'static str {
        match self.table {
            Table::Records => "r",
            Table::Members => "m",
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
