//! HTTPS to the authority: one request a connection, which is plenty for a few a month.

use std::error::Error as StdError;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::HOST;
use axum::http::{HeaderValue, Request, Uri};
use bytes::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::{TlsConnector, rustls};

use crate::tls::read_roots;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

type Failure = Box<dyn StdError + Send + Sync>;

/// A client that believes whom this machine believes, and the root in a file.
pub(super) struct Https(TlsConnector);

impl Https {
    pub(super) fn new(root: Option<&Path>) -> Result<Self, Failure> {
        let mut roots = RootCertStore::empty();
        match root {
            Some(path) => roots.extend(read_roots(path)?),
            None => {
                roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            }
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }
}

impl HttpClient for Https {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let tls = self.0.clone();
        Box::pin(async move {
            match timeout(PATIENCE, send(tls, request)).await {
                Ok(answer) => answer.map_err(Error::Other),
                Err(_) => Err(Error::Other("the authority does not answer".into())),
            }
        })
    }
}

async fn send(
    tls: TlsConnector,
    mut request: Request<BodyWrapper<Bytes>>,
) -> Result<BytesResponse, Failure> {
    let uri = request.uri().clone();
    if uri.scheme_str() != Some("https") {
        return Err("the authority's address must be https".into());
    }
    let authority = uri
        .authority()
        .ok_or("the authority's address has no host")?;
    let host = authority.host();
    let tcp = TcpStream::connect((
        host.trim_matches(['[', ']']),
        authority.port_u16().unwrap_or(443),
    ));
    let name = ServerName::try_from(host.to_owned())?;
    let stream = tls.connect(name, tcp.await?).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the answer, or with `sender`.
    tokio::spawn(connection);
    request
        .headers_mut()
        .insert(HOST, HeaderValue::from_str(authority.as_str())?);
    *request.uri_mut() = Uri::from(
        uri.path_and_query()
            .cloned()
            .ok_or("the authority's address has no path")?,
    );
    Ok(BytesResponse::from(sender.send_request(request).await?))
}
