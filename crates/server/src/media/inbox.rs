//! What other threads hand to a worker.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};

use callkit_media::{Control, FromBridge, Path, TcpConnId};
use mio::{Poll, Token, Waker};

use super::MediaError;

/// The waker's token in a worker's poll.
pub(super) const WOKEN: Token = Token(0);

/// Datagrams from TCP that may wait for a worker. Higher: longer bursts survive; a worker that
/// cannot keep up works on older media.
const DATAGRAMS: usize = 1024;

/// Words of the bridge that may wait for a worker; most are packets. Higher: longer bursts survive.
const BRIDGED: usize = 4096;

/// What the call or the plane says. Never dropped.
#[derive(Debug)]
pub(super) enum Word {
    Control(Control),
    TcpClosed(TcpConnId),
    Stop,
    #[cfg(test)]
    Panic,
}

/// A datagram that came over TCP. Dropped when too many wait.
#[derive(Debug)]
pub(super) struct TcpDatagram {
    pub(super) path: Path,
    pub(super) bytes: Vec<u8>,
}

/// The end that others hold.
#[derive(Clone, Debug)]
pub(super) struct Inbox {
    words: Sender<Word>,
    datagrams: SyncSender<TcpDatagram>,
    bridged: SyncSender<FromBridge>,
    waker: Arc<Waker>,
    dropped: Arc<AtomicU64>,
}

/// The end that the worker's thread holds.
#[derive(Debug)]
pub(super) struct Mailbox {
    pub(super) poll: Poll,
    pub(super) words: Receiver<Word>,
    pub(super) datagrams: Receiver<TcpDatagram>,
    pub(super) bridged: Receiver<FromBridge>,
}

impl Inbox {
    pub(super) fn new() -> Result<(Self, Mailbox), MediaError> {
        let io = |source| MediaError::Io {
            what: "make an event queue",
            source,
        };
        let poll = Poll::new().map_err(io)?;
        let waker = Arc::new(Waker::new(poll.registry(), WOKEN).map_err(io)?);
        let (words, word_receiver) = channel();
        let (datagrams, datagram_receiver) = sync_channel(DATAGRAMS);
        let (bridged, bridged_receiver) = sync_channel(BRIDGED);
        let inbox = Self {
            words,
            datagrams,
            bridged,
            waker,
            dropped: Arc::default(),
        };
        let mailbox = Mailbox {
            poll,
            words: word_receiver,
            datagrams: datagram_receiver,
            bridged: bridged_receiver,
        };
        Ok((inbox, mailbox))
    }

    pub(super) fn control(&self, control: Control) {
        self.say(Word::Control(control));
    }

    pub(super) fn say(&self, word: Word) {
        // Nobody listens any more only while the process ends.
        let _ = self.words.send(word);
        self.wake();
    }

    pub(super) fn datagram(&self, datagram: TcpDatagram) {
        match self.datagrams.try_send(datagram) {
            Ok(()) => self.wake(),
            Err(TrySendError::Full(_)) => drop(self.dropped.fetch_add(1, Ordering::Relaxed)),
            Err(TrySendError::Disconnected(_)) => {}
        }
    }

    pub(super) fn bridge(&self, said: FromBridge) {
        match self.bridged.try_send(said) {
            Ok(()) => self.wake(),
            Err(TrySendError::Full(_)) => drop(self.dropped.fetch_add(1, Ordering::Relaxed)),
            Err(TrySendError::Disconnected(_)) => {}
        }
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            tracing::error!(%error, "cannot wake a media worker");
        }
    }
}
