//! The edges: WebSocket gateway, HTTP, media sockets, metrics.
