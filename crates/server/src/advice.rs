//! What a configuration would better not say. The server warns of it when it starts, and
//! `callkit doctor` says it with the rest.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::config::{Config, OnOff};
use crate::peer::is_private;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth a thought.
    Warning,
    /// Somebody will be harmed by it, or cannot call.
    Fault,
}

/// One thing that would better be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// How bad.
    pub weight: Weight,
    /// The option in question.
    pub option: &'static str,
    /// What is the matter.
    pub says: String,
    /// What to do about it.
    pub mend: String,
}

/// Everything that can be said of a configuration without looking at the machine.
pub fn advice(config: &Config) -> Vec<Advice> {
    let all = [
        demo,
        trusted_proxies,
        proxy_unnamed,
        admin,
        media_addresses,
        rtmp,
    ];
    all.into_iter().flat_map(|look| look(config)).collect()
}

/// Whether people from outside of the local network are meant to come.
pub fn is_public(config: &Config) -> bool {
    let url = config.public_url.as_ref();
    let named = url.is_some_and(|url| match url.host().parse::<IpAddr>() {
        Ok(address) => !is_private(address),
        Err(_) => url.host() != "localhost",
    });
    named || (!config.http_address().ip().is_loopback() && !config.lan)
}

fn fault(option: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Advice {
    Advice {
        weight: Weight::Fault,
        option,
        says: says.into(),
        mend: mend.into(),
    }
}

fn warning(option: &'static str, says: impl Into<String>, mend: impl Into<String>) -> Advice {
    Advice {
        weight: Weight::Warning,
        ..fault(option, says, mend)
    }
}

fn demo(config: &Config) -> Vec<Advice> {
    let reached = config.public_url.is_some() || !config.http_address().ip().is_loopback();
    if config.demo != Some(OnOff::On) || !reached {
        return Vec::new();
    }
    let says = "--demo on: whoever reaches this server may sign in to the demo's app as any user";
    vec![fault("demo", says, "remove `demo`, or set it to \"off\"")]
}

/// A network that is believed everything must be one's own.
fn trusted_proxies(config: &Config) -> Vec<Advice> {
    let too_wide = |net: &&IpNet| match net {
        IpNet::V4(net) => net.prefix_len() < 8,
        IpNet::V6(net) => net.prefix_len() < 7,
    };
    let wide = config.trusted_proxy.iter().filter(too_wide);
    wide.map(|net| {
        let says = format!(
            "trusted_proxy {net} lets strangers say what their address is: limits by address and \
             what is for this machine only no longer hold"
        );
        fault(
            "trusted_proxy",
            says,
            "name the addresses of your own proxies alone",
        )
    })
    .collect()
}

/// A proxy before the server that the server does not know of.
fn proxy_unnamed(config: &Config) -> Vec<Advice> {
    let url = config.public_url.as_ref();
    let https_elsewhere = url.is_some_and(|url| url.scheme() == "https")
        && config.tls_cert.is_none()
        && config.tls.is_none();
    if !https_elsewhere || !config.trusted_proxy.is_empty() {
        return Vec::new();
    }
    let says = "public_url is https and this server speaks http: a proxy stands before it, and \
                trusted_proxy does not name it. All users count as one address then";
    let mend = "set trusted_proxy to the proxy's address, on this machine \"127.0.0.1/32\"";
    vec![warning("trusted_proxy", says, mend)]
}

fn admin(config: &Config) -> Vec<Advice> {
    let Some(admin) = config.admin_listen else {
        if is_public(config) {
            let says = "the console is on the same address as everything else";
            let mend = "set admin_listen to \"127.0.0.1:9000\" and reach it through SSH or a VPN";
            return vec![warning("admin_listen", says, mend)];
        }
        return Vec::new();
    };
    if admin.ip().is_loopback() || (is_private(admin.ip()) && !admin.ip().is_unspecified()) {
        return Vec::new();
    }
    let says = format!("console and /metrics are on {admin}, which others reach, without TLS");
    let mend = "set admin_listen to \"127.0.0.1:9000\", or to an address of a private network";
    vec![fault("admin_listen", says, mend)]
}

fn media_addresses(config: &Config) -> Vec<Advice> {
    let unusable = |address: &&IpAddr| address.is_unspecified() || address.is_multicast();
    let mut found: Vec<_> = config
        .media_address
        .iter()
        .filter(unusable)
        .map(|address| {
            let says = format!("media_address {address} is no address that media can be sent to");
            fault(
                "media_address",
                says,
                "name the address by which clients reach this machine",
            )
        })
        .collect();
    let private = !config.media_address.is_empty()
        && config
            .media_address
            .iter()
            .all(|address| is_private(*address));
    if private && is_public(config) {
        let named: Vec<_> = config.media_address.iter().map(IpAddr::to_string).collect();
        let says = format!(
            "clients from outside are told to send media to {}, which they cannot reach",
            named.join(", ")
        );
        let mend = "set media_address to the public address of this machine or of its NAT";
        found.push(fault("media_address", says, mend));
    }
    found
}

fn rtmp(config: &Config) -> Vec<Advice> {
    let here = config.rtmp_address().ip().is_loopback() && config.rtmp_url.is_none();
    if !here || !is_public(config) {
        return Vec::new();
    }
    let says = "RTMP listens on this machine only: mini programs cannot send sound and pictures";
    let mend =
        "set rtmp_listen to \"0.0.0.0:1935\" and open the port, or rtmp_url to where it comes in";
    vec![warning("rtmp_listen", says, mend)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::value::OptionValue as _;

    fn options(config: &Config) -> Vec<(&'static str, Weight)> {
        let all = advice(config).into_iter();
        all.map(|advice| (advice.option, advice.weight)).collect()
    }

    fn going_live() -> Config {
        Config {
            public_url: crate::config::BaseUrl::parse("https://calls.example.com"),
            trusted_proxy: vec!["127.0.0.1/32".parse().expect("a network")],
            rtmp_listen: "0.0.0.0:1935".parse().expect("an address"),
            media_address: vec!["8.8.4.4".parse().expect("an address")],
            admin_listen: Some("127.0.0.1:9000".parse().expect("an address")),
            ..Config::default()
        }
    }

    #[test]
    fn trying_it_out_and_going_live_as_documented_have_nothing_wrong() {
        assert_eq!(options(&Config::default()), []);
        let lan = Config {
            lan: true,
            ..Config::default()
        };
        assert_eq!(options(&lan), []);
        assert_eq!(options(&going_live()), []);
    }

    #[test]
    fn what_opens_the_house_is_a_fault() {
        let config = Config {
            demo: Some(OnOff::On),
            trusted_proxy: vec!["0.0.0.0/0".parse().expect("a network")],
            admin_listen: Some("0.0.0.0:9000".parse().expect("an address")),
            ..going_live()
        };
        let expected = ["demo", "trusted_proxy", "admin_listen"];
        assert_eq!(
            options(&config),
            expected.map(|option| (option, Weight::Fault))
        );
    }

    #[test]
    fn what_keeps_callers_out_is_named() {
        let config = Config {
            media_address: vec!["10.0.0.5".parse().expect("an address")],
            rtmp_listen: "127.0.0.1:1935".parse().expect("an address"),
            trusted_proxy: Vec::new(),
            admin_listen: None,
            ..going_live()
        };
        let expected = [
            ("trusted_proxy", Weight::Warning),
            ("admin_listen", Weight::Warning),
            ("media_address", Weight::Fault),
            ("rtmp_listen", Weight::Warning),
        ];
        assert_eq!(options(&config), expected);
    }
}
