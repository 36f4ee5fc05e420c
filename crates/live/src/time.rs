//! The one clock that a publisher's voice and picture share.

/// A moment on a publisher's own timeline, in microseconds since a zero of its own. What is heard
/// and what is seen at the same moment have the same value; so lips and voice stay together
/// through every conversion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MediaTime(pub u64);

impl MediaTime {
    /// From milliseconds, as RTMP and FLV count.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1000)
    }

    /// In whole milliseconds, rounded down.
    pub const fn as_millis(self) -> u64 {
        self.0 / 1000
    }
}
