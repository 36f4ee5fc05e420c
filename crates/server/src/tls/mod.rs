//! TLS: certificates from files, read again when they change, and looked at as a phone would.

mod inspect;
mod lan;
mod look;
mod reload;

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::sign::CertifiedKey;
use thiserror::Error;
use tokio_rustls::rustls;

pub use inspect::{Finding, inspect};
pub(crate) use inspect::{names, validity_of as validity};
pub(crate) use lan::for_lan;
pub use look::{Unverified, look};
pub(crate) use reload::{Reloading, watch};
pub use rustls::pki_types::{CertificateDer, TrustAnchor};

/// Why a certificate cannot be used.
#[derive(Debug, Error)]
pub enum TlsError {
    /// It cannot be kept.
    #[error("{}: cannot be written: {source}", path.display())]
    Keep {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// None could be made.
    #[error("cannot make a certificate: {0}")]
    Make(String),
    /// The key is not the certificate's, or of a kind that cannot be used.
    #[error("{}: {source}", path.display())]
    Pair {
        /// The certificate's file.
        path: PathBuf,
        /// What rustls says.
        source: rustls::Error,
    },
    /// The file cannot be read, or there is nothing of the kind in it.
    #[error("{}: {message}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
}

/// A certificate with its chain and its key, in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Files {
    pub(crate) cert: PathBuf,
    pub(crate) key: PathBuf,
}

impl Files {
    /// Reads both.
    pub(crate) fn read(&self) -> Result<Arc<CertifiedKey>, TlsError> {
        let chain = read_chain(&self.cert)?;
        let key =
            PrivateKeyDer::from_pem_file(&self.key).map_err(|error| TlsError::Unreadable {
                path: self.key.clone(),
                message: format!("no key: {error}"),
            })?;
        CertifiedKey::from_der(chain, key, &rustls::crypto::aws_lc_rs::default_provider())
            .map(Arc::new)
            .map_err(|source| TlsError::Pair {
                path: self.cert.clone(),
                source,
            })
    }
}

/// Reads a certificate with its chain and its key, as they would be served.
///
/// # Errors
/// When one of the files cannot be read, or the key is not the certificate's.
pub fn read_pair(cert: &Path, key: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let files = Files {
        cert: cert.to_owned(),
        key: key.to_owned(),
    };
    files.read().map(|pair| pair.cert.clone())
}

/// The roots that phones know.
pub fn phone_roots() -> Vec<TrustAnchor<'static>> {
    webpki_roots::TLS_SERVER_ROOTS.to_vec()
}

/// Reads root certificates (PEM) that are to be believed.
///
/// # Errors
/// When there is none in the file, or one of another kind.
pub fn read_roots(path: &Path) -> Result<Vec<TrustAnchor<'static>>, TlsError> {
    let mut roots = rustls::RootCertStore::empty();
    for root in read_chain(path)? {
        roots.add(root).map_err(|error| TlsError::Unreadable {
            path: path.to_owned(),
            message: error.to_string(),
        })?;
    }
    Ok(roots.roots)
}

/// Reads a certificate chain (PEM).
pub(crate) fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let unreadable = |message| TlsError::Unreadable {
        path: path.to_owned(),
        message,
    };
    let chain: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| unreadable(format!("no certificate: {error}")))?;
    if chain.is_empty() {
        return Err(unreadable("there is no certificate in it".to_owned()));
    }
    Ok(chain)
}

/// What the authority's machines speak when they look at a proof (RFC 8737 section 4).
pub(crate) const PROOF_PROTOCOL: &[u8] = b"acme-tls/1";

/// A server's side of TLS with certificates from `resolver`.
pub(crate) fn server_config(
    resolver: Arc<dyn rustls::server::ResolvesServerCert>,
) -> Arc<rustls::ServerConfig> {
    config(resolver, &[b"http/1.1"])
}

/// The same, and it speaks [`PROOF_PROTOCOL`].
pub(crate) fn proving_config(
    resolver: Arc<dyn rustls::server::ResolvesServerCert>,
) -> Arc<rustls::ServerConfig> {
    config(resolver, &[b"http/1.1", PROOF_PROTOCOL])
}

fn config(
    resolver: Arc<dyn rustls::server::ResolvesServerCert>,
    protocols: &[&[u8]],
) -> Arc<rustls::ServerConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider has cipher suites for TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Arc::new(config)
}

/// A certificate with its chain and a key of our own making.
pub(crate) fn certified(
    chain: Vec<CertificateDer<'static>>,
    key: &rcgen::KeyPair,
) -> Result<Arc<CertifiedKey>, TlsError> {
    let der = PrivateKeyDer::try_from(key.serialize_der());
    let der = der.map_err(|error| TlsError::Make(error.to_owned()))?;
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let key = provider.key_provider.load_private_key(der);
    let key = key.map_err(|error| TlsError::Make(error.to_string()))?;
    // That the two fit is not checked: the certificate was made with the key just now, and one that
    // proves a name to an authority has a critical extension, which the check does not know.
    Ok(Arc::new(CertifiedKey::new(chain, key)))
}

/// Writes a file that only its owner may read.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), TlsError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|source| TlsError::Keep {
            path: path.to_owned(),
            source,
        })
}
