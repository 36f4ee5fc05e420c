//! DTLS with one certificate and one configuration for the whole process.
//!
//! The provider that comes with str0m builds a new `dimpl` configuration for each connection, and
//! building one runs the cryptographic self-checks again: 1.1 ms of CPU a connection, where 0.03
//! are enough (measured, str0m 0.25). This provider builds it once and shares it.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use str0m::config::CryptoProvider;
use str0m::crypto::dtls::{DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider};
use str0m::crypto::dtls::{DtlsVersion, ProtocolVersion};
use str0m::crypto::{CryptoError, from_feature_flags};

/// The DTLS certificate of the process; its fingerprint stands in every answer.
#[derive(Clone)]
pub struct Certificate(DtlsCert);

impl Certificate {
    /// A new self-signed certificate. The one place besides str0m's own where this crate reaches
    /// for randomness; call it once, when the process starts.
    ///
    /// # Errors
    ///
    /// When the operating system gives no randomness or the crypto library is unusable.
    pub fn generate() -> Result<Self, CertificateError> {
        provider()
            .dtls_provider
            .generate_certificate()
            .map(Self)
            .ok_or(CertificateError)
    }

    pub(crate) fn to_str0m(&self) -> DtlsCert {
        self.0.clone()
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificate(..)")
    }
}

/// No certificate could be made.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("cannot generate a DTLS certificate")]
pub struct CertificateError;

/// The crypto of every connection: str0m's own, but for DTLS.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    static DTLS: SharedConfig = SharedConfig(OnceLock::new());
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let make = || {
        Arc::new(CryptoProvider {
            dtls_provider: &DTLS,
            ..from_feature_flags()
        })
    };
    Arc::clone(PROVIDER.get_or_init(make))
}

/// Makes DTLS endpoints that share one configuration.
#[derive(Debug)]
struct SharedConfig(OnceLock<Result<Arc<dimpl::Config>, String>>);

impl DtlsProvider for SharedConfig {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        dimpl::certificate::generate_self_signed_certificate().ok()
    }

    fn new_dtls(
        &self,
        cert: &DtlsCert,
        now: Instant,
        _version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        // Every connection asks for the same MTU, so the first one may decide. No cookie: ICE has
        // verified the address before the first ClientHello is looked at.
        let config = self.0.get_or_init(|| {
            let mut builder = dimpl::Config::builder().use_server_cookie(false);
            if let Some(mtu) = mtu {
                builder = builder.mtu(mtu);
            }
            builder
                .build()
                .map(Arc::new)
                .map_err(|error| error.to_string())
        });
        let config = config.clone().map_err(CryptoError::Other)?;
        // DTLS 1.2 whatever is asked for: with 1.3 str0m falls back to a dearer SRTP cipher.
        Ok(Box::new(Endpoint(dimpl::Dtls::new_12(
            config,
            cert.clone(),
            now,
        ))))
    }

    fn is_test(&self) -> bool {
        false
    }
}

struct Endpoint(dimpl::Dtls);

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Endpoint(..)")
    }
}

impl DtlsInstance for Endpoint {
    fn set_active(&mut self, active: bool) {
        self.0.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.0.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buf: &'a mut [u8]) -> DtlsOutput<'a> {
        self.0.poll_output(buf)
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.0.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<usize, DtlsImplError> {
        self.0.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.0.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.0.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.0.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.0.close()
    }
}
