//! Certificates: from files, made by the server itself, and looked at as a phone would.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use callkit_server::config::BaseUrl;
use callkit_server::tls::{Finding, inspect};
use callkit_server::{Server, StartError};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, Issuer, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, rustls};

use crate::support::{Answer, config, eventually, http_over, start_with};

const DAY: Duration = Duration::from_secs(86_400);
const NAME: &str = "calls.example.com";

/// A root that clients know, and what it has signed.
struct Authority {
    root: CertifiedIssuer<'static, KeyPair>,
    middle: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let ca = |name: &str| {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params
                .distinguished_name
                .push(rcgen::DnType::CommonName, name);
            params
        };
        let root = CertifiedIssuer::self_signed(ca("root"), KeyPair::generate().unwrap()).unwrap();
        let middle =
            CertifiedIssuer::signed_by(ca("middle"), KeyPair::generate().unwrap(), &root).unwrap();
        Self { root, middle }
    }

    fn roots(&self) -> Vec<TrustAnchor<'static>> {
        roots_of(self.root.der()).roots
    }

    /// A certificate for `name`, good for `days` from now (or until so many days ago), and its key.
    fn sign(&self, name: &str, days: i64) -> (CertificateDer<'static>, KeyPair) {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let now = time::OffsetDateTime::now_utc();
        params.not_before = now - time::Duration::days(100);
        params.not_after = now + time::Duration::days(days) + time::Duration::hours(1);
        let key = KeyPair::generate().unwrap();
        let issuer: &Issuer<'_, KeyPair> = &self.middle;
        (params.signed_by(&key, issuer).unwrap().der().clone(), key)
    }

    fn inspect(&self, chain: &[CertificateDer<'_>], host: &str) -> Vec<Finding> {
        inspect(chain, Some(host), &self.roots(), SystemTime::now())
    }
}

fn roots_of(certificate: &CertificateDer<'_>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add(certificate.clone().into_owned()).unwrap();
    roots
}

#[test]
fn a_whole_chain_for_the_right_name_has_nothing_wrong() {
    let authority = Authority::new();
    let (own, _) = authority.sign(NAME, 60);
    let chain = [own, authority.middle.der().clone()];
    assert_eq!(authority.inspect(&chain, NAME), []);
}

#[test]
fn what_a_phone_would_refuse_is_found() {
    let authority = Authority::new();
    let middle = authority.middle.der().clone();
    let (own, _) = authority.sign(NAME, 60);
    let found = authority.inspect(std::slice::from_ref(&own), NAME);
    assert!(
        matches!(&found[..], [Finding::IncompleteChain { issuer }] if issuer.contains("middle"))
    );

    let found = authority.inspect(&[own.clone(), middle.clone()], "other.example.com");
    let expected = Finding::WrongName {
        wanted: "other.example.com".to_owned(),
        names: vec![NAME.to_owned()],
    };
    assert_eq!(found, [expected]);

    let soon = [authority.sign(NAME, 5).0, middle.clone()];
    assert_eq!(
        authority.inspect(&soon, NAME),
        [Finding::EndsSoon { days: 5 }]
    );
    let over = [authority.sign(NAME, -3).0, middle.clone()];
    let found = authority.inspect(&over, NAME);
    assert!(
        matches!(found[..], [Finding::Expired { days: 2 }]),
        "{found:?}"
    );
    let early = inspect(
        &[own, middle],
        Some(NAME),
        &authority.roots(),
        SystemTime::now() - 200 * DAY,
    );
    assert_eq!(early, [Finding::NotYetValid]);

    let own = rcgen::generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    let found = authority.inspect(&[own.cert.der().clone()], NAME);
    assert!(found.contains(&Finding::SelfSigned), "{found:?}");
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_without_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (cert, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    let first = write_new(&cert, &key);
    let at = start_with(|config| {
        config.tls_cert = Some(cert.clone());
        config.tls_key = Some(key.clone());
    })
    .await;
    let addr = at.addr();
    assert_eq!(
        https(addr, roots_of(&first))
            .await
            .expect("the first one is shown")
            .status,
        200
    );
    assert!(at.server.links.local.starts_with("https://"));

    // Half a renewal changes nothing.
    std::fs::write(&key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let second = write_new(&cert, &key);
    let seen = async || https(addr, roots_of(&second)).await;
    assert_eq!(
        eventually("the second one is shown", seen).await.status,
        200
    );
    assert!(https(addr, roots_of(&first)).await.is_none());
}

#[tokio::test]
async fn a_certificate_without_its_key_stops_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let (cert, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    write_new(&cert, &key);
    let start = async || {
        let mut config = config(dir.path());
        (config.tls_cert, config.tls_key) = (Some(cert.clone()), Some(key.clone()));
        Server::start(config).await.expect_err("cannot be used")
    };
    std::fs::write(&key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let error = start().await;
    assert!(matches!(error, StartError::Tls(_)), "{error}");
    std::fs::remove_file(&key).unwrap();
    let line = start().await.to_string();
    assert!(line.contains("key.pem"), "{line}");
}

#[tokio::test]
async fn in_the_local_network_there_is_https_with_a_certificate_that_is_kept() {
    let at = start_with(|config| {
        config.lan = true;
        config.lan_https_port = 0;
    })
    .await;
    let port = at.server.lan_addr.unwrap().port();
    let addr = SocketAddr::new([127, 0, 0, 1].into(), port);
    let file = at.dir.path().join("data/lan-cert.pem");
    let made = CertificateDer::from_pem_file(&file).unwrap();
    assert_eq!(
        https(addr, roots_of(&made))
            .await
            .expect("it is shown")
            .status,
        200
    );
    for link in &at.server.links.lan {
        assert!(link.https.starts_with("https://") && link.http.starts_with("http://"));
    }

    at.server.stop().await;
    let mut config = config(at.dir.path());
    (config.lan, config.lan_https_port) = (true, 0);
    let again = Server::start(config).await.unwrap();
    assert_eq!(
        CertificateDer::from_pem_file(&file).unwrap(),
        made,
        "browsers are asked only once"
    );
    again.stop().await;
}

#[test]
fn the_host_of_an_address_is_told_from_its_port() {
    // The name that a certificate is checked against.
    let config = callkit_server::config::Config::load(
        None,
        vec![("public_url", vec!["https://[2001:db8::1]:8443".to_owned()])],
        Vec::new(),
    );
    assert_eq!(
        config.unwrap().public_url.as_ref().map(BaseUrl::host),
        Some("2001:db8::1")
    );
}

fn write_new(cert: &Path, key: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(key, made.signing_key.serialize_pem()).unwrap();
    std::fs::write(cert, made.cert.pem()).unwrap();
    made.cert.der().clone()
}

/// `GET /healthz` by a client that trusts `roots`; `None` if it does not trust the server.
async fn https(addr: SocketAddr, roots: RootCertStore) -> Option<Answer> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(addr).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .ok()?;
    Some(http_over(stream, "localhost", "GET", "/healthz", &[], "").await)
}
