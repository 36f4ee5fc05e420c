//! What the operator sees: who is online, and which calls run.

use std::collections::BTreeMap;

use callkit_call::{Call, DeviceKey, Summary};
use callkit_protocol::{CallId, Id as _, LegId, Phase, SdkAppId, UnixMs, UserId};

use crate::board::Switchboard;
use crate::input::ConnId;
use crate::output::CallKey;

/// Which part of a list, and what must stand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Of this app only.
    pub app: Option<SdkAppId>,
    /// Users: whose ID contains this. Calls: whose ID begins with it, or a member's contains it.
    pub text: String,
    /// How many to leave out at the start.
    pub offset: usize,
    /// How many to give at most.
    pub limit: usize,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// How many fit the search, on all pages together.
    pub total: usize,
    /// Those of this page.
    pub items: Vec<T>,
}

/// A user who is online.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlineUser {
    /// In which app.
    pub app: SdkAppId,
    /// Who.
    pub user: UserId,
    /// His devices, in the order in which they came.
    pub devices: Vec<OnlineDevice>,
    /// The call that he rings in or has joined.
    pub call: Option<(CallId, Phase)>,
}

/// A device that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlineDevice {
    /// Which.
    pub device: DeviceKey,
    /// Through which connection.
    pub conn: ConnId,
    /// Name and version of its SDK, by its own word.
    pub sdk: String,
    /// Since when.
    pub since: UnixMs,
    /// When its ticket runs out, or ran out.
    pub ticket_until: UnixMs,
}

impl Switchboard {
    /// Users who are online, by app and ID.
    pub fn online(&self, search: &Search) -> Page<OnlineUser> {
        let fits = |(app, user): &&(SdkAppId, UserId)| {
            search.app.is_none_or(|wanted| *app == wanted) && user.as_str().contains(&search.text)
        };
        let mut found = self.presence.users().filter(fits);
        let mut total = 0;
        let mut items = Vec::new();
        for (app, user) in found.by_ref() {
            if (search.offset..search.offset.saturating_add(search.limit)).contains(&total) {
                items.push(self.online_user(*app, user));
            }
            total += 1;
        }
        Page { total, items }
    }

    /// The devices of one user that are signed in.
    pub fn devices(&self, app: SdkAppId, user: &UserId) -> Vec<OnlineDevice> {
        let devices = self.presence.devices(app, user);
        devices
            .map(|online| OnlineDevice {
                device: online.device.clone(),
                conn: online.conn,
                sdk: online.sdk.clone(),
                since: online.since,
                ticket_until: online.ticket_ends,
            })
            .collect()
    }

    /// Calls that ring or are connected, the one made last first.
    pub fn running(&self, search: &Search) -> Page<Summary> {
        let fits = |call: &&Call| {
            let text = search.text.as_str();
            search.app.is_none_or(|app| call.app() == app)
                && (call.id().as_str().starts_with(text)
                    || call.users().any(|user| user.as_str().contains(text)))
        };
        let mut found: Vec<&Call> = self.calls.running().filter(fits).collect();
        found.sort_unstable_by(|a, b| {
            let age = b.started_at().cmp(&a.started_at());
            age.then_with(|| a.id().as_str().cmp(b.id().as_str()))
        });
        let page = found.iter().skip(search.offset).take(search.limit);
        Page {
            total: found.len(),
            items: page.map(|call| call.summary()).collect(),
        }
    }

    /// One call, if it rings or is connected.
    pub fn running_call(&self, key: &CallKey) -> Option<Summary> {
        let call = self.calls.get(key)?.call.as_ref()?;
        call.ended().is_none().then(|| call.summary())
    }

    /// How many users of each app are online, and how many calls of it run.
    pub fn count_by_app(&self) -> BTreeMap<SdkAppId, (usize, usize)> {
        let mut counts = BTreeMap::<_, (usize, usize)>::new();
        for (app, _) in self.presence.users() {
            counts.entry(*app).or_default().0 += 1;
        }
        for call in self.calls.running() {
            counts.entry(call.app()).or_default().1 += 1;
        }
        counts
    }

    /// The device whose leg this is.
    pub fn device_of_leg(&self, call: &CallKey, leg: &LegId) -> Option<&DeviceKey> {
        self.calls.get(call)?.call.as_ref()?.device_of_leg(leg)
    }

    /// The leg, in this call, of the device on this connection.
    pub fn leg_of_conn(&self, conn: ConnId, call: &CallId) -> Option<(CallKey, LegId)> {
        let online = self.presence.conn(conn)?;
        let key = CallKey {
            app: online.app,
            call: call.clone(),
        };
        let held = self.calls.get(&key)?.call.as_ref()?;
        let leg = held.leg_of(&online.device)?.leg.clone();
        Some((key, leg))
    }

    fn online_user(&self, app: SdkAppId, user: &UserId) -> OnlineUser {
        let call = self.whereabouts(app, user);
        OnlineUser {
            app,
            user: user.clone(),
            devices: self.devices(app, user),
            call: call.map(|(call, phase)| (call.clone(), phase)),
        }
    }
}
