//! Letting a device in.

use std::net::IpAddr;

use callkit_protocol::{
    ErrorBody, ErrorCode, Hello, OLDEST_PROTOCOL, PROTOCOL, Profile, SdkAppId, UnixMs, UserId,
};
use callkit_store::{App, AppStatus, SecretKey, StoreError};
use callkit_usersig::{TicketError, Verified, verify};

use super::Gateway;
use crate::apps::AppSettings;
use crate::exchange::SignedIn;

/// Longest name of a client that is kept, in characters. It is for logs only.
const SDK_CHARS: usize = 64;

/// The ticket that a connection lives on. Never shown.
pub(super) struct Ticket {
    text: String,
    /// When it was signed, Unix seconds.
    issued_at: u64,
    /// When it runs out. The exchange tells the client then.
    pub(super) expires_at: UnixMs,
}

impl Gateway {
    /// Checks a hello.
    pub(super) async fn sign_in(
        &self,
        hello: Hello,
        remote: IpAddr,
    ) -> Result<(SignedIn, Ticket), ErrorBody> {
        if !(OLDEST_PROTOCOL..=PROTOCOL).contains(&hello.protocol) {
            let message = format!(
                "this server speaks the protocol versions {OLDEST_PROTOCOL} to {PROTOCOL}, not {}",
                hello.protocol
            );
            return Err(ErrorBody::new(ErrorCode::UnsupportedProtocol, message));
        }
        // The limit by user comes after the ticket, or anybody could lock out a user by his name.
        self.limits
            .refusals
            .has(remote, self.clock.now())
            .map_err(|wait| {
                let message = format!("too many refused tickets from this address; wait {wait}");
                ErrorBody::rate_limited(message, wait)
            })?;
        let (app, ticket) = match self
            .check(&hello.ticket, hello.sdkappid, &hello.user_id)
            .await
        {
            Ok(checked) => checked,
            Err(error) => {
                if error.name != ErrorCode::StoreUnavailable {
                    let _ = self.limits.refusals.take(remote, self.clock.now());
                }
                return Err(error);
            }
        };
        let who = (hello.sdkappid, hello.user_id.clone());
        self.limits
            .hellos
            .take(who, self.clock.now())
            .map_err(|wait| {
                let message = format!("this user signs in too often; wait {wait}");
                ErrorBody::rate_limited(message, wait)
            })?;

        let users = self
            .store
            .users(hello.sdkappid, [hello.user_id.clone()].into())
            .await;
        let user = users.map_err(|error| unavailable(&error))?.pop();
        let do_not_disturb = user.as_ref().is_some_and(|user| user.do_not_disturb);
        let (nick, avatar) = user
            .map(|user| (user.nick, user.avatar))
            .unwrap_or_default();
        let several = AppSettings::of(&app).several_devices;
        let signed_in = SignedIn {
            app: hello.sdkappid,
            user: hello.user_id.clone(),
            device: hello.device_id,
            platform: hello.platform,
            sdk: hello
                .sdk
                .chars()
                .filter(|c| !c.is_control())
                .take(SDK_CHARS)
                .collect(),
            ticket_expires_at: ticket.expires_at,
            profile: Profile {
                user_id: hello.user_id,
                nick,
                avatar,
            },
            do_not_disturb,
            several_devices: several.unwrap_or(self.config.several_devices),
        };
        Ok((signed_in, ticket))
    }

    /// Whether this ticket lets `user` into `app` now.
    pub(super) async fn check(
        &self,
        ticket: &str,
        app: SdkAppId,
        user: &UserId,
    ) -> Result<(App, Ticket), ErrorBody> {
        let now = self.clock.now();
        let app = self.enabled_app(app).await?;
        let keys: Vec<SecretKey> = app.valid_keys(now).cloned().collect();
        let Verified {
            claims, expires_at, ..
        } = verify(ticket, &keys, app.app.0, user.as_ref(), now.0 / 1000).map_err(refusal)?;
        let ticket = Ticket {
            text: ticket.to_owned(),
            issued_at: claims.issued_at,
            expires_at: UnixMs(expires_at.saturating_mul(1000)),
        };
        Ok((app, ticket))
    }

    /// Whether a ticket that was good is good still. One that has only run out is.
    pub(super) async fn check_again(
        &self,
        ticket: &Ticket,
        app: SdkAppId,
        user: &UserId,
    ) -> Result<(), ErrorBody> {
        let app = self.enabled_app(app).await?;
        let keys: Vec<SecretKey> = app.valid_keys(self.clock.now()).cloned().collect();
        verify(
            &ticket.text,
            &keys,
            app.app.0,
            user.as_ref(),
            ticket.issued_at,
        )
        .map(|_| ())
        .map_err(refusal)
    }

    async fn enabled_app(&self, app: SdkAppId) -> Result<App, ErrorBody> {
        let found = self
            .store
            .app(app)
            .await
            .map_err(|error| unavailable(&error))?;
        let found = found.ok_or_else(|| {
            let message = format!("there is no app {app} here; `callkit app list` names them");
            ErrorBody::new(ErrorCode::UnknownApp, message)
        })?;
        match found.status {
            AppStatus::Enabled => Ok(found),
            AppStatus::Disabled => {
                let message = format!("the app {app} is disabled");
                Err(ErrorBody::new(ErrorCode::AppDisabled, message))
            }
        }
    }
}

/// What a client is told when the store fails; the log gets the rest.
pub(super) fn unavailable(error: &StoreError) -> ErrorBody {
    tracing::warn!(%error, "the store failed");
    let message = "the server cannot reach its database; try again";
    ErrorBody::new(ErrorCode::StoreUnavailable, message)
}

fn refusal(error: TicketError) -> ErrorBody {
    let code = match &error {
        TicketError::Malformed(_) => ErrorCode::TicketMalformed,
        TicketError::WrongApp { .. } => ErrorCode::TicketWrongApp,
        TicketError::WrongUser => ErrorCode::TicketWrongUser,
        TicketError::WrongKey => ErrorCode::TicketWrongKey,
        TicketError::Expired { .. } => ErrorCode::TicketExpired,
        TicketError::FromFuture { .. } => ErrorCode::TicketFromFuture,
        // A refusal that a later version of the crate adds is one all the same.
        _ => ErrorCode::TicketMalformed,
    };
    ErrorBody::new(code, error.to_string())
}
