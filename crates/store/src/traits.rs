//! What a store can do: for one app, and for the operator.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::pin::Pin;

use callkit_protocol::{CallId, CommandKey, SdkAppId, UnixMs, UserId};
use callkit_usersig::SecretKey;

use crate::{
    App, AppStatus, CallChange, CommitError, Erased, Erasure, Fence, FoundRecords, KeyId, MediaLog,
    NewApp, NodeId, OperatorError, Page, PeoplePage, Record, RecordFilter, RecordPage,
    RecordSearch, Renamer, StorageSize, StoreError, StoredCall, StoredCommand, StoredFact, Traces,
    User, UserChange,
};

/// An answer of the store that is on its way.
///
/// The work is queued when the method is called, not when this is first polled: two changes take
/// effect in the order in which they were asked for, and dropping this takes nothing back.
pub type Pending<T, E = StoreError> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

/// What one app keeps. Every method names the app, and nothing that is given or changed belongs to
/// another one, even where user IDs or call IDs are the same.
///
/// A change is on disk when its answer is `Ok`; whoever reads after that answer sees it.
pub trait Store: Send + Sync + fmt::Debug + 'static {
    /// The app itself, with its keys; `None` if there is none.
    fn app(&self, app: SdkAppId) -> Pending<Option<App>>;

    /// Writes one step of a call, the only way in which a call, its facts, its record and its
    /// claims ever change.
    ///
    /// # Errors
    /// A [`Conflict`](crate::Conflict) says what the change does not fit; the storage may fail.
    /// In either case nothing of the change is written.
    fn commit(&self, change: CallChange) -> Pending<(), CommitError>;

    /// Removes an ended call that every device has acknowledged. Its facts and record stay. A call
    /// that is not there counts as removed.
    ///
    /// # Errors
    /// `Live` if it has not ended, `Fenced` if it belongs to somebody else.
    fn forget_call(&self, app: SdkAppId, call: CallId, fence: Fence) -> Pending<(), CommitError>;

    /// A call that is running, or that ended and is not forgotten.
    fn call(&self, app: SdkAppId, call: CallId) -> Pending<Option<StoredCall>>;

    /// In which calls these users are. Users who are in none are left out.
    fn claims(&self, app: SdkAppId, users: BTreeSet<UserId>) -> Pending<BTreeMap<UserId, CallId>>;

    /// Everything that happened in a call, in order. Kept as long as the call's record.
    fn facts(&self, app: SdkAppId, call: CallId) -> Pending<Vec<StoredFact>>;

    /// What this user's command with this key was answered, if it was carried out.
    fn command(
        &self,
        app: SdkAppId,
        user: UserId,
        key: CommandKey,
    ) -> Pending<Option<StoredCommand>>;

    /// The record of one call.
    fn record(&self, app: SdkAppId, call: CallId) -> Pending<Option<Record>>;

    /// The records that fit a filter, newest call first.
    fn records(&self, app: SdkAppId, filter: RecordFilter, page: Page) -> Pending<RecordPage>;

    /// Adds to what is known of the media of a call. Nothing depends on it: a call whose record is
    /// gone may have it for a while.
    fn save_media(&self, app: SdkAppId, call: CallId, log: MediaLog) -> Pending<()>;

    /// What is known of the media of a call.
    fn media_log(&self, app: SdkAppId, call: CallId) -> Pending<MediaLog>;

    /// How much is kept about a user.
    fn traces(&self, app: SdkAppId, user: UserId) -> Pending<Traces>;

    /// Everybody who has set something, blocks somebody or is named in a record, and whose ID or
    /// nickname contains `text`, in capitals or not.
    fn people(&self, app: SdkAppId, text: String, page: Page) -> Pending<PeoplePage>;

    /// These users' settings, in the order of their IDs. Users who never set any are left out.
    fn users(&self, app: SdkAppId, users: BTreeSet<UserId>) -> Pending<Vec<User>>;

    /// Changes a user's settings and gives them as they are then.
    fn update_user(
        &self,
        app: SdkAppId,
        user: UserId,
        change: UserChange,
        at: UnixMs,
    ) -> Pending<User>;

    /// From now on `user` takes no calls from `blocked`.
    fn block(&self, app: SdkAppId, user: UserId, blocked: UserId) -> Pending<()>;

    /// From now on `user` takes calls from `blocked` again.
    fn unblock(&self, app: SdkAppId, user: UserId, blocked: UserId) -> Pending<()>;

    /// Whose calls `user` does not take.
    fn blocks(&self, app: SdkAppId, user: UserId) -> Pending<BTreeSet<UserId>>;

    /// Who of `users` does not take calls from `caller`.
    fn blockers(
        &self,
        app: SdkAppId,
        caller: UserId,
        users: BTreeSet<UserId>,
    ) -> Pending<BTreeSet<UserId>>;
}

/// What crosses apps. Start-up, the console and retention use it, and nothing that a ticket opens.
pub trait Operator: Store {
    /// Makes an app.
    ///
    /// # Errors
    /// `AppExists` if the SDKAppID is taken.
    fn create_app(&self, app: NewApp) -> Pending<(), OperatorError>;

    /// Every app, by SDKAppID.
    fn apps(&self) -> Pending<Vec<App>>;

    /// Lets an app's users in or keeps them out.
    ///
    /// # Errors
    /// `UnknownApp`.
    fn set_app_status(&self, app: SdkAppId, status: AppStatus) -> Pending<(), OperatorError>;

    /// Gives an app another name.
    ///
    /// # Errors
    /// `UnknownApp`.
    fn rename_app(&self, app: SdkAppId, name: String) -> Pending<(), OperatorError>;

    /// Replaces an app's settings: JSON of the caller's own.
    ///
    /// # Errors
    /// `UnknownApp`.
    fn set_app_settings(&self, app: SdkAppId, settings: String) -> Pending<(), OperatorError>;

    /// Gives an app one more key, good from `valid_from` on, beside those it has.
    ///
    /// # Errors
    /// `UnknownApp`.
    fn add_key(
        &self,
        app: SdkAppId,
        secret: SecretKey,
        valid_from: UnixMs,
    ) -> Pending<KeyId, OperatorError>;

    /// Gives an app one more key, good from `now` on, and lets every other one end at `until`, in
    /// one step: at no time is none good. One that ends before that anyway still does.
    ///
    /// # Errors
    /// `UnknownApp`.
    fn rotate_key(
        &self,
        app: SdkAppId,
        secret: SecretKey,
        now: UnixMs,
        until: UnixMs,
    ) -> Pending<KeyId, OperatorError>;

    /// Makes a key invalid from `at` on. Doing it again can only make that earlier.
    ///
    /// # Errors
    /// `UnknownApp`, `UnknownKey`; `LastKey` if the app would have no valid key at that time.
    fn withdraw_key(&self, app: SdkAppId, key: KeyId, at: UnixMs) -> Pending<(), OperatorError>;

    /// Lets every key that is to be good only later be good from `now` on, and says of how many: a
    /// clock that was ahead when it was made would otherwise keep everybody out once it is right.
    fn begin_keys(&self, now: UnixMs) -> Pending<u64>;

    /// Makes every call of the node `from`, ended ones included, a call of `by` with the next
    /// epoch, in one step. A node that starts again takes its own calls over from itself.
    fn take_over(&self, by: NodeId, from: NodeId) -> Pending<Vec<StoredCall>>;

    /// Removes ended calls that have expired by `now`, and says how many.
    fn expire_calls(&self, now: UnixMs) -> Pending<u64>;

    /// Removes what is known of commands carried out before `before`, and says of how many.
    fn purge_commands(&self, before: UnixMs) -> Pending<u64>;

    /// Removes the records, with their facts and the quality of their media, of an app's calls made
    /// before `before`, and says how many.
    fn purge_records(&self, app: SdkAppId, before: UnixMs) -> Pending<u64>;

    /// Removes what is known of media from before `before`, and says of how many rows.
    fn purge_media(&self, before: UnixMs) -> Pending<u64>;

    /// The records that fit a search, of one app or of all.
    fn search_records(&self, search: RecordSearch, page: Page) -> Pending<FoundRecords>;

    /// Removes what a user has set and who he blocks, and takes his name out of the records and
    /// facts of all calls that are over. A call that still runs keeps it until
    /// [`erase_again`](Self::erase_again).
    fn erase_user(&self, erasure: Erasure, renamer: Renamer) -> Pending<Erased>;

    /// Whom [`erase_user`](Self::erase_user) has removed since `before`. Deletions before that are
    /// forgotten themselves.
    fn erasures(&self, before: UnixMs) -> Pending<Vec<Erasure>>;

    /// Takes the name out of the calls that have ended since, and says of how many.
    fn erase_again(&self, erasure: Erasure, renamer: Renamer) -> Pending<u64>;

    /// How much is stored.
    fn storage_size(&self) -> Pending<StorageSize>;

    /// How many messages wait for delivery. So far nothing delivers or removes any.
    fn outbox_len(&self) -> Pending<u64>;

    /// What this installation is.
    fn installation(&self) -> Pending<Installation>;

    /// Whether changes can be written: `Ok` if the last one was. If it was not, this tries
    /// to write something of its own, so that a store that has recovered says so.
    fn ready(&self) -> Pending<()>;
}

/// What an installation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Its name, random, from when the database was made. The only node goes by it.
    pub id: NodeId,
    /// When the database was made.
    pub created_at: UnixMs,
    /// The number of the newest migration that has been applied.
    pub schema: u32,
}
