//! `callkit console`: the console's password.

use std::io::{self, BufRead as _, IsTerminal as _};

use callkit_server::Clock;
use callkit_server::console::password;
use callkit_store::Console as _;

use crate::data_dir::DataDirArgs;
use crate::failure::Failure;
use crate::output;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Set another password and end every session. Works beside a running server.
    Password {
        /// Read the new password from the first line of stdin [default: a random one, printed]
        #[arg(long)]
        stdin: bool,
        #[command(flatten)]
        data_dir: DataDirArgs,
    },
}

pub(crate) async fn run(command: Command) -> Result<(), Failure> {
    let Command::Password { stdin, data_dir } = command;
    let new = if stdin { read()? } else { password::random() };
    password::check(&new).map_err(Failure::unusable)?;
    let store = data_dir
        .open_existing()?
        .ok_or_else(|| Failure::failed("there is no data directory here; see --data-dir"))?;
    store
        .set_console_password(password::hash(&new), Clock::start().now())
        .await
        .map_err(Failure::failed)?;
    if !stdin {
        output::line(&format!("Password   {new}"))?;
    }
    output::line("the console has a new password, and every session has ended")
}

/// Not as an argument, which others on this machine can see.
fn read() -> Result<String, Failure> {
    if io::stdin().is_terminal() {
        output::line("The new password, at least ten characters (it shows as you type):")?;
    }
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(Failure::failed)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
