//! One device, by the protocol itself (docs/protocol.md).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use callkit_usersig::{Claims, sign};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::Target;

/// How often a device that has nothing to say says so; as `welcome` has it.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// A signed-in device.
#[derive(Debug)]
pub(crate) struct Device {
    socket: WebSocketStream<TcpStream>,
    pub(crate) user: String,
    keys: u64,
    /// Said by the server while a reply was waited for.
    heard: std::collections::VecDeque<Value>,
}

impl Device {
    /// Makes a ticket, connects and signs in.
    pub(crate) async fn sign_in(
        target: &Target,
        user: &str,
        platform: &str,
    ) -> anyhow::Result<Self> {
        let claims = Claims {
            app: target.app,
            user: user.to_owned(),
            issued_at: SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
            expire: 3600,
        };
        let ticket = sign(&claims, &target.key, None)?;
        let tcp = TcpStream::connect(target.server).await?;
        tcp.set_nodelay(true)?;
        let url = format!("ws://{}/ws", target.server);
        let (socket, _) = tokio_tungstenite::client_async(url, tcp).await?;
        let mut device = Self {
            socket,
            user: user.to_owned(),
            keys: 0,
            heard: std::collections::VecDeque::new(),
        };
        device
            .say(&json!({
                "type": "hello", "protocol": 1, "sdk": "bench/1", "platform": platform,
                "device_id": format!("{user}-1"), "sdkappid": target.app, "user_id": user,
                "ticket": ticket.as_str(),
            }))
            .await?;
        let welcome = device.next().await?;
        if welcome["type"] != "welcome" {
            bail!("no welcome: {welcome}");
        }
        Ok(device)
    }

    /// A command; gives what the server answers.
    pub(crate) async fn command(&mut self, mut command: Value) -> anyhow::Result<Value> {
        self.keys += 1;
        let key = format!("{}-{}", self.user, self.keys);
        command["key"] = key.as_str().into();
        self.say(&command).await?;
        loop {
            let message = self.receive().await?;
            if message["type"] == "reply" && message["key"] == key.as_str() {
                if message["error"].is_object() {
                    bail!("{}: {}", command["type"], message["error"]);
                }
                return Ok(message["ok"].clone());
            }
            self.heard.push_back(message);
        }
    }

    /// Waits for a view of a call that is as wanted, and acknowledges what comes.
    pub(crate) async fn view(
        &mut self,
        wanted: impl Fn(&Value) -> bool + Send,
    ) -> anyhow::Result<Value> {
        loop {
            let message = self.next().await?;
            if message["type"] == "view" && wanted(&message["call"]) {
                return Ok(message["call"].clone());
            }
        }
    }

    /// Says that the end of a call has come.
    pub(crate) async fn acknowledge(&mut self, view: &Value) -> anyhow::Result<()> {
        let (call_id, version) = (&view["call_id"], &view["version"]);
        let ack = json!({ "type": "ack", "call_id": call_id, "version": version });
        self.say(&ack).await
    }

    /// Says now and then that it is there, until the connection ends.
    pub(crate) async fn stay(mut self) -> anyhow::Result<()> {
        let mut heartbeat = tokio::time::interval(HEARTBEAT);
        loop {
            tokio::select! {
                _ = heartbeat.tick() => self.say(&json!({ "type": "ping", "sent": 0 })).await?,
                heard = self.socket.next() => { heard.context("closed")??; }
            }
        }
    }

    pub(crate) async fn say(&mut self, message: &Value) -> anyhow::Result<()> {
        let text = message.to_string();
        Ok(self.socket.send(Message::text(text)).await?)
    }

    async fn next(&mut self) -> anyhow::Result<Value> {
        match self.heard.pop_front() {
            Some(message) => Ok(message),
            None => self.receive().await,
        }
    }

    async fn receive(&mut self) -> anyhow::Result<Value> {
        loop {
            let message = self.socket.next().await.context("closed")??;
            if let Message::Text(text) = message {
                return Ok(serde_json::from_str(&text)?);
            }
        }
    }
}
