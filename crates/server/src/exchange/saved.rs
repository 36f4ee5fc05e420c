//! Calls as the store keeps them.

use callkit_call::Call;
use callkit_protocol::{Answer, Fact, Fingerprint, Limits, Millis, UnixMs};
use callkit_store::{
    CallChange, CommandAnswer, CommitError, Conflict, Ended, Fence, NodeId, Operator, Record,
    StoreError, StoredCall, StoredCommand, StoredFact,
};
use callkit_switchboard::{Change, KnownCommand, StoreFailure};
use serde::{Deserialize, Serialize};
use tracing::{error, info};

/// How long an ended call is kept for devices that have not acknowledged it.
pub(crate) const KEEP_ENDED: Millis = Millis::from_secs(24 * 3600);

/// An answer as it is written, with what was asked. Written by an older server it is the answer
/// alone.
#[derive(Serialize, Deserialize)]
struct KeptAnswer {
    #[serde(flatten)]
    answer: Answer,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    command: Option<Fingerprint>,
}

/// A command that was carried out before, as the store has it.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn known_command(stored: &StoredCommand) -> Result<KnownCommand, StoreError> {
    let kept: KeptAnswer =
        serde_json::from_str(&stored.answer).map_err(|error| StoreError::Corrupt {
            message: format!("an answer: {error}"),
        })?;
    Ok(KnownCommand {
        command: kept.command,
        answer: kept.answer,
    })
}

/// A change as it is written.
///
/// # Errors
/// When the call cannot be put into words, which would be a mistake in this program.
pub(super) fn change(change: &Change, fence: Fence) -> Result<CallChange, serde_json::Error> {
    let call = &change.call;
    let facts: Result<Vec<StoredFact>, _> = change.facts.iter().map(stored_fact).collect();
    let commands: Result<Vec<CommandAnswer>, serde_json::Error> = change
        .commands
        .iter()
        .map(|carried| {
            Ok(CommandAnswer {
                user: carried.user.clone(),
                key: carried.key.clone(),
                answer: serde_json::to_string(&KeptAnswer {
                    answer: carried.answer.clone(),
                    command: Some(carried.command),
                })?,
            })
        })
        .collect();
    let record = change.record.as_ref().map(record).transpose()?;
    let ended = call.ended_at().map(|at| Ended {
        at,
        expires_at: at.plus(KEEP_ENDED),
    });
    Ok(CallChange {
        app: call.app(),
        call: call.id().clone(),
        fence,
        after: change.after,
        version: call.version(),
        at: change.at,
        state: serde_json::to_string(call)?,
        ended,
        facts: facts?,
        record,
        outbox: Vec::new(),
        commands: commands?,
        claim: change.claim.clone(),
        release: change.release.clone(),
    })
}

/// What the rules need to know of a refusal.
pub(super) fn failure(error: CommitError) -> StoreFailure {
    match error {
        CommitError::Conflict(Conflict::Busy { user, .. }) => StoreFailure::Busy { user },
        CommitError::Conflict(Conflict::Fenced { .. }) => StoreFailure::Fenced,
        CommitError::Conflict(Conflict::KeyTaken { .. }) => StoreFailure::KeyReused,
        CommitError::Conflict(
            conflict @ (Conflict::FactRepeated { .. }
            | Conflict::Live
            | Conflict::VersionGap { .. }),
        ) => StoreFailure::Unavailable(conflict.to_string()),
        CommitError::Store(error) => StoreFailure::Unavailable(error.to_string()),
    }
}

/// Every call that a former process of this node left, with the fence to write to it.
///
/// # Errors
/// When the store cannot be read. A single call that cannot be is left alone and logged.
pub(super) async fn take_over(
    store: &dyn Operator,
    node: &NodeId,
) -> Result<Vec<(Call, Fence)>, StoreError> {
    let stored = store.take_over(node.clone(), node.clone()).await?;
    let mut calls = Vec::with_capacity(stored.len());
    for StoredCall {
        app,
        call: id,
        fence,
        state,
        ..
    } in stored
    {
        let facts = store.facts(app, id.clone()).await?;
        let newest = facts.len().saturating_sub(Limits::FACTS_IN_VIEW);
        let facts: Result<Vec<Fact>, _> = facts[newest..].iter().map(fact).collect();
        match (serde_json::from_str::<Call>(&state), facts) {
            (Ok(call), Ok(facts)) => calls.push((call.restored(facts), fence)),
            (Err(error), _) | (_, Err(error)) => {
                error!(call = %id, %error, "a stored call cannot be read; it is left alone");
            }
        }
    }
    if !calls.is_empty() {
        info!(
            calls = calls.len(),
            "took over the calls of the former process"
        );
    }
    Ok(calls)
}

fn stored_fact(fact: &Fact) -> Result<StoredFact, serde_json::Error> {
    Ok(StoredFact {
        seq: fact.seq,
        version: fact.version,
        at: fact.at,
        kind: fact.kind.name().to_owned(),
        body: serde_json::to_string(&fact.kind)?,
    })
}

fn fact(stored: &StoredFact) -> Result<Fact, serde_json::Error> {
    let kind = serde_json::from_str(&stored.body)?;
    Ok(Fact {
        seq: stored.seq,
        version: stored.version,
        at: stored.at,
        kind,
    })
}

fn record(record: &callkit_call::Record) -> Result<Record, serde_json::Error> {
    Ok(Record {
        call: record.call_id.clone(),
        caller: record.caller.clone(),
        media: record.media,
        group: record.group,
        room: record.room_id,
        started_at: record.started_at,
        accepted_at: record.accepted_at,
        ended_at: record.ended_at,
        reason: record.reason,
        members: record
            .members
            .iter()
            .map(|member| member.user.clone())
            .collect(),
        details: serde_json::to_string(record)?,
    })
}

/// When the next sweep of what has expired is due.
pub(super) fn next_sweep(now: UnixMs) -> UnixMs {
    /// Higher keeps expired rows longer, lower reads the tables more often.
    const SWEEP_EVERY: Millis = Millis::from_secs(15 * 60);
    now.plus(SWEEP_EVERY)
}
