//! A certificate authority that checks what it is told: pebble, which Let's Encrypt makes for this, with
//! a name service that knows every name as this machine.

use std::fs;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use callkit_server::tls::{TrustAnchor, look, read_roots};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{interval, timeout};

use crate::certificate::Authority;
use crate::installation::Installation;

/// The name that is proven.
pub(crate) const NAME: &str = "calls.callkit.test";
/// How long anything that has to happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Both programs; killed when it goes.
pub(crate) struct Pebble {
    /// Where a client begins.
    pub(crate) directory: String,
    management: SocketAddr,
    roots: String,
    programs: Vec<Child>,
}

impl Pebble {
    /// An authority that looks for proofs on the installation's ports, and is itself shown a
    /// certificate for `localhost` by `vouching`.
    pub(crate) fn start(at: &Installation, vouching: &Authority) -> Self {
        let [dns, listen, management] = free_ports();
        let (chain, key) = vouching.sign("localhost", 60, true);
        let config = json!({ "pebble": {
            "listenAddress": listen.to_string(),
            "managementListenAddress": management.to_string(),
            "certificate": at.write("authority-cert.pem", &chain),
            "privateKey": at.write("authority-key.pem", &key),
            "httpPort": at.plain_port(),
            "tlsPort": at.port(),
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
            "certificateValidityPeriod": 90 * 24 * 3600,
        }});
        let config = at.write("pebble.json", &config.to_string());
        let names = ["-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""];
        let off = [
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
            "-management",
            "",
        ];
        let mut names_known = program("pebble-challtestsrv");
        names_known
            .args(names)
            .args(off)
            .args(["-dns01", &dns.to_string()]);
        let mut authority = program("pebble");
        authority
            .args([
                "-strict",
                "-config",
                &config,
                "-dnsserver",
                &dns.to_string(),
            ])
            // Every proof is looked at, at once.
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_AUTHZREUSE", "0");
        Self {
            directory: format!("https://localhost:{}/dir", listen.port()),
            management,
            roots: at.write("pebble-root.pem", ""),
            programs: vec![started(names_known), started(authority)],
        }
    }

    /// Whom to believe what this authority signs; waits until it is there.
    pub(crate) async fn roots(&self) -> Vec<TrustAnchor<'static>> {
        let answer = eventually("the authority answers", async || {
            let (stream, _) = look(self.management, "localhost").await.ok()?;
            Some(ask(stream, "localhost", "/roots/0").await)
        })
        .await;
        let (_, root) = answer.split_once("\r\n\r\n").unwrap();
        fs::write(&self.roots, root).unwrap();
        read_roots(Path::new(&self.roots)).unwrap()
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        for program in &mut self.programs {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

/// A request and the whole answer to it.
pub(crate) async fn ask(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    host: &str,
    path: &str,
) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // Some close without a word of TLS; what was said before counts.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

/// Waits until `holds` gives something.
pub(crate) async fn eventually<T>(what: &str, mut holds: impl AsyncFnMut() -> Option<T>) -> T {
    let waiting = async {
        let mut ticks = interval(Duration::from_millis(50));
        loop {
            ticks.tick().await;
            if let Some(found) = holds().await {
                return found;
            }
        }
    };
    timeout(PATIENCE, waiting)
        .await
        .unwrap_or_else(|_| panic!("never happened: {what}"))
}

/// Different ones; the first is free for UDP as well.
fn free_ports() -> [SocketAddr; 3] {
    let tcp = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let ports = tcp.map(|listener| listener.local_addr().unwrap());
    let _udp = UdpSocket::bind(ports[0]).unwrap();
    ports
}

fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn started(mut command: Command) -> Child {
    let name = command.get_program().to_string_lossy().into_owned();
    command
        .spawn()
        .unwrap_or_else(|error| panic!("{name}: {error}; scripts/bootstrap.sh test installs it"))
}
