//! From what is kept to what is shown.

use callkit_call::Record as Details;
use callkit_protocol::Millis;
use callkit_store::{FoundRecord, Record};

use super::api::{ClientQualityView, QualityView, RecordMemberView, RecordView};
use crate::quality::Sample;

impl From<FoundRecord> for RecordView {
    fn from(found: FoundRecord) -> Self {
        let FoundRecord { app, record } = found;
        let members = members(&record);
        let connected = record.accepted_at.map(|at| record.ended_at.since(at));
        Self {
            sdkappid: app,
            call_id: record.call,
            room_id: record.room,
            media: record.media,
            group: record.group,
            caller: record.caller,
            started_at: record.started_at,
            accepted_at: record.accepted_at,
            ended_at: record.ended_at,
            duration_ms: connected.unwrap_or(Millis(0)),
            reason: record.reason,
            members,
        }
    }
}

/// Each member's part. Details that cannot be read leave the names.
fn members(record: &Record) -> Vec<RecordMemberView> {
    if let Ok(details) = serde_json::from_str::<Details>(&record.details) {
        let members = details.members.into_iter();
        return members
            .map(|member| RecordMemberView {
                user_id: member.user,
                joined_at: member.joined_at,
                left_at: member.left_at,
                reason: member.reason,
            })
            .collect();
    }
    let members = record.members.iter();
    members
        .map(|user| RecordMemberView {
            user_id: user.clone(),
            joined_at: None,
            left_at: None,
            reason: None,
        })
        .collect()
}

impl From<Sample> for QualityView {
    fn from(sample: Sample) -> Self {
        Self {
            at: sample.at,
            span_ms: sample.span,
            grade: sample.grade,
            up_kbps: sample.up_kbps,
            down_kbps: sample.down_kbps,
            up_loss: sample.up_loss.map(share),
            down_loss: sample.down_loss.map(share),
            rtt_ms: sample.rtt,
            up_jitter_ms: sample.up_jitter,
            down_jitter_ms: sample.down_jitter,
            client: sample.client.map(|client| ClientQualityView {
                fps: client.fps_tenths as f32 / 10.0,
                frozen_ms: Millis(client.frozen.into()),
                concealed: share(client.concealed),
            }),
        }
    }
}

fn share(thousandths: u32) -> f32 {
    thousandths as f32 / 1000.0
}
