//! How much of a peer's input is believed.

use std::time::Duration;

/// Bounds on what one connection may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest audio, video or aggregate message, in bytes. Higher takes key frames of a larger
    /// picture; lower bounds what a hostile peer can make us hold.
    pub message: usize,
    /// Longest command, data or control message, in bytes.
    pub command: usize,
    /// Chunk streams with a header of their own. Clients use three to eight.
    pub chunk_streams: usize,
    /// Bytes of unfinished messages together.
    pub unfinished: usize,
    /// Commands in the life of a connection. A client needs about ten.
    pub commands: u32,
    /// From the first byte to being a publisher or a player. Higher is kind to slow networks, lower
    /// frees half-open connections sooner.
    pub setup: Duration,
    /// Longest time in which a publisher sends no whole message. Higher keeps dead phones, lower cuts
    /// off slow ones.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message: 4 << 20,
            command: 64 << 10,
            chunk_streams: 32,
            unfinished: 8 << 20,
            commands: 200,
            setup: Duration::from_secs(5),
            idle: Duration::from_secs(20),
        }
    }
}
