//! What the exchange must know from the store before it carries out `call` or `invite`.

use std::collections::BTreeSet;

use callkit_protocol::{CommandKey, SdkAppId, UserId};
use callkit_store::StoreError;

use super::Gateway;
use crate::exchange::{self, CalleeSettings, Lookups};

impl Gateway {
    /// Looks up whether the command was carried out before, and what the callees want.
    pub(super) async fn look_up(
        &self,
        app: SdkAppId,
        caller: &UserId,
        key: &CommandKey,
        callees: &[UserId],
    ) -> Result<Lookups, StoreError> {
        let wanted: BTreeSet<UserId> = callees.iter().cloned().collect();
        // All three are queued before the first is waited for.
        let answered = self.store.command(app, caller.clone(), key.clone());
        let users = self.store.users(app, wanted.clone());
        let blockers = self.store.blockers(app, caller.clone(), wanted.clone());
        let (answered, users, blockers) = (answered.await?, users.await?, blockers.await?);

        let known = answered
            .map(|command| exchange::known_command(&command))
            .transpose()?;
        let quiet: BTreeSet<UserId> = users
            .into_iter()
            .filter(|user| user.do_not_disturb)
            .map(|user| user.user)
            .collect();
        let settings = |user: UserId| CalleeSettings {
            do_not_disturb: quiet.contains(&user),
            blocks_caller: blockers.contains(&user),
            user,
        };
        Ok(Lookups {
            known,
            callees: wanted.into_iter().map(settings).collect(),
        })
    }
}
