//! The clients that `make bench` measures the server with: one program, so that the client costs as
//! little as the server it measures. `bench/run` starts it against a server of its own.
//!
//! ```text
//! callkit-bench signalling --server 127.0.0.1:8080 --pid PID
//! callkit-bench online --server 127.0.0.1:8080 --pid PID --users 10000
//! callkit-bench bridge
//! ```
//!
//! For the first two `CALLKIT_SDKAPPID` and `CALLKIT_SECRET_KEY` name the app; tickets are signed here, as an app's own
//! backend does. Each figure is one line of JSON.
#![allow(
    clippy::print_stdout,
    reason = "its figures are what the program is for"
)]

mod bridge;
mod device;
mod figures;
mod online;
mod process;
mod signalling;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use callkit_usersig::SecretKey;

/// The server that is measured, and how to sign in there.
#[derive(Debug)]
struct Target {
    server: SocketAddr,
    process: process::Process,
    app: u32,
    key: SecretKey,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next();
    match what.as_deref() {
        Some("bridge") => return bridge::measure(),
        Some("signalling" | "online") => {}
        Some(_) | None => bail!("what is to be measured? signalling, online, or bridge"),
    }
    let (mut server, mut pid, mut users) = (None, None, 10_000);
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        match &*name {
            "--server" => server = Some(value.parse().context("--server is ADDRESS:PORT")?),
            "--pid" => pid = Some(value.parse().context("--pid is a number")?),
            "--users" => users = value.parse().context("--users is a number")?,
            _ => bail!("{name} is unknown"),
        }
    }
    let variable = |name| std::env::var(name).with_context(|| format!("{name} is not set"));
    let target = Arc::new(Target {
        server: server.context("--server is missing")?,
        process: process::Process(pid.context("--pid is missing")?),
        app: variable("CALLKIT_SDKAPPID")?.parse()?,
        key: SecretKey::parse(&variable("CALLKIT_SECRET_KEY")?)?,
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match what.as_deref() {
        Some("online") => runtime.block_on(online::stay(target, users)),
        Some(_) | None => runtime.block_on(signalling::measure(target)),
    }
}
