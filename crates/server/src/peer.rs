//! Who is at the other end of a request.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::{FORWARDED, HOST};
use axum::http::{HeaderMap, HeaderValue};
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_HOST: &str = "x-forwarded-host";
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// The socket that a request came in on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Socket {
    /// The other end: the client, or a proxy.
    pub(crate) peer: SocketAddr,
    /// This end.
    pub(crate) local: SocketAddr,
    /// Whether this server speaks TLS on it.
    pub(crate) tls: bool,
}

/// The other end of a request, seen through the operator's own proxies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    /// The client's address.
    pub(crate) address: IpAddr,
    /// Whether the client's side of the connection is encrypted.
    pub(crate) secure: bool,
    /// The host, with its port, that the client asked for. Its own word, but nothing that could not
    /// stand in an address.
    pub(crate) host: Option<String>,
    /// Whether somebody stands in between whom the operator has not named: then the address is the
    /// proxy's, and nothing is known about the client.
    pub(crate) veiled: bool,
}

impl Peer {
    /// Reads the headers that proxies write, as far as `trusted` ones wrote them.
    pub(crate) fn of(socket: Socket, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let is_trusted = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
        let direct = plain(socket.peer.ip());
        if !is_trusted(direct) {
            let veiled = headers.contains_key(FORWARDED_FOR) || headers.contains_key(FORWARDED);
            return Self {
                address: direct,
                secure: socket.tls,
                host: authority(headers.get(HOST)),
                veiled,
            };
        }

        // Each proxy appends whom it saw: the first from the right that is none of ours is the one
        // that somebody trustworthy saw. Whatever stands further left anybody can have written.
        let mut address = direct;
        let hops = headers.get_all(FORWARDED_FOR).into_iter().rev();
        let hops = hops
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.rsplit(','));
        for hop in hops {
            let Some(hop) = parse_hop(hop) else { break };
            address = hop;
            if !is_trusted(hop) {
                break;
            }
        }
        let proto = headers
            .get(FORWARDED_PROTO)
            .and_then(|value| value.to_str().ok());
        let secure = proto.map_or(socket.tls, |proto| proto.eq_ignore_ascii_case("https"));
        let forwarded = authority(headers.get(FORWARDED_HOST));
        Self {
            address,
            secure,
            host: forwarded.or_else(|| authority(headers.get(HOST))),
            veiled: false,
        }
    }

    /// Whether it is certainly a program on this machine.
    pub(crate) fn is_local(&self) -> bool {
        !self.veiled && self.address.is_loopback()
    }

    /// Whether it is certainly on this machine or in a private network.
    pub(crate) fn is_private(&self) -> bool {
        !self.veiled && is_private(self.address)
    }
}

/// Whether an address cannot come from the Internet: loopback, RFC 1918, link-local, RFC 4193, and
/// what RFC 5737 keeps for examples and laboratories use.
pub fn is_private(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(v4) => {
            v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_documentation()
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// Whether the page that made this request was loaded from `host` by the name of this machine, a
/// private address or one of `names`.
///
/// A browser can be made to believe that any name is at 127.0.0.1 (DNS rebinding); it then sends
/// that name here.
pub(crate) fn is_own_host(headers: &HeaderMap, names: &[&str]) -> bool {
    let Some(host) = host(headers) else {
        return false;
    };
    let name = without_port(host);
    let by_address = name
        .parse()
        .is_ok_and(|address: IpAddr| !address.is_unspecified());
    by_address || name == "localhost" || name.ends_with(".localhost") || names.contains(&name)
}

/// Whether a page of `origin` is one of this server's own: same host, same port.
pub(crate) fn is_same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let authority = origin
        .split_once("://")
        .map_or(origin, |(_, authority)| authority);
    host(headers).is_some_and(|host| host.eq_ignore_ascii_case(authority))
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(HOST)?.to_str().ok()
}

/// A header that names a host, if it does.
fn authority(header: Option<&HeaderValue>) -> Option<String> {
    let host = header?.to_str().ok()?.trim();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    let fits = !host.is_empty() && host.len() <= 255 && host.bytes().all(plain);
    fits.then(|| host.to_owned())
}

/// The host of an authority. An IPv6 address comes without its brackets.
pub(crate) fn without_port(host: &str) -> &str {
    if let Some(v6) = host.strip_prefix('[') {
        return v6.split(']').next().unwrap_or(v6);
    }
    host.split(':').next().unwrap_or(host)
}

fn parse_hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text
        .parse()
        .ok()
        .or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(plain)
}

fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> Peer {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().expect("header"));
        }
        let trusted: Vec<_> = trusted
            .iter()
            .map(|net| net.parse().expect("net"))
            .collect();
        let peer = SocketAddr::new(peer.parse().expect("address"), 1);
        let socket = Socket {
            peer,
            local: peer,
            tls: false,
        };
        Peer::of(socket, &headers, &trusted)
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("address")
    }

    #[test]
    fn a_proxy_that_nobody_named_hides_the_client() {
        let peer = seen("127.0.0.1", &["8.8.4.4"], &[]);
        assert_eq!(peer.address, address("127.0.0.1"));
        assert!(!peer.is_local() && !peer.is_private());
        assert!(seen("127.0.0.1", &[], &[]).is_local());
    }

    #[test]
    fn a_client_cannot_write_itself_another_address() {
        let peer = seen(
            "10.0.0.2",
            &["127.0.0.1, 8.8.4.4, 10.0.0.3"],
            &["10.0.0.0/8"],
        );
        assert_eq!(peer.address, address("8.8.4.4"));
        assert!(!peer.is_private());
        let two_lines = seen("10.0.0.2", &["127.0.0.1", "8.8.4.4"], &["10.0.0.0/8"]);
        assert_eq!(two_lines.address, address("8.8.4.4"));
    }

    #[test]
    fn the_host_is_what_the_client_asked_for() {
        let host = |from: &str, hosts: [&str; 2]| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, hosts[0].parse().expect("header"));
            headers.insert(FORWARDED_HOST, hosts[1].parse().expect("header"));
            let peer = SocketAddr::new(address(from), 1);
            let socket = Socket {
                peer,
                local: peer,
                tls: false,
            };
            Peer::of(socket, &headers, &["10.0.0.0/8".parse().expect("net")]).host
        };
        let hosts = ["inner:8080", "calls.example.com"];
        assert_eq!(
            host("10.0.0.2", hosts).as_deref(),
            Some("calls.example.com")
        );
        assert_eq!(host("8.8.4.4", hosts).as_deref(), Some("inner:8080"));
        assert_eq!(host("8.8.4.4", ["a b/?x@y", ""]), None);
    }

    #[test]
    fn a_broken_entry_ends_the_chain_at_the_last_good_one() {
        let peer = seen(
            "10.0.0.2",
            &["127.0.0.1, unknown, 10.0.0.3"],
            &["10.0.0.0/8"],
        );
        assert_eq!(peer.address, address("10.0.0.3"));
    }

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        let own = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().expect("header"));
            is_own_host(&headers, &["calls.example.com"])
        };
        for good in [
            "localhost:8080",
            "127.0.0.1",
            "[::1]:8080",
            "calls.example.com:444",
        ] {
            assert!(own(good), "{good}");
        }
        for bad in ["evil.example", "localhost.evil.example:8080", ""] {
            assert!(!own(bad), "{bad}");
        }
    }
}
