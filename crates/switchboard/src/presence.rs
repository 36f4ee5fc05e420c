//! Who is online, on which device, through which connection.

use std::collections::{BTreeMap, BTreeSet};

use callkit_call::DeviceKey;
use callkit_protocol::{Platform, SdkAppId, UnixMs, UserId};

use crate::input::ConnId;

/// A device that is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Online {
    pub(crate) app: SdkAppId,
    pub(crate) device: DeviceKey,
    pub(crate) conn: ConnId,
    /// Name and version of its SDK, by its own word.
    pub(crate) sdk: String,
    /// Since when.
    pub(crate) since: UnixMs,
    /// When its ticket runs out, or ran out.
    pub(crate) ticket_ends: UnixMs,
    /// When its ticket runs out; `None` once it has been told.
    pub(crate) ticket_until: Option<UnixMs>,
    /// It has said that it is about to go away.
    pub(crate) going: bool,
}

/// Every device that is signed in.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    by_conn: BTreeMap<ConnId, Online>,
    by_user: BTreeMap<(SdkAppId, UserId), Vec<ConnId>>,
    /// When which ticket runs out.
    expiries: BTreeSet<(UnixMs, ConnId)>,
}

impl Presence {
    pub(crate) fn add(&mut self, online: Online) {
        let user = (online.app, online.device.user.clone());
        self.by_user.entry(user).or_default().push(online.conn);
        self.expiries
            .extend(online.ticket_until.map(|until| (until, online.conn)));
        self.by_conn.insert(online.conn, online);
    }

    pub(crate) fn remove(&mut self, conn: ConnId) -> Option<Online> {
        let online = self.by_conn.remove(&conn)?;
        if let Some(until) = online.ticket_until {
            self.expiries.remove(&(until, conn));
        }
        let user = (online.app, online.device.user.clone());
        if let Some(conns) = self.by_user.get_mut(&user) {
            conns.retain(|other| *other != conn);
            if conns.is_empty() {
                self.by_user.remove(&user);
            }
        }
        Some(online)
    }

    pub(crate) fn conn(&self, conn: ConnId) -> Option<&Online> {
        self.by_conn.get(&conn)
    }

    pub(crate) fn conn_mut(&mut self, conn: ConnId) -> Option<&mut Online> {
        self.by_conn.get_mut(&conn)
    }

    pub(crate) fn devices(&self, app: SdkAppId, user: &UserId) -> impl Iterator<Item = &Online> {
        let conns = self
            .by_user
            .get(&(app, user.clone()))
            .map(Vec::as_slice)
            .unwrap_or_default();
        conns.iter().filter_map(|conn| self.by_conn.get(conn))
    }

    pub(crate) fn of_device(&self, app: SdkAppId, device: &DeviceKey) -> Option<&Online> {
        self.devices(app, &device.user)
            .find(|online| &online.device == device)
    }

    /// Devices of the same user that a new one on `platform` takes the place of.
    pub(crate) fn rivals(&self, app: SdkAppId, newcomer: &DeviceKey) -> Vec<ConnId> {
        let same = |platform: Platform| platform == newcomer.platform;
        self.devices(app, &newcomer.user)
            .filter(|online| same(online.device.platform) && online.device.id != newcomer.id)
            .map(|online| online.conn)
            .collect()
    }

    /// Everybody who is online, by app and ID.
    pub(crate) fn users(&self) -> impl Iterator<Item = &(SdkAppId, UserId)> {
        self.by_user.keys()
    }

    pub(crate) fn of_app(&self, app: SdkAppId) -> Vec<ConnId> {
        self.by_conn
            .values()
            .filter(|online| online.app == app)
            .map(|online| online.conn)
            .collect()
    }

    /// A fresh ticket: it runs out then.
    pub(crate) fn renew(&mut self, conn: ConnId, until: UnixMs) {
        let Some(online) = self.by_conn.get_mut(&conn) else {
            return;
        };
        online.ticket_ends = until;
        if let Some(before) = online.ticket_until.replace(until) {
            self.expiries.remove(&(before, conn));
        }
        self.expiries.insert((until, conn));
    }

    /// Connections whose ticket has run out by `now` and who have not been told.
    pub(crate) fn expired(&mut self, now: UnixMs) -> Vec<(ConnId, UnixMs)> {
        let mut expired = Vec::new();
        while let Some((until, conn)) = self.expiries.first().copied()
            && until <= now
        {
            self.expiries.pop_first();
            if let Some(online) = self.by_conn.get_mut(&conn) {
                online.ticket_until = None;
            }
            expired.push((conn, until));
        }
        expired
    }

    pub(crate) fn next_expiry(&self) -> Option<UnixMs> {
        self.expiries.first().map(|(until, _)| *until)
    }

    pub(crate) fn count(&self) -> (usize, usize) {
        (self.by_user.len(), self.by_conn.len())
    }
}
