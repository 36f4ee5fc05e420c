//! `/demo/push`: publishes what a page encodes, as live-pusher would.
//!
//! A browser has no RTMP and no AAC. The host that runs mini programs in one sends pictures as its own
//! encoder made them and sound as samples; from here on it is a publisher like every other, over the
//! server's own RTMP port.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::ws::{Message, WebSocket};
use bytes::Bytes;
use callkit_live::audio::{AudioError, PcmToAac, raw_frame, sequence_header, uniform};
use callkit_live::rtmp::{Client, ClientEvent, Purpose, RtmpError};
use callkit_live::{MediaTime, StreamKey, Tag, TagKind, h264};
use serde_json::json;
use thiserror::Error;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Before a message's content: its kind and its time in milliseconds.
const HEAD: usize = 5;

/// The largest message, in bytes: a key frame of a large picture.
pub(crate) const MOST_BYTES: usize = 2 << 20;

/// Why a page publishes no longer.
#[derive(Debug, Error)]
enum PushError {
    #[error("url: an address like rtmp://HOST/live/KEY is needed, as in pusher.url")]
    NoKey,
    #[error("a message of kind {0} is unknown: 1 sound, 2 configuration, 3 key frame, 4 picture")]
    UnknownKind(u8),
    #[error(
        "a message of {0} bytes is none: a kind, a time in milliseconds and content are needed"
    )]
    TooShort(usize),
    #[error("the server's own RTMP port cannot be reached: {0}")]
    Unreachable(std::io::Error),
    #[error("{0}")]
    Rtmp(#[from] RtmpError),
    #[error("{0}")]
    Audio(#[from] AudioError),
}

/// Publishes for a page until it goes away.
pub(crate) async fn push(mut page: WebSocket, url: &str, rtmp: SocketAddr) {
    let said = match publish(&mut page, url, rtmp).await {
        Ok(()) => json!({ "state": "ended" }),
        Err(error) => {
            tracing::info!(%error, "a page publishes no longer");
            json!({ "state": "refused", "reason": error.to_string() })
        }
    };
    // The page may be gone already.
    let _ = page.send(Message::Text(said.to_string().into())).await;
    let _ = page.send(Message::Close(None)).await;
}

async fn publish(page: &mut WebSocket, url: &str, rtmp: SocketAddr) -> Result<(), PushError> {
    let key = key_of(url).ok_or(PushError::NoKey)?;
    // Whatever host the address names: there is no other server to which a page may connect by us.
    let mut tcp = TcpStream::connect(reachable(rtmp))
        .await
        .map_err(PushError::Unreachable)?;
    let _ = tcp.set_nodelay(true);
    let mut random = [0; 1528];
    rand::fill(&mut random);
    let mut client = Client::new(Purpose::Publish, &rtmp.to_string(), "live", key, &random);
    let mut feed = Feed::new()?;
    let mut buffer = vec![0; 4 << 10];
    loop {
        while let Some(bytes) = client.poll_transmit() {
            if tcp.write_all(&bytes).await.is_err() {
                return Ok(());
            }
        }
        tokio::select! {
            read = tcp.read(&mut buffer) => match read {
                Ok(0) | Err(_) => return Ok(()),
                Ok(count) => client.receive(&buffer[..count])?,
            },
            message = page.recv() => match message {
                Some(Ok(Message::Binary(bytes))) => {
                    for tag in feed.take(&bytes)? {
                        client.send(&tag);
                    }
                }
                Some(Ok(Message::Text(_) | Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => {
                    client.stop();
                    while let Some(bytes) = client.poll_transmit() {
                        let _ = tcp.write_all(&bytes).await;
                    }
                    return Ok(());
                }
            },
        }
        while let Some(event) = client.poll_event() {
            match event {
                ClientEvent::Started => {
                    let said = json!({ "state": "publishing" }).to_string();
                    let _ = page.send(Message::Text(said.into())).await;
                }
                ClientEvent::Ended => return Ok(()),
                ClientEvent::Tag(_) => {}
            }
        }
    }
}

/// The tags of a page's messages, or why they are refused.
pub(crate) fn tags_of_page(messages: &[&[u8]]) -> Result<Vec<Tag>, String> {
    let words = |error: PushError| error.to_string();
    let mut feed = Feed::new().map_err(words)?;
    let tags = messages
        .iter()
        .map(|message| feed.take(message).map_err(words));
    tags.collect::<Result<Vec<_>, _>>()
        .map(|tags| tags.concat())
}

/// From a page's messages to tags.
struct Feed {
    voice: PcmToAac,
    /// Whether the sound has been described.
    told: bool,
}

impl Feed {
    fn new() -> Result<Self, PushError> {
        Ok(Self {
            voice: PcmToAac::new()?,
            told: false,
        })
    }

    fn take(&mut self, message: &[u8]) -> Result<Vec<Tag>, PushError> {
        let short = || PushError::TooShort(message.len());
        let (head, content) = message.split_first_chunk::<HEAD>().ok_or_else(short)?;
        let [kind, time @ ..] = *head;
        let timestamp = u32::from_be_bytes(time);
        match kind {
            1 => self.sound(timestamp, content),
            2 => Ok(vec![video(timestamp, h264::configuration(content))]),
            3 => Ok(vec![video(timestamp, h264::picture(true, content))]),
            4 => Ok(vec![video(timestamp, h264::picture(false, content))]),
            other => Err(PushError::UnknownKind(other)),
        }
    }

    fn sound(&mut self, timestamp: u32, content: &[u8]) -> Result<Vec<Tag>, PushError> {
        let pairs = content.as_chunks::<2>().0;
        let samples: Vec<i16> = pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
        let frames = self
            .voice
            .push(MediaTime(u64::from(timestamp) * 1000), &samples)?;
        let mut tags = Vec::new();
        for frame in &frames {
            let timestamp = (frame.at.0 / 1000) as u32;
            if !self.told {
                self.told = true;
                tags.push(audio(timestamp, sequence_header(uniform())));
            }
            tags.push(audio(timestamp, raw_frame(frame)));
        }
        Ok(tags)
    }
}

fn video(timestamp: u32, body: Bytes) -> Tag {
    let kind = TagKind::Video;
    Tag {
        kind,
        timestamp,
        body,
    }
}

fn audio(timestamp: u32, body: Bytes) -> Tag {
    let kind = TagKind::Audio;
    Tag {
        kind,
        timestamp,
        body,
    }
}

/// The key in an address of ours.
fn key_of(url: &str) -> Option<StreamKey> {
    let (_, rest) = url.strip_prefix("rtmp://")?.split_once('/')?;
    let key = rest.strip_prefix("live/")?;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (!key.is_empty() && key.len() <= 64 && key.bytes().all(fits)).then(|| StreamKey::new(key))
}

/// Where a port that is open on every address is reached from here.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, address.port())
}
