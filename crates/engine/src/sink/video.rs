//! The video of one seat: counted.

use std::time::{Duration, Instant};

/// Between two requests for a key frame. Higher: a longer frozen picture after a loss; lower: more
/// key frames than a poor link can take.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// The video of one seat.
#[derive(Debug, Default)]
pub(crate) struct VideoSink {
    /// A key frame has come, and nothing is missing since.
    decodable: bool,
    asked_at: Option<Instant>,
}

/// A whole frame: everything of one picture, put together from its packets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameInfo {
    pub(crate) is_key: bool,
    /// Nothing is missing between the frame before and this one.
    pub(crate) contiguous: bool,
}

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A decoder could show it.
    Shown,
    /// It refers to something that never came. The sender is to be asked for a key frame, if `ask`.
    Broken { ask: bool },
}

impl VideoSink {
    /// Takes a frame in.
    pub(crate) fn take(&mut self, now: Instant, frame: FrameInfo) -> Verdict {
        self.decodable = frame.is_key || (self.decodable && frame.contiguous);
        if self.decodable {
            return Verdict::Shown;
        }
        let ask = self
            .asked_at
            .is_none_or(|at| now.duration_since(at) >= ASK_AGAIN_AFTER);
        if ask {
            self.asked_at = Some(now);
        }
        Verdict::Broken { ask }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: FrameInfo = FrameInfo {
        is_key: true,
        contiguous: true,
    };
    const NEXT: FrameInfo = FrameInfo {
        is_key: false,
        contiguous: true,
    };
    const AFTER_LOSS: FrameInfo = FrameInfo {
        is_key: false,
        contiguous: false,
    };

    #[test]
    fn frames_count_from_a_key_frame_until_something_is_missing() {
        let mut sink = VideoSink::default();
        let now = Instant::now();
        let verdicts: Vec<_> = [NEXT, KEY, NEXT, AFTER_LOSS, NEXT, KEY]
            .into_iter()
            .map(|frame| sink.take(now, frame) == Verdict::Shown)
            .collect();
        assert_eq!(verdicts, [false, true, true, false, false, true]);
    }

    #[test]
    fn a_key_frame_is_asked_for_once_in_a_while() {
        let mut sink = VideoSink::default();
        let now = Instant::now();
        assert_eq!(sink.take(now, NEXT), Verdict::Broken { ask: true });
        assert_eq!(sink.take(now, NEXT), Verdict::Broken { ask: false });
        let later = now + ASK_AGAIN_AFTER;
        assert_eq!(sink.take(later, NEXT), Verdict::Broken { ask: true });
    }
}
