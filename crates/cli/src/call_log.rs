//! `callkit call-log`: what happened in a call.

use callkit_protocol::{CallId, FactKind, Id as _, SdkAppId, UnixMs};
use callkit_server::Clock;
use callkit_server::config::Config;
use callkit_server::console::api::{
    CallLogView, MediaNoteView, QualityView, RecordView, TimelineEntry,
};
use callkit_server::console::call_log;
use callkit_server::retention::Keep;
use callkit_store::{Operator as _, Page, RecordSearch, SqliteStore};
use time::OffsetDateTime;

use crate::data_dir::DataDirArgs;
use crate::failure::Failure;
use crate::output;

/// Print what happened in a call: its members, its timeline and how the media fared.
#[derive(clap::Args)]
pub(crate) struct CallLogArgs {
    /// The call's ID, or the first characters of it if it is over.
    #[arg(value_name = "CALLID")]
    call: String,
    /// Of which app [default: the one that has the call]
    #[arg(long, value_name = "ID")]
    sdkappid: Option<u32>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data_dir: DataDirArgs,
}

pub(crate) async fn run(args: CallLogArgs) -> Result<(), Failure> {
    let store = args
        .data_dir
        .open_existing()?
        .ok_or_else(|| Failure::failed("there is no data directory here; see --data-dir"))?;
    let log = find(&store, &args).await?;
    let log = log.ok_or_else(|| {
        Failure::failed(format!(
            "nothing is kept of a call {}; `callkit serve` writes a call down when it begins",
            args.call
        ))
    })?;
    if args.json {
        let json = serde_json::to_string(&log).map_err(Failure::failed)?;
        return output::line(&json);
    }
    print(&log)
}

async fn find(store: &SqliteStore, args: &CallLogArgs) -> Result<Option<CallLogView>, Failure> {
    let now = Clock::start().now();
    let keep = Keep::of(&Config::default());
    for (app, call) in candidates(store, args).await? {
        let log = call_log::read(store, keep, app, call, now);
        if let Some(log) = log.await.map_err(Failure::failed)? {
            return Ok(Some(log));
        }
    }
    Ok(None)
}

/// Where the call may be: a whole ID in any app, the beginning of one among the records.
async fn candidates(
    store: &SqliteStore,
    args: &CallLogArgs,
) -> Result<Vec<(SdkAppId, CallId)>, Failure> {
    let only = args.sdkappid.map(SdkAppId);
    if let Ok(call) = CallId::parse(&args.call) {
        let apps = store.apps().await.map_err(Failure::failed)?;
        let apps = apps.into_iter().map(|app| app.app);
        let apps = apps.filter(|app| only.is_none_or(|only| only == *app));
        return Ok(apps.map(|app| (app, call.clone())).collect());
    }
    if args.call.len() < 4 {
        return Err(Failure::unusable(
            "CALLID must be a call's ID or at least its first four characters",
        ));
    }
    let search = RecordSearch {
        app: only,
        call_prefix: Some(args.call.clone()),
        ..RecordSearch::default()
    };
    let page = Page {
        offset: 0,
        limit: 2,
    };
    let found = store.search_records(search, page).await;
    let found = found.map_err(Failure::failed)?;
    if found.total > 1 {
        return Err(Failure::failed(format!(
            "{} calls begin with {}; name more of it",
            found.total, args.call
        )));
    }
    let found = found.records.into_iter();
    Ok(found.map(|found| (found.app, found.record.call)).collect())
}

fn print(log: &CallLogView) -> Result<(), Failure> {
    if let Some(record) = &log.record {
        print_record(record)?;
    } else {
        output::line("The call is not over.")?;
    }
    output::line("")?;
    for entry in &log.timeline {
        let (at, what) = match entry {
            TimelineEntry::Fact(fact) => (fact.at, sentence(&fact.kind)),
            TimelineEntry::Media(note) => (note.at, media(note)),
        };
        output::line(&format!("{}  {what}", since(log.started_at, at)))?;
    }
    for series in &log.quality {
        output::line("")?;
        output::line(&format!(
            "Media of {} ({})",
            series.user_id, series.device_id
        ))?;
        output::line(
            "      time  grade  up kbit/s  down kbit/s  lost up  lost down  round trip  fps  frozen",
        )?;
        for sample in &series.samples {
            output::line(&row(log.started_at, sample))?;
        }
    }
    Ok(())
}

fn print_record(record: &RecordView) -> Result<(), Failure> {
    let members: Vec<&str> = record
        .members
        .iter()
        .map(|member| member.user_id.as_str())
        .collect();
    output::line(&format!("Call       {}", record.call_id.as_str()))?;
    output::line(&format!("App        {}", record.sdkappid))?;
    output::line(&format!("Media      {}", record.media.name()))?;
    output::line(&format!("Members    {}", members.join(" ")))?;
    output::line(&format!("Started    {}", utc(record.started_at)))?;
    let seconds = record.duration_ms.0 as f64 / 1000.0;
    output::line(&format!("Connected  {seconds:.1} s"))?;
    output::line(&format!("Ended      {}", record.reason))
}

/// Date and time in UTC, to the second: what "it was bad at 14:03" is held against.
fn utc(at: UnixMs) -> String {
    let seconds = i64::try_from(at.0 / 1000).unwrap_or(i64::MAX);
    let Ok(time) = OffsetDateTime::from_unix_timestamp(seconds) else {
        return format!("{} ms since 1970", at.0);
    };
    let (year, month, day) = (time.year(), u8::from(time.month()), time.day());
    let (hour, minute, second) = time.time().as_hms();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// The time since the call was made: `  12.345`.
fn since(start: UnixMs, at: UnixMs) -> String {
    format!("{:>10.3}", at.since(start).0 as f64 / 1000.0)
}

fn row(start: UnixMs, sample: &QualityView) -> String {
    let share = |share: Option<f32>| {
        share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0))
    };
    let client = sample.client;
    let fps = client.map_or_else(|| "-".to_owned(), |client| format!("{:.0}", client.fps));
    let frozen = client.map_or_else(
        || "-".to_owned(),
        |client| format!("{} ms", client.frozen_ms.0),
    );
    let rtt = sample
        .rtt_ms
        .map_or_else(|| "-".to_owned(), |rtt| format!("{rtt} ms"));
    format!(
        "{}  {:>5}  {:>9}  {:>11}  {:>7}  {:>9}  {rtt:>10}  {fps:>3}  {frozen:>6}",
        since(start, sample.at),
        sample.grade,
        sample.up_kbps,
        sample.down_kbps,
        share(sample.up_loss),
        share(sample.down_loss),
    )
}

fn sentence(fact: &FactKind) -> String {
    let switched = |on: &bool| if *on { "on" } else { "off" };
    match fact {
        FactKind::Accepted { user, device } => format!("{user} accepted on {device}"),
        FactKind::Camera { user, on } => format!("{user} switched the camera {}", switched(on)),
        FactKind::Connected { user } => format!("{user}'s media is up"),
        FactKind::Ended { reason, by: None } => format!("the call ended: {reason}"),
        FactKind::Ended {
            reason,
            by: Some(by),
        } => format!("the call ended: {reason}, by {by}"),
        FactKind::Invited { user, by, .. } => format!("{by} called {user}"),
        FactKind::Joined { user, device } => format!("{user} joined on {device}"),
        FactKind::Left { user, reason } => format!("{user} left: {reason}"),
        FactKind::MediaSwitched { by, media } => format!("{by} switched to {}", media.name()),
        FactKind::Microphone { user, on } => {
            format!("{user} switched the microphone {}", switched(on))
        }
        FactKind::Rang { user } => format!("it rings at {user}'s"),
        FactKind::Reconnected { user } => format!("{user} is back"),
        FactKind::Reconnecting { user } => format!("{user} has fallen silent"),
        FactKind::Started { user, media } => format!("{user} began a {} call", media.name()),
    }
}

fn media(note: &MediaNoteView) -> String {
    use callkit_server::console::api::MediaNote;
    let MediaNoteView {
        user_id,
        device_id,
        note,
        detail,
        ..
    } = note;
    let what = match note {
        MediaNote::Failed => "connection failed",
        MediaNote::Heard => "is heard again",
        MediaNote::NetworkChanged => "comes from another network",
        MediaNote::Silent => "went silent",
        MediaNote::Up => "connected",
    };
    let detail = detail.as_ref().map(|detail| format!(": {detail}"));
    format!(
        "  media of {user_id} ({device_id}) {what}{}",
        detail.unwrap_or_default()
    )
}
