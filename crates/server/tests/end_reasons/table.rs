//! The table of the document.

use std::fmt;

/// One row: what happens, what each device is told in which order, and what is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) case: String,
    pub(crate) caller: String,
    pub(crate) callee: String,
    pub(crate) other: String,
    pub(crate) record: String,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            case,
            caller,
            callee,
            other,
            record,
        } = self;
        write!(f, "| {case} | {caller} | {callee} | {other} | {record} |")
    }
}

/// Every row between the two marks of `docs/end-reasons.md`.
pub(crate) fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/end-reasons.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, text) = text
        .split_once("<!-- table -->")
        .expect("the mark before the table");
    let (text, _) = text
        .split_once("<!-- /table -->")
        .expect("the mark after the table");
    let lines = text.lines().filter(|line| line.starts_with("| ")).skip(2);
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [case, caller, callee, other, record] = cells[..] else {
        panic!("five cells: {line}");
    };
    let [case, caller, callee, other, record] =
        [case, caller, callee, other, record].map(str::to_owned);
    Row {
        case,
        caller,
        callee,
        other,
        record,
    }
}
