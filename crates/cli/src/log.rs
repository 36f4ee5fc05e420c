//! The server's log: on stderr, as text or JSON, with a filter that can be changed while it runs.

use std::io::{self, IsTerminal as _};

use callkit_server::config::{Config, LogFormat};
use tracing_subscriber::EnvFilter;

use crate::failure::Failure;

/// A way to change what is logged.
pub(crate) struct Log {
    replace: Box<dyn Fn(EnvFilter) -> Result<(), String> + Send + Sync>,
}

impl Log {
    /// Starts to log as the options say.
    pub(crate) fn to_stderr(config: &Config) -> Result<Self, Failure> {
        let log = tracing_subscriber::fmt()
            .with_env_filter(filter(&config.log)?)
            .with_writer(io::stderr)
            .with_ansi(io::stderr().is_terminal());
        Ok(match config.log_format {
            LogFormat::Json => {
                let log = log.json().flatten_event(true).with_filter_reloading();
                let handle = log.reload_handle();
                log.init();
                Self {
                    replace: Box::new(move |next| {
                        handle.reload(next).map_err(|error| error.to_string())
                    }),
                }
            }
            LogFormat::Text => {
                let log = log.with_filter_reloading();
                let handle = log.reload_handle();
                log.init();
                Self {
                    replace: Box::new(move |next| {
                        handle.reload(next).map_err(|error| error.to_string())
                    }),
                }
            }
        })
    }

    /// From now on logs what this filter lets through.
    pub(crate) fn set(&self, text: &str) -> Result<(), Failure> {
        (self.replace)(filter(text)?).map_err(Failure::failed)
    }
}

fn filter(text: &str) -> Result<EnvFilter, Failure> {
    EnvFilter::try_new(text).map_err(|error| {
        Failure::unusable(format!("`log` is {text:?}, which is no filter: {error}"))
    })
}
