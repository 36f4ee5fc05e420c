//! Putting the options together.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::source::Given;
use super::{Config, ConfigError};

/// The file that is read when none is named, if it is there.
const DEFAULT_FILE: &str = "callkit.toml";

impl Config {
    /// Puts the options together from the command line (`flags`: key and values), the environment
    /// and a file: `file`, or `CALLKIT_CONFIG`, or `callkit.toml` in the working directory.
    ///
    /// # Errors
    /// The first option that is unknown or unreadable, with the place where it was given.
    pub fn load(
        file: Option<&Path>,
        flags: Vec<(&'static str, Vec<String>)>,
        variables: Vec<(OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let named = file.map(PathBuf::from).or_else(|| {
            let found = variables
                .iter()
                .find(|(name, value)| name == "CALLKIT_CONFIG" && !value.is_empty());
            found.map(|(_, value)| PathBuf::from(value))
        });

        let mut given = Given::default();
        given.add_flags(flags);
        given.add_variables(variables.into_iter())?;
        if let Some((path, text)) = read(named)? {
            given.add_file(&path, &text)?;
        }
        let config = Self::read(&given)?;
        config.check()?;
        Ok(config)
    }

    /// The options of a file alone.
    pub(crate) fn from_file(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let mut given = Given::default();
        given.add_file(path, text)?;
        let config = Self::read(&given)?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.tls.is_some() && self.public_url.is_none() {
            return Err(ConfigError::Incomplete {
                key: "tls",
                other: "public_url",
            });
        }
        if self.tls.is_some() && self.tls_cert.is_some() {
            return Err(ConfigError::Conflict {
                key: "tls",
                other: "tls_cert",
            });
        }
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => Err(ConfigError::Incomplete {
                key: "tls_cert",
                other: "tls_key",
            }),
            (None, Some(_)) => Err(ConfigError::Incomplete {
                key: "tls_key",
                other: "tls_cert",
            }),
            (Some(_), Some(_)) | (None, None) => Ok(()),
        }
    }
}

fn read(named: Option<PathBuf>) -> Result<Option<(PathBuf, String)>, ConfigError> {
    let is_named = named.is_some();
    let path = named.unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == ErrorKind::NotFound && !is_named => Ok(None),
        Err(error) => Err(ConfigError::UnreadableFile {
            path,
            message: error.to_string(),
        }),
    }
}
