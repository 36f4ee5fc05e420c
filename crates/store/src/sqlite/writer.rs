//! The one thread that writes.
//!
//! It takes whatever has queued, carries it out in one transaction, and answers when that is
//! committed: while a commit is under way the next ones gather, so that the cost of a commit is
//! shared by as many as there are. Each piece of work has a savepoint of its own, so one that does
//! not fit is undone without the others.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::failure::{Failure, stopped};
use crate::{Pending, StoreError};

/// How much is carried out in one transaction at most. More makes a better use of each commit under
/// load; the first in the queue waits for the last, at some 50 µs each.
const BATCH: usize = 256;

/// A handle on the writing thread. Dropping it waits until everything queued is written.
pub(super) struct Writer {
    /// `None` only while it is dropped.
    queue: Option<mpsc::Sender<Box<dyn Job>>>,
    status: Arc<Status>,
    thread: Option<JoinHandle<()>>,
}

/// What the writing thread has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriterStats {
    /// Transactions that were committed.
    pub transactions: u64,
    /// Pieces of work in them, those that were undone for a conflict included.
    pub jobs: u64,
}

#[derive(Default)]
struct Status {
    transactions: AtomicU64,
    jobs: AtomicU64,
    last_failure: Mutex<Option<StoreError>>,
}

impl Writer {
    /// Starts the thread on a connection.
    pub(super) fn spawn(db: Connection) -> io::Result<Self> {
        let (queue, jobs) = mpsc::channel();
        let status = Arc::new(Status::default());
        let thread = thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn({
                let status = Arc::clone(&status);
                move || run(&db, &jobs, &status)
            })?;
        Ok(Self {
            queue: Some(queue),
            status,
            thread: Some(thread),
        })
    }

    /// Queues work that writes. It runs in a transaction; if it fails, what it wrote is undone.
    pub(super) fn submit<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Pending<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let (reply, answer) = oneshot::channel();
        let task = Task {
            work: Some(work),
            result: None,
            reply,
        };
        if let Some(queue) = &self.queue {
            // A queue without a thread drops the task and with it `reply`, which `answer` sees.
            let _ = queue.send(Box::new(task));
        }
        Box::pin(async move { answer.await.unwrap_or_else(|_| Err(stopped().into())) })
    }

    /// Why the last transaction could not be written, if it could not.
    pub(super) fn last_failure(&self) -> Option<StoreError> {
        self.status
            .last_failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What has been done so far.
    pub(super) fn stats(&self) -> WriterStats {
        WriterStats {
            transactions: self.status.transactions.load(Ordering::Relaxed),
            jobs: self.status.jobs.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the writing thread of the store panicked");
        }
    }
}

impl Status {
    fn committed(&self, jobs: u64) {
        self.transactions.fetch_add(1, Ordering::Relaxed);
        self.jobs.fetch_add(jobs, Ordering::Relaxed);
    }

    /// Notes how the last transaction went, and logs it when that changes.
    fn note(&self, failure: Option<StoreError>) {
        let mut last = self
            .last_failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match (&*last, &failure) {
            (Some(_), None) => tracing::info!("the store can be written again"),
            (None, Some(error)) => tracing::error!(%error, "the store cannot be written"),
            (None, None) | (Some(_), Some(_)) => {}
        }
        *last = failure;
    }
}

fn run(db: &Connection, jobs: &mpsc::Receiver<Box<dyn Job>>, status: &Status) {
    while let Ok(first) = jobs.recv() {
        let mut batch = vec![first];
        batch.extend(jobs.try_iter().take(BATCH - 1));
        let fate = carry_out(db, &mut batch);
        match &fate {
            Ok(failure) => {
                status.committed(batch.len() as u64);
                status.note(failure.clone());
            }
            Err(error) => {
                // Rolled back already in most cases; otherwise the next transaction could not begin.
                if !db.is_autocommit()
                    && let Err(error) = db.execute_batch("rollback")
                {
                    tracing::error!(%error, "cannot roll back");
                }
                status.note(Some(error.clone()));
            }
        }
        for job in batch {
            job.answer(fate.as_ref().map(|_| ()));
        }
    }
}

/// Carries out a batch in one transaction. `Ok` says that it is committed, and what the storage
/// complained about on the way; what concerns one job only is in its own answer.
fn carry_out(
    db: &Connection,
    batch: &mut [Box<dyn Job>],
) -> Result<Option<StoreError>, StoreError> {
    let mut failure = None;
    run_sql(db, "begin immediate")?;
    for job in batch {
        run_sql(db, "savepoint job")?;
        match job.run(db) {
            Verdict::Keep => {}
            Verdict::Undo => run_sql(db, "rollback to job")?,
            Verdict::Failed(error) if db.is_autocommit() => return Err(error),
            Verdict::Failed(error) => {
                run_sql(db, "rollback to job")?;
                failure = Some(error);
            }
        }
        run_sql(db, "release job")?;
    }
    run_sql(db, "commit")?;
    Ok(failure)
}

fn run_sql(db: &Connection, sql: &str) -> Result<(), StoreError> {
    db.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// A piece of work in the queue.
trait Job: Send {
    /// Does the work inside the open transaction.
    fn run(&mut self, db: &Connection) -> Verdict;

    /// Tells whoever asked, once it is known what became of the transaction.
    fn answer(self: Box<Self>, fate: Result<(), &StoreError>);
}

/// What is to become of what a job wrote.
enum Verdict {
    /// It is good.
    Keep,
    /// It did not fit what is stored.
    Undo,
    /// The storage failed, maybe halfway.
    Failed(StoreError),
}

struct Task<W, T, E> {
    /// Taken when it is done.
    work: Option<W>,
    /// Set when it is done.
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> Job for Task<W, T, E>
where
    W: FnOnce(&Connection) -> Result<T, E> + Send,
    T: Send,
    E: Failure,
{
    fn run(&mut self, db: &Connection) -> Verdict {
        let Some(work) = self.work.take() else {
            return Verdict::Undo;
        };
        match self.result.insert(work(db)) {
            Ok(_) => Verdict::Keep,
            Err(error) => match error.storage() {
                Some(failure) => Verdict::Failed(failure.clone()),
                None => Verdict::Undo,
            },
        }
    }

    fn answer(self: Box<Self>, fate: Result<(), &StoreError>) {
        let result = match (fate, self.result) {
            (Ok(()), Some(result)) => result,
            // A conflict with a change that was not committed either is none.
            (Err(error), _) => Err(error.clone().into()),
            (Ok(()), None) => Err(stopped().into()),
        };
        // Whoever asked may have gone; the work is done all the same.
        let _ = self.reply.send(result);
    }
}
