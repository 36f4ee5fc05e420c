//! Signing in, staying signed in, ringing: no media.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::Target;
use crate::device::Device;
use crate::figures::Samples;

/// Users who sign in and stay.
const USERS: usize = 6_000;
/// Sign-ins that are under way at a time.
const AT_ONCE: usize = 64;
/// Users who sign in before anything is measured: pools and caches fill.
const WARM: usize = 500;
/// Pairs that call each other at the same time.
const PAIRS: usize = 64;
/// Calls of each pair. A user may make 120 in a row (`limit_calls_per_user`), and say some hundred
/// messages.
const CALLS: usize = 60;
/// Calls one after the other.
const IN_TURN: usize = 60;

pub(crate) async fn measure(target: Arc<Target>) -> anyhow::Result<()> {
    let warm = sign_in_all(&target, "warm", WARM).await?;
    let (memory, cpu) = (target.process.resident()?, target.process.cpu()?);
    let started = Instant::now();
    let users = sign_in_all(&target, "user", USERS).await?;
    let seconds = started.elapsed().as_secs_f64();
    let cpu = target.process.cpu()? - cpu;
    println!(
        "{}",
        json!({
            "figure": "sign_ins", "users": USERS, "per_second": USERS as f64 / seconds,
            "server_us": cpu / USERS as f64 * 1e6,
        })
    );
    // What is needed only while signing in is given back within a moment.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let each = (target.process.resident()? - memory) / USERS as f64;
    println!(
        "{}",
        json!({ "figure": "idle_user", "users": USERS, "kib": each })
    );
    drop((users, warm));

    let mut pair = Pair::sign_in(&target, 0).await?;
    let mut answered = Samples::default();
    for _ in 0..IN_TURN {
        answered.add(pair.call().await?);
    }
    println!(
        "{}",
        json!({
            "figure": "answered", "calls": answered.len(),
            "p50_ms": answered.at(0.5), "p99_ms": answered.at(0.99),
        })
    );

    let mut pairs = Vec::new();
    for number in 1..=PAIRS {
        pairs.push(Pair::sign_in(&target, number).await?);
    }
    let cpu = target.process.cpu()?;
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for mut pair in pairs {
        tasks.spawn(async move {
            let mut answered = Vec::new();
            for _ in 0..CALLS {
                answered.push(pair.call().await?);
            }
            anyhow::Ok(answered)
        });
    }
    let mut answered = Samples::default();
    while let Some(done) = tasks.join_next().await {
        answered.extend(done??);
    }
    let seconds = started.elapsed().as_secs_f64();
    let calls = answered.len() as f64;
    println!(
        "{}",
        json!({
            "figure": "calls", "calls": answered.len(), "pairs": PAIRS,
            "per_second": calls / seconds, "p50_ms": answered.at(0.5), "p99_ms": answered.at(0.99),
            "server_us": (target.process.cpu()? - cpu) / calls * 1e6,
        })
    );
    Ok(())
}

async fn sign_in_all(
    target: &Arc<Target>,
    name: &'static str,
    count: usize,
) -> anyhow::Result<Vec<Device>> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (target, next) = (Arc::clone(target), Arc::clone(&next));
        tasks.spawn(async move {
            let mut devices = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return anyhow::Ok(devices);
                }
                let user = format!("{name}{number}");
                devices.push(Device::sign_in(&target, &user, "native").await?);
            }
        });
    }
    let mut all = Vec::new();
    while let Some(done) = tasks.join_next().await {
        all.extend(done??);
    }
    Ok(all)
}

/// Two who call each other again and again.
struct Pair {
    caller: Device,
    callee: Device,
}

impl Pair {
    async fn sign_in(target: &Target, number: usize) -> anyhow::Result<Self> {
        Ok(Self {
            caller: Device::sign_in(target, &format!("caller{number}"), "native").await?,
            callee: Device::sign_in(target, &format!("callee{number}"), "native").await?,
        })
    }

    /// Call, ring, accept, hang up. Gives the time from the call to the caller's hearing that it was
    /// answered.
    async fn call(&mut self) -> anyhow::Result<Duration> {
        let started = Instant::now();
        let call = json!({ "type": "call", "callees": [self.callee.user], "media": "audio" });
        let (callee, caller) = (&mut self.callee, &mut self.caller);
        let answering = async {
            let rings = |view: &Value| view["you"]["phase"] == "ringing" && view["ended"].is_null();
            let view = callee.view(rings).await?;
            let accept = json!({ "type": "accept", "call_id": view["call_id"] });
            callee.command(accept).await
        };
        let calling = async {
            let made = caller.command(call).await?;
            let answered = |view: &Value| {
                let mut members = view["members"].as_array().into_iter().flatten();
                members.all(|member| member["phase"] == "joined")
            };
            let view = caller.view(|view| view["call_id"] == made["call_id"] && answered(view));
            view.await.map(|view| (made, view))
        };
        let (calling, answering) = tokio::join!(calling, answering);
        let (made, _) = calling?;
        answering?;
        let took = started.elapsed();
        let hangup = json!({ "type": "hangup", "call_id": made["call_id"] });
        caller.command(hangup).await?;
        for device in [caller, callee] {
            let over =
                |view: &Value| view["call_id"] == made["call_id"] && !view["ended"].is_null();
            let view = device.view(over).await?;
            device.acknowledge(&view).await?;
        }
        Ok(took)
    }
}
