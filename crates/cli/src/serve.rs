//! `callkit serve`: the server.

use std::io::{self, IsTerminal as _};

use callkit_server::config::Config;
use callkit_server::{RunningServer, Server, lan};
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

use crate::failure::Failure;
use crate::log::Log;
use crate::options::ServerOptions;
use crate::output;

pub(crate) async fn run(options: ServerOptions) -> Result<(), Failure> {
    let config = options.load()?;
    let log = Log::to_stderr(&config)?;
    raise_descriptors();
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::failed)?;
    let mut told_to_stop = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };

    let server = Server::start(config.clone())
        .await
        .map_err(Failure::failed)?;
    introduce(&server)?;
    tokio::select! {
        () = told_to_stop() => {}
        failure = reload_when_told(&options, &config, &log) => failure?,
    }
    server.drain(told_to_stop()).await;
    Ok(())
}

/// Reads the options again at each SIGHUP and takes the log filter from them; everything else needs a
/// restart, and says so.
async fn reload_when_told(
    options: &ServerOptions,
    started: &Config,
    log: &Log,
) -> Result<(), Failure> {
    // Whoever closes the terminal that it runs in wants it to end, which is what the signal does.
    if io::stdin().is_terminal() {
        return std::future::pending().await;
    }
    let mut hangup = signal(SignalKind::hangup()).map_err(Failure::failed)?;
    while hangup.recv().await.is_some() {
        let reread = options.load().and_then(|config| {
            log.set(&config.log)?;
            Ok(config)
        });
        match reread {
            Ok(config) => {
                tracing::info!(log = %config.log, "read the options again");
                let others = started.differs_in(&config);
                for option in others.into_iter().filter(|option| *option != "log") {
                    tracing::warn!(option, "has changed, and holds from the next start on");
                }
            }
            Err(failure) => {
                let why = failure.message();
                tracing::error!(why, "cannot use the options; everything stays as it was");
            }
        }
    }
    Ok(())
}

/// Lets the server have as many sockets as the system would give it.
fn raise_descriptors() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::debug!(%error, "cannot raise the number of open files");
    }
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
