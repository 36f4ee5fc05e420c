//! Whose ticket a headless device signs in with, and where it comes from.

use callkit_engine::{SdkAppId, Ticket, UserId};
use callkit_server::Clock;
use callkit_store::{App, AppStatus, Operator as _, SecretKey};
use callkit_usersig::{Claims, sign};

use crate::app::secret_key;
use crate::data_dir::DataDirArgs;
use crate::failure::Failure;

/// How long a ticket that is signed here is good, in seconds: longer than any call of a test.
const GOOD_FOR: u64 = 24 * 60 * 60;

/// How to come by a ticket: from the data directory of a server on this machine, or from the app's
/// key, or ready-made.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct TicketArgs {
    /// The app [default: the first one in the data directory]
    #[arg(
        long,
        value_name = "ID",
        env = "CALLKIT_SDKAPPID",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    sdkappid: Option<u32>,
    /// The app's key, to sign a ticket with; needs --sdkappid
    #[arg(
        long,
        value_name = "KEY",
        env = "CALLKIT_SECRET_KEY",
        hide_env_values = true,
        requires = "sdkappid",
        value_parser = secret_key
    )]
    secret_key: Option<SecretKey>,
    /// The user's ticket, ready-made; needs --sdkappid
    #[arg(
        long,
        value_name = "TICKET",
        env = "CALLKIT_USER_SIG",
        hide_env_values = true,
        requires = "sdkappid",
        conflicts_with = "secret_key",
        value_parser = ticket
    )]
    user_sig: Option<Ticket>,
    #[command(flatten)]
    data_dir: DataDirArgs,
}

impl TicketArgs {
    /// The app and the user's ticket for it.
    pub(crate) async fn ticket(&self, user: &UserId) -> Result<(SdkAppId, Ticket), Failure> {
        match (
            self.sdkappid.map(SdkAppId),
            &self.user_sig,
            &self.secret_key,
        ) {
            (Some(app), Some(ticket), _) => Ok((app, ticket.clone())),
            (Some(app), None, Some(key)) => Ok((app, signed(app, user, key)?)),
            (app, None, None) => {
                let (app, key) = self.key_in_data_dir(app).await?;
                Ok((app, signed(app, user, &key)?))
            }
            // Clap has asked for the app before this.
            (None, _, _) => Err(Failure::unusable("--sdkappid is missing")),
        }
    }

    /// What signs tickets for any number of users.
    pub(crate) async fn signer(&self) -> Result<Signer, Failure> {
        if self.user_sig.is_some() {
            let why = "--user-sig is the ticket of one user; give --secret-key instead";
            return Err(Failure::unusable(why));
        }
        let (app, key) = match (self.sdkappid.map(SdkAppId), &self.secret_key) {
            (Some(app), Some(key)) => (app, key.clone()),
            (app, _) => self.key_in_data_dir(app).await?,
        };
        Ok(Signer { app, key })
    }

    async fn key_in_data_dir(
        &self,
        app: Option<SdkAppId>,
    ) -> Result<(SdkAppId, SecretKey), Failure> {
        let elsewhere = "on another machine give --sdkappid with --secret-key or --user-sig";
        let Some(store) = self.data_dir.open_existing()? else {
            let why = format!("there is no data directory to sign a ticket from; {elsewhere}");
            return Err(Failure::failed(why));
        };
        let now = Clock::start().now();
        let apps = store.apps().await.map_err(Failure::failed)?;
        let fits = |candidate: &App| match app {
            Some(app) => candidate.app == app,
            None => candidate.status == AppStatus::Enabled,
        };
        let found = apps
            .into_iter()
            .filter(fits)
            .min_by_key(|found| found.created_at);
        let found = found.ok_or_else(|| match app {
            Some(app) => Failure::failed(format!("there is no app {app} in the data directory")),
            None => Failure::failed(format!(
                "there is no app in the data directory; {elsewhere}"
            )),
        })?;
        let key = found.valid_keys(now).next().cloned();
        let key =
            key.ok_or_else(|| Failure::failed(format!("app {} has no valid key", found.app)))?;
        Ok((found.app, key))
    }
}

/// Signs tickets of one app.
#[derive(Debug)]
pub(crate) struct Signer {
    app: SdkAppId,
    key: SecretKey,
}

impl Signer {
    pub(crate) fn app(&self) -> SdkAppId {
        self.app
    }

    pub(crate) fn ticket(&self, user: &UserId) -> Result<Ticket, Failure> {
        signed(self.app, user, &self.key)
    }
}

fn signed(app: SdkAppId, user: &UserId, key: &SecretKey) -> Result<Ticket, Failure> {
    let claims = Claims {
        app: app.0,
        user: user.to_string(),
        issued_at: Clock::start().now().0 / 1000,
        expire: GOOD_FOR,
    };
    let ticket = sign(&claims, key, None).map_err(Failure::unusable)?;
    Ok(Ticket::new(ticket.as_str()))
}

/// Takes a ticket without ever repeating it: whether it is one, the server says.
fn ticket(text: &str) -> Result<Ticket, String> {
    match text.is_empty() {
        true => Err("it is empty".to_owned()),
        false => Ok(Ticket::new(text)),
    }
}
