//! What an engine is told once.

use std::fmt;
use std::sync::Arc;

use callkit_protocol::{DeviceId, Platform, SdkAppId, UserId, VideoCodec};
use url::Url;

use crate::error::ServerUrlError;
use crate::source::Picture;

/// Who signs in where, and what he sends.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// The server.
    pub server: ServerUrl,
    /// The app.
    pub sdkappid: SdkAppId,
    /// The user.
    pub user: UserId,
    /// The user's UserSig.
    pub ticket: Ticket,
    /// This device: the same ID for as long as it is the same device.
    pub device: DeviceId,
    /// The kind of device. Another device of the same kind takes this one's place, or the reverse.
    pub platform: Platform,
    /// Name and version of the program, for the server's log: `my-bot/1.0`.
    pub program: String,
    /// What is sent and received.
    pub media: MediaConfig,
}

impl EngineConfig {
    /// A native device that sends no sound and no picture.
    pub fn new(
        server: ServerUrl,
        sdkappid: SdkAppId,
        user: UserId,
        ticket: Ticket,
        device: DeviceId,
    ) -> Self {
        Self {
            server,
            sdkappid,
            user,
            ticket,
            device,
            platform: Platform::Native,
            program: concat!("callkit-engine/", env!("CARGO_PKG_VERSION")).to_owned(),
            media: MediaConfig::default(),
        }
    }
}

/// What is sent, and in what it is received.
#[derive(Clone, Debug, Default)]
pub struct MediaConfig {
    /// What stands in for the microphone.
    pub audio: AudioSource,
    /// What stands in for the camera.
    pub video: VideoSource,
    /// The one video codec to offer; both when absent. A [`VideoSource::Picture`] has a codec of
    /// its own, which is then the one to name here.
    pub codec: Option<VideoCodec>,
    /// How media may travel.
    pub network: MediaNetwork,
}

/// How media may travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MediaNetwork {
    /// Over UDP, and over TCP where UDP does not get through.
    #[default]
    Any,
    /// Over TCP alone, to see whether that works. The server must have a TCP port for media.
    TcpOnly,
}

/// What stands in for a microphone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum AudioSource {
    /// Nothing is sent.
    #[default]
    None,
    /// A steady sine.
    Tone {
        /// Its frequency, 20 to 8000 Hz.
        hz: f64,
    },
    /// What the first of the others says, given back at once: whoever calls hears himself.
    Echo,
    /// Packets of the usual size and number that hold no sound but the time at which they were sent:
    /// for load tests. What arrives is then not decoded either.
    Filler,
}

/// What stands in for a camera.
#[derive(Clone, Debug, Default)]
pub enum VideoSource {
    /// Nothing is sent.
    #[default]
    None,
    /// Ten seconds of a moving picture with a running number, over and over, in whichever codec the
    /// call asks for.
    Test,
    /// An encoded picture, over and over.
    Picture(Arc<Picture>),
    /// Frames of the usual size and number that hold no picture but the time at which they were
    /// sent: for load tests. In H.264 alone.
    Filler,
}

/// The address of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerUrl {
    websocket: Url,
}

impl ServerUrl {
    /// Takes `http://host:port`, `https://host`, `ws://…` or `wss://…`, with or without a path under
    /// which the server stands.
    ///
    /// # Errors
    /// When it is no such address.
    pub fn parse(text: &str) -> Result<Self, ServerUrlError> {
        let mut url = Url::parse(text).map_err(|error| ServerUrlError::Unreadable {
            got: text.to_owned(),
            why: error.to_string(),
        })?;
        let scheme = match url.scheme() {
            "http" | "ws" => "ws",
            "https" | "wss" => "wss",
            other => {
                return Err(ServerUrlError::Scheme {
                    got: other.to_owned(),
                });
            }
        };
        if url.host().is_none() || url.set_scheme(scheme).is_err() {
            return Err(ServerUrlError::Scheme {
                got: url.scheme().to_owned(),
            });
        }
        let path = url
            .path()
            .trim_end_matches('/')
            .trim_end_matches("/ws")
            .to_owned();
        url.set_path(&format!("{path}/ws"));
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self { websocket: url })
    }

    /// Where signalling goes: `ws://host:port/ws`.
    pub fn websocket(&self) -> &str {
        self.websocket.as_str()
    }

    /// Host and port that it is reached at.
    pub fn authority(&self) -> (String, u16) {
        let host = self.websocket.host_str().unwrap_or_default();
        // An IPv6 address stands in brackets there.
        let host = host.trim_matches(['[', ']']).to_owned();
        let port = self.websocket.port_or_known_default().unwrap_or_default();
        (host, port)
    }

    /// Whether the connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.websocket.scheme() == "wss"
    }
}

impl std::str::FromStr for ServerUrl {
    type Err = ServerUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.websocket())
    }
}

/// A UserSig. It never shows in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Ticket(String);

impl Ticket {
    /// The UserSig as the back end made it. Whether it is one, the server says.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_address_of_a_server_is_enough() {
        for (given, expected) in [
            ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/ws"),
            ("http://127.0.0.1:8080/", "ws://127.0.0.1:8080/ws"),
            ("https://calls.example", "wss://calls.example/ws"),
            ("https://example.com/calls/", "wss://example.com/calls/ws"),
            ("wss://calls.example/ws?x=1", "wss://calls.example/ws"),
        ] {
            assert_eq!(ServerUrl::parse(given).expect(given).websocket(), expected);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in ["", "127.0.0.1:8080", "ftp://example.com", "http://"] {
            ServerUrl::parse(bad).expect_err(bad);
        }
    }

    #[test]
    fn a_ticket_does_not_show() {
        assert!(!format!("{:?}", Ticket::new("eJyrVgrx")).contains("eJyr"));
    }
}
