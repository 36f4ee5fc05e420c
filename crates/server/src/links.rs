//! How people reach this server.

use std::net::{IpAddr, SocketAddr};

use serde::Serialize;

use crate::config::Config;
use crate::lan;

/// Addresses of the first screen, with a slash at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Links {
    /// From this machine.
    pub local: String,
    /// From the local network, with `lan`.
    pub lan: Vec<LanLink>,
    /// From everywhere, as `public_url` says.
    pub public: Option<String>,
}

/// One address of this machine in its local network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LanLink {
    /// Plain http: what a mini program in development takes.
    pub http: String,
    /// With the server's own certificate: what a browser needs to open a camera.
    pub https: String,
}

impl Links {
    pub(crate) fn new(config: &Config, http: SocketAddr, lan_https: Option<SocketAddr>) -> Self {
        let scheme = if config.tls_cert.is_some() || config.tls.is_some() {
            "https"
        } else {
            "http"
        };
        let here = if http.ip().is_unspecified() {
            IpAddr::from([127, 0, 0, 1])
        } else {
            http.ip()
        };
        let lan = lan_https.map_or_else(Vec::new, |lan_https| {
            let addresses = lan::addresses().into_iter();
            let link = |address| LanLink {
                http: url(scheme, address, http.port()),
                https: url("https", address, lan_https.port()),
            };
            addresses.map(link).collect()
        });
        Self {
            local: url(scheme, here, http.port()),
            lan,
            public: config.public_url.as_ref().map(|url| format!("{url}/")),
        }
    }
}

fn url(scheme: &str, address: IpAddr, port: u16) -> String {
    format!("{scheme}://{}/", SocketAddr::new(address, port))
}
