//! `callkit serve`: the server.

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;

use callkit_server::config::{Config, LogFormat, Shape};
use callkit_server::{RunningServer, Server, lan};
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::failure::Failure;
use crate::output;

/// Flags of `callkit serve`: one for each option of the server.
pub(crate) struct Args {
    config: Option<PathBuf>,
    flags: Vec<(&'static str, Vec<String>)>,
}

impl clap::Args for Args {
    fn augment_args(command: Command) -> Command {
        let config = Arg::new("config")
            .long("config")
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("Read options from this file [default: callkit.toml if it is there]");
        let options = Config::OPTIONS.iter().map(|option| {
            let mut help: String = option.help.concat().trim().to_owned();
            if let Some(default) = option.default {
                help.push_str(&format!(" [default: {}]", default()));
            }
            help.push_str(&format!(" [env: {}]", option.variable()));
            let arg = Arg::new(option.key).long(option.flag()).help(help);
            match option.shape {
                Shape::Many => arg.value_name(option.value).action(ArgAction::Append),
                Shape::One => arg.value_name(option.value),
                Shape::Switch => arg
                    .value_name("true|false")
                    .num_args(0..=1)
                    .require_equals(true)
                    .default_missing_value("true"),
            }
        });
        command.arg(config).args(options)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Args {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |key: &'static str| {
            let values = matches.get_many::<String>(key)?;
            Some((key, values.cloned().collect()))
        };
        Ok(Self {
            config: matches.get_one::<PathBuf>("config").cloned(),
            flags: Config::OPTIONS
                .iter()
                .filter_map(|option| given(option.key))
                .collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    let variables = std::env::vars_os().collect();
    let config = Config::load(args.config.as_deref(), args.flags, variables)?;
    log_to_stderr(&config)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::failed)?;
    let mut told_to_stop = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };

    let server = Server::start(config).await.map_err(Failure::failed)?;
    introduce(&server)?;
    told_to_stop().await;
    server.drain(told_to_stop()).await;
    Ok(())
}

fn log_to_stderr(config: &Config) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| {
        Failure::unusable(format!(
            "`log` is {:?}, which is no filter: {error}",
            config.log
        ))
    })?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match config.log_format {
        LogFormat::Json => log.json().flatten_event(true).init(),
        LogFormat::Text => log.init(),
    }
    Ok(())
}

/// Says where to click, and what the first start has made.
fn introduce(server: &RunningServer) -> Result<(), Failure> {
    let links = &server.links;
    output::line(concat!(
        "callkit ",
        env!("CARGO_PKG_VERSION"),
        " is running"
    ))?;
    output::line("")?;
    output::line(&format!("  First screen  {}", links.local))?;
    output::line(&format!(
        "  Demo          {}demo/  (open it in two tabs)",
        links.local
    ))?;
    if let Some(public) = &links.public {
        output::line(&format!("  Public        {public}"))?;
    }
    for link in &links.lan {
        output::line(&format!(
            "  Phone         {}demo/  (accept its certificate once)",
            link.https
        ))?;
        output::line(&format!(
            "  Mini program  {}  (plain http, private addresses only)",
            link.http
        ))?;
    }
    match server.admin_addr {
        Some(address) => {
            output::line(&format!("  Console       http://{address}/console/"))?;
            output::line(&format!("  Metrics       http://{address}/metrics"))?;
        }
        None => output::line(&format!("  Console       {}console/", links.local))?,
    }
    output::line("")?;
    if let Some(link) = links.lan.first()
        && io::stdout().is_terminal()
        && let Some(code) = lan::qr(&format!("{}demo/", link.https))
    {
        output::line(&code)?;
    }
    tell_secrets(server)
}

/// Shows what the first start made, or says where it is: it is told once.
fn tell_secrets(server: &RunningServer) -> Result<(), Failure> {
    let unwritten = |error: io::Error| {
        Failure::failed(format!(
            "cannot write the first app's key to the data directory: {error}"
        ))
    };
    if let Some(first) = &server.first_start {
        if io::stdout().is_terminal() {
            output::line("This is the first start. An app was made; its key is shown only now:\n")?;
            output::line(&first.text())?;
        } else {
            let path = first.write(&server.data_dir).map_err(unwritten)?;
            let path = path.display();
            output::line(&format!(
                "This is the first start. The app's key is in {path}"
            ))?;
        }
    }
    if let Some(password) = &server.first_password {
        if io::stdout().is_terminal() {
            output::line("The console has a password, which is shown only now:")?;
            return output::line(&password.text());
        }
        let path = password.write(&server.data_dir).map_err(unwritten)?;
        let path = path.display();
        return output::line(&format!("The console's password is in {path}"));
    }
    Ok(())
}
