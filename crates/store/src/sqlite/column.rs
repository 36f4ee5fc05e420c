//! Between Rust's types and SQLite's columns.

use callkit_protocol::{EndReason, Id, MediaKind, UnixMs};
use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};

/// A number as SQLite holds it. Beyond 2^63 it stays there; no clock or counter of ours comes near.
pub(super) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A point in time as SQLite holds it.
pub(super) fn ms(at: UnixMs) -> i64 {
    int(at.0)
}

/// Reads a number that cannot be negative.
pub(super) fn uint(row: &Row<'_>, column: &str) -> Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|error| unreadable(Type::Integer, error))
}

/// Reads a number that fits 32 bits.
pub(super) fn uint32(row: &Row<'_>, column: &str) -> Result<u32> {
    let value: i64 = row.get(column)?;
    u32::try_from(value).map_err(|error| unreadable(Type::Integer, error))
}

/// Reads a point in time.
pub(super) fn at(row: &Row<'_>, column: &str) -> Result<UnixMs> {
    uint(row, column).map(UnixMs)
}

/// Reads a point in time that may be missing.
pub(super) fn at_or_none(row: &Row<'_>, column: &str) -> Result<Option<UnixMs>> {
    match row.get::<_, Option<i64>>(column)? {
        None => Ok(None),
        Some(_) => at(row, column).map(Some),
    }
}

/// Reads an identifier.
pub(super) fn id<T: Id>(row: &Row<'_>, column: &str) -> Result<T> {
    T::parse(row.get_ref(column)?.as_str()?).map_err(|error| unreadable(Type::Text, error))
}

/// Reads an end reason.
pub(super) fn reason(row: &Row<'_>, column: &str) -> Result<EndReason> {
    named(row, column, &EndReason::ALL, |reason| reason.name())
}

/// Reads a kind of media.
pub(super) fn media(row: &Row<'_>, column: &str) -> Result<MediaKind> {
    named(
        row,
        column,
        &[MediaKind::Audio, MediaKind::Video],
        |media| media.name(),
    )
}

/// A value that this code cannot have written. It becomes [`crate::StoreError::Corrupt`].
pub(super) fn unreadable(
    found: Type,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::FromSqlConversionFailure(0, found, error.into())
}

fn named<T: Copy>(
    row: &Row<'_>,
    column: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T> {
    let text: String = row.get(column)?;
    let found = all.iter().copied().find(|value| name(*value) == text);
    found.ok_or_else(|| unreadable(Type::Text, format!("{column} is {text:?}")))
}
