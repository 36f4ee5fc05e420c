//! `callkit answer`: a headless callee.

use std::time::{Duration, Instant};

use callkit_engine::{CallEnded, CallId, CommandError, EndReason, Event};

use crate::device::{DeviceArgs, span};
use crate::failure::Failure;
use crate::session::{Session, judged};

/// Wait for a call, take it, send a tone and a test picture, and count what comes back.
///
/// Ends after one call that it took: exit status 0 when it was connected and ended by a hang-up,
/// else 1.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct AnswerArgs {
    /// Let it ring this long first: 2s, 500ms
    #[arg(long, value_name = "TIME", value_parser = span, default_value = "0s")]
    after: Duration,
    /// Decline instead
    #[arg(long, conflicts_with = "ring_only")]
    reject: bool,
    /// Let it ring and do nothing
    #[arg(long)]
    ring_only: bool,
    /// Take the next call after that, until Ctrl-C
    #[arg(long)]
    keep: bool,
    #[command(flatten)]
    device: DeviceArgs,
}

/// What to do with a call.
#[derive(Clone, Copy, Debug)]
enum Manners {
    Accept,
    Reject,
    Ring,
}

pub(crate) async fn run(args: AnswerArgs) -> Result<(), Failure> {
    let manners = match (args.reject, args.ring_only) {
        (true, _) => Manners::Reject,
        (false, true) => Manners::Ring,
        (false, false) => Manners::Accept,
    };
    let mut session = Session::open(&args.device).await?;
    let outcome = loop {
        let outcome = match next_call(&mut session).await {
            Ok(Some(Next::Rings(call))) => answer(&mut session, &call, manners, args.after).await,
            Ok(Some(Next::Runs(call))) => session.follow(&call, Instant::now()).await,
            Ok(None) if args.keep => break Ok(()),
            Ok(None) => break Err(Failure::failed("interrupted before anybody called")),
            Err(failure) => break Err(failure),
        };
        match outcome {
            Ok(_) if args.keep => {}
            Ok(ended) => break fits(&ended, manners),
            Err(failure) => break Err(failure),
        }
    };
    session.close().await;
    outcome
}

/// A call for this device.
enum Next {
    /// It rings.
    Rings(CallId),
    /// This device took it before, and comes back to it.
    Runs(CallId),
}

/// Waits for a call; `None` when this program is asked to end.
// The engine's enum is open: what it tells besides is printed and no more.
#[allow(clippy::wildcard_enum_match_arm)]
async fn next_call(session: &mut Session) -> Result<Option<Next>, Failure> {
    loop {
        tokio::select! {
            event = session.events.next() => {
                let Some(event) = event else { return Err(Failure::failed("signed out")) };
                session.style.event(&event)?;
                match event {
                    Event::CallReceived(received) => return Ok(Some(Next::Rings(received.call))),
                    Event::CallConnected(connected) => return Ok(Some(Next::Runs(connected.call))),
                    Event::SignedOut(why) => return Err(Failure::failed(why)),
                    _ => {}
                }
            }
            () = session.stop.asked() => return Ok(None),
        }
    }
}

async fn answer(
    session: &mut Session,
    call: &CallId,
    manners: Manners,
    after: Duration,
) -> Result<CallEnded, Failure> {
    let (engine, taken) = (session.engine.clone(), call.clone());
    let began = Instant::now() + after;
    // Beside the events: the caller may give up while this still waits.
    let done = tokio::spawn(async move {
        tokio::time::sleep_until(began.into()).await;
        let result = match manners {
            Manners::Accept => engine.accept(&taken).await,
            Manners::Reject => engine.reject(&taken).await,
            Manners::Ring => Ok(()),
        };
        if let Err(error) = &result {
            tracing::warn!(%error, "cannot answer the call");
        }
        result
    });
    let ended = session.follow(call, began).await;
    done.abort();
    match done.await {
        Ok(Err(error @ CommandError::SignedOut(_))) => Err(Failure::failed(error)),
        // A refusal means that the call was over, which its end has told.
        Ok(_) | Err(_) => ended,
    }
}

/// Whether the call went as it should with these manners.
fn fits(ended: &CallEnded, manners: Manners) -> Result<(), Failure> {
    match manners {
        Manners::Accept => judged(ended),
        Manners::Reject if ended.reason == EndReason::Rejected => Ok(()),
        Manners::Reject => Err(Failure::failed(format!("the call ended: {}", ended.reason))),
        Manners::Ring => Ok(()),
    }
}
