//! The data directory, for commands that work beside a running server and without one.

use std::path::PathBuf;

use callkit_server::config::Config;
use callkit_store::{DataDir, SqliteOptions, SqliteStore};

use crate::failure::Failure;

/// Which data directory is meant. It is found as `callkit serve` finds it.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct DataDirArgs {
    /// The server's configuration file, for its data_dir [default: callkit.toml if it is there]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The server's data directory [default: ./data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

impl DataDirArgs {
    /// Opens the database in it.
    pub(crate) fn open(&self) -> Result<SqliteStore, Failure> {
        let dir = DataDir::open(self.path()?).map_err(Failure::failed)?;
        SqliteStore::open_beside(dir, SqliteOptions::default()).map_err(Failure::failed)
    }

    /// Opens the database in it if a server has made one, for commands that also run on machines
    /// without a server and must leave nothing behind there.
    pub(crate) fn open_existing(&self) -> Result<Option<SqliteStore>, Failure> {
        if !self.path()?.is_dir() {
            return Ok(None);
        }
        self.open().map(Some)
    }

    /// Where it is. Nothing is made.
    pub(crate) fn path(&self) -> Result<PathBuf, Failure> {
        let path = self
            .data_dir
            .iter()
            .map(|path| path.display().to_string())
            .collect::<Vec<_>>();
        let flags = if path.is_empty() {
            Vec::new()
        } else {
            vec![("data_dir", path)]
        };
        let variables = std::env::vars_os().collect();
        let config = Config::load(self.config.as_deref(), flags, variables)?;
        Ok(config.data_dir)
    }
}
