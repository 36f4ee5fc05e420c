//! The `callkit` command.
//!
//! Exit status: 0 done, 1 failed (one line on stderr says why), 2 unusable arguments.

#![allow(clippy::print_stderr, reason = "commands speak to whoever typed them")]

mod answer;
mod app;
mod backup;
mod call;
mod call_log;
mod console;
mod data_dir;
mod device;
mod doctor;
mod failure;
mod load;
mod log;
mod options;
mod output;
mod report;
mod serve;
mod session;
mod ticket;
mod user;
mod usersig;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// Audio and video calls on your own server.
#[derive(Parser)]
#[command(name = "callkit", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Answer(answer::AnswerArgs),
    /// Make, list, disable and enable apps. Works beside a running server and without one.
    #[command(subcommand)]
    App(app::Command),
    Backup(backup::BackupArgs),
    Call(call::CallArgs),
    CallLog(call_log::CallLogArgs),
    /// Set the console's password.
    #[command(subcommand)]
    Console(console::Command),
    Load(load::LoadArgs),
    Doctor(doctor::DoctorArgs),
    Restore(backup::RestoreArgs),
    /// Run the server.
    Serve(options::ServerOptions),
    /// Remove what is kept about a person.
    #[command(subcommand)]
    User(user::Command),
    /// Sign and verify tickets (UserSig).
    #[command(subcommand)]
    Usersig(usersig::Command),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return Failure::failed(error).report(),
    };
    let done = runtime.block_on(async {
        match cli.command {
            Command::Answer(args) => answer::run(args).await,
            Command::App(command) => app::run(command).await,
            Command::Backup(args) => backup::run_backup(args).await,
            Command::Call(args) => call::run(args).await,
            Command::CallLog(args) => call_log::run(args).await,
            Command::Console(command) => console::run(command).await,
            Command::Load(args) => load::run(args).await,
            Command::Doctor(args) => doctor::run(args).await,
            Command::Restore(args) => backup::run_restore(args).await,
            Command::Serve(options) => serve::run(options).await,
            Command::User(command) => user::run(command).await,
            Command::Usersig(command) => usersig::run(command),
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
