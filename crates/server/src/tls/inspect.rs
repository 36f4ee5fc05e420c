//! What a phone would say about a certificate.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use rustls::{CertificateError, RootCertStore};
use tokio_rustls::rustls;
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

/// Days before the end at which to warn. ACME clients renew 30 days before, so that fewer left
/// means that renewal does not work.
const WARN_DAYS: u64 = 21;

/// Something that phones and browsers will not like, in the order of how bad it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// It is over.
    Expired {
        /// Since so many days.
        days: u64,
    },
    /// It is not valid yet, or this machine's clock is wrong.
    NotYetValid,
    /// It is for other names.
    WrongName {
        /// The name that clients ask for.
        wanted: String,
        /// The names it is for.
        names: Vec<String>,
    },
    /// It was signed by its own key: nobody believes it without being told to.
    SelfSigned,
    /// The file lacks the certificates between it and one that phones know. Computers often find
    /// them by themselves; phones do not.
    IncompleteChain {
        /// Who signed the last certificate of the file.
        issuer: String,
    },
    /// A phone would not take it for another reason.
    Refused {
        /// What the verifier says.
        message: String,
    },
    /// Not much time is left.
    EndsSoon {
        /// So many days.
        days: u64,
    },
}

impl Finding {
    /// Whether clients are refused because of it today.
    pub fn is_fatal(&self) -> bool {
        match self {
            Self::EndsSoon { .. } => false,
            Self::Expired { .. }
            | Self::IncompleteChain { .. }
            | Self::NotYetValid
            | Self::Refused { .. }
            | Self::SelfSigned
            | Self::WrongName { .. } => true,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { days } => {
                write!(
                    f,
                    "the certificate expired {days} days ago; browsers refuse it"
                )
            }
            Self::NotYetValid => f.write_str(
                "the certificate is not valid yet, or the clock of this machine is wrong",
            ),
            Self::WrongName { wanted, names } => write!(
                f,
                "the certificate is for {}, but clients come to {wanted} (public_url)",
                names.join(", ")
            ),
            Self::SelfSigned => f.write_str(
                "the certificate is signed by itself; phones refuse it, mini programs always do",
            ),
            Self::IncompleteChain { issuer } => write!(
                f,
                "phones do not know who signed the certificate ({issuer}): the file must hold the \
                 whole chain, the server's own certificate first (\"fullchain\")"
            ),
            Self::Refused { message } => write!(f, "phones refuse the certificate: {message}"),
            Self::EndsSoon { days } => write!(
                f,
                "the certificate ends in {days} days; renewal should have happened by now"
            ),
        }
    }
}

/// Looks at a chain (the server's own certificate first) as a phone would that comes to `host` at
/// `now` and knows the `roots`: those of the Web PKI in use, others in tests.
pub fn inspect(
    chain: &[CertificateDer<'_>],
    host: Option<&str>,
    roots: &[TrustAnchor<'static>],
    now: SystemTime,
) -> Vec<Finding> {
    let Some((own, others)) = chain.split_first() else {
        return vec![Finding::Refused {
            message: "the chain is empty".to_owned(),
        }];
    };
    let certificate = match X509Certificate::from_der(own) {
        Ok((_, certificate)) => certificate,
        Err(error) => {
            return vec![Finding::Refused {
                message: error.to_string(),
            }];
        }
    };
    let now = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);

    let mut findings = Vec::new();
    findings.extend(validity(&certificate, now));
    let names = names_of(&certificate);
    let name = host.map(str::to_owned).or_else(|| names.first().cloned());
    if let Some(name) = name {
        findings.extend(trust(&certificate, own, others, &name, roots, now, names));
    }
    findings.sort();
    findings
}

fn validity(certificate: &X509Certificate<'_>, now: Duration) -> Option<Finding> {
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let days = |seconds: i64| seconds.unsigned_abs() / 86_400;
    let (begin, end) = (
        certificate.validity.not_before.timestamp(),
        certificate.validity.not_after.timestamp(),
    );
    if now > end {
        Some(Finding::Expired {
            days: days(now - end),
        })
    } else if now < begin {
        Some(Finding::NotYetValid)
    } else {
        let days = days(end - now);
        (days < WARN_DAYS).then_some(Finding::EndsSoon { days })
    }
}

/// Chain and name. Both are looked at while the certificate is valid, so that one that has expired
/// is also told to be for another name.
fn trust(
    certificate: &X509Certificate<'_>,
    own: &CertificateDer<'_>,
    others: &[CertificateDer<'_>],
    name: &str,
    roots: &[TrustAnchor<'static>],
    now: Duration,
    names: Vec<String>,
) -> Option<Finding> {
    let (begin, end) = (
        certificate.validity.not_before.timestamp(),
        certificate.validity.not_after.timestamp(),
    );
    let within = |time: i64| Duration::from_secs(u64::try_from(time).unwrap_or(0));
    let now = now.clamp(within(begin), within(end).max(within(begin)));

    let roots = RootCertStore {
        roots: roots.to_vec(),
    };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let refused = |message: String| Some(Finding::Refused { message });
    let verifier =
        match WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build() {
            Ok(verifier) => verifier,
            Err(error) => return refused(error.to_string()),
        };
    let server = match ServerName::try_from(name.to_owned()) {
        Ok(server) => server,
        Err(error) => return refused(format!("{name}: {error}")),
    };
    let time = UnixTime::since_unix_epoch(now);
    let error = verifier
        .verify_server_cert(own, others, &server, &[], time)
        .err()?;
    let rustls::Error::InvalidCertificate(problem) = &error else {
        return refused(error.to_string());
    };
    if matches!(
        problem,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
    ) {
        return Some(Finding::WrongName {
            wanted: name.to_owned(),
            names,
        });
    }
    if certificate.issuer() == certificate.subject() {
        return Some(Finding::SelfSigned);
    }
    if matches!(problem, CertificateError::UnknownIssuer) {
        let last = others.last().unwrap_or(own);
        let issuer = X509Certificate::from_der(last).map(|(_, last)| last.issuer().to_string());
        return Some(Finding::IncompleteChain {
            issuer: issuer.unwrap_or_default(),
        });
    }
    refused(problem.to_string())
}

/// The names that a chain's own certificate is for.
pub(crate) fn names(chain: &[CertificateDer<'_>]) -> Vec<String> {
    let own = chain
        .first()
        .and_then(|own| X509Certificate::from_der(own).ok());
    own.map_or_else(Vec::new, |(_, own)| names_of(&own))
}

/// From when to when a certificate is good.
pub(crate) fn validity_of(certificate: &CertificateDer<'_>) -> Option<(SystemTime, SystemTime)> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let at = |time: i64| {
        let since = Duration::from_secs(u64::try_from(time).ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since)
    };
    let validity = certificate.validity();
    Some((
        at(validity.not_before.timestamp())?,
        at(validity.not_after.timestamp())?,
    ))
}

fn names_of(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let names = names.value.general_names.iter();
    names.filter_map(|name| shown(name)).collect()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the kinds of names that servers do not have"
)]
fn shown(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => match bytes.len() {
            4 => <[u8; 4]>::try_from(*bytes)
                .ok()
                .map(|bytes| IpAddr::from(bytes).to_string()),
            16 => <[u8; 16]>::try_from(*bytes)
                .ok()
                .map(|bytes| IpAddr::from(bytes).to_string()),
            _ => None,
        },
        _ => None,
    }
}
