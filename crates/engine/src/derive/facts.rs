//! Events from facts: the ordinary way.

use callkit_protocol::{CallView, Fact, FactKind, UserId};

use super::Told;
use crate::event::{Event, MemberChange};

/// The events of the facts in `view` that are news.
pub(super) fn events(first: bool, told: &mut Told, view: &CallView) -> Vec<Event> {
    let entry = view
        .facts
        .iter()
        .rfind(|fact| first && is_entry(fact, view));
    if let Some(entry) = entry {
        // What happened before this user came into the call is history.
        told.version = entry.version.saturating_sub(1);
        told.seq = entry.seq;
    }
    let mut events = Vec::new();
    for fact in &view.facts {
        // Who was asked in that very step is what the view itself says.
        let asked_along = entry.is_some_and(|entry| entry.version == fact.version)
            && matches!(fact.kind, FactKind::Invited { .. });
        if fact.version > told.version && fact.seq > told.seq && !asked_along {
            events.extend(event(fact, view));
        }
    }
    let newest = view.facts.iter().map(|fact| fact.seq).max();
    told.seq = told.seq.max(newest.unwrap_or(0));
    events
}

/// Whether this is the fact by which this user came into the call.
fn is_entry(fact: &Fact, view: &CallView) -> bool {
    match &fact.kind {
        FactKind::Invited { user, .. }
        | FactKind::Joined { user, .. }
        | FactKind::Started { user, .. } => *user == view.you.user_id,
        FactKind::Accepted { .. }
        | FactKind::Camera { .. }
        | FactKind::Connected { .. }
        | FactKind::Ended { .. }
        | FactKind::Left { .. }
        | FactKind::MediaSwitched { .. }
        | FactKind::Microphone { .. }
        | FactKind::Rang { .. }
        | FactKind::Reconnected { .. }
        | FactKind::Reconnecting { .. } => false,
    }
}

fn event(fact: &Fact, view: &CallView) -> Option<Event> {
    let member = |user: &UserId, change: MemberChange| {
        // A program knows what its own user did; how his part ended is in `ended`.
        (*user != view.you.user_id).then(|| Event::Member {
            call: view.call_id.clone(),
            user: user.clone(),
            change,
        })
    };
    match &fact.kind {
        FactKind::Accepted { user, .. } => member(user, MemberChange::Accepted),
        FactKind::Camera { user, on } => member(user, MemberChange::Camera((*on).into())),
        FactKind::Connected { user } => member(user, MemberChange::Connected),
        FactKind::Invited { user, .. } => member(user, MemberChange::Invited),
        FactKind::Joined { user, .. } => member(user, MemberChange::Joined),
        FactKind::Left { user, reason } => member(user, MemberChange::Left(*reason)),
        FactKind::Microphone { user, on } => member(user, MemberChange::Microphone((*on).into())),
        FactKind::Rang { user } => member(user, MemberChange::Rang),
        FactKind::Reconnected { user } => member(user, MemberChange::Reconnected),
        FactKind::Reconnecting { user } => member(user, MemberChange::Reconnecting),
        FactKind::MediaSwitched { by, media } => Some(Event::MediaSwitched {
            call: view.call_id.clone(),
            by: Some(by.clone()),
            media: *media,
        }),
        FactKind::Ended { .. } | FactKind::Started { .. } => None,
    }
}
