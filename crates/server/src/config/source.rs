//! Where options are given: command line, environment, file.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value::{OptionValue, Raw};
use super::{Config, ConfigError, Origin};

/// What the names of all variables begin with.
pub(super) const PREFIX: &str = "CALLKIT_";

/// Variables of `callkit`'s other commands, and the one that names the file: they may be there and
/// are no options.
const NOT_OPTIONS: [&str; 6] = [
    "CALLKIT_CONFIG",
    "CALLKIT_DEVICE",
    "CALLKIT_SDKAPPID",
    "CALLKIT_SECRET_KEY",
    "CALLKIT_SERVER",
    "CALLKIT_USER_SIG",
];

/// Everything that was given, each option once: from where it counts most.
#[derive(Debug, Default)]
pub(super) struct Given(BTreeMap<&'static str, (Raw, Origin)>);

impl Given {
    /// Takes flags, which are checked already: they are made from the table of options.
    pub(super) fn add_flags(&mut self, flags: Vec<(&'static str, Vec<String>)>) {
        for (key, mut values) in flags {
            let origin = Origin::Flag(key.replace('_', "-"));
            let raw = match values.pop() {
                Some(only) if values.is_empty() => Raw::One(only),
                Some(last) => {
                    values.push(last);
                    Raw::Many(values)
                }
                None => Raw::One("true".to_owned()),
            };
            self.0.insert(key, (raw, origin));
        }
    }

    /// Takes the variables whose names begin with `CALLKIT_`; an empty one counts as not set.
    pub(super) fn add_variables(
        &mut self,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<(), ConfigError> {
        for (name, value) in variables {
            let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else {
                continue;
            };
            if NOT_OPTIONS.contains(&name) || value.is_empty() {
                continue;
            }
            let origin = Origin::Variable(name.to_owned());
            let key = known(&name[PREFIX.len()..].to_lowercase(), &origin)?;
            let value = value.to_string_lossy().into_owned();
            self.add(key, Raw::One(value), origin);
        }
        Ok(())
    }

    /// Takes the keys of a file.
    pub(super) fn add_file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        let origin = |at: usize| {
            let before = text.as_bytes().get(..at).unwrap_or_default();
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
            Origin::File(PathBuf::from(path), line)
        };
        let table = DeTable::parse(text).map_err(|error| ConfigError::Syntax {
            origin: origin(error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        })?;
        for (key, value) in table.into_inner() {
            let origin = origin(key.span().start);
            let key = known(key.get_ref(), &origin)?;
            let raw = scalar_or_list(&value).ok_or_else(|| ConfigError::Value {
                origin: origin.clone(),
                key,
                rule: "a text, a number, true, false, or a list of these",
                got: format!("a value of the kind {}", value.get_ref().type_str()),
            })?;
            self.add(key, raw, origin);
        }
        Ok(())
    }

    /// The value of an option, or its default.
    pub(super) fn value<T: OptionValue>(
        &self,
        key: &'static str,
        default: &str,
    ) -> Result<T, ConfigError> {
        let Some((raw, origin)) = self.0.get(key) else {
            return Ok(T::from_default(default)
                .expect("every default can be read, as tests/config.rs shows"));
        };
        T::from_raw(raw).ok_or_else(|| ConfigError::Value {
            origin: origin.clone(),
            key,
            rule: T::RULE,
            got: match raw {
                _ if T::SECRET => "…".to_owned(),
                Raw::One(text) => format!("{text:?}"),
                Raw::Many(texts) => format!("{texts:?}"),
            },
        })
    }

    fn add(&mut self, key: &'static str, raw: Raw, origin: Origin) {
        self.0.entry(key).or_insert((raw, origin));
    }
}

/// The option of this name.
fn known(key: &str, origin: &Origin) -> Result<&'static str, ConfigError> {
    if let Some(option) = Config::option(key) {
        return Ok(option.key);
    }
    let nearest = Config::OPTIONS
        .iter()
        .map(|option| (distance(key, option.key), option.key))
        .min()
        .filter(|(distance, _)| *distance <= 3);
    Err(ConfigError::Unknown {
        origin: origin.clone(),
        key: key.to_owned(),
        suggestion: nearest.map(|(_, key)| key),
    })
}

fn scalar_or_list(value: &Spanned<DeValue<'_>>) -> Option<Raw> {
    match value.get_ref() {
        DeValue::Array(parts) => parts
            .iter()
            .map(scalar)
            .collect::<Option<_>>()
            .map(Raw::Many),
        DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Float(_)
        | DeValue::Integer(_)
        | DeValue::String(_)
        | DeValue::Table(_) => scalar(value).map(Raw::One),
    }
}

fn scalar(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Array(_) | DeValue::Datetime(_) | DeValue::Float(_) | DeValue::Table(_) => None,
    }
}

/// How many letters must be put in, left out or changed to make `a` of `b` (Levenshtein 1965).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
