//! Searching the records of all apps.

use callkit_protocol::{SdkAppId, UnixMs};

use crate::{Record, RecordFilter};

/// Which records to list, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordSearch {
    /// Of this app only.
    pub app: Option<SdkAppId>,
    /// What must hold for each.
    pub filter: RecordFilter,
    /// Whose call ID begins with this.
    pub call_prefix: Option<String>,
    /// In which order.
    pub sort: RecordSort,
    /// Smallest or oldest first, rather than last.
    pub ascending: bool,
}

/// What a list of records is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordSort {
    /// When the call was made.
    #[default]
    Started,
    /// For how long it was connected.
    Duration,
}

/// A record and the app it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    /// The app.
    pub app: SdkAppId,
    /// The record.
    pub record: Record,
}

/// One page of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecords {
    /// How many fit, on all pages together.
    pub total: u64,
    /// Those of this page.
    pub records: Vec<FoundRecord>,
}

/// How much is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StorageSize {
    /// Size of the database, its log included, in bytes.
    pub database_bytes: u64,
    /// Records of calls.
    pub records: u64,
    /// When the oldest of those calls was made.
    pub oldest_record: Option<UnixMs>,
    /// Size of the stored quality of media, in bytes, roughly.
    pub quality_bytes: u64,
}
