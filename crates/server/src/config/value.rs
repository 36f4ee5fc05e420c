//! How the value of an option is read from text.
//!
//! Flags and variables are text anyway, and a TOML scalar is taken as the text that it would be on
//! the command line: so each kind of value has one reader, and one way to be wrong.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

/// Whether an option takes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any number of values: a flag that is repeated, a variable with commas, an array.
    Many,
    /// One value.
    One,
    /// None is needed: the flag alone means `true`.
    Switch,
}

/// What was given for an option, before it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Raw {
    Many(Vec<String>),
    One(String),
}

/// A kind of value.
pub(crate) trait OptionValue: Sized {
    /// What it must be, for error messages: "{key} must be {RULE}".
    const RULE: &'static str;
    const SHAPE: Shape = Shape::One;
    /// Whether there need not be one.
    const OPTIONAL: bool = false;
    /// Whether it must not be repeated in messages.
    const SECRET: bool = false;

    fn parse(text: &str) -> Option<Self>;

    /// As it would stand in callkit.toml.
    fn to_toml(&self) -> String;

    fn from_raw(raw: &Raw) -> Option<Self> {
        match raw {
            Raw::One(text) => Self::parse(text.trim()),
            Raw::Many(_) => None,
        }
    }

    fn from_default(text: &str) -> Option<Self> {
        Self::from_raw(&Raw::One(text.to_owned()))
    }
}

pub(super) fn quoted(text: impl ToString) -> String {
    // The escapes of a JSON string mean the same in a basic string of TOML.
    serde_json::Value::String(text.to_string()).to_string()
}

impl<T: OptionValue> OptionValue for Option<T> {
    const RULE: &'static str = T::RULE;
    const SHAPE: Shape = T::SHAPE;
    const OPTIONAL: bool = true;
    const SECRET: bool = T::SECRET;

    fn parse(text: &str) -> Option<Self> {
        T::parse(text).map(Some)
    }

    fn to_toml(&self) -> String {
        self.as_ref().map_or_else(String::new, T::to_toml)
    }

    fn from_default(text: &str) -> Option<Self> {
        if text.is_empty() {
            Some(None)
        } else {
            Self::parse(text)
        }
    }
}

impl<T: OptionValue> OptionValue for Vec<T> {
    const RULE: &'static str = T::RULE;
    const SHAPE: Shape = Shape::Many;
    const SECRET: bool = T::SECRET;

    fn parse(text: &str) -> Option<Self> {
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts.map(T::parse).collect()
    }

    fn to_toml(&self) -> String {
        let parts: Vec<_> = self.iter().map(T::to_toml).collect();
        format!("[{}]", parts.join(", "))
    }

    fn from_raw(raw: &Raw) -> Option<Self> {
        match raw {
            Raw::One(text) => Self::parse(text),
            Raw::Many(texts) => {
                let parts: Option<Vec<Self>> = texts.iter().map(|text| Self::parse(text)).collect();
                parts.map(|parts| parts.into_iter().flatten().collect())
            }
        }
    }
}

impl OptionValue for bool {
    const RULE: &'static str = "true or false";
    const SHAPE: Shape = Shape::Switch;

    fn parse(text: &str) -> Option<Self> {
        match text {
            "true" | "1" | "on" | "yes" => Some(true),
            "false" | "0" | "off" | "no" => Some(false),
            _ => None,
        }
    }

    fn to_toml(&self) -> String {
        self.to_string()
    }
}

impl OptionValue for String {
    const RULE: &'static str = "a text";

    fn parse(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn to_toml(&self) -> String {
        quoted(self)
    }
}

impl OptionValue for PathBuf {
    const RULE: &'static str = "a path";

    fn parse(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self::from(text))
    }

    fn to_toml(&self) -> String {
        quoted(self.display())
    }
}

impl OptionValue for Duration {
    const RULE: &'static str = "a span of time such as 500ms, 10s, 5m or 1h";

    fn parse(text: &str) -> Option<Self> {
        let end = text.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = text[..end].parse().ok()?;
        let milliseconds = match text[end..].trim_start() {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return None,
        };
        // A week is longer than any of the options can mean, and far from any overflow.
        let span = Self::from_millis(number.checked_mul(milliseconds)?);
        (span <= Self::from_secs(7 * 86_400)).then_some(span)
    }

    fn to_toml(&self) -> String {
        let ms = self.as_millis();
        for (unit, name) in [(3_600_000, "h"), (60_000, "m"), (1000, "s")] {
            if ms > 0 && ms.is_multiple_of(unit) {
                return quoted(format!("{}{name}", ms / unit));
            }
        }
        quoted(format!("{ms}ms"))
    }
}

macro_rules! from_str_values {
    ($($type:ty, $rule:literal, $toml:expr;)+) => {$(
        impl OptionValue for $type {
            const RULE: &'static str = $rule;

            fn parse(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn to_toml(&self) -> String {
                let show: fn(&Self) -> String = $toml;
                show(self)
            }
        }
    )+};
}

from_str_values! {
    u16, "a number from 0 to 65535", Self::to_string;
    u32, "a number from 0 to 4294967295", Self::to_string;
    IpAddr, "an IP address such as 192.0.2.1", |address| quoted(address);
    IpNet, "a network such as 10.0.0.0/8", |network| quoted(network);
    SocketAddr, "an address and a port such as 127.0.0.1:8080 or [::]:8080", |a| quoted(a);
}
