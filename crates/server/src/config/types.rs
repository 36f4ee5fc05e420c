//! Kinds of values that only options have.

use std::fmt;

use axum::http::Uri;

use super::value::{OptionValue, quoted};

/// `on` or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnOff {
    /// Off.
    Off,
    /// On.
    On,
}

/// Where a certificate comes from, unless from files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsMode {
    /// From a certificate authority, by itself (ACME).
    Auto,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// What a committed change survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// The end of the power, too.
    Power,
    /// The end of the process, however it comes.
    Process,
}

macro_rules! words {
    ($type:ident, $rule:literal, $($word:literal = $variant:ident),+) => {
        impl OptionValue for $type {
            const RULE: &'static str = $rule;

            fn parse(text: &str) -> Option<Self> {
                match text {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }

            fn to_toml(&self) -> String {
                quoted(match self { $(Self::$variant => $word,)+ })
            }
        }
    };
}

words!(OnOff, "on or off", "off" = Off, "on" = On);
words!(TlsMode, "auto", "auto" = Auto);
words!(LogFormat, "text or json", "json" = Json, "text" = Text);
words!(
    Durability,
    "process or power",
    "power" = Power,
    "process" = Process
);

/// How much video one member may send, in kbit/s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoKbps(u32);

impl VideoKbps {
    /// Below the least a picture cannot be made out, above the most nobody sees a difference.
    pub const RANGE: std::ops::RangeInclusive<u32> = 100..=10_000;

    /// In kbit/s.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl OptionValue for VideoKbps {
    const RULE: &'static str = "a number of kbit/s from 100 to 10000";

    fn parse(text: &str) -> Option<Self> {
        let kbps = text.parse().ok()?;
        Self::RANGE.contains(&kbps).then_some(Self(kbps))
    }

    fn to_toml(&self) -> String {
        self.0.to_string()
    }
}

/// The address of a server, without a path: `https://calls.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: String,
    authority: String,
}

impl BaseUrl {
    /// The host, without the port: an IPv6 address comes without its brackets.
    pub fn host(&self) -> &str {
        let host = match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => &self.authority,
        };
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The host with the port, if one is named.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The port that is named, or the usual one of the scheme.
    pub fn port_or_default(&self) -> u16 {
        let named = self.authority.rsplit_once(':');
        let named = named.and_then(|(_, port)| port.parse().ok());
        named.unwrap_or(match self.scheme.as_str() {
            "https" | "rtmps" => 443,
            "rtmp" => 1935,
            _ => 80,
        })
    }

    /// `https`, `rtmp` and so on.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

impl OptionValue for BaseUrl {
    const RULE: &'static str = "an address without a path such as https://calls.example.com";

    fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let scheme = uri.scheme_str()?.to_owned();
        let authority = uri.authority()?.as_str().to_owned();
        let known = ["http", "https", "rtmp", "rtmps"].contains(&scheme.as_str());
        let bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        (known && bare && !authority.contains('@')).then_some(Self { scheme, authority })
    }

    fn to_toml(&self) -> String {
        quoted(self)
    }
}

/// Pages of one origin, of a domain's subdomains, or all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedOrigin {
    /// `*`.
    Any,
    /// `https://app.example.com`.
    Exactly(String),
    /// `https://*.example.com`: every name below it, not the domain itself.
    Below {
        /// `https://`.
        scheme: String,
        /// `.example.com`.
        suffix: String,
    },
}

impl AllowedOrigin {
    /// Whether a page of `origin` is meant.
    pub fn admits(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        match self {
            Self::Any => true,
            Self::Exactly(exact) => *exact == origin,
            Self::Below { scheme, suffix } => origin
                .strip_prefix(scheme)
                .and_then(|host| host.strip_suffix(suffix))
                .is_some_and(|name| !name.is_empty()),
        }
    }
}

impl OptionValue for AllowedOrigin {
    const RULE: &'static str = "*, https://app.example.com or https://*.example.com";

    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::Any);
        }
        let text = text.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, host) = text.split_once("://")?;
        if scheme.is_empty() || host.is_empty() || host.contains('/') {
            return None;
        }
        match host.strip_prefix("*.") {
            Some(domain) if domain.contains('*') || domain.is_empty() => None,
            Some(domain) => Some(Self::Below {
                scheme: format!("{scheme}://"),
                suffix: format!(".{domain}"),
            }),
            None if host.contains('*') => None,
            None => Some(Self::Exactly(text)),
        }
    }

    fn to_toml(&self) -> String {
        match self {
            Self::Any => quoted("*"),
            Self::Exactly(origin) => quoted(origin),
            Self::Below { scheme, suffix } => quoted(format!("{scheme}*{suffix}")),
        }
    }
}

/// So many a second on average, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Average, per minute.
    pub per_minute: u32,
    /// How many may come at once after a pause.
    pub burst: u32,
}

impl Rate {
    /// The same for somebody who may do `factor` times as much.
    pub fn times(self, factor: u32) -> Self {
        Self {
            per_minute: self.per_minute.saturating_mul(factor),
            burst: self.burst.saturating_mul(factor),
        }
    }
}

impl OptionValue for Rate {
    const RULE: &'static str = "a rate such as 20/s burst 100 or 10/m burst 20";

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (number, unit) = words.next()?.split_once('/')?;
        let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
        let per_minute = match unit {
            "s" => number.checked_mul(60)?,
            "m" => number,
            _ => return None,
        };
        let burst = match (words.next(), words.next(), words.next()) {
            (None, None, None) => 1,
            (Some("burst"), Some(burst), None) => burst.parse().ok().filter(|burst| *burst > 0)?,
            _ => return None,
        };
        Some(Self { per_minute, burst })
    }

    fn to_toml(&self) -> String {
        let Self { per_minute, burst } = self;
        if per_minute.is_multiple_of(60) {
            quoted(format!("{}/s burst {burst}", per_minute / 60))
        } else {
            quoted(format!("{per_minute}/m burst {burst}"))
        }
    }
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text. Not for logs.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl OptionValue for Secret {
    const RULE: &'static str = "a text of at least 16 characters";
    const SECRET: bool = true;

    fn parse(text: &str) -> Option<Self> {
        (text.len() >= 16).then(|| Self(text.to_owned()))
    }

    fn to_toml(&self) -> String {
        quoted("…")
    }
}
