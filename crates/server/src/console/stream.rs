//! The same answer again and again: server-sent events, each of which stands for itself.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use callkit_store::SessionKey;
use futures_util::stream;
use serde::Serialize;
use serde_json::Value;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::Desk;
use super::api::ApiError;
use super::auth::SignedIn;

/// How often the answer is looked at. Shorter is livelier, longer asks less of the exchange.
const EVERY: Duration = Duration::from_secs(1);
/// Every how many looks it is asked whether the session is over.
const LOOKS_PER_CHECK: u32 = 5;

/// A way to the answer, for as long as somebody listens.
pub(super) trait Source: Send + 'static {
    type Answer: Serialize + Send;

    fn look(&mut self, desk: &Desk) -> impl Future<Output = Result<Self::Answer, ApiError>> + Send;

    /// Whether nothing will change after this answer.
    fn is_last(_answer: &Self::Answer) -> bool {
        false
    }
}

/// Says what `source` gives, at once and whenever it has changed.
pub(super) fn events(
    desk: Arc<Desk>,
    signed_in: SignedIn,
    source: impl Source,
) -> impl IntoResponse {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let listener = Listener {
        desk,
        signed_in,
        source,
        ticks,
        looks: 0,
        said: None,
        over: false,
    };
    let events = stream::unfold(listener, |mut listener| async move {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    let headers = [
        ("cache-control", "no-store"),
        // nginx would hold events back until it has a page of them.
        ("x-accel-buffering", "no"),
    ];
    (headers, Sse::new(events).keep_alive(alive))
}

/// Whether a session is over. A store that cannot be read ends none.
async fn is_over(desk: &Desk, key: SessionKey) -> bool {
    matches!(desk.store.session(key, desk.clock.now()).await, Ok(None))
}

struct Listener<S> {
    desk: Arc<Desk>,
    signed_in: SignedIn,
    source: S,
    ticks: Interval,
    looks: u32,
    said: Option<Value>,
    over: bool,
}

impl<S: Source> Listener<S> {
    /// The next event; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        let stop = self.desk.stop.clone();
        while !self.over {
            tokio::select! {
                _ = self.ticks.tick() => {}
                () = stop.cancelled() => return None,
            }
            self.looks += 1;
            let checks = self.looks.is_multiple_of(LOOKS_PER_CHECK);
            if checks && is_over(&self.desk, self.signed_in.secret.key()).await {
                self.over = true;
                return Some(Event::default().event("over").data("{}"));
            }
            match self.source.look(&self.desk).await {
                Ok(answer) => {
                    self.over = S::is_last(&answer);
                    if let Some(event) = self.say(&answer) {
                        return Some(event);
                    }
                }
                // The next look may find it.
                Err(error) => tracing::debug!(?error, "nothing to say on a stream"),
            }
        }
        None
    }

    fn say(&mut self, answer: &S::Answer) -> Option<Event> {
        let whole = serde_json::to_value(answer).ok()?;
        let mut compared = whole.clone();
        if let Value::Object(fields) = &mut compared {
            // The time alone is no news.
            fields.remove("now");
        }
        if self.said.as_ref() == Some(&compared) {
            return None;
        }
        self.said = Some(compared);
        Event::default().event("state").json_data(whole).ok()
    }
}
