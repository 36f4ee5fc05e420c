//! A certificate of the server's own, for browsers of other machines in the local network.
//!
//! Browsers open cameras on https pages only. Nobody vouches for this certificate, so each browser
//! asks once; it is kept, so that it asks only once.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose,
};
use rustls::sign::CertifiedKey;
use time::{Duration, OffsetDateTime};
use tokio_rustls::rustls;

use super::{Files, Finding, TlsError, inspect, read_chain, write_private};

const CERT_FILE: &str = "lan-cert.pem";
const KEY_FILE: &str = "lan-key.pem";
/// For how long it is good. Apple's systems refuse more than 825 days
/// (support.apple.com/103769, read 2026-11-22).
const DAYS: i64 = 800;

/// The certificate for these addresses: the one in the data directory if it still serves, else a
/// new one that is put there.
pub(crate) fn for_lan(
    data_dir: &Path,
    addresses: &[IpAddr],
    now: SystemTime,
) -> Result<Arc<CertifiedKey>, TlsError> {
    let files = Files {
        cert: data_dir.join(CERT_FILE),
        key: data_dir.join(KEY_FILE),
    };
    if let Ok(kept) = files.read()
        && addresses
            .iter()
            .all(|address| serves(&files, *address, now))
    {
        return Ok(kept);
    }
    make(&files, addresses, now)?;
    files.read()
}

/// Whether there is nothing wrong with the kept one but that nobody vouches for it.
fn serves(files: &Files, address: IpAddr, now: SystemTime) -> bool {
    let Ok(chain) = read_chain(&files.cert) else {
        return false;
    };
    let Some(own) = chain.first() else {
        return false;
    };
    let Ok(anchor) = webpki_anchor(own) else {
        return false;
    };
    inspect(&chain, Some(&address.to_string()), &[anchor], now)
        .iter()
        .all(|finding| *finding == Finding::SelfSigned)
}

fn webpki_anchor(
    own: &rustls::pki_types::CertificateDer<'static>,
) -> Result<rustls::pki_types::TrustAnchor<'static>, rustls::Error> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(own.clone())?;
    roots
        .roots
        .pop()
        .ok_or_else(|| rustls::Error::General("no anchor".to_owned()))
}

fn make(files: &Files, addresses: &[IpAddr], now: SystemTime) -> Result<(), TlsError> {
    let failed = |error: rcgen::Error| TlsError::Make(error.to_string());
    let mut names: Vec<String> = addresses.iter().map(IpAddr::to_string).collect();
    names.push("localhost".to_owned());
    let mut params = CertificateParams::new(names).map_err(failed)?;
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "callkit on this network");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // A day back, for devices whose clock is behind.
    params.not_before = OffsetDateTime::from(now) - Duration::days(1);
    params.not_after = params.not_before + Duration::days(DAYS);
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params.self_signed(&key).map_err(failed)?;

    write_private(&files.key, &key.serialize_pem())?;
    write_private(&files.cert, &certificate.pem())
}
