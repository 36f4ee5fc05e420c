//! The edges: WebSocket gateway, HTTP, media sockets, metrics.

pub mod clock;
pub mod exchange;
