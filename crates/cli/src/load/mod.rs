//! `callkit load`: many calls at once, and what they cost.
//!
//! Devices of this process call each other through the server: they sign in, ring, answer, send
//! sound and picture of the usual size, and hang up. What they send is stamped with the time, so that
//! the way through the server can be told without a common clock.

mod device;
mod figures;
mod process;
mod target;

use std::time::Duration;

use callkit_engine::{MediaKind, ServerUrl};
use futures_util::StreamExt as _;
use futures_util::stream::{self, FuturesUnordered};
use tokio::time::Instant;

use crate::device::span;
use crate::failure::Failure;
use crate::report::Style;
use crate::ticket::{Signer, TicketArgs};
use device::{Device, Media, Party};
pub(crate) use figures::Figures;
use figures::Spread;
use process::Process;

/// Devices that sign in at the same time.
const SIGN_INS_AT_ONCE: usize = 50;

/// How long a call may take to come about, or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest time that calls are held.
const LONGEST: Duration = Duration::from_secs(600);

/// Put calls on a server and measure what they cost and how long everything takes.
///
/// All devices run in this process and share the machine with whatever else runs on it. It calls
/// servers on this machine and in private networks only, unless told otherwise.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct LoadArgs {
    /// Calls at a time
    #[arg(long, value_name = "N", default_value = "10", value_parser = clap::value_parser!(u16).range(1..=500))]
    calls: u16,
    /// Users in each call; more than two make it a group call
    #[arg(long, value_name = "N", default_value = "2", value_parser = clap::value_parser!(u16).range(2..=9))]
    members: u16,
    /// Calls begun in a second
    #[arg(long, value_name = "N", default_value = "10", value_parser = clap::value_parser!(u16).range(1..=200))]
    rate: u16,
    /// How long the calls are held once all of them run, at most 10m
    #[arg(long = "for", value_name = "TIME", default_value = "10s", value_parser = span)]
    hold: Duration,
    /// What is sent: none, audio (50 packets a second) or video (and 25 frames of 4.4 kB)
    #[arg(long, value_name = "none|audio|video", default_value = "video", value_parser = media)]
    media: Media,
    /// Let it ring and answer nothing
    #[arg(long)]
    ring_only: bool,
    /// The server's process on this machine, to tell what the calls cost it
    #[arg(long, value_name = "PID")]
    server_pid: Option<u32>,
    /// Also a server that is neither on this machine nor in a private network
    #[arg(long)]
    any_target: bool,
    /// The server's address
    #[arg(
        long,
        value_name = "URL",
        env = "CALLKIT_SERVER",
        default_value = "http://127.0.0.1:8080"
    )]
    server: ServerUrl,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    ticket: TicketArgs,
}

pub(crate) async fn run(args: LoadArgs) -> Result<(), Failure> {
    if args.hold > LONGEST {
        return Err(Failure::unusable("--for: calls are held for 10m at most"));
    }
    if !args.any_target {
        target::check(&args.server).await?;
    }
    let signer = args.ticket.signer().await?;
    let mut process = args.server_pid.map(Process::watch).transpose()?;
    let began = Instant::now();
    let (devices, sign_ins) = sign_in(&args, &signer).await?;
    let signing_in = began.elapsed();
    let mut figures = Figures::new(args.calls, devices.len(), Spread::of(sign_ins), signing_in);
    if let Some(process) = &mut process {
        process.signed_in(devices.len())?;
    }

    let parties = call(&args, devices).await?;
    figures.set_up(&parties);
    if args.ring_only {
        tokio::time::sleep(args.hold).await;
    } else {
        let before = tally(&parties);
        let cost = process.as_mut().map(Process::begin).transpose()?;
        let from = Instant::now();
        tokio::time::sleep(args.hold).await;
        let (after, span) = (tally(&parties), from.elapsed());
        figures.held(&before, &after, span);
        if let (Some(process), Some(begun)) = (&process, cost) {
            let packets = after.packets.saturating_sub(before.packets);
            figures.server = Some(process.cost(&begun, span, packets, parties.len())?);
        }
    }
    let endings: FuturesUnordered<_> = parties.into_iter().map(Party::end).collect();
    figures.ended(endings.collect::<Vec<_>>().await);
    Style::new(args.json).load(&figures)?;
    match figures.failed() {
        0 => Ok(()),
        failed => Err(Failure::failed(format!(
            "{failed} of {} calls went wrong",
            figures.calls
        ))),
    }
}

/// Signs everybody in, call by call; and how long each took.
async fn sign_in(
    args: &LoadArgs,
    signer: &Signer,
) -> Result<(Vec<Device>, Vec<Duration>), Failure> {
    let run: u32 = rand::random();
    let users = (0..args.calls)
        .flat_map(|call| (0..args.members).map(move |who| format!("load-{run:08x}-{call}-{who}")));
    let signing = users.map(|user| Device::sign_in(&args.server, signer, user, args.media));
    let signed: Vec<_> = stream::iter(signing)
        .buffered(SIGN_INS_AT_ONCE)
        .collect()
        .await;
    let signed: Result<Vec<_>, _> = signed.into_iter().collect();
    Ok(signed?.into_iter().unzip())
}

/// Begins the calls, so many a second, and waits until each runs or has failed.
async fn call(args: &LoadArgs, devices: Vec<Device>) -> Result<Vec<Party>, Failure> {
    let mut devices = devices.into_iter();
    let pause = Duration::from_secs(1) / u32::from(args.rate);
    let began = Instant::now();
    let kind = match args.media {
        Media::Video => MediaKind::Video,
        Media::Audio | Media::None => MediaKind::Audio,
    };
    let mut calls = Vec::new();
    for number in 0..u32::from(args.calls) {
        let members = devices.by_ref().take(usize::from(args.members)).collect();
        let at = began + pause * number;
        let (media, ring_only) = (args.media, args.ring_only);
        calls.push(tokio::spawn(async move {
            tokio::time::sleep_until(at).await;
            Party::call(members, kind, media, ring_only, PATIENCE).await
        }));
    }
    let mut parties = Vec::new();
    for call in calls {
        parties.push(call.await.map_err(Failure::failed)?);
    }
    Ok(parties)
}

/// What has arrived until now.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    packets: u64,
    lost: u64,
    /// By device: the delays that were noted.
    delays: Vec<Vec<Duration>>,
}

fn tally(parties: &[Party]) -> Tally {
    let mut tally = Tally::default();
    for stats in parties.iter().flat_map(Party::stats) {
        tally.packets +=
            stats.audio.packets_received + stats.video.frames_received * device::PACKETS_OF_A_FRAME;
        tally.lost += stats.video.frames_broken;
        tally.delays.push(stats.delays);
    }
    tally
}

fn media(text: &str) -> Result<Media, String> {
    match text {
        "none" => Ok(Media::None),
        "audio" => Ok(Media::Audio),
        "video" => Ok(Media::Video),
        _ => Err("it must be `none`, `audio` or `video`".to_owned()),
    }
}
