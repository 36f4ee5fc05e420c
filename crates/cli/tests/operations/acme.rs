//! `tls = "auto"`, with a certificate authority that looks for itself.

use std::fs;
use std::net::SocketAddr;
use std::time::SystemTime;

use callkit_server::tls::{CertificateDer, TrustAnchor, inspect, look};

use crate::authority::{NAME, Pebble, eventually};
use crate::certificate::Authority;
use crate::installation::{Installation, Serving};

/// An authority, and the options that make a server ask it.
struct Stage {
    at: Installation,
    /// Whom clients of the authority believe.
    roots: Vec<TrustAnchor<'static>>,
    _pebble: Pebble,
    options: Vec<String>,
}

impl Stage {
    /// The authority looks for proofs where the installation may answer.
    async fn new() -> Self {
        let at = Installation::new();
        let authority = Authority::new();
        let pebble = Pebble::start(&at, &authority);
        let roots = pebble.roots().await;
        let root = at.write("authority-root.pem", &authority.root_pem());
        let url = format!("https://{NAME}:{}", at.port());
        let options = [
            ["--tls", "auto"],
            ["--public-url", &url],
            ["--acme-directory", &pebble.directory],
            ["--acme-root", &root],
            ["--acme-contact", "admin@callkit.test"],
        ];
        let options = options.concat().into_iter().map(str::to_owned).collect();
        Self {
            at,
            roots,
            _pebble: pebble,
            options,
        }
    }

    fn serve(&self, more: &[&str]) -> Serving {
        let options: Vec<_> = self.options.iter().map(String::as_str).collect();
        self.at.serve(&[&options[..], more].concat())
    }

    fn address(&self) -> SocketAddr {
        self.at.listen().parse().unwrap()
    }

    /// The chain that clients are shown, once it is one that they believe.
    async fn believed(&self) -> Vec<CertificateDer<'static>> {
        eventually("a certificate that clients believe", async || {
            let (_, chain) = look(self.address(), NAME).await.ok()?;
            let flaws = inspect(&chain, Some(NAME), &self.roots, SystemTime::now());
            flaws.is_empty().then_some(chain)
        })
        .await
    }
}

#[tokio::test]
async fn a_certificate_is_proven_over_http_and_kept_for_the_next_start() {
    let stage = Stage::new().await;
    let plain = format!("127.0.0.1:{}", stage.at.plain_port());
    let serving = stage.serve(&["--acme-http-listen", &plain]);
    let first = stage.believed().await;
    assert!(
        serving
            .logged("asking for a certificate")
            .contains("OverHttp")
    );

    let elsewhere = plainly(&plain, "/demo/?user=bob").await;
    assert!(elsewhere.starts_with("HTTP/1.1 308"), "{elsewhere}");
    let origin = format!(
        "location: https://{NAME}:{}/demo/?user=bob",
        stage.at.port()
    );
    assert!(elsewhere.contains(&origin), "{elsewhere}");
    let unknown = plainly(&plain, "/.well-known/acme-challenge/abc").await;
    assert!(unknown.starts_with("HTTP/1.1 404"), "{unknown}");

    drop(serving);
    let again = stage.serve(&["--acme-http-listen", &plain]);
    assert_eq!(stage.believed().await, first);
    drop(again);
}

#[tokio::test]
async fn a_certificate_is_proven_on_the_port_of_https_alone() {
    let stage = Stage::new().await;
    let serving = stage.serve(&[]);
    stage.believed().await;
    assert!(
        serving
            .logged("asking for a certificate")
            .contains("OverTls")
    );
}

#[tokio::test]
async fn a_certificate_of_which_most_is_over_is_renewed() {
    let stage = Stage::new().await;
    // 100 of its 110 days are over.
    let (chain, key) = Authority::new().sign(NAME, 10, true);
    fs::create_dir_all(stage.at.data("acme")).unwrap();
    fs::write(stage.at.data("acme/cert.pem"), &chain).unwrap();
    fs::write(stage.at.data("acme/key.pem"), &key).unwrap();
    let _serving = stage.serve(&[]);
    stage.believed().await;
    let kept = fs::read_to_string(stage.at.data("acme/cert.pem")).unwrap();
    assert_ne!(kept, chain);
}

#[tokio::test]
async fn why_there_is_no_certificate_is_said_with_what_the_authority_saw() {
    let stage = Stage::new().await;
    // It looks at the documented port, and nobody is there.
    let another = Installation::new();
    let elsewhere = format!("127.0.0.1:{}", another.plain_port());
    let serving = stage.serve(&["--acme-http-listen", &elsewhere]);
    let line = serving.logged("no certificate; trying again later");
    assert!(
        line.contains("could not see that the name is ours"),
        "{line}"
    );
    assert!(line.contains("refused"), "{line}");
    // The port answers meanwhile, so that what else is wrong can be seen.
    assert!(look(stage.address(), NAME).await.is_ok());
}

#[tokio::test]
async fn an_authority_that_cannot_be_reached_is_named() {
    let stage = Stage::new().await;
    let nobody = format!("https://localhost:{}/dir", stage.at.plain_port());
    let mut options: Vec<_> = stage.options.iter().map(String::as_str).collect();
    let directory = options
        .iter()
        .position(|option| *option == "--acme-directory");
    options[directory.unwrap() + 1] = &nobody;
    let serving = stage.at.serve(&options);
    assert!(serving.logged("asking for a certificate").contains(&nobody));
    let line = serving.logged("no certificate; trying again later");
    assert!(line.contains("refused"), "{line}");
}

/// The answer to a request over plain http, whole.
async fn plainly(address: &str, path: &str) -> String {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    crate::authority::ask(stream, "calls.callkit.test", path).await
}
