//! A device that notes what it is told, in the words of the table.

use std::time::Duration;

use callkit_engine::{
    CallId, Engine, EngineConfig, Event, Events, MediaNetwork, MemberChange, Platform, ServerUrl,
    Ticket,
};
use callkit_protocol::{SdkAppId, UserId};
use tokio::time::timeout;

/// Longer than the longest thing that has to happen: the hold of a lost member.
const PATIENCE: Duration = Duration::from_secs(90);

pub(crate) struct Device {
    pub(crate) engine: Engine,
    events: Events,
    told: Vec<String>,
    /// Whose media is up: when that is told depends on the machine, so it is in no cell.
    connected: Vec<String>,
    call: Option<CallId>,
}

/// How a device differs from another.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) platform: Platform,
    pub(crate) id: &'static str,
    /// Its media never comes up: it wants TCP, and the server has none.
    pub(crate) without_media: bool,
}

impl Kind {
    pub(crate) const NATIVE: Self = Self {
        platform: Platform::Native,
        id: "native",
        without_media: false,
    };
    pub(crate) const WEB: Self = Self {
        platform: Platform::Web,
        id: "web",
        without_media: false,
    };
}

impl Device {
    pub(crate) async fn sign_in(
        server: &str,
        app: SdkAppId,
        user: &UserId,
        ticket: String,
        kind: Kind,
    ) -> Self {
        let server: ServerUrl = server.parse().unwrap();
        let id = kind.id.parse().unwrap();
        let mut config = EngineConfig::new(server, app, user.clone(), Ticket::new(ticket), id);
        config.platform = kind.platform;
        if kind.without_media {
            config.media.network = MediaNetwork::TcpOnly;
        }
        let (engine, events) = Engine::connect(config).await.unwrap();
        Self {
            engine,
            events,
            told: Vec::new(),
            connected: Vec::new(),
            call: None,
        }
    }

    /// Waits until it has been told this, noting everything before it.
    pub(crate) async fn hears(&mut self, what: &str) {
        let heard = async {
            while !self
                .told
                .iter()
                .any(|told| told == what || told.starts_with(&format!("{what} ")))
            {
                match self.events.next().await {
                    Some(event) => self.note(&event),
                    None => return,
                }
            }
        };
        if timeout(PATIENCE, heard).await.is_err() {
            panic!("not told {what:?}, only {:?}", self.told);
        }
    }

    /// Waits until it has been told that somebody's media is up.
    pub(crate) async fn sees_connected(&mut self, name: &str) {
        let seen = async {
            while !self.connected.iter().any(|user| user == name) {
                match self.events.next().await {
                    Some(event) => self.note(&event),
                    None => return,
                }
            }
        };
        timeout(PATIENCE, seen).await.unwrap();
    }

    /// The call that it has been told of.
    pub(crate) fn call(&self) -> CallId {
        self.call.clone().expect("it has been told of a call")
    }

    /// Everything it was told, as one cell of the table.
    pub(crate) fn cell(&self) -> String {
        self.told.join(", ")
    }

    // The engine's enum is open, and the table tells only what is about the end.
    #[allow(clippy::wildcard_enum_match_arm)]
    fn note(&mut self, event: &Event) {
        let line = match event {
            Event::CallReceived(received) => {
                self.call = Some(received.call.clone());
                "received".to_owned()
            }
            Event::CallConnected(_) => "connected".to_owned(),
            Event::CallEnded(ended) => {
                let by = ended
                    .by
                    .as_ref()
                    .map(|by| format!(" by {by}"))
                    .unwrap_or_default();
                let connected = if ended.connected {
                    " after connected"
                } else {
                    ""
                };
                format!("ended {}{by}{connected}", ended.reason)
            }
            Event::Member { user, change, .. } => match change {
                MemberChange::Accepted => format!("{user} accepted"),
                MemberChange::Left(reason) => format!("{user} left ({reason})"),
                MemberChange::Rang => format!("{user} rang"),
                MemberChange::Reconnecting => format!("{user} reconnecting"),
                MemberChange::Reconnected => format!("{user} reconnected"),
                MemberChange::Connected => return self.connected.push(user.to_string()),
                // These cases switch nothing.
                MemberChange::Camera(_)
                | MemberChange::Invited
                | MemberChange::Joined
                | MemberChange::Microphone(_) => return,
            },
            Event::SignedOut(why) => format!("signed out: {why}"),
            _ => return,
        };
        self.told.push(line);
    }
}
