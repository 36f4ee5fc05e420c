//! `tls = "auto"`: a certificate from a certificate authority (ACME, RFC 8555), kept in the data
//! directory and renewed after two thirds of its life.

mod answers;
mod client;
mod http;
mod order;
mod storage;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::sleep;
use tokio_rustls::rustls;
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::config::Config;
use crate::tls::{self, Reloading, TlsError, validity};
use answers::Answers;
use order::Prove;
use storage::Storage;

pub(crate) use http::router;

/// The first pause after a failure; each next one is twice as long. Higher: an operator who has
/// mended something waits longer; lower: the authority's limit of five failures an hour is reached.
const FIRST_PAUSE: Duration = Duration::from_secs(60);
/// The longest pause, and the longest time without a look at the clock, which may be set meanwhile.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// A certificate that looks after itself.
#[derive(Debug)]
pub(crate) struct Acme {
    /// The one name.
    host: String,
    directory: String,
    contact: Option<String>,
    root: Option<PathBuf>,
    /// Ways to prove that the name is ours, the better one first.
    ways: Vec<Prove>,
    storage: Storage,
    shown: Arc<Reloading>,
    answers: Arc<Answers>,
}

impl Acme {
    /// Takes up what the data directory has. Without a certificate there a worthless one stands in,
    /// so that the port answers, until there is one.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(crate) fn prepare(config: &Config, data_dir: &Path) -> Result<Self, TlsError> {
        let url = config.public_url.as_ref();
        let host = url.map_or("localhost", |url| url.host()).to_owned();
        let storage = Storage::open(data_dir)?;
        let certificate = match storage.certificate(&host) {
            Some(kept) => kept,
            None => stand_in(&host)?,
        };
        let mut ways = vec![Prove::OverTls];
        if config.acme_http_listen.is_some() {
            ways.insert(0, Prove::OverHttp);
        }
        Ok(Self {
            host,
            directory: config.acme_directory.clone(),
            contact: config.acme_contact.clone(),
            root: config.acme_root.clone(),
            ways,
            storage,
            shown: Reloading::new(certificate),
            answers: Arc::default(),
        })
    }

    /// The server's side of TLS: the certificate, and to the authority the proof.
    pub(crate) fn tls(&self) -> Arc<rustls::ServerConfig> {
        let resolver = answers::Resolver {
            shown: Arc::clone(&self.shown),
            answers: Arc::clone(&self.answers),
        };
        tls::proving_config(Arc::new(resolver))
    }

    /// What is answered over plain http.
    pub(crate) fn answers(&self) -> Arc<Answers> {
        Arc::clone(&self.answers)
    }

    /// Gets the first certificate and every next one, for ever.
    pub(crate) async fn keep(self) {
        let mut failures: u32 = 0;
        loop {
            let wait = match failures {
                0 => self.until_due(SystemTime::now()).unwrap_or_default(),
                _ => pause_after(failures),
            };
            sleep(wait.min(LONGEST_PAUSE)).await;
            if wait > LONGEST_PAUSE {
                continue;
            }
            let way = self.ways[failures as usize % self.ways.len()];
            match self.renew(way).await {
                Ok(()) => failures = 0,
                Err(error) => {
                    failures = failures.saturating_add(1);
                    let host = &self.host;
                    tracing::error!(host, %error, ?way, "no certificate; trying again later");
                }
            }
        }
    }

    /// How long the kept certificate may still be shown without another; `None` if there is none.
    fn until_due(&self, now: SystemTime) -> Option<Duration> {
        let kept = self.storage.certificate(&self.host)?;
        let (begin, end) = validity(kept.cert.first()?)?;
        let life = end.duration_since(begin).ok()?;
        let due = begin + life * 2 / 3;
        Some(due.duration_since(now).unwrap_or_default())
    }

    async fn renew(&self, way: Prove) -> Result<(), AcmeError> {
        tracing::info!(host = %self.host, authority = %self.directory, ?way, "asking for a certificate");
        let issued = order::order(self, way).await?;
        let certificate = self.storage.keep(&self.host, &issued)?;
        self.shown.replace(certificate);
        tracing::info!(host = %self.host, "there is a new certificate");
        match self.until_due(SystemTime::now()) {
            // Without a pause the authority would be asked for the next one at once, and for ever.
            None | Some(Duration::ZERO) => Err(AcmeError::Overdue),
            Some(_) => Ok(()),
        }
    }
}

/// Why there is no new certificate. All but the last will be tried again by themselves.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AcmeError {
    /// The authority says no, or cannot be reached.
    #[error("{}", whole(.0))]
    Authority(#[from] instant_acme::Error),
    /// The authority could not see the proof.
    #[error("the authority could not see that the name is ours: {0}")]
    Unproven(String),
    /// It offers no way that this server has.
    #[error("the authority does not take this kind of proof")]
    NoWay,
    /// The certificate is good, and by this machine's clock most of its life is over.
    #[error("the new certificate is due for renewal already: is this machine's clock right?")]
    Overdue,
    /// The files cannot be written.
    #[error(transparent)]
    Keep(#[from] TlsError),
}

/// An error with what it came from: the outermost alone says "HTTP error".
fn whole(error: &instant_acme::Error) -> String {
    let mut text = error.to_string();
    let mut inner = std::error::Error::source(error);
    while let Some(error) = inner {
        let said = error.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        inner = error.source();
    }
    text
}

/// How long to wait after so many failures in a row.
fn pause_after(failures: u32) -> Duration {
    let doubled = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(10));
    doubled.min(LONGEST_PAUSE)
}

fn stand_in(host: &str) -> Result<Arc<CertifiedKey>, TlsError> {
    let made = rcgen::generate_simple_self_signed(vec![host.to_owned()]);
    let made = made.map_err(|error| TlsError::Make(error.to_string()))?;
    tls::certified(vec![made.cert.der().clone()], &made.signing_key)
}
