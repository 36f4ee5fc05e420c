//! Live tags of mini programs: RTMP and HTTP-FLV around [`callkit_live`].
//!
//! One thread for each media worker converts what its calls need; connections are tasks. A call's
//! controls go to its worker and to the bridge beside it alike.

mod address;
mod delay;
mod flv;
mod mail;
mod outlet;
mod push;
mod rtmp;
mod thread;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use callkit_live::bridge::{ConnId, Counters, Refusal};
use callkit_live::{StreamKey, StreamKeys};
use callkit_media::{Control, WorkerId};
use tokio::sync::oneshot;

use crate::media::{BridgeOutlet, MediaPlane};
use crate::metrics::Page;
use mail::{Mail, Mailbox, Media, Request, Word};
use outlet::{Inlet, Outlet};
use thread::BridgeThread;

pub(crate) use address::Reach;
pub(crate) use flv::play as play_flv;
pub(crate) use push::{MOST_BYTES as MOST_PUSHED_BYTES, push, tags_of_page};
pub(crate) use rtmp::Listener as RtmpListener;

/// Bridges that wait for their media workers.
pub(crate) struct Prepared {
    mails: Vec<Mail>,
    mailboxes: Vec<Mailbox>,
}

impl Prepared {
    /// One bridge for each of so many workers.
    pub(crate) fn new(workers: usize) -> Self {
        let (mails, mailboxes) = (0..workers).map(|_| Mail::new()).unzip();
        Self { mails, mailboxes }
    }

    /// Where workers hand over what is for the bridge beside them.
    pub(crate) fn outlet(&self) -> BridgeOutlet {
        let mails = self.mails.clone();
        Arc::new(move |worker, said| {
            if let Some(mail) = mails.get(usize::from(worker.0)) {
                mail.media(Media::Room(said));
            }
        })
    }

    /// Starts the threads.
    pub(crate) fn start(self, media: &MediaPlane, keys: &StreamKeys) -> std::io::Result<LivePlane> {
        let pairs = self.mails.into_iter().zip(self.mailboxes).enumerate();
        let threads = pairs.map(|(number, (mail, mailbox))| {
            let worker = WorkerId(number as u8);
            BridgeThread::start(worker, mail, mailbox, media.clone(), keys.clone())
        });
        Ok(LivePlane {
            shared: Arc::new(Shared {
                threads: threads.collect::<Result<_, _>>()?,
                next: AtomicU64::new(1),
                taken: Arc::default(),
            }),
        })
    }
}

/// The running bridges. Clones are handles to the same ones; the last to be dropped stops them.
#[derive(Clone, Debug)]
pub(crate) struct LivePlane {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    threads: Vec<BridgeThread>,
    next: AtomicU64,
    /// Bytes that connections were given.
    taken: Arc<AtomicU64>,
}

/// What a connection wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Publish,
    Play,
}

/// A connection that was let in. Dropping it lets go of what it holds.
#[derive(Debug)]
struct Admitted {
    conn: ConnId,
    mail: Mail,
    inlet: Inlet,
}

impl LivePlane {
    /// Says something to the bridge beside a worker. Never blocks and never drops; order is kept.
    pub(crate) fn control(&self, worker: WorkerId, control: &Control) {
        // The bridge has nothing to negotiate.
        if matches!(control, Control::Offer { .. }) {
            return;
        }
        if let Some(thread) = self.shared.threads.get(usize::from(worker.0)) {
            thread.mail().say(Word::Control(control.clone()));
        }
    }

    /// What all bridges count, and how much media found no room.
    pub(crate) fn counters(&self) -> (Counters, u64) {
        let mut sum = (Counters::default(), 0);
        for thread in &self.shared.threads {
            let counters = thread.counters();
            sum.0.publishers += counters.publishers;
            sum.0.players += counters.players;
            sum.0.doors += counters.doors;
            sum.0.rooms += counters.rooms;
            sum.0.unreadable += counters.unreadable;
            sum.1 += thread.mail().dropped();
        }
        sum
    }

    /// Bytes of sound and pictures that players were given so far.
    pub(crate) fn bytes_out(&self) -> u64 {
        self.shared.taken.load(Ordering::Relaxed)
    }

    /// Writes how long media takes through the bridges.
    pub(crate) fn write_delays(&self, page: &mut Page) {
        let threads = self.shared.threads.iter();
        delay::write(page, threads.map(BridgeThread::delays));
    }

    /// Lets a connection in, if its key opens what it wants.
    async fn admit(&self, wish: Wish, key: &StreamKey) -> Result<Admitted, Refusal> {
        // A key does not say whose it is; there are as many bridges as cores at most.
        let mut refusal = Refusal::UnknownKey;
        for thread in &self.shared.threads {
            let conn = ConnId(self.shared.next.fetch_add(1, Ordering::Relaxed));
            let (outlet, inlet) = Outlet::new(Instant::now(), Arc::clone(&self.shared.taken));
            let (answer, answered) = oneshot::channel();
            let request = Request {
                conn,
                key: key.clone(),
                outlet,
                answer,
            };
            thread.mail().say(match wish {
                Wish::Publish => Word::Publish(request),
                Wish::Play => Word::Play(request),
            });
            match answered.await {
                Ok(Ok(())) => {
                    let mail = thread.mail().clone();
                    return Ok(Admitted { conn, mail, inlet });
                }
                Ok(Err(Refusal::UnknownKey)) | Err(_) => {}
                Ok(Err(known)) => refusal = known,
            }
        }
        Err(refusal)
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.mail.say(Word::Gone(self.conn));
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        for thread in &mut self.threads {
            thread.stop();
        }
    }
}
