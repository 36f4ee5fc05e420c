//! `callkit user`: what is kept about a person.

use callkit_protocol::{SdkAppId, UserId};
use callkit_server::{Clock, people};
use callkit_store::{Operator as _, Store as _};

use crate::data_dir::DataDirArgs;
use crate::failure::Failure;
use crate::output;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Remove a user's profile and blocks, and take the name out of all records.
    Delete {
        /// Of which app.
        #[arg(long, value_name = "ID")]
        sdkappid: u32,
        /// Who.
        #[arg(value_name = "USER")]
        user: UserId,
        #[command(flatten)]
        data_dir: DataDirArgs,
    },
}

pub(crate) async fn run(command: Command) -> Result<(), Failure> {
    let Command::Delete {
        sdkappid,
        user,
        data_dir,
    } = command;
    let app = SdkAppId(sdkappid);
    let store = data_dir.open()?;
    if store.app(app).await.map_err(Failure::failed)?.is_none() {
        return Err(Failure::failed(format!(
            "there is no app with SDKAppID {app}"
        )));
    }
    let erasure = people::erasure(app, user, Clock::start().now());
    let erased = store
        .erase_user(erasure.clone(), people::renamer(&erasure))
        .await
        .map_err(Failure::failed)?;
    let profile = if erased.profile { "removed" } else { "none" };
    output::line(&format!("Profile   {profile}"))?;
    output::line(&format!("Blocks    {} removed", erased.blocks))?;
    output::line(&format!(
        "Records   {} name {} instead",
        erased.records, erasure.replaced_by
    ))?;
    output::line(
        "A call that still runs follows within 15 minutes of its end. Devices of the user that are \
         signed in stay so: the console signs them out.",
    )
}
