//! What reaches a bridge's thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use callkit_live::bridge::{ConnId, Refusal};
use callkit_live::{StreamKey, Tag, TagKind};
use callkit_media::{BridgedCodec, Control, ToBridge};
use tokio::sync::oneshot;

use super::delay::Kind;
use super::outlet::Outlet;

/// Packets and tags that may wait for a bridge. Higher: longer bursts survive; a bridge that cannot
/// keep up works on older media.
const MEDIA: usize = 8192;

/// Something for a bridge to do.
pub(super) enum Word {
    /// A call says something.
    Control(Control),
    /// Media, and since when it has been waiting.
    Media(Instant, Media),
    /// A connection wants to publish.
    Publish(Request),
    /// A connection wants to play.
    Play(Request),
    /// A connection is gone.
    Gone(ConnId),
    /// The process ends.
    Stop,
}

/// What may be dropped when there is too much of it.
pub(super) enum Media {
    /// A media worker says something.
    Room(ToBridge),
    /// A publisher sent something.
    Tag(ConnId, Tag),
}

impl Media {
    /// As what its way through the bridge is counted, if it is: something may come of it at once.
    pub(super) fn kind(&self) -> Option<Kind> {
        match self {
            Self::Room(ToBridge::Packet { packet, .. }) => match packet.codec {
                BridgedCodec::Opus => Some(Kind::Voice),
                BridgedCodec::H264 => packet.marker.then_some(Kind::Picture),
            },
            Self::Room(ToBridge::KeyframeWanted { .. }) => None,
            Self::Tag(_, tag) => match tag.kind {
                TagKind::Audio => Some(Kind::Voice),
                TagKind::Video => Some(Kind::Picture),
                TagKind::Script => None,
            },
        }
    }
}

/// A connection that asks for something.
pub(super) struct Request {
    pub(super) conn: ConnId,
    pub(super) key: StreamKey,
    pub(super) outlet: Outlet,
    pub(super) answer: oneshot::Sender<Result<(), Refusal>>,
}

/// The end that others hold.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    words: Sender<Word>,
    waiting: Arc<AtomicUsize>,
    dropped: Arc<AtomicU64>,
}

/// The end that the thread holds.
pub(super) struct Mailbox {
    pub(super) words: Receiver<Word>,
    waiting: Arc<AtomicUsize>,
}

impl Mail {
    pub(super) fn new() -> (Self, Mailbox) {
        let (words, receiver) = channel();
        let waiting = Arc::default();
        let mailbox = Mailbox {
            words: receiver,
            waiting: Arc::clone(&waiting),
        };
        let mail = Self {
            words,
            waiting,
            dropped: Arc::default(),
        };
        (mail, mailbox)
    }

    /// Says something that must not be lost.
    pub(super) fn say(&self, word: Word) {
        // Nobody listens any more only while the process ends.
        let _ = self.words.send(word);
    }

    /// Hands over media, unless too much waits.
    pub(super) fn media(&self, media: Media) {
        if self.waiting.load(Ordering::Relaxed) >= MEDIA {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.say(Word::Media(Instant::now(), media));
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }
}

impl Mailbox {
    /// To be called for each [`Word::Media`] that was taken.
    pub(super) fn taken(&self) {
        self.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
