//! Where the world is told to come: the name, the addresses of media, and what a proxy makes of them.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use callkit_server::advice::is_public;
use callkit_server::config::{BaseUrl, Config};
use callkit_server::{is_private, lan};
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::http;
use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "addresses";
const PATIENCE: Duration = Duration::from_secs(5);
/// From the documentation's network (RFC 5737): nobody's.
const STRANGER: &str = "203.0.113.77";

pub(super) async fn check(patient: &Patient) -> Vec<Finding> {
    let config = &patient.config;
    let own = lan::interfaces();
    let mut findings = media(config, &own);
    if let Some(url) = &config.public_url {
        match resolve(url).await {
            Ok(addresses) => {
                findings.extend(name(url, &addresses, is_public(config)));
                if patient.serving.is_some() {
                    findings.extend(through_proxy(config, url, &addresses).await);
                }
            }
            Err(problem) => {
                let says = format!("the name {} leads nowhere: {problem}", url.host());
                let mend = "make an A record for it at your DNS provider, or mend public_url";
                findings.push(Finding::fault(NAME, says, mend));
            }
        }
    }
    if findings.is_empty() {
        let told = super::media::told(patient, &own);
        let told: Vec<_> = told.iter().map(IpAddr::to_string).collect();
        findings.push(Finding::ok(
            NAME,
            format!("media goes to {}", told.join(", ")),
        ));
    }
    findings
}

/// The addresses of `public_url`, as this machine sees them.
pub(super) async fn resolve(url: &BaseUrl) -> Result<Vec<SocketAddr>, String> {
    let looking = lookup_host((url.host().to_owned(), url.port_or_default()));
    let found = timeout(PATIENCE, looking)
        .await
        .map_err(|_| "no answer in time".to_owned())?
        .map_err(|error| error.to_string())?;
    let mut found: Vec<_> = found.collect();
    found.dedup();
    Ok(found)
}

/// Whether clients are told addresses that they can reach. What the option itself says wrong is the
/// configuration's finding.
fn media(config: &Config, own: &[IpAddr]) -> Vec<Finding> {
    let hidden = own.iter().all(|address| is_private(*address));
    if !is_public(config) || !config.media_address.is_empty() || !hidden {
        return Vec::new();
    }
    let told: Vec<_> = own.iter().map(IpAddr::to_string).collect();
    let says = format!(
        "this machine has private addresses only ({}), and clients from outside are told those",
        told.join(", ")
    );
    let mend = "set media_address to the public address, which the cloud's console shows";
    vec![Finding::fault(NAME, says, mend)]
}

fn name(url: &BaseUrl, addresses: &[SocketAddr], public: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    let here_only = addresses.iter().all(|address| address.ip().is_loopback());
    if here_only && public {
        let says = format!(
            "the name {} leads to this machine only (loopback)",
            url.host()
        );
        let mend = "remove it from /etc/hosts, and make an A record for it at your DNS provider";
        findings.push(Finding::fault(NAME, says, mend));
    }
    if url.scheme() == "http" && public {
        let says =
            "public_url is plain http: browsers open no camera there, and mini programs refuse it";
        let mend = "set public_url to https://..., and see docs/en/deploy.md for a certificate";
        findings.push(Finding::fault(NAME, says, mend));
    }
    findings
}

/// Comes in by the front door as a stranger who claims to be this machine: `/metrics` must stay shut.
async fn through_proxy(
    config: &Config,
    url: &BaseUrl,
    addresses: &[SocketAddr],
) -> Option<Finding> {
    if config.admin_listen.is_some() {
        return None;
    }
    let address = *addresses.first()?;
    let tls = (url.scheme() == "https").then(|| url.host());
    // A proxy that appends what it saw turns this into a stranger behind this machine's address; one
    // that passes it on, or writes over it wrongly, lets the claim stand.
    let claim = [("x-forwarded-for", "127.0.0.1"), ("x-real-ip", "127.0.0.1")];
    let honest = [("x-forwarded-for", STRANGER)];
    let open = |answer: &std::io::Result<http::Answer>| matches!(answer, Ok(a) if a.status == 200);
    let host = url.authority();
    let with_claim = http::get(address, tls, host, "/metrics", &claim).await;
    let with_truth = http::get(address, tls, host, "/metrics", &honest).await;
    if open(&with_claim) && !open(&with_truth) {
        let says = "the proxy before this server passes on what clients say of themselves: anybody \
                    can claim to come from this machine";
        let mend = "have it append or replace: proxy_set_header X-Forwarded-For \
                    $proxy_add_x_forwarded_for (nginx)";
        return Some(Finding::fault(NAME, says, mend));
    }
    None
}
