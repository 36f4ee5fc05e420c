//! Users who are only there, so that something else can be measured beside them.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context as _;
use serde_json::json;
use tokio::task::JoinSet;

use crate::Target;
use crate::device::Device;

/// Sign-ins that are under way at a time.
const AT_ONCE: usize = 64;
/// One in so many of them rings the next one all the while, so that there are calls to be seen.
const ONE_CALLS_IN: usize = 50;
/// The longest that a call may ring, in seconds.
const RING_S: u32 = 600;

/// Signs `user0`, `user1`, ... in, says so, and keeps them until the standard input ends.
pub(crate) async fn stay(target: Arc<Target>, users: usize) -> anyhow::Result<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut signing_in = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (target, next) = (Arc::clone(&target), Arc::clone(&next));
        signing_in.spawn(async move {
            let mut staying = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= users {
                    return anyhow::Ok(staying);
                }
                let device = Device::sign_in(&target, &format!("user{number}"), "native").await?;
                // From now on, or the first would be gone before the last is there.
                staying.push(tokio::spawn(device.stay()));
            }
        });
    }
    let mut staying = JoinSet::new();
    while let Some(signed_in) = signing_in.join_next().await {
        for device in signed_in?? {
            staying.spawn(device);
        }
    }
    let mut calls = 0;
    for number in (0..users.saturating_sub(1)).step_by(ONE_CALLS_IN) {
        // On another kind of device, beside the one that he has.
        let mut device = Device::sign_in(&target, &format!("user{number}"), "web").await?;
        let callee = format!("user{}", number + 1);
        let call =
            json!({ "type": "call", "callees": [callee], "media": "audio", "timeout_s": RING_S });
        device.command(call).await?;
        staying.spawn(tokio::spawn(device.stay()));
        calls += 1;
    }
    println!(
        "{}",
        json!({ "figure": "online", "users": users, "calls": calls })
    );
    let end = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    tokio::select! {
        ended = end => { ended??; Ok(()) }
        gone = staying.join_next() => {
            gone.context("nobody was there")???.context("somebody was sent away")
        }
    }
}
