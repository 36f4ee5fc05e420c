//! Everything that is known of one call: what the console's page and `callkit call-log` show.

use std::collections::BTreeMap;

use callkit_protocol::{CallId, DeviceId, Fact, FactKind, SdkAppId, UnixMs, UserId};
use callkit_store::{FoundRecord, MediaLog, Store, StoreError, StoredFact, StoredNote};

use super::api::{
    CallLogView, MediaNote, MediaNoteView, QualitySeries, QualityView, TimelineEntry,
};
use crate::quality::decode;
use crate::retention::Keep;

/// Reads it; `None` if there is no such call, running or over.
///
/// # Errors
/// When the store cannot be read.
pub async fn read(
    store: &dyn Store,
    keep: Keep,
    app: SdkAppId,
    call: CallId,
    now: UnixMs,
) -> Result<Option<CallLogView>, StoreError> {
    // All three are queued before the first is waited for.
    let record = store.record(app, call.clone());
    let facts = store.facts(app, call.clone());
    let media = store.media_log(app, call.clone());
    let (record, facts, media) = (record.await?, facts.await?, media.await?);
    let facts = facts.iter().map(fact).collect::<Result<Vec<_>, _>>()?;
    let first = facts.first().map(|fact| fact.at);
    let started_at = record.as_ref().map(|record| record.started_at).or(first);
    let Some(started_at) = started_at else {
        return Ok(None);
    };
    let last = media.chunks.iter().map(|chunk| chunk.from).max();
    let quality = series(&media);
    Ok(Some(CallLogView {
        now,
        started_at,
        record: record.map(|record| FoundRecord { app, record }.into()),
        live: None,
        timeline: timeline(facts, media.notes),
        quality,
        quality_kept_until: last.map(|at| keep.quality_until(at)),
    }))
}

fn fact(stored: &StoredFact) -> Result<Fact, StoreError> {
    let kind: FactKind =
        serde_json::from_str(&stored.body).map_err(|error| StoreError::Corrupt {
            message: format!("fact {}: {error}", stored.seq),
        })?;
    Ok(Fact {
        seq: stored.seq,
        version: stored.version,
        at: stored.at,
        kind,
    })
}

/// What happened, in order. Of the same moment the media comes first: it is why.
fn timeline(facts: Vec<Fact>, notes: Vec<StoredNote>) -> Vec<TimelineEntry> {
    let notes = notes.into_iter().filter_map(note);
    let mut entries: Vec<TimelineEntry> = notes
        .map(TimelineEntry::Media)
        .chain(facts.into_iter().map(TimelineEntry::Fact))
        .collect();
    // Stable: facts stay in their own order.
    entries.sort_by_key(|entry| match entry {
        TimelineEntry::Fact(fact) => fact.at,
        TimelineEntry::Media(note) => note.at,
    });
    entries
}

/// A note; a word that a newer version wrote is left out.
fn note(stored: StoredNote) -> Option<MediaNoteView> {
    let note = match stored.kind.as_str() {
        "failed" => MediaNote::Failed,
        "heard" => MediaNote::Heard,
        "network_changed" => MediaNote::NetworkChanged,
        "silent" => MediaNote::Silent,
        "up" => MediaNote::Up,
        _ => return None,
    };
    Some(MediaNoteView {
        at: stored.at,
        user_id: stored.user,
        device_id: stored.device,
        note,
        detail: stored.detail,
    })
}

fn series(media: &MediaLog) -> Vec<QualitySeries> {
    let mut all: BTreeMap<(UserId, DeviceId), Vec<QualityView>> = BTreeMap::new();
    for chunk in &media.chunks {
        // What cannot be read is a gap; the rest of the call can still be looked at.
        let samples = decode(chunk.from, &chunk.samples).unwrap_or_else(|error| {
            tracing::warn!(%error, "a stretch of a call's media is left out");
            Vec::new()
        });
        let key = (chunk.user.clone(), chunk.device.clone());
        all.entry(key)
            .or_default()
            .extend(samples.into_iter().map(QualityView::from));
    }
    all.into_iter()
        .map(|((user_id, device_id), samples)| QualitySeries {
            user_id,
            device_id,
            samples,
        })
        .collect()
}
