//! A certificate that is read again when its files change.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::time::{MissedTickBehavior, interval};
use tokio_rustls::rustls;

use super::{Files, TlsError};

/// How often the files are looked at. Renewals come weeks before the end of a certificate, so that
/// lower gains nothing; higher keeps the operator waiting after a change.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The certificate that is shown to clients now.
#[derive(Debug)]
pub(crate) struct Reloading(RwLock<Arc<CertifiedKey>>);

impl Reloading {
    pub(crate) fn new(first: Arc<CertifiedKey>) -> Arc<Self> {
        Arc::new(Self(RwLock::new(first)))
    }

    pub(crate) fn replace(&self, next: Arc<CertifiedKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = next;
    }
}

impl ResolvesServerCert for Reloading {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(
            &self.0.read().unwrap_or_else(PoisonError::into_inner),
        ))
    }
}

/// Looks at the files for ever, and shows what is in them as soon as both fit each other.
///
/// A renewal writes two files, one after the other: in between they do not fit, and the old
/// certificate stays. It also stays when the new one is broken.
pub(crate) async fn watch(files: Files, shown: Arc<Reloading>, check: impl Fn(&Files)) {
    let mut seen = stamps(&files);
    let mut complained = None;
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = stamps(&files);
        if now == seen {
            continue;
        }
        match files.read() {
            Ok(next) => {
                shown.replace(next);
                seen = now;
                tracing::info!(file = %files.cert.display(), "the certificate was read again");
                check(&files);
            }
            Err(error) if complained != Some(now) => {
                complained = Some(now);
                warn(&error);
            }
            Err(_) => {}
        }
    }
}

fn warn(error: &TlsError) {
    tracing::warn!(%error, "the certificate changed and cannot be used; the old one stays");
}

type Stamp = Option<(SystemTime, u64)>;

/// When the files were last written, and how long they are.
fn stamps(files: &Files) -> (Stamp, Stamp) {
    let stamp = |path| {
        let metadata = std::fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    (stamp(&files.cert), stamp(&files.key))
}
