//! Which leg a datagram is for.
//!
//! STUN names its leg by the ufrag; everything else is known by its address, and an address belongs
//! to a leg only after a STUN message from it was verified. Lookups are by map: a worker with 300
//! legs must not ask each of them about each packet.

use std::collections::{HashMap, VecDeque};
use std::mem::discriminant;
use std::net::SocketAddr;

use crate::config::{Candidate, CandidateKind};
use crate::path::{Path, TcpConnId, Transport};

/// Addresses that one leg may have at a time. Higher: more room for a client that roams between
/// networks; lower: less that a hostile one can fill. The oldest gives way.
const ADDRESSES_PER_LEG: usize = 8;

/// An address pair as ICE sees it: our advertised address, not the socket's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Route {
    pub(crate) kind: RouteKind,
    pub(crate) candidate: SocketAddr,
    pub(crate) remote: SocketAddr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum RouteKind {
    Udp,
    Tcp,
}

impl From<CandidateKind> for RouteKind {
    fn from(kind: CandidateKind) -> Self {
        match kind {
            CandidateKind::Udp => Self::Udp,
            CandidateKind::Tcp => Self::Tcp,
        }
    }
}

/// The maps of one worker. `L` is its number for a leg.
#[derive(Debug)]
pub(crate) struct Demux<L> {
    candidates: Vec<Candidate>,
    by_ufrag: HashMap<String, L>,
    by_route: HashMap<Route, Entry<L>>,
    by_connection: HashMap<TcpConnId, Route>,
    holdings: HashMap<L, Holding>,
}

#[derive(Debug)]
struct Entry<L> {
    leg: L,
    path: Path,
}

/// What a leg has in the maps, so that it can leave without a search.
#[derive(Debug, Default)]
struct Holding {
    ufrag: Option<String>,
    /// Oldest first.
    routes: VecDeque<Route>,
}

impl<L: Copy + Eq + std::hash::Hash> Demux<L> {
    pub(crate) fn new(candidates: Vec<Candidate>) -> Self {
        Self {
            candidates,
            by_ufrag: HashMap::new(),
            by_route: HashMap::new(),
            by_connection: HashMap::new(),
            holdings: HashMap::new(),
        }
    }

    /// The route that a path is, in terms of our candidates. Behind a NAT, or in a container, the
    /// socket's address is none of them: then it is the first of the same kind and family.
    pub(crate) fn route(&self, path: &Path) -> Option<Route> {
        let kind = match path.transport {
            Transport::Udp => RouteKind::Udp,
            Transport::Tcp(_) => RouteKind::Tcp,
        };
        let fits = |c: &&Candidate| {
            RouteKind::from(c.kind) == kind && discriminant(&c.addr) == discriminant(&path.local)
        };
        let mut fitting = self.candidates.iter().filter(fits);
        let exact = fitting.clone().find(|c| c.addr == path.local);
        let candidate = exact.or_else(|| fitting.next())?.addr;
        Some(Route {
            kind,
            candidate,
            remote: path.remote,
        })
    }

    /// Gives a leg its name; an earlier one is forgotten.
    pub(crate) fn name(&mut self, ufrag: String, leg: L) {
        let holding = self.holdings.entry(leg).or_default();
        if let Some(before) = holding.ufrag.replace(ufrag.clone()) {
            self.by_ufrag.remove(&before);
        }
        self.by_ufrag.insert(ufrag, leg);
    }

    pub(crate) fn by_ufrag(&self, ufrag: &str) -> Option<L> {
        self.by_ufrag.get(ufrag).copied()
    }

    pub(crate) fn by_route(&self, route: &Route) -> Option<L> {
        self.by_route.get(route).map(|entry| entry.leg)
    }

    /// The path behind a route: where to send.
    pub(crate) fn path(&self, route: &Route) -> Option<Path> {
        self.by_route.get(route).map(|entry| entry.path)
    }

    /// Gives a route to a leg. The message that came on it must have been verified.
    pub(crate) fn bind(&mut self, route: Route, path: Path, leg: L) {
        match self.by_route.insert(route, Entry { leg, path }) {
            Some(before) if before.leg == leg => return,
            Some(before) => self.let_go(before.leg, &route),
            None => {}
        }
        if let Transport::Tcp(connection) = path.transport {
            self.by_connection.insert(connection, route);
        }
        let holding = self.holdings.entry(leg).or_default();
        holding.routes.push_back(route);
        if holding.routes.len() > ADDRESSES_PER_LEG
            && let Some(oldest) = holding.routes.pop_front()
        {
            self.forget(&oldest);
        }
    }

    /// Forgets a leg.
    pub(crate) fn remove(&mut self, leg: L) {
        let Some(holding) = self.holdings.remove(&leg) else {
            return;
        };
        if let Some(ufrag) = holding.ufrag {
            self.by_ufrag.remove(&ufrag);
        }
        for route in holding.routes {
            self.forget(&route);
        }
    }

    /// Forgets the route over a TCP connection that is closed.
    pub(crate) fn unbind(&mut self, connection: TcpConnId) {
        let Some(route) = self.by_connection.get(&connection).copied() else {
            return;
        };
        if let Some(leg) = self.forget(&route) {
            self.let_go(leg, &route);
        }
    }

    fn forget(&mut self, route: &Route) -> Option<L> {
        let entry = self.by_route.remove(route)?;
        if let Transport::Tcp(connection) = entry.path.transport {
            self.by_connection.remove(&connection);
        }
        Some(entry.leg)
    }

    fn let_go(&mut self, leg: L, route: &Route) {
        if let Some(holding) = self.holdings.get_mut(&leg) {
            holding.routes.retain(|held| held != route);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_ufrag.len() + self.by_route.len() + self.by_connection.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn udp(addr: &str) -> Candidate {
        Candidate {
            addr: addr.parse().expect("an address"),
            kind: CandidateKind::Udp,
        }
    }

    fn path(local: &str, remote: &str) -> Path {
        let parse = |text: &str| text.parse().expect("an address");
        Path {
            transport: Transport::Udp,
            local: parse(local),
            remote: parse(remote),
        }
    }

    #[test]
    fn behind_a_nat_the_advertised_address_stands_for_the_sockets() {
        let demux = Demux::<u8>::new(vec![udp("[2001:db8::1]:8443"), udp("203.0.113.7:8443")]);
        let route = demux
            .route(&path("10.0.0.2:8443", "198.51.100.1:5000"))
            .expect("a route");
        assert_eq!(
            route.candidate,
            "203.0.113.7:8443".parse().expect("an address")
        );
    }

    #[test]
    fn a_leg_keeps_its_newest_addresses_and_leaves_none_behind() {
        let mut demux = Demux::new(vec![udp("203.0.113.7:8443")]);
        for port in 0..20 {
            let path = path("203.0.113.7:8443", &format!("198.51.100.1:{}", 5000 + port));
            let route = demux.route(&path).expect("a route");
            demux.bind(route, path, 1);
        }
        assert_eq!(demux.len(), ADDRESSES_PER_LEG);
        demux.remove(1);
        assert_eq!(demux.len(), 0);
    }

    #[test]
    fn an_address_that_moves_to_another_leg_leaves_with_that_one() {
        let mut demux = Demux::new(vec![udp("203.0.113.7:8443")]);
        let path = path("203.0.113.7:8443", "198.51.100.1:5000");
        let route = demux.route(&path).expect("a route");
        demux.bind(route, path, 1);
        demux.bind(route, path, 2);
        demux.remove(1);
        assert_eq!(demux.by_route(&route), Some(2));
    }
}
