//! The store on an embedded SQLite database: one thread that writes, a few that read.

mod apps;
mod backup;
mod calls;
mod column;
mod commands;
mod commit;
mod console;
mod examine;
mod failure;
mod migrate;
mod open;
mod people;
mod quality;
mod reader;
mod records;
mod retention;
mod search;
mod users;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use callkit_protocol::{CallId, CommandKey, SdkAppId, UnixMs, UserId};
use callkit_usersig::SecretKey;

pub use self::backup::{BackupError, back_up, restore};
pub use self::examine::{Examination, ExamineError, examine};
pub use self::open::{Durability, OpenError, SqliteOptions};
use self::reader::Readers;
use self::retention::purge;
use self::writer::Writer;
pub use self::writer::WriterStats;
use crate::{
    App, AppStatus, CallChange, CommitError, Console, DataDir, Erased, Erasure, Fence,
    FoundRecords, Installation, KeyId, MediaLog, NewApp, NewSession, NodeId, Operator,
    OperatorError, Page, PasswordHash, Pending, PeoplePage, Record, RecordFilter, RecordPage,
    RecordSearch, Renamer, ServingLock, Session, SessionId, SessionKey, StorageSize, Store,
    StoreError, StoredCall, StoredCommand, StoredFact, Traces, User, UserChange,
};

/// A store on a SQLite database in a data directory. Clones share it; when the last one goes,
/// everything that was queued is written before the files are closed.
#[derive(Clone)]
pub struct SqliteStore {
    shared: Arc<Shared>,
}

/// The order matters: fields are dropped from first to last, and the lock must go last.
struct Shared {
    writer: Writer,
    readers: Readers,
    dir: DataDir,
    _lock: Option<ServingLock>,
}

impl SqliteStore {
    /// Opens the database for a server, making or migrating it as needed, and keeps the lock for as
    /// long as the store lives.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(lock: ServingLock, options: SqliteOptions) -> Result<Self, OpenError> {
        let dir = lock.dir().clone();
        Self::start(dir, Some(lock), options)
    }

    /// Opens the database for a command, which may run beside a server.
    ///
    /// # Errors
    /// See [`OpenError`]. A database that must be migrated is not opened while a server runs on it.
    pub fn open_beside(dir: DataDir, options: SqliteOptions) -> Result<Self, OpenError> {
        Self::start(dir, None, options)
    }

    fn start(
        dir: DataDir,
        lock: Option<ServingLock>,
        options: SqliteOptions,
    ) -> Result<Self, OpenError> {
        let (writer, readers) = open::connections(&dir, lock.as_ref(), options)?;
        let threads = |source| OpenError::Threads { source };
        let readers = Readers::spawn(readers).map_err(threads)?;
        let writer = Writer::spawn(writer).map_err(threads)?;
        Ok(Self {
            shared: Arc::new(Shared {
                writer,
                readers,
                dir,
                _lock: lock,
            }),
        })
    }

    /// What the writing thread has done so far.
    pub fn stats(&self) -> WriterStats {
        self.shared.writer.stats()
    }

    /// Lets the database grow by no more than `pages` beyond its size, as a full disk would;
    /// `None` makes room again.
    #[cfg(feature = "conformance")]
    pub fn limit_growth(&self, pages: Option<u32>) -> Pending<()> {
        self.shared
            .writer
            .submit(move |db| open::limit_growth(db, pages))
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore")
            .field("database", &self.shared.dir.database())
            .finish()
    }
}

impl Store for SqliteStore {
    fn app(&self, app: SdkAppId) -> Pending<Option<App>> {
        self.shared.readers.submit(move |db| apps::find(db, app))
    }

    fn commit(&self, change: CallChange) -> Pending<(), CommitError> {
        self.shared
            .writer
            .submit(move |db| commit::apply(db, &change))
    }

    fn forget_call(&self, app: SdkAppId, call: CallId, fence: Fence) -> Pending<(), CommitError> {
        self.shared
            .writer
            .submit(move |db| calls::forget(db, app, &call, &fence))
    }

    fn call(&self, app: SdkAppId, call: CallId) -> Pending<Option<StoredCall>> {
        self.shared
            .readers
            .submit(move |db| calls::find(db, app, &call))
    }

    fn claims(&self, app: SdkAppId, users: BTreeSet<UserId>) -> Pending<BTreeMap<UserId, CallId>> {
        self.shared
            .readers
            .submit(move |db| calls::claims(db, app, users))
    }

    fn facts(&self, app: SdkAppId, call: CallId) -> Pending<Vec<StoredFact>> {
        self.shared
            .readers
            .submit(move |db| calls::facts(db, app, &call))
    }

    fn command(
        &self,
        app: SdkAppId,
        user: UserId,
        key: CommandKey,
    ) -> Pending<Option<StoredCommand>> {
        self.shared
            .readers
            .submit(move |db| commands::find(db, app, &user, &key))
    }

    fn record(&self, app: SdkAppId, call: CallId) -> Pending<Option<Record>> {
        self.shared
            .readers
            .submit(move |db| records::find(db, app, &call))
    }

    fn records(&self, app: SdkAppId, filter: RecordFilter, page: Page) -> Pending<RecordPage> {
        self.shared
            .readers
            .submit(move |db| records::list(db, app, &filter, page))
    }

    fn save_media(&self, app: SdkAppId, call: CallId, log: MediaLog) -> Pending<()> {
        self.shared
            .writer
            .submit(move |db| quality::save(db, app, &call, &log))
    }

    fn media_log(&self, app: SdkAppId, call: CallId) -> Pending<MediaLog> {
        self.shared
            .readers
            .submit(move |db| quality::find(db, app, &call))
    }

    fn traces(&self, app: SdkAppId, user: UserId) -> Pending<Traces> {
        self.shared
            .readers
            .submit(move |db| people::traces(db, app, &user))
    }

    fn people(&self, app: SdkAppId, text: String, page: Page) -> Pending<PeoplePage> {
        self.shared
            .readers
            .submit(move |db| people::list(db, app, &text, page))
    }

    fn users(&self, app: SdkAppId, users: BTreeSet<UserId>) -> Pending<Vec<User>> {
        self.shared
            .readers
            .submit(move |db| users::find(db, app, &users))
    }

    fn update_user(
        &self,
        app: SdkAppId,
        user: UserId,
        change: UserChange,
        at: UnixMs,
    ) -> Pending<User> {
        self.shared
            .writer
            .submit(move |db| users::update(db, app, &user, &change, at))
    }

    fn block(&self, app: SdkAppId, user: UserId, blocked: UserId) -> Pending<()> {
        self.shared
            .writer
            .submit(move |db| users::block(db, app, &user, &blocked))
    }

    fn unblock(&self, app: SdkAppId, user: UserId, blocked: UserId) -> Pending<()> {
        self.shared
            .writer
            .submit(move |db| users::unblock(db, app, &user, &blocked))
    }

    fn blocks(&self, app: SdkAppId, user: UserId) -> Pending<BTreeSet<UserId>> {
        self.shared
            .readers
            .submit(move |db| users::blocks(db, app, &user))
    }

    fn blockers(
        &self,
        app: SdkAppId,
        caller: UserId,
        users: BTreeSet<UserId>,
    ) -> Pending<BTreeSet<UserId>> {
        self.shared
            .readers
            .submit(move |db| users::blockers(db, app, &caller, users))
    }
}

impl Operator for SqliteStore {
    fn create_app(&self, app: NewApp) -> Pending<(), OperatorError> {
        self.shared.writer.submit(move |db| apps::create(db, &app))
    }

    fn apps(&self) -> Pending<Vec<App>> {
        self.shared.readers.submit(apps::all)
    }

    fn set_app_status(&self, app: SdkAppId, status: AppStatus) -> Pending<(), OperatorError> {
        self.shared
            .writer
            .submit(move |db| apps::set_status(db, app, status))
    }

    fn rename_app(&self, app: SdkAppId, name: String) -> Pending<(), OperatorError> {
        self.shared
            .writer
            .submit(move |db| apps::rename(db, app, &name))
    }

    fn set_app_settings(&self, app: SdkAppId, settings: String) -> Pending<(), OperatorError> {
        self.shared
            .writer
            .submit(move |db| apps::set_settings(db, app, &settings))
    }

    fn add_key(
        &self,
        app: SdkAppId,
        secret: SecretKey,
        valid_from: UnixMs,
    ) -> Pending<KeyId, OperatorError> {
        self.shared
            .writer
            .submit(move |db| apps::add_key(db, app, &secret, valid_from))
    }

    fn rotate_key(
        &self,
        app: SdkAppId,
        secret: SecretKey,
        now: UnixMs,
        until: UnixMs,
    ) -> Pending<KeyId, OperatorError> {
        self.shared
            .writer
            .submit(move |db| apps::rotate_key(db, app, &secret, now, until))
    }

    fn withdraw_key(&self, app: SdkAppId, key: KeyId, at: UnixMs) -> Pending<(), OperatorError> {
        self.shared
            .writer
            .submit(move |db| apps::withdraw_key(db, app, key, at))
    }

    fn begin_keys(&self, now: UnixMs) -> Pending<u64> {
        self.shared
            .writer
            .submit(move |db| apps::begin_keys(db, now))
    }

    fn take_over(&self, by: NodeId, from: NodeId) -> Pending<Vec<StoredCall>> {
        self.shared
            .writer
            .submit(move |db| calls::take_over(db, &by, &from))
    }

    fn expire_calls(&self, now: UnixMs) -> Pending<u64> {
        purge(self, move |db| calls::expire(db, now))
    }

    fn purge_commands(&self, before: UnixMs) -> Pending<u64> {
        purge(self, move |db| commands::purge(db, before))
    }

    fn purge_records(&self, app: SdkAppId, before: UnixMs) -> Pending<u64> {
        purge(self, move |db| records::purge(db, app, before))
    }

    fn purge_media(&self, before: UnixMs) -> Pending<u64> {
        purge(self, move |db| quality::purge(db, before))
    }

    fn search_records(&self, search: RecordSearch, page: Page) -> Pending<FoundRecords> {
        self.shared
            .readers
            .submit(move |db| search::run(db, &search, page))
    }

    fn erase_user(&self, erasure: Erasure, renamer: Renamer) -> Pending<Erased> {
        let begun = {
            let erasure = erasure.clone();
            self.shared
                .writer
                .submit(move |db| people::begin(db, &erasure))
        };
        let taken_out = purge(self, move |db| people::take_out(db, &erasure, &renamer));
        Box::pin(async move {
            let begun = begun.await?;
            let records = taken_out.await?;
            Ok(Erased { records, ..begun })
        })
    }

    fn erasures(&self, before: UnixMs) -> Pending<Vec<Erasure>> {
        self.shared
            .writer
            .submit(move |db| people::pending(db, before))
    }

    fn erase_again(&self, erasure: Erasure, renamer: Renamer) -> Pending<u64> {
        purge(self, move |db| people::take_out(db, &erasure, &renamer))
    }

    fn storage_size(&self) -> Pending<StorageSize> {
        self.shared.readers.submit(retention::size)
    }

    fn outbox_len(&self) -> Pending<u64> {
        self.shared.readers.submit(retention::outbox_len)
    }

    fn installation(&self) -> Pending<Installation> {
        self.shared.readers.submit(migrate::installation)
    }

    fn ready(&self) -> Pending<(), StoreError> {
        match self.shared.writer.last_failure() {
            None => Box::pin(std::future::ready(Ok(()))),
            Some(_) => self.shared.writer.submit(retention::probe),
        }
    }
}

impl Console for SqliteStore {
    fn console_password(&self) -> Pending<Option<PasswordHash>> {
        self.shared.readers.submit(console::password)
    }

    fn set_console_password(&self, hash: PasswordHash, at: UnixMs) -> Pending<()> {
        self.shared
            .writer
            .submit(move |db| console::set_password(db, &hash, at))
    }

    fn begin_session(&self, session: NewSession) -> Pending<Session> {
        self.shared
            .writer
            .submit(move |db| console::begin(db, &session))
    }

    fn session(&self, key: SessionKey, now: UnixMs) -> Pending<Option<Session>> {
        self.shared
            .readers
            .submit(move |db| console::find(db, key, now))
    }

    fn touch_session(
        &self,
        id: SessionId,
        at: UnixMs,
        expires_at: UnixMs,
        address: String,
    ) -> Pending<()> {
        self.shared
            .writer
            .submit(move |db| console::touch(db, id, at, expires_at, &address))
    }

    fn sessions(&self, now: UnixMs) -> Pending<Vec<Session>> {
        self.shared.readers.submit(move |db| console::all(db, now))
    }

    fn end_session(&self, id: SessionId) -> Pending<bool> {
        self.shared.writer.submit(move |db| console::end(db, id))
    }

    fn end_sessions_but(&self, id: SessionId) -> Pending<()> {
        self.shared
            .writer
            .submit(move |db| console::end_all_but(db, id))
    }
}
