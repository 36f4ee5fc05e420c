//! What is wrong with an option, and where it came from.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// Where an option's value was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: it is the default.
    Default,
    /// In a file, on this line (from 1).
    File(PathBuf, usize),
    /// On the command line.
    Flag(String),
    /// In the environment.
    Variable(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Flag(flag) => write!(f, "--{flag}"),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// Why the server does not start with these options. All of them are the operator's to mend.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ConfigError {
    /// Two options of which only one can hold.
    #[error("`{key}` and `{other}` exclude each other")]
    Conflict {
        /// The one.
        key: &'static str,
        /// The other.
        other: &'static str,
    },
    /// An option that needs another one.
    #[error("`{key}` needs `{other}`, which is not set")]
    Incomplete {
        /// What was given.
        key: &'static str,
        /// What was not.
        other: &'static str,
    },
    /// The file is no TOML.
    #[error("{origin}: {message}")]
    Syntax {
        /// Where.
        origin: Origin,
        /// What the parser says.
        message: String,
    },
    /// There is no such option.
    #[error("{origin}: there is no option `{key}`{}", hint(suggestion))]
    Unknown {
        /// Where.
        origin: Origin,
        /// What was written.
        key: String,
        /// The option that was probably meant.
        suggestion: Option<&'static str>,
    },
    /// The file cannot be read.
    #[error("{}: cannot be read: {message}", path.display())]
    UnreadableFile {
        /// Which.
        path: PathBuf,
        /// What the system says.
        message: String,
    },
    /// The value is not of the kind that the option takes.
    #[error("{origin}: `{key}` must be {rule}; got {got}")]
    Value {
        /// Where.
        origin: Origin,
        /// Which option.
        key: &'static str,
        /// What it takes.
        rule: &'static str,
        /// What was given; `…` for secrets.
        got: String,
    },
}

fn hint(suggestion: &Option<&'static str>) -> String {
    suggestion.map_or_else(String::new, |key| format!("; did you mean `{key}`?"))
}
