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

/// Unwraps the 32-bit milliseconds of RTMP and FLV.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Millis32 {
    last: Option<u64>,
}

impl Millis32 {
    /// The moment that is meant: the one nearest to the last.
    pub(crate) fn unwrap(&mut self, timestamp: u32) -> MediaTime {
        let millis = match self.last {
            None => u64::from(timestamp),
            Some(last) => {
                let ahead = timestamp.wrapping_sub(last as u32) as i32;
                last.saturating_add_signed(ahead.into())
            }
        };
        self.last = Some(millis);
        MediaTime::from_millis(millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_go_on_over_their_wrap_and_may_go_back_a_little() {
        let mut clock = Millis32::default();
        let read = [u32::MAX - 1, 1, u32::MAX, 5].map(|at| clock.unwrap(at).as_millis());
        let wrap = 1 << 32;
        assert_eq!(read, [wrap - 2, wrap + 1, wrap - 1, wrap + 5]);
    }
}
