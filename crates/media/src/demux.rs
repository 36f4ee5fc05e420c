//! Which leg a datagram is for.
//!
//! STUN names its leg by the ufrag; everything else is known by its address, and an address belongs
//! to a leg only after a STUN message from it was verified. Lookups are by map: a worker with 300
//! legs must not ask each of them about each packet.

use std::collections::{HashMap, VecDeque};
use std::mem::discriminant;
use std::net::SocketAddr;

use crate::config::{Candidate, CandidateKind};
use crate::path::{Path, Transport};

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
    routes: HashMap<L, VecDeque<Route>>,
}

#[derive(Debug)]
struct Entry<L> {
    leg: L,
    path: Path,
}

impl<L: Copy + Eq + std::hash::Hash> Demux<L> {
    pub(crate) fn new(candidates: Vec<Candidate>) -> Self {
        let (by_ufrag, by_route, routes) = Default::default();
        Self {
            candidates,
            by_ufrag,
            by_route,
            routes,
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

    pub(crate) fn name(&mut self, ufrag: String, leg: L) {
        self.by_ufrag.retain(|_, named| *named != leg);
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
        if let Some(before) = self.by_route.insert(route, Entry { leg, path }) {
            if before.leg == leg {
                return;
            }
            if let Some(routes) = self.routes.get_mut(&before.leg) {
                routes.retain(|r| *r != route);
            }
        }
        let routes = self.routes.entry(leg).or_default();
        routes.push_back(route);
        if routes.len() > ADDRESSES_PER_LEG
            && let Some(oldest) = routes.pop_front()
        {
            self.by_route.remove(&oldest);
        }
    }

    /// Forgets a leg.
    pub(crate) fn remove(&mut self, leg: L) {
        self.by_ufrag.retain(|_, named| *named != leg);
        for route in self.routes.remove(&leg).into_iter().flatten() {
            self.by_route.remove(&route);
        }
    }

    /// Forgets the routes over a TCP connection that is closed.
    pub(crate) fn unbind(&mut self, transport: Transport) {
        let gone: Vec<_> = self
            .by_route
            .iter()
            .filter(|(_, entry)| entry.path.transport == transport)
            .map(|(route, entry)| (*route, entry.leg))
            .collect();
        for (route, leg) in gone {
            self.by_route.remove(&route);
            if let Some(routes) = self.routes.get_mut(&leg) {
                routes.retain(|r| *r != route);
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.by_ufrag.len() + self.by_route.len()
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
