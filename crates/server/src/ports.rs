//! What listens where with a configuration, and who has to reach it: the firewall's table.

use std::net::{IpAddr, SocketAddr};

use serde::Serialize;

use crate::config::Config;
use crate::server::media_workers;

/// Transport of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// Who has to reach a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody who calls: open it in the firewall and in the cloud's security group.
    Everybody,
    /// Programs on this machine: nothing to open.
    ThisMachine,
    /// The operator alone.
    Operator,
}

/// One port, or some that follow each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Port {
    /// The first.
    pub first: u16,
    /// The last.
    pub last: u16,
    /// Its transport.
    pub protocol: Protocol,
    /// Who has to reach it.
    pub audience: Audience,
    /// The option that moves it.
    pub option: &'static str,
    /// What goes over it, and what is lost while it is closed.
    pub purpose: &'static str,
    /// Where this server binds it; `None` where somebody else does, such as a proxy.
    #[serde(skip)]
    pub bind: Option<IpAddr>,
}

impl Port {
    /// `8443-8445`.
    pub fn range(&self) -> String {
        if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}-{}", self.first, self.last)
        }
    }
}

/// Every port of a configuration, those that have to be open first.
pub fn ports(config: &Config) -> Vec<Port> {
    let mut ports = Vec::new();
    let http = config.http_address();
    let proxied = proxied_port(config);
    let https = "HTTPS and WebSocket: signalling, pages, HTTP-FLV. Closed: nobody can sign in";
    if let Some(port) = proxied {
        ports.push(Port {
            bind: None,
            ..port_at(
                port,
                Protocol::Tcp,
                Audience::Everybody,
                "public_url",
                https,
            )
        });
    }
    ports.push(at(http, "listen", https));
    if config.lan {
        let lan = SocketAddr::new(http.ip(), config.lan_https_port);
        let purpose = "HTTPS with a certificate of its own, for browsers of the local network";
        ports.push(at(lan, "lan_https_port", purpose));
    }
    if let Some(challenge) = config.acme_http_listen.filter(|_| config.tls.is_some()) {
        let purpose =
            "HTTP: proof for the certificate, and the way to HTTPS. Closed: no renewal by HTTP-01";
        ports.push(at(challenge, "acme_http_listen", purpose));
    }
    let anywhere = IpAddr::from([0, 0, 0, 0]);
    let last = u16::try_from(media_workers(config).saturating_sub(1)).unwrap_or(u16::MAX);
    ports.push(Port {
        last: config.media_port.saturating_add(last),
        bind: Some(anywhere),
        ..port_at(
            config.media_port,
            Protocol::Udp,
            media_audience(config),
            "media_port",
            "WebRTC media. Closed: browsers go by media_tcp_port, or cannot call",
        )
    });
    if let Some(port) = config.media_tcp_port {
        let purpose = "the same media over TCP. Closed: no calls from networks that block UDP";
        ports.push(Port {
            bind: Some(anywhere),
            ..port_at(
                port,
                Protocol::Tcp,
                media_audience(config),
                "media_tcp_port",
                purpose,
            )
        });
    }
    let purpose = "RTMP. Closed: mini programs cannot send sound and pictures";
    ports.push(at(config.rtmp_address(), "rtmp_listen", purpose));
    if let Some(admin) = config.admin_listen {
        let purpose = "console and /metrics. Reached by others: so is everything";
        ports.push(Port {
            audience: match admin.ip().is_loopback() {
                true => Audience::ThisMachine,
                false => Audience::Operator,
            },
            ..at(admin, "admin_listen", purpose)
        });
    }
    ports.sort_by_key(|port| port.audience != Audience::Everybody);
    ports
}

/// The port of `public_url`, if something else than this server listens there: a proxy before it.
pub fn proxied_port(config: &Config) -> Option<u16> {
    let url = config.public_url.as_ref()?;
    let port = url.port_or_default();
    (port != config.http_address().port()).then_some(port)
}

/// Media goes past a proxy, so that it is for everybody as soon as anything is.
fn media_audience(config: &Config) -> Audience {
    let here = config.http_address().ip().is_loopback() && config.public_url.is_none();
    match here && config.media_address.is_empty() {
        true => Audience::ThisMachine,
        false => Audience::Everybody,
    }
}

fn at(address: SocketAddr, option: &'static str, purpose: &'static str) -> Port {
    let audience = match address.ip().is_loopback() {
        true => Audience::ThisMachine,
        false => Audience::Everybody,
    };
    Port {
        bind: Some(address.ip()),
        ..port_at(address.port(), Protocol::Tcp, audience, option, purpose)
    }
}

fn port_at(
    port: u16,
    protocol: Protocol,
    audience: Audience,
    option: &'static str,
    purpose: &'static str,
) -> Port {
    Port {
        first: port,
        last: port,
        protocol,
        audience,
        option,
        purpose,
        bind: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::value::OptionValue as _;

    fn open(config: &Config) -> Vec<(String, Protocol)> {
        let open = ports(config)
            .into_iter()
            .filter(|port| port.audience == Audience::Everybody);
        open.map(|port| (port.range(), port.protocol)).collect()
    }

    #[test]
    fn a_server_that_is_only_tried_out_needs_nothing_open() {
        assert_eq!(open(&Config::default()), []);
    }

    #[test]
    fn behind_a_proxy_its_port_and_media_are_open_and_no_other() {
        let config = Config {
            public_url: crate::config::BaseUrl::parse("https://calls.example.com"),
            rtmp_listen: "0.0.0.0:1935".parse().expect("an address"),
            media_workers: Some(2),
            media_tcp_port: Some(8443),
            admin_listen: Some("127.0.0.1:9000".parse().expect("an address")),
            ..Config::default()
        };
        let expected = [
            ("443", Protocol::Tcp),
            ("8443-8444", Protocol::Udp),
            ("8443", Protocol::Tcp),
            ("1935", Protocol::Tcp),
        ];
        assert_eq!(
            open(&config),
            expected.map(|(port, protocol)| (port.to_owned(), protocol))
        );
    }
}
