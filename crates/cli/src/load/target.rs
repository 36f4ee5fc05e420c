//! Where a load test may go.

use std::net::IpAddr;

use callkit_engine::ServerUrl;

use crate::failure::Failure;

/// Refuses servers that are neither on this machine nor in a private network: a load test against
/// somebody else's server is an attack.
pub(super) async fn check(server: &ServerUrl) -> Result<(), Failure> {
    let (host, port) = server.authority();
    let found = tokio::net::lookup_host((host.as_str(), port)).await;
    let found: Vec<_> = found
        .map_err(|error| Failure::failed(format!("cannot find {host}: {error}")))?
        .collect();
    match found.iter().find(|address| !is_near(address.ip())) {
        None => Ok(()),
        Some(address) => Err(Failure::unusable(format!(
            "{host} is {}, which is no address of a private network; \
             --any-target if this server is yours",
            address.ip()
        ))),
    }
}

fn is_near(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => is_near(ip.into()),
            None => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_and_private_networks_are_near() {
        let near = |text: &str| is_near(text.parse().expect("an address"));
        for text in [
            "127.0.0.1",
            "::1",
            "10.1.2.3",
            "192.168.0.9",
            "::ffff:127.0.0.1",
            "fd00::1",
        ] {
            assert!(near(text), "{text}");
        }
        for text in [
            "203.0.113.7",
            "8.8.8.8",
            "::ffff:8.8.8.8",
            "2001:db8::1",
            "172.32.0.1",
        ] {
            assert!(!near(text), "{text}");
        }
    }
}
