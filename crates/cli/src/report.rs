//! What a headless device prints: events as they come, and what a call came to.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use callkit_engine::{
    CallEnded, CallId, EndReason, Event, Id as _, MediaKind, MediaStats, MemberChange, Millis,
    SignOut, Switch, UserId,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::load::Figures;
use crate::output;

/// How to print.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Style {
    /// One JSON object a line, for programs.
    Json,
    /// Sentences.
    Plain,
}

impl Style {
    pub(crate) fn new(json: bool) -> Self {
        match json {
            true => Self::Json,
            false => Self::Plain,
        }
    }

    /// Prints one event: its name and what belongs to it. What is absent is not printed.
    pub(crate) fn print(self, name: &str, mut fields: Value) -> Result<(), Failure> {
        if let Value::Object(fields) = &mut fields {
            fields.retain(|_, value| !value.is_null());
        }
        match self {
            Self::Json => json_line(name, &fields),
            Self::Plain => output::line(&sentence(name, &fields)),
        }
    }

    /// Prints an event of the engine, if it is worth a line.
    pub(crate) fn event(self, event: &Event) -> Result<(), Failure> {
        match described(event) {
            Some((name, fields)) => self.print(name, fields),
            None => Ok(()),
        }
    }

    /// Prints what a load test found.
    pub(crate) fn load(self, figures: &Figures) -> Result<(), Failure> {
        match self {
            Self::Json => json_line("load", figures),
            Self::Plain => figures
                .lines()
                .iter()
                .try_for_each(|line| output::line(line)),
        }
    }

    /// Prints what a call came to.
    pub(crate) fn summary(self, summary: &Summary) -> Result<(), Failure> {
        match self {
            Self::Json => json_line("ended", &summary.account()),
            Self::Plain => output::line(&summary.sentence()),
        }
    }
}

/// One object a line, the event's name first.
fn json_line(event: &str, fields: &impl Serialize) -> Result<(), Failure> {
    #[derive(Serialize)]
    struct Line<'a, T> {
        event: &'a str,
        #[serde(flatten)]
        fields: &'a T,
    }
    let line = serde_json::to_string(&Line { event, fields }).map_err(Failure::failed)?;
    output::line(&line)
}

fn sentence(event: &str, fields: &Value) -> String {
    let mut text = event.replace('_', " ");
    // A call's ID is for programs.
    let fields = fields
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "call_id");
    for (name, value) in fields {
        let words = match value.as_array() {
            Some(list) => list.iter().map(word).collect::<Vec<_>>().join(","),
            None => word(value),
        };
        text += &format!(" {name} {words}");
    }
    text
}

/// A value without the quotation marks of JSON.
fn word(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// What a call came to.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub(crate) ended: CallEnded,
    pub(crate) stats: MediaStats,
    /// When the call was made or taken.
    pub(crate) began: Instant,
}

impl Summary {
    /// From making or taking the call to the first sound of another.
    fn setup(&self) -> Option<Duration> {
        self.stats
            .audio
            .first_received
            .map(|at| at.saturating_duration_since(self.began))
    }

    fn account(&self) -> Account<'_> {
        let (audio, video) = (&self.stats.audio, &self.stats.video);
        Account {
            reason: self.ended.reason,
            by: self.ended.by.as_ref(),
            connected: self.ended.connected,
            duration_ms: self.ended.duration,
            setup_ms: self.setup().map(millis),
            audio: AudioAccount {
                packets_sent: audio.packets_sent,
                packets_received: audio.packets_received,
                packets_lost: audio.packets_lost,
                tone_hz: audio.tone_hz.map(tenths),
            },
            video: VideoAccount {
                frames_sent: video.frames_sent,
                frames_received: video.frames_received,
                keyframes_received: video.keyframes_received,
                frames_broken: video.frames_broken,
            },
            members: self.members(),
        }
    }

    fn members(&self) -> BTreeMap<&UserId, MemberAccount> {
        let members = self.stats.members.iter();
        members
            .map(|(user, stats)| {
                let account = MemberAccount {
                    packets_received: stats.packets_received,
                    tone_hz: stats.tone_hz.map(tenths),
                    frames_received: stats.frames_received,
                };
                (user, account)
            })
            .collect()
    }

    fn sentence(&self) -> String {
        let (audio, video) = (&self.stats.audio, &self.stats.video);
        let mut text = format!("ended: {}", self.ended.reason);
        if self.ended.connected {
            text += &format!(
                " after {:.1} s",
                Duration::from(self.ended.duration).as_secs_f64()
            );
        }
        if let Some(setup) = self.setup() {
            text += &format!("; first sound after {} ms", millis(setup));
        }
        text += &format!(
            "; sound {} packets out, {} in",
            audio.packets_sent, audio.packets_received
        );
        if let Some(hz) = audio.tone_hz {
            text += &format!(", a tone of {hz:.0} Hz");
        }
        if video.frames_sent + video.frames_received > 0 {
            text += &format!(
                "; picture {} frames out, {} in",
                video.frames_sent, video.frames_received
            );
        }
        if self.stats.members.len() > 1 {
            for (user, member) in &self.stats.members {
                let (packets, frames) = (member.packets_received, member.frames_received);
                text += &format!("; {user}: {packets} packets, {frames} frames");
            }
        }
        text
    }
}

/// The last line, as it is printed for programs: always with the same fields.
#[derive(Serialize)]
struct Account<'a> {
    reason: EndReason,
    by: Option<&'a UserId>,
    connected: bool,
    duration_ms: Millis,
    setup_ms: Option<u64>,
    audio: AudioAccount,
    video: VideoAccount,
    members: BTreeMap<&'a UserId, MemberAccount>,
}

#[derive(Serialize)]
struct AudioAccount {
    packets_sent: u64,
    packets_received: u64,
    packets_lost: u64,
    tone_hz: Option<f64>,
}

#[derive(Serialize)]
struct VideoAccount {
    frames_sent: u64,
    frames_received: u64,
    keyframes_received: u64,
    frames_broken: u64,
}

/// What came from one member.
#[derive(Serialize)]
struct MemberAccount {
    packets_received: u64,
    tone_hz: Option<f64>,
    frames_received: u64,
}

fn tenths(hz: f64) -> f64 {
    (hz * 10.0).round() / 10.0
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

/// An event's name and fields. `None` for those that would only fill the screen, and for the end,
/// which the summary tells.
// The engine's enum is open: what a newer one tells besides gets no line.
#[allow(clippy::wildcard_enum_match_arm)]
fn described(event: &Event) -> Option<(&'static str, Value)> {
    Some(match event {
        Event::Online => ("online", json!({})),
        Event::Offline => ("offline", json!({})),
        Event::SignedOut(SignOut::Asked) => return None,
        Event::SignedOut(why) => ("signed_out", json!({ "why": why.to_string() })),
        Event::TicketExpired { at } => ("ticket_expired", json!({ "at": at })),
        Event::CallReceived(received) => (
            "received",
            json!({
                "call_id": full(&received.call),
                "caller": received.caller,
                "callees": received.callees,
                "media": received.media,
                "user_data": received.user_data,
            }),
        ),
        Event::CallConnected(connected) => (
            "connected",
            json!({ "call_id": full(&connected.call), "media": connected.media }),
        ),
        Event::MediaSwitched { by, media, .. } => {
            ("media_switched", json!({ "by": by, "media": media }))
        }
        Event::Member { user, change, .. } => {
            let (name, on) = changed(change);
            let mut fields = json!({ "user": user });
            if let Some(on) = on {
                fields["on"] = on.is_on().into();
            }
            if let MemberChange::Left(reason) = change {
                fields["reason"] = json!(reason);
            }
            (name, fields)
        }
        Event::MediaConnected { .. } => ("media_connected", json!({})),
        Event::MediaFailed { error, .. } => ("media_failed", json!({ "error": error.to_string() })),
        _ => return None,
    })
}

fn changed(change: &MemberChange) -> (&'static str, Option<Switch>) {
    match change {
        MemberChange::Accepted => ("accepted", None),
        MemberChange::Camera(on) => ("camera", Some(*on)),
        MemberChange::Connected => ("member_connected", None),
        MemberChange::Invited => ("invited", None),
        MemberChange::Joined => ("joined", None),
        MemberChange::Left(_) => ("left", None),
        MemberChange::Microphone(on) => ("microphone", Some(*on)),
        MemberChange::Rang => ("rang", None),
        MemberChange::Reconnected => ("reconnected", None),
        MemberChange::Reconnecting => ("reconnecting", None),
    }
}

/// A call's whole ID: it goes to whoever started the command, and to no log.
pub(crate) fn full(call: &CallId) -> &str {
    call.as_str()
}

/// Reads `audio` or `video`.
pub(crate) fn media_kind(text: &str) -> Result<MediaKind, String> {
    match text {
        "audio" => Ok(MediaKind::Audio),
        "video" => Ok(MediaKind::Video),
        _ => Err("it must be `audio` or `video`".to_owned()),
    }
}
