//! A server, its console, and devices that sign in to it.

use std::net::SocketAddr;
use std::time::Duration;

use callkit_engine::{
    CallId, CallOptions, Engine, EngineConfig, Event, Events, MediaKind, MemberChange, Ticket,
};
use callkit_protocol::{Platform, SdkAppId};
use callkit_server::config::Config;
use callkit_server::{Clock, RunningServer, Server};
use callkit_store::{DataDir, SecretKey, SqliteOptions, SqliteStore};
use callkit_usersig::{Claims, sign};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long anything that has to happen may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Stage {
    pub(crate) server: RunningServer,
    pub(crate) dir: TempDir,
    pub(crate) app: SdkAppId,
    pub(crate) key: SecretKey,
    pub(crate) password: String,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        Self::set_with(|_| {}).await
    }

    pub(crate) async fn set_with(change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut config = config(&dir);
        change(&mut config);
        let server = Server::start(config).await.unwrap();
        let first = server.first_start.clone().expect("the directory was empty");
        let password = server.first_password.clone().expect("there was none");
        Self {
            app: first.app,
            key: first.secret,
            password: password.expose().to_owned(),
            server,
            dir,
        }
    }

    /// The same server after a stop, in which something has happened to its database.
    pub(crate) async fn restarted(self, meanwhile: impl FnOnce(&rusqlite::Connection)) -> Self {
        let Self {
            server,
            dir,
            app,
            key,
            password,
        } = self;
        server.stop().await;
        meanwhile(&rusqlite::Connection::open(dir.path().join("data/callkit.sqlite")).unwrap());
        Self {
            server: Server::start(config(&dir)).await.unwrap(),
            dir,
            app,
            key,
            password,
        }
    }

    /// The database, as a command opens it beside the server.
    pub(crate) fn store(&self) -> SqliteStore {
        let dir = DataDir::open(self.dir.path().join("data")).unwrap();
        SqliteStore::open_beside(dir, SqliteOptions::default()).unwrap()
    }

    /// A browser that has signed in.
    pub(crate) async fn operator(&self) -> Browser {
        let mut browser = Browser::at(self.server.addr);
        let answer = browser.sign_in(&self.password).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        browser
    }

    pub(crate) fn ticket(&self, key: &SecretKey, user: &str) -> String {
        let claims = Claims {
            app: self.app.0,
            user: user.to_owned(),
            issued_at: Clock::start().now().0 / 1000,
            expire: 3600,
        };
        sign(&claims, key, None).unwrap().into_string()
    }

    pub(crate) async fn device(&self, user: &str, id: &str) -> Device {
        let ticket = self.ticket(&self.key, user);
        Device::sign_in(self.server.addr, self.app, user, id, ticket).await
    }
}

fn config(dir: &TempDir) -> Config {
    Config {
        data_dir: dir.path().join("data"),
        listen: "127.0.0.1:0".parse().unwrap(),
        media_port: 0,
        rtmp_listen: "127.0.0.1:0".parse().unwrap(),
        media_workers: Some(1),
        media_address: vec!["127.0.0.1".parse().unwrap()],
        ..Config::default()
    }
}

/// A browser: it keeps its cookie and sends the token along.
pub(crate) struct Browser {
    pub(crate) addr: SocketAddr,
    pub(crate) cookie: Option<String>,
    pub(crate) token: String,
}

impl Browser {
    pub(crate) fn at(addr: SocketAddr) -> Self {
        Self {
            addr,
            cookie: None,
            token: String::new(),
        }
    }

    pub(crate) async fn sign_in(&mut self, password: &str) -> Answer {
        let answer = self
            .send("POST", "sign-in", &json!({ "password": password }))
            .await;
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
            self.token = answer.json()["csrf_token"].as_str().unwrap().to_owned();
        }
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &Value::Null).await
    }

    /// The answer, which must be a success.
    pub(crate) async fn ok(&self, method: &str, path: &str, body: Value) -> Value {
        let answer = self.send(method, path, &body).await;
        assert!(
            (200..300).contains(&answer.status),
            "{method} {path}: {answer:?}"
        );
        if answer.body.is_empty() {
            return Value::Null;
        }
        answer.json()
    }

    /// The name of the refusal, which the answer must be.
    pub(crate) async fn refused(&self, method: &str, path: &str, body: Value) -> String {
        let answer = self.send(method, path, &body).await;
        assert!(answer.status >= 400, "{method} {path}: {answer:?}");
        answer.json()["error"]["name"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        let mut headers = vec![("x-csrf-token", self.token.clone())];
        headers.extend(self.cookie.clone().map(|cookie| ("cookie", cookie)));
        let mut text = String::new();
        if !body.is_null() {
            headers.push(("content-type", "application/json".to_owned()));
            text = body.to_string();
        }
        http(
            self.addr,
            method,
            &format!("/console/api/{path}"),
            &headers,
            &text,
        )
        .await
    }

    /// Opens a stream of events.
    pub(crate) async fn stream(&self, path: &str) -> Stream {
        let cookie = self.cookie.clone().unwrap_or_default();
        let mut socket = TcpStream::connect(self.addr).await.unwrap();
        let request = format!(
            "GET /console/api/{path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n\r\n",
            self.addr
        );
        socket.write_all(request.as_bytes()).await.unwrap();
        Stream {
            socket,
            read: String::new(),
        }
    }
}

/// A stream of server-sent events.
pub(crate) struct Stream {
    socket: TcpStream,
    read: String,
}

impl Stream {
    /// The next event's data for which this holds.
    pub(crate) async fn until(&mut self, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let waiting = async {
            loop {
                while let Some((line, rest)) = self.read.split_once('\n') {
                    let data = line.strip_prefix("data:").map(str::trim).map(str::to_owned);
                    self.read = rest.to_owned();
                    let value = data.and_then(|data| serde_json::from_str(&data).ok());
                    if let Some(value) = value.filter(&holds) {
                        return value;
                    }
                }
                let mut bytes = [0; 16 << 10];
                let count = self.socket.read(&mut bytes).await.unwrap();
                assert!(count > 0, "the stream ended: {}", self.read);
                self.read
                    .push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        };
        let found = timeout(PATIENCE, waiting).await;
        found.unwrap_or_else(|_| panic!("never said: {what}"))
    }

    /// Everything until the server ends it.
    pub(crate) async fn rest(mut self) -> String {
        let reading = async {
            let mut rest = Vec::new();
            let _ = self.socket.read_to_end(&mut rest).await;
            self.read.push_str(&String::from_utf8_lossy(&rest));
        };
        timeout(PATIENCE, reading).await.expect("an end");
        self.read
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
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
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The name of the refusal, if it is one.
    pub(crate) fn refusal(&self) -> String {
        self.json()["error"]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

pub(crate) async fn http(
    addr: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, String)],
    body: &str,
) -> Answer {
    let mut socket = TcpStream::connect(addr).await.unwrap();
    // As HTTP/1.0, so that no answer comes in chunks.
    let mut request = format!("{method} {path} HTTP/1.0\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        request.push_str(&format!("host: {addr}\r\n"));
    }
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, socket.read_to_end(&mut answer))
        .await
        .expect("an answer in time");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// A device with media.
pub(crate) struct Device {
    pub(crate) engine: Engine,
    events: Events,
}

impl Device {
    pub(crate) async fn sign_in(
        addr: SocketAddr,
        app: SdkAppId,
        user: &str,
        id: &str,
        ticket: String,
    ) -> Self {
        let mut config = EngineConfig::new(
            format!("http://{addr}").parse().unwrap(),
            app,
            user.parse().unwrap(),
            Ticket::new(ticket),
            id.parse().unwrap(),
        );
        config.platform = Platform::Native;
        config.program = "stage/1.2".to_owned();
        config.media.audio = callkit_engine::AudioSource::Tone { hz: 440.0 };
        let (engine, events) = Engine::connect(config).await.unwrap();
        Self { engine, events }
    }

    pub(crate) async fn calls(&self, callee: &str) -> CallId {
        let callee = callee.parse().unwrap();
        self.engine
            .call(callee, MediaKind::Audio, CallOptions::default())
            .await
            .unwrap()
    }

    /// Waits for a call and takes it.
    pub(crate) async fn accepts(&mut self) -> CallId {
        let event = self
            .until("a call", |event| matches!(event, Event::CallReceived(_)))
            .await;
        let Event::CallReceived(received) = event else {
            unreachable!("it was waited for");
        };
        self.engine.accept(&received.call).await.unwrap();
        received.call
    }

    /// Waits until the media of `other` is up.
    pub(crate) async fn sees_connected(&mut self, other: &str) {
        self.until("connected media", |event| {
            matches!(event, Event::Member { user, change: MemberChange::Connected, .. }
                if user.as_ref() == other)
        })
        .await;
    }

    /// The next event for which this holds.
    pub(crate) async fn until(&mut self, what: &str, holds: impl Fn(&Event) -> bool) -> Event {
        let waiting = async {
            while let Some(event) = self.events.next().await {
                if holds(&event) {
                    return event;
                }
            }
            panic!("signed out before {what}")
        };
        let found = timeout(PATIENCE, waiting).await;
        found.unwrap_or_else(|_| panic!("never told of {what}"))
    }
}

/// Waits until `holds` gives something.
pub(crate) async fn eventually<T>(what: &str, mut holds: impl AsyncFnMut() -> Option<T>) -> T {
    let waiting = async {
        let mut ticks = tokio::time::interval(Duration::from_millis(50));
        loop {
            ticks.tick().await;
            if let Some(found) = holds().await {
                return found;
            }
        }
    };
    let found = timeout(PATIENCE, waiting).await;
    found.unwrap_or_else(|_| panic!("never happened: {what}"))
}
