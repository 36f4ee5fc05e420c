//! `callkit call`: a headless caller.

use std::time::{Duration, Instant};

use callkit_engine::{CallOptions, MediaKind, UserId};
use serde_json::json;

use crate::device::{DeviceArgs, span};
use crate::failure::Failure;
use crate::report::{full, media_kind};
use crate::session::{Session, judged};

/// Call somebody, send a tone and a test picture, and count what comes back.
///
/// Exit status 0 when the call was connected and ended by a hang-up, else 1.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct CallArgs {
    /// Whom: one user, or up to eight for a group call
    #[arg(value_name = "USER", required = true, num_args = 1..=8)]
    callees: Vec<UserId>,
    /// By voice or with a picture
    #[arg(
        long = "type",
        value_name = "audio|video",
        default_value = "video",
        value_parser = media_kind
    )]
    media: MediaKind,
    /// How long it may ring, in seconds, 1 to 600 [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: Option<u64>,
    /// Text that the callee gets with the ring
    #[arg(long, value_name = "TEXT")]
    user_data: Option<String>,
    /// Ask these in as well once the call is connected
    #[arg(long, value_name = "USER", num_args = 1..)]
    invite: Vec<UserId>,
    /// How long after that
    #[arg(long, value_name = "TIME", value_parser = span, default_value = "0s", requires = "invite")]
    invite_after: Duration,
    #[command(flatten)]
    device: DeviceArgs,
}

pub(crate) async fn run(args: CallArgs) -> Result<(), Failure> {
    let CallArgs {
        callees,
        media,
        timeout,
        user_data,
        invite,
        invite_after,
        device,
    } = args;
    let mut session = Session::open(&device).await?;
    session.invite_when_connected(invite, invite_after);
    let options = CallOptions {
        timeout_s: timeout,
        user_data,
        ..CallOptions::default()
    };
    let began = Instant::now();
    let call = tokio::select! {
        call = session.engine.calls(callees.clone(), media, options) => call.map_err(Failure::failed),
        () = session.stop.asked() => Err(Failure::failed("interrupted")),
    };
    let ended = match call {
        Ok(call) => {
            let fields = json!({ "call_id": full(&call), "callees": callees, "media": media });
            session.style.print("calling", fields)?;
            session.follow(&call, began).await
        }
        Err(failure) => Err(failure),
    };
    session.close().await;
    judged(&ended?)
}
