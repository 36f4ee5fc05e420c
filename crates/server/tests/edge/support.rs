//! A server, and the clients that try it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use callkit_protocol::{ErrorBody, SdkAppId, ServerMessage};
use callkit_server::config::Config;
use callkit_server::{RunningServer, Server, new_app};
use callkit_store::{DataDir, Operator as _, SecretKey, SqliteOptions, SqliteStore};
use callkit_usersig::{Claims, sign};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long anything that has to happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Command keys must be fresh.
static NEXT_KEY: AtomicU64 = AtomicU64::new(1);

/// A running server with a data directory of its own.
pub(crate) struct Installation {
    pub(crate) server: RunningServer,
    pub(crate) dir: TempDir,
    /// The app of the first start.
    pub(crate) app: SdkAppId,
    pub(crate) key: SecretKey,
}

/// Options that take no port that anybody else may want.
pub(crate) fn config(dir: &Path) -> Config {
    Config {
        data_dir: dir.join("data"),
        listen: "127.0.0.1:0".parse().unwrap(),
        media_port: 0,
        rtmp_listen: "127.0.0.1:0".parse().unwrap(),
        media_workers: Some(1),
        ..Config::default()
    }
}

pub(crate) async fn start() -> Installation {
    start_with(|_| {}).await
}

pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Installation {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path());
    change(&mut config);
    let server = Server::start(config).await.unwrap();
    let first = server.first_start.clone().expect("the directory was empty");
    Installation {
        server,
        dir,
        app: first.app,
        key: first.secret,
    }
}

impl Installation {
    pub(crate) fn addr(&self) -> SocketAddr {
        self.server.addr
    }

    /// The database, as `callkit app` opens it beside the server.
    pub(crate) fn store(&self) -> SqliteStore {
        let dir = DataDir::open(self.dir.path().join("data")).unwrap();
        SqliteStore::open_beside(dir, SqliteOptions::default()).unwrap()
    }

    /// One more app.
    pub(crate) async fn another_app(&self) -> (SdkAppId, SecretKey) {
        let now = callkit_server::Clock::start().now();
        let app = new_app("another", &Default::default(), now);
        let made = (app.app, app.secret.clone());
        self.store().create_app(app).await.unwrap();
        made
    }

    /// A ticket of the first app.
    pub(crate) fn ticket(&self, user: &str) -> String {
        ticket(self.app, &self.key, user)
    }

    /// The hello of a user of the first app.
    pub(crate) fn hello(&self, user: &str) -> Value {
        hello(self.app, user, &self.ticket(user))
    }

    /// A device of `user`, signed in.
    pub(crate) async fn sign_in(&self, user: &str) -> Device {
        let mut device = Device::connect(self.addr()).await;
        device.send(self.hello(user)).await;
        let ServerMessage::Welcome(welcome) = device.next().await else {
            panic!("no welcome")
        };
        assert_eq!(welcome.profile.user_id.as_ref(), user);
        device
    }

    /// The value of a metric; 0 if it is not there.
    pub(crate) async fn metric(&self, name: &str) -> u64 {
        let page = get(self.addr(), "/metrics").await.body;
        let line = page
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(0, |value| value.parse().unwrap())
    }
}

pub(crate) fn ticket(app: SdkAppId, key: &SecretKey, user: &str) -> String {
    let now = callkit_server::Clock::start().now().0 / 1000;
    ticket_at(app, key, user, now, 600)
}

pub(crate) fn ticket_at(
    app: SdkAppId,
    key: &SecretKey,
    user: &str,
    issued_at: u64,
    expire: u64,
) -> String {
    let claims = Claims {
        app: app.0,
        user: user.to_owned(),
        issued_at,
        expire,
    };
    sign(&claims, key, None).unwrap().into_string()
}

pub(crate) fn hello(app: SdkAppId, user: &str, ticket: &str) -> Value {
    json!({
        "type": "hello", "protocol": 1, "sdk": "test/1", "platform": "native",
        "device_id": "its-device", "sdkappid": app, "user_id": user,
        "ticket": ticket,
    })
}

/// A WebSocket as a client holds it.
pub(crate) struct Device(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Device {
    pub(crate) async fn connect(addr: SocketAddr) -> Self {
        Self(connect_async(format!("ws://{addr}/ws")).await.unwrap().0)
    }

    pub(crate) async fn connect_from(addr: SocketAddr, headers: &[(&'static str, &str)]) -> Self {
        let mut request = format!("ws://{addr}/ws").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        Self(connect_async(request).await.unwrap().0)
    }

    pub(crate) async fn send(&mut self, message: Value) {
        self.send_raw(Message::text(message.to_string())).await;
    }

    pub(crate) async fn send_raw(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// The next message.
    pub(crate) async fn next(&mut self) -> ServerMessage {
        let next = timeout(PATIENCE, self.0.next())
            .await
            .expect("a message in time");
        match next
            .expect("a message, not the end")
            .expect("a message, not an error")
        {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// Sends a command with a key of its own and gives the reply's `ok` or `error`.
    pub(crate) async fn ask(&mut self, mut command: Value) -> Result<Value, ErrorBody> {
        let key = format!("k{}", NEXT_KEY.fetch_add(1, Ordering::Relaxed));
        command["key"] = json!(key);
        self.send(command).await;
        loop {
            let ServerMessage::Reply(reply) = self.next().await else {
                continue;
            };
            let reply = serde_json::to_value(&reply).unwrap();
            assert_eq!(reply["key"], json!(key));
            return match reply.get("ok") {
                Some(ok) => Ok(ok.clone()),
                None => Err(serde_json::from_value(reply["error"].clone()).unwrap()),
            };
        }
    }

    /// Why the server closes: the number of its `error`, which must be the close code as well.
    pub(crate) async fn closed(&mut self) -> ErrorBody {
        let mut said = None;
        loop {
            let next = timeout(PATIENCE, self.0.next())
                .await
                .expect("an end in time");
            match next
                .expect("a close frame before the end")
                .expect("no reset")
            {
                Message::Text(text) => {
                    if let ServerMessage::Error(error) = serde_json::from_str(&text).unwrap() {
                        said = Some(error);
                    }
                }
                Message::Close(frame) => {
                    let said = said.expect("an error before the close frame");
                    assert_eq!(u16::from(frame.unwrap().code), said.code);
                    assert_eq!(said.code, said.name.number());
                    return said;
                }
                _ => {}
            }
        }
    }

    /// The close code, whatever was said before.
    pub(crate) async fn close_code(&mut self) -> u16 {
        loop {
            let next = timeout(PATIENCE, self.0.next())
                .await
                .expect("an end in time");
            if let Message::Close(frame) = next.expect("a close frame").expect("no reset") {
                return frame.unwrap().code.into();
            }
        }
    }
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect(&self.body)
    }
}

pub(crate) async fn get(addr: SocketAddr, path: &str) -> Answer {
    http(addr, "GET", path, &[], "").await
}

pub(crate) async fn http(
    addr: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let stream = TcpStream::connect(addr).await.unwrap();
    http_over(stream, &addr.to_string(), method, path, headers, body).await
}

pub(crate) async fn http_over(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    host: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        request.push_str(&format!("host: {host}\r\n"));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A TLS connection that is closed without a goodbye has said all it had to say.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut answer))
        .await
        .expect("an answer in time");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Waits until `holds` gives something.
pub(crate) async fn eventually<T>(what: &str, mut holds: impl AsyncFnMut() -> Option<T>) -> T {
    let waiting = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(20));
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
