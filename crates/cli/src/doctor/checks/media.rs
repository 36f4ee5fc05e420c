//! Whether media gets to the server: UDP and ICE-TCP, by every address that clients are told.

use std::net::{IpAddr, SocketAddr};

use callkit_server::lan;
use callkit_server::ports::{Port, Protocol, ports};

use super::probe;
use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "media";

pub(super) async fn check(patient: &Patient) -> Vec<Finding> {
    if patient.serving.is_none() {
        return Vec::new();
    }
    let own = lan::interfaces();
    let mut findings = Vec::new();
    let mut answered = 0;
    let media = |port: &Port| ["media_port", "media_tcp_port"].contains(&port.option);
    for port in ports(&patient.config).into_iter().filter(media) {
        for ip in told(patient, &own) {
            for number in port.first..=port.last {
                let address = SocketAddr::new(ip, number);
                let reached = match port.protocol {
                    Protocol::Tcp => probe::tcp(address).await,
                    Protocol::Udp => probe::udp(address).await,
                };
                match reached {
                    Ok(true) => answered += 1,
                    Ok(false) => findings.push(silent(&port, address, &own, "nothing answers")),
                    Err(error) => {
                        findings.push(silent(&port, address, &own, &error.to_string()));
                    }
                }
            }
        }
    }
    if findings.is_empty() {
        let says = format!("answers from this machine on all {answered} addresses and ports");
        findings.push(Finding::ok(NAME, says));
    }
    if patient.config.media_tcp_port.is_none() {
        let says = "without media_tcp_port nobody can call from a network that blocks UDP";
        let mend = "set media_tcp_port, for example to 8443, and open it";
        findings.push(Finding::warning(NAME, says, mend));
    }
    findings
}

/// The addresses that clients are told to send media to.
pub(super) fn told(patient: &Patient, own: &[IpAddr]) -> Vec<IpAddr> {
    let config = &patient.config;
    if !config.media_address.is_empty() {
        return config.media_address.clone();
    }
    let mut told = own.to_vec();
    if config.listen.ip().is_loopback() || told.is_empty() {
        told.push(IpAddr::from([127, 0, 0, 1]));
    }
    told
}

fn silent(port: &Port, address: SocketAddr, own: &[IpAddr], why: &str) -> Finding {
    let protocol = match port.protocol {
        Protocol::Tcp => "TCP",
        Protocol::Udp => "UDP",
    };
    let says = format!(
        "media does not reach {protocol} {address} ({}): {why}",
        port.option
    );
    if own.contains(&address.ip()) || address.ip().is_loopback() {
        let mend = "a firewall on this machine drops it, or the server was started with other \
                    options: callkit doctor --ports says what has to be open";
        return Finding::fault(NAME, says, mend);
    }
    let mend = "the address is not this machine's: many routers do not let it reach itself from \
                inside. Look at it from outside, with the connection test page";
    Finding::warning(NAME, says, mend)
}
