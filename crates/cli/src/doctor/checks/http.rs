//! Whether the server answers, and whether it says that it is well.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use callkit_server::tls::look;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::ports::reached;
use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "server";
/// How long the answer may take.
const PATIENCE: Duration = Duration::from_secs(8);
/// The longest answer that is read.
const MOST_BYTES: u64 = 1 << 20;

pub(super) async fn check(patient: &Patient) -> Vec<Finding> {
    if patient.serving.is_none() {
        return Vec::new();
    }
    let config = &patient.config;
    let address = reached(config.http_address());
    let is_tls = config.tls_cert.is_some() || config.tls.is_some();
    let host = config
        .public_url
        .as_ref()
        .map_or("localhost", |url| url.host());
    let answer = get(address, is_tls.then_some(host), host, "/readyz", &[]).await;
    vec![match answer {
        Ok(answer) => judge(&answer),
        Err(error) => {
            let says = format!("the server does not answer on {address}: {error}");
            let mend = "its log says why; if it hangs, restart it";
            Finding::fault(NAME, says, mend)
        }
    }]
}

fn judge(answer: &Answer) -> Finding {
    if answer.status == 200 {
        return Finding::ok(NAME, "it answers, and is ready for calls");
    }
    let problems = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
    let problems: Vec<_> = problems["problems"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let says = match problems.is_empty() {
        true => format!("/readyz answers {}, which callkit does not", answer.status),
        false => format!("it takes no calls: {}", problems.join("; ")),
    };
    let mend = "mend what it names; it takes calls again by itself";
    Finding::fault(NAME, says, mend)
}

/// What a server answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
}

/// Asks for a page; with `tls` as a client does that comes to that host, believing anybody.
pub(super) async fn get(
    address: SocketAddr,
    tls: Option<&str>,
    host: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> io::Result<Answer> {
    let asking = async {
        match tls {
            Some(name) => ask(look(address, name).await?.0, host, path, headers).await,
            None => ask(TcpStream::connect(address).await?, host, path, headers).await,
        }
    };
    timeout(PATIENCE, asking)
        .await
        .unwrap_or_else(|_| Err(io::Error::new(io::ErrorKind::TimedOut, "no answer in time")))
}

async fn ask(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    host: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> io::Result<Answer> {
    let mut request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    stream
        .write_all(format!("{request}\r\n").as_bytes())
        .await?;
    let mut bytes = Vec::new();
    let read = stream.take(MOST_BYTES).read_to_end(&mut bytes).await;
    let answer = String::from_utf8_lossy(&bytes);
    let parsed = answer.split_once("\r\n\r\n").and_then(|(head, body)| {
        Some(Answer {
            status: head.split(' ').nth(1)?.parse().ok()?,
            body: body.to_owned(),
        })
    });
    // A connection that was not closed properly may have said all it had to say.
    match (parsed, read) {
        (Some(answer), _) => Ok(answer),
        (None, Err(error)) => Err(error),
        (None, Ok(_)) => Err(io::Error::other("what answers does not speak HTTP")),
    }
}
