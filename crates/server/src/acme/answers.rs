//! What the authority is shown while it looks whether a name is ours.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::rustls;

use crate::tls::{PROOF_PROTOCOL, Reloading};

/// The proofs of the order that is under way.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// By token (RFC 8555 section 8.3).
    http: Mutex<HashMap<String, String>>,
    /// RFC 8737.
    tls: RwLock<Option<Arc<CertifiedKey>>>,
}

impl Answers {
    pub(super) fn set_http(&self, token: &str, proof: &str) {
        let mut answers = self.http.lock().unwrap_or_else(PoisonError::into_inner);
        answers.insert(token.to_owned(), proof.to_owned());
    }

    pub(super) fn set_tls(&self, proof: Arc<CertifiedKey>) {
        *self.tls.write().unwrap_or_else(PoisonError::into_inner) = Some(proof);
    }

    pub(super) fn clear(&self) {
        self.http
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        *self.tls.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn of_token(&self, token: &str) -> Option<String> {
        let answers = self.http.lock().unwrap_or_else(PoisonError::into_inner);
        answers.get(token).cloned()
    }
}

/// Shows the proof to whoever speaks the proof's protocol, and the certificate to everybody else.
#[derive(Debug)]
pub(super) struct Resolver {
    pub(super) shown: Arc<Reloading>,
    pub(super) answers: Arc<Answers>,
}

impl ResolvesServerCert for Resolver {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut protocols = hello.alpn().into_iter().flatten();
        if protocols.any(|protocol| protocol == PROOF_PROTOCOL) {
            let proof = self
                .answers
                .tls
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            return proof.clone();
        }
        self.shown.resolve(hello)
    }
}
