//! `callkit usersig`: tickets by hand.

use callkit_protocol::UserId;
use callkit_server::Clock;
use callkit_store::SecretKey;
use callkit_usersig::{Claims, sign, verify};

use crate::app::secret_key;
use crate::failure::Failure;
use crate::output;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Sign a ticket and print it.
    Sign {
        #[command(flatten)]
        whose: Whose,
        /// For how many seconds it is good.
        #[arg(long, value_name = "SECONDS", default_value_t = 604_800)]
        expire: u64,
        /// When it is signed, in Unix seconds [default: now]
        #[arg(long, value_name = "UNIX")]
        time: Option<u64>,
    },
    /// Say whether a ticket is good.
    Verify {
        #[command(flatten)]
        whose: Whose,
        /// The ticket.
        #[arg(allow_hyphen_values = true)]
        ticket: String,
    },
}

#[derive(clap::Args)]
pub(crate) struct Whose {
    /// The app.
    #[arg(long, value_name = "ID", value_parser = clap::value_parser!(u32).range(1..))]
    sdkappid: u32,
    /// The app's key.
    #[arg(
        long,
        value_name = "KEY",
        env = "CALLKIT_SECRET_KEY",
        hide_env_values = true,
        value_parser = secret_key
    )]
    secret_key: SecretKey,
    /// The user.
    #[arg(long, value_name = "USER")]
    userid: UserId,
}

pub(crate) fn run(command: Command) -> Result<(), Failure> {
    let now = Clock::start().now().0 / 1000;
    match command {
        Command::Sign {
            whose,
            expire,
            time,
        } => {
            let claims = Claims {
                app: whose.sdkappid,
                user: whose.userid.to_string(),
                issued_at: time.unwrap_or(now),
                expire,
            };
            let ticket = sign(&claims, &whose.secret_key, None).map_err(Failure::unusable)?;
            output::line(ticket.as_str())
        }
        Command::Verify { whose, ticket } => {
            let keys = [whose.secret_key];
            let verified = verify(&ticket, &keys, whose.sdkappid, whose.userid.as_ref(), now)
                .map_err(Failure::failed)?;
            let left = verified.expires_at.saturating_sub(now);
            output::line(&format!("good for {left} s, until {}", verified.expires_at))
        }
    }
}
