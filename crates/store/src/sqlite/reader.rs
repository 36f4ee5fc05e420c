//! The threads that read. Each read sees one state of the database from beginning to end.

use std::io;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::failure::stopped;
use crate::{Pending, StoreError};

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// A handle on the reading threads.
pub(super) struct Readers {
    /// `None` only while it is dropped.
    queue: Option<mpsc::Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Starts one thread on each connection.
    pub(super) fn spawn(connections: Vec<Connection>) -> io::Result<Self> {
        let (queue, jobs) = mpsc::channel();
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Vec::new();
        for db in connections {
            let jobs = Arc::clone(&jobs);
            let builder = thread::Builder::new().name("store-reader".to_owned());
            threads.push(builder.spawn(move || run(&db, &jobs))?);
        }
        Ok(Self {
            queue: Some(queue),
            threads,
        })
    }

    /// Queues work that reads.
    pub(super) fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        let (reply, answer) = oneshot::channel();
        let job = move |db: &Connection| {
            // Whoever asked may have gone.
            let _ = reply.send(in_one_state(db, work));
        };
        if let Some(queue) = &self.queue {
            // A queue without threads drops the job and with it `reply`, which `answer` sees.
            let _ = queue.send(Box::new(job));
        }
        Box::pin(async move { answer.await.unwrap_or_else(|_| Err(stopped())) })
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue = None;
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a reading thread of the store panicked");
            }
        }
    }
}

fn run(db: &Connection, jobs: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        // The lock is held while waiting: whichever thread has it takes the next job.
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(job) => job(db),
            Err(mpsc::RecvError) => return,
        }
    }
}

fn in_one_state<T>(
    db: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // Rolled back when dropped, which is how a transaction that only read ends.
    let transaction = db.unchecked_transaction()?;
    work(&transaction)
}
