//! Events from comparing two states, across a gap too long for facts.
//!
//! What came and went in between is not told: a member who was invited and declined twice has
//! declined.

use callkit_protocol::{CallView, Connection, EndReason, MemberView, Phase};

use crate::event::{Event, MemberChange};

/// What differs between two views of one call.
pub(super) fn events(before: &CallView, view: &CallView) -> Vec<Event> {
    let mut events = Vec::new();
    if before.media != view.media {
        events.push(Event::MediaSwitched {
            call: view.call_id.clone(),
            by: None,
            media: view.media,
        });
    }
    for member in view
        .members
        .iter()
        .filter(|member| member.user_id != view.you.user_id)
    {
        let old = before
            .members
            .iter()
            .find(|old| old.user_id == member.user_id);
        for change in changes(old, member) {
            events.push(Event::Member {
                call: view.call_id.clone(),
                user: member.user_id.clone(),
                change,
            });
        }
    }
    events
}

fn changes(old: Option<&MemberView>, new: &MemberView) -> Vec<MemberChange> {
    match old {
        Some(old) if old.episode == new.episode => same_episode(old, new),
        Some(_) | None => new_episode(new),
    }
}

fn new_episode(new: &MemberView) -> Vec<MemberChange> {
    match new.phase {
        Phase::Ringing => vec![MemberChange::Invited],
        Phase::Joined => vec![MemberChange::Joined],
        Phase::Left => vec![MemberChange::Invited, left(new)],
    }
}

fn same_episode(old: &MemberView, new: &MemberView) -> Vec<MemberChange> {
    let mut changes = Vec::new();
    match (old.phase, new.phase) {
        (Phase::Ringing, Phase::Ringing) => {
            if new.rang && !old.rang {
                changes.push(MemberChange::Rang);
            }
        }
        (Phase::Ringing, Phase::Joined) => {
            changes.push(MemberChange::Accepted);
            changes.extend(connection(Connection::Connecting, new.connection));
        }
        (Phase::Joined, Phase::Joined) => {
            changes.extend(connection(old.connection, new.connection));
            if old.microphone != new.microphone {
                changes.push(MemberChange::Microphone(new.microphone.into()));
            }
            if old.camera != new.camera {
                changes.push(MemberChange::Camera(new.camera.into()));
            }
        }
        (Phase::Ringing | Phase::Joined, Phase::Left) => changes.push(left(new)),
        // Nobody comes back within an episode.
        (Phase::Joined, Phase::Ringing) | (Phase::Left, _) => {}
    }
    changes
}

fn connection(old: Connection, new: Connection) -> Option<MemberChange> {
    match (old, new) {
        (Connection::Connecting, Connection::Connected) => Some(MemberChange::Connected),
        (Connection::Reconnecting, Connection::Connected) => Some(MemberChange::Reconnected),
        (Connection::Connecting | Connection::Connected, Connection::Reconnecting) => {
            Some(MemberChange::Reconnecting)
        }
        (_, Connection::Connecting)
        | (Connection::Connected, Connection::Connected)
        | (Connection::Reconnecting, Connection::Reconnecting) => None,
    }
}

fn left(member: &MemberView) -> MemberChange {
    // A member who left always says why; `lost` is the honest word if a server forgot to.
    MemberChange::Left(
        member
            .left
            .as_ref()
            .map_or(EndReason::Lost, |left| left.reason),
    )
}
