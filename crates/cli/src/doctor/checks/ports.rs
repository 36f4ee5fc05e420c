//! Whether the ports can be had, or, with a server, whether it has them.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};
use std::time::Duration;

use callkit_server::ports::{Port, Protocol, ports};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "ports";
/// How long this machine may take to connect to itself.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) async fn check(patient: &Patient) -> Vec<Finding> {
    let mut findings = Vec::new();
    for port in ports(&patient.config) {
        let Some(bind) = port.bind else { continue };
        for number in port.first..=port.last {
            let address = SocketAddr::new(bind, number);
            findings.extend(match (patient.serving, port.protocol) {
                (None, _) => free(&port, address),
                (Some(_), Protocol::Tcp) => held(&port, address).await,
                // UDP answers are looked at by their own check.
                (Some(_), Protocol::Udp) => None,
            });
        }
    }
    if findings.is_empty() {
        let says = match patient.serving {
            Some(_) => "the server listens on all of its TCP ports",
            None => "all of them are free",
        };
        findings.push(Finding::ok(NAME, says));
    }
    findings
}

/// Without a server: whether it will get the port.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the system has words for the rest"
)]
fn free(port: &Port, address: SocketAddr) -> Option<Finding> {
    let tried = match port.protocol {
        Protocol::Tcp => TcpListener::bind(address).map(drop),
        Protocol::Udp => UdpSocket::bind(address).map(drop),
    };
    let error = tried.err()?;
    let (shown, option) = (named(port, address), port.option);
    let (says, mend) = match error.kind() {
        ErrorKind::AddrInUse => (
            format!("another program has {shown} ({option})"),
            format!("ss -lntup shows which; stop it, or choose another {option}"),
        ),
        ErrorKind::AddrNotAvailable => (
            format!("this machine does not have the address of {shown} ({option})"),
            format!("give {option} an address of this machine, or 0.0.0.0 for all"),
        ),
        ErrorKind::PermissionDenied => (
            format!("this user may not listen on {shown} ({option})"),
            "AmbientCapabilities=CAP_NET_BIND_SERVICE in the systemd unit allows ports below 1024"
                .to_owned(),
        ),
        _ => (
            format!("{shown} ({option}) cannot be had: {error}"),
            format!("choose another {option}"),
        ),
    };
    Some(Finding::fault(NAME, says, mend))
}

/// With a server: whether anything answers there.
async fn held(port: &Port, address: SocketAddr) -> Option<Finding> {
    let connected = timeout(PATIENCE, TcpStream::connect(reached(address))).await;
    if let Ok(Ok(_)) = connected {
        return None;
    }
    let says = format!(
        "the server runs, and nothing listens on {} ({})",
        named(port, address),
        port.option
    );
    let mend = "give doctor the options that the server was started with (--config), or restart it";
    Some(Finding::fault(NAME, says, mend))
}

/// How a program on this machine reaches what is bound to `address`.
pub(super) fn reached(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        any if !any.is_unspecified() => any,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, address.port())
}

fn named(port: &Port, address: SocketAddr) -> String {
    let protocol = match port.protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
    };
    format!("{protocol} {address}")
}
