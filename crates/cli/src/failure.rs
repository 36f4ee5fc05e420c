//! How a command ends that could not do what was asked.

use std::fmt::Display;
use std::process::ExitCode;

use callkit_server::config::ConfigError;

/// Why a command did not do what was asked, in one line.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It was tried and failed: exit status 1.
    Failed(String),
    /// What was asked makes no sense: exit status 2.
    Unusable(String),
}

impl Failure {
    pub(crate) fn failed(error: impl Display) -> Self {
        Self::Failed(error.to_string())
    }

    pub(crate) fn unusable(error: impl Display) -> Self {
        Self::Unusable(error.to_string())
    }

    /// Why.
    pub(crate) fn message(&self) -> &str {
        match self {
            Self::Failed(message) | Self::Unusable(message) => message,
        }
    }

    /// Says why on stderr, and gives the exit status.
    pub(crate) fn report(self) -> ExitCode {
        let (message, status) = match self {
            Self::Failed(message) => (message, 1),
            Self::Unusable(message) => (message, 2),
        };
        eprintln!("callkit: {}", message.replace('\n', " "));
        ExitCode::from(status)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::unusable(error)
    }
}
