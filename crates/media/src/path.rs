//! Where a datagram came from and where one goes.

use std::net::SocketAddr;

/// A TCP connection, numbered by the edge. Numbers are not used twice while a worker lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TcpConnId(pub u64);

/// What carries the datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// A UDP socket of the worker.
    Udp,
    /// A TCP connection; the edge does the framing of RFC 4571.
    Tcp(TcpConnId),
}

/// One way between a client and this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    /// What carries it.
    pub transport: Transport,
    /// The address of ours that the client used, as the socket sees it: behind a NAT this is not
    /// the advertised one. Never `0.0.0.0`: an answer must leave from the address that was asked.
    pub local: SocketAddr,
    /// The client's address.
    pub remote: SocketAddr,
}

/// A datagram that arrived.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// The way it came.
    pub path: Path,
    /// Its content, without framing.
    pub bytes: &'a [u8],
}
