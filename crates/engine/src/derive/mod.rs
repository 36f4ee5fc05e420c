//! From views to events.
//!
//! A view carries the facts since the version that this device last acknowledged, so events are made
//! from facts; states are compared only across a gap too long for facts. Whichever views are lost,
//! repeated or reordered, the same facts become events once each, and the end is told once, from
//! `ended`.

mod facts;
mod gap;
#[cfg(test)]
mod tests;

use callkit_protocol::{CallId, CallView, EndReason, MemberView, Millis, Phase};

use crate::event::{CallConnected, CallEnded, CallReceived, Event};

/// What the program has been told of one call.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The newest version that events were made from.
    version: u64,
    /// The newest fact that was told or deliberately passed over.
    seq: u64,
    received: bool,
    connected: bool,
}

/// The events that lie between `before`, the view held so far, and `view`, a newer one.
pub(crate) fn events(before: Option<&CallView>, told: &mut Told, view: &CallView) -> Vec<Event> {
    let mut events = Vec::new();
    let rings = view.ended.is_none() && view.you.phase == Phase::Ringing;
    if rings && !std::mem::replace(&mut told.received, true) {
        events.push(Event::CallReceived(received(view)));
    }

    if view.facts_complete {
        events.extend(facts::events(before.is_none(), told, view));
    } else if let Some(before) = before {
        events.extend(gap::events(before, view));
    }
    told.version = view.version;

    match (&view.ended, view.connected_at) {
        (Some(ended), _) => events.push(Event::CallEnded(CallEnded {
            call: view.call_id.clone(),
            reason: ended.reason,
            by: ended.by.clone(),
            connected: ended.connected,
            duration: ended.duration_ms,
        })),
        (None, Some(at)) if view.you.phase == Phase::Joined => {
            if !std::mem::replace(&mut told.connected, true) {
                events.push(Event::CallConnected(CallConnected {
                    call: view.call_id.clone(),
                    media: view.media,
                    role: view.you.role,
                    room_id: view.room_id,
                    at,
                }));
            }
        }
        (None, _) => {}
    }
    events
}

/// The end of a call of which no `ended` will come, from the last view that did.
pub(crate) fn local_end(last: &CallView, reason: EndReason) -> Event {
    let connected = last.you.phase == Phase::Joined && last.connected_at.is_some();
    let duration = match last.connected_at {
        Some(since) if connected => last.now.since(since),
        Some(_) | None => Millis(0),
    };
    Event::CallEnded(CallEnded {
        call: last.call_id.clone(),
        reason,
        by: None,
        connected,
        duration,
    })
}

/// This user's own entry among the members.
pub(crate) fn myself(view: &CallView) -> Option<&MemberView> {
    view.members
        .iter()
        .find(|member| member.user_id == view.you.user_id)
}

/// Which of his invitations this user's part in a call is.
pub(crate) fn episode(view: &CallView) -> u32 {
    myself(view).map_or(0, |member| member.episode)
}

fn received(view: &CallView) -> CallReceived {
    let others = view.members.iter().map(|member| &member.user_id);
    CallReceived {
        call: CallId::clone(&view.call_id),
        caller: view.caller.clone(),
        callees: others
            .filter(|user| **user != view.caller)
            .cloned()
            .collect(),
        media: view.media,
        group: view.group,
        chat_group_id: view.chat_group_id.clone(),
        user_data: view.user_data.clone(),
        room_id: view.room_id,
        deadline: myself(view).and_then(|member| member.ring_deadline),
    }
}
