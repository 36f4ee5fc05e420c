//! The certificate, as a phone sees it: in its file, and as it is shown to whoever comes.

use std::net::SocketAddr;
use std::time::Duration;

use callkit_server::advice::is_public;
use callkit_server::config::{BaseUrl, Config};
use callkit_server::tls::{CertificateDer, Finding as Flaw, inspect, look, read_pair};
use tokio::time::timeout;

use super::addresses::resolve;
use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "certificate";
const PATIENCE: Duration = Duration::from_secs(5);
const RENEW: &str = "renew it: `certbot renew`, or tls = \"auto\", which does it by itself";

pub(super) async fn check(patient: &Patient) -> Vec<Finding> {
    let config = &patient.config;
    let mut findings = Vec::new();
    if let (Some(cert), Some(key)) = (&config.tls_cert, &config.tls_key) {
        match read_pair(cert, key) {
            Ok(chain) => {
                let host = config.public_url.as_ref().map(BaseUrl::host);
                let file = format!("{}: ", cert.display());
                findings.extend(flaws(patient, &chain, host, &file));
            }
            Err(error) => {
                let mend =
                    "name the chain (PEM, \"fullchain\") and its own key in tls_cert and tls_key";
                findings.push(Finding::fault(NAME, error.to_string(), mend));
            }
        }
    }
    if let Some(url) = config
        .public_url
        .as_ref()
        .filter(|url| url.scheme() == "https")
    {
        findings.extend(shown(patient, url).await);
    }
    findings.dedup_by(|a, b| a.mend == b.mend && a.level == b.level);
    if findings.is_empty() {
        let says = match (&config.public_url, &config.tls_cert) {
            (None, None) => "none is needed to try things out on this machine",
            (Some(_), _) | (None, Some(_)) => "phones take it",
        };
        findings.push(Finding::ok(NAME, says));
    }
    findings
}

/// What whoever comes to `public_url` is shown, by this server or by a proxy.
async fn shown(patient: &Patient, url: &BaseUrl) -> Vec<Finding> {
    // That a name leads nowhere is said by another check.
    let addresses = resolve(url).await.unwrap_or_default();
    let Some(address) = addresses.first() else {
        return Vec::new();
    };
    match timeout(PATIENCE, look(*address, url.host())).await {
        Ok(Ok((_, chain))) => flaws(patient, &chain, Some(url.host()), &format!("{url}: ")),
        Ok(Err(error)) => vec![unreachable(patient, *address, url, &error.to_string())],
        Err(_) => vec![unreachable(patient, *address, url, "no answer in time")],
    }
}

fn unreachable(patient: &Patient, address: SocketAddr, url: &BaseUrl, why: &str) -> Finding {
    let says = format!("there is no TLS at {url} ({address}) from this machine: {why}");
    let mend =
        "start the proxy, or open the port; if only this machine cannot reach it, ignore this";
    match patient.serving.is_some() && !is_elsewhere(&patient.config, address) {
        true => Finding::fault(NAME, says, mend),
        false => Finding::warning(NAME, says, mend),
    }
}

/// Whether an address is that of another machine, such as a NAT that does not let its own inside out
/// and in again.
fn is_elsewhere(config: &Config, address: SocketAddr) -> bool {
    let own = callkit_server::lan::interfaces();
    is_public(config) && !address.ip().is_loopback() && !own.contains(&address.ip())
}

fn flaws(
    patient: &Patient,
    chain: &[CertificateDer<'_>],
    host: Option<&str>,
    place: &str,
) -> Vec<Finding> {
    let found = inspect(chain, host, &patient.roots, patient.now);
    let finding = |flaw: &Flaw| {
        let says = format!("{place}{flaw}");
        match flaw.is_fatal() {
            true => Finding::fault(NAME, says, mend(flaw)),
            false => Finding::warning(NAME, says, mend(flaw)),
        }
    };
    found.iter().map(finding).collect()
}

fn mend(flaw: &Flaw) -> &'static str {
    match flaw {
        Flaw::EndsSoon { .. } | Flaw::Expired { .. } => RENEW,
        Flaw::NotYetValid => "set this machine's clock: timedatectl set-ntp true",
        Flaw::WrongName { .. } => {
            "get a certificate for the name in public_url, or mend public_url"
        }
        Flaw::SelfSigned => "get one from a certificate authority: see docs/en/deploy.md",
        Flaw::IncompleteChain { .. } => {
            "name the file with the whole chain: with certbot fullchain.pem, not cert.pem"
        }
        Flaw::Refused { .. } => "get another certificate: see docs/en/deploy.md",
    }
}
