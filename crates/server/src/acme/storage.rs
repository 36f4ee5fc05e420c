//! `DATA/acme`: the account with the authority, and the certificate with its key.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use instant_acme::AccountCredentials;
use serde::{Deserialize, Serialize};
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::tls::{Files, TlsError, names, write_private};

/// A certificate as the authority gave it, and its key (PEM).
pub(super) struct Issued {
    pub(super) chain: String,
    pub(super) key: String,
}

/// The folder. What is in it only its owner may read.
#[derive(Debug)]
pub(super) struct Storage {
    dir: PathBuf,
}

/// An account is with one authority.
#[derive(Serialize, Deserialize)]
struct Kept<C> {
    directory: String,
    credentials: C,
}

impl Storage {
    pub(super) fn open(data_dir: &Path) -> Result<Self, TlsError> {
        let dir = data_dir.join("acme");
        let made = fs::create_dir_all(&dir);
        made.map_err(|source| TlsError::Keep {
            path: dir.clone(),
            source,
        })?;
        Ok(Self { dir })
    }

    /// The certificate, if there is one for this name. One that cannot be used counts as none.
    pub(super) fn certificate(&self, host: &str) -> Option<Arc<CertifiedKey>> {
        let kept = self.files().read().ok()?;
        let is_ours = names(&kept.cert).iter().any(|name| name == host);
        is_ours.then_some(kept)
    }

    /// Writes a new certificate and reads it again, as the next start will.
    pub(super) fn keep(&self, host: &str, issued: &Issued) -> Result<Arc<CertifiedKey>, TlsError> {
        let next = Files {
            cert: self.dir.join("next-cert.pem"),
            key: self.dir.join("next-key.pem"),
        };
        write_private(&next.key, &issued.key)?;
        write_private(&next.cert, &issued.chain)?;
        let certificate = next.read()?;
        if !names(&certificate.cert).iter().any(|name| name == host) {
            return Err(TlsError::Unreadable {
                path: next.cert,
                message: format!("the authority's certificate is not for {host}"),
            });
        }
        let files = self.files();
        // The key first: who is stopped in between is left with a pair that does not fit, and asks
        // for another one.
        for (from, to) in [(&next.key, &files.key), (&next.cert, &files.cert)] {
            fs::rename(from, to).map_err(|source| TlsError::Keep {
                path: to.clone(),
                source,
            })?;
        }
        Ok(certificate)
    }

    /// The account with this authority; one that cannot be read counts as none.
    pub(super) fn account(&self, directory: &str) -> Option<AccountCredentials> {
        let text = fs::read_to_string(self.account_file()).ok()?;
        let kept: Kept<AccountCredentials> = serde_json::from_str(&text).ok()?;
        (kept.directory == directory).then_some(kept.credentials)
    }

    pub(super) fn keep_account(
        &self,
        directory: &str,
        credentials: &AccountCredentials,
    ) -> Result<(), TlsError> {
        let kept = Kept {
            directory: directory.to_owned(),
            credentials,
        };
        let text =
            serde_json::to_string(&kept).map_err(|error| TlsError::Make(error.to_string()))?;
        write_private(&self.account_file(), &text)
    }

    fn account_file(&self) -> PathBuf {
        self.dir.join("account.json")
    }

    fn files(&self) -> Files {
        Files {
            cert: self.dir.join("cert.pem"),
            key: self.dir.join("key.pem"),
        }
    }
}
