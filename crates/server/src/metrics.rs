//! What the edges count, and how numbers are written for Prometheus.
//!
//! The text format is version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats, read
//! 2026-11-22). Labels have few values: never a user, a call or an address.

use std::fmt::{Display, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};

use callkit_protocol::ErrorCode;

/// Counters of the gateway and of HTTP.
#[derive(Debug)]
pub(crate) struct Metrics {
    /// Sockets accepted and not closed yet.
    pub(crate) sockets: Gauge,
    /// WebSockets open.
    pub(crate) connections: Gauge,
    /// WebSockets whose hello was accepted.
    pub(crate) hellos: Counter,
    /// Messages from clients.
    pub(crate) received: Counter,
    /// Messages to clients.
    pub(crate) sent: Counter,
    /// HTTP requests, the WebSocket ones included.
    pub(crate) requests: Counter,
    /// TLS handshakes that failed.
    pub(crate) failed_handshakes: Counter,
    /// Connections that the server closed, by the code they were closed with.
    closed: [Counter; ErrorCode::ALL.len()],
    /// Commands that the gateway itself refused, by code.
    refused: [Counter; ErrorCode::ALL.len()],
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            sockets: Gauge::default(),
            connections: Gauge::default(),
            hellos: Counter::default(),
            received: Counter::default(),
            sent: Counter::default(),
            requests: Counter::default(),
            failed_handshakes: Counter::default(),
            closed: std::array::from_fn(|_| Counter::default()),
            refused: std::array::from_fn(|_| Counter::default()),
        }
    }
}

impl Metrics {
    pub(crate) fn closed(&self, code: ErrorCode) {
        bump(&self.closed, code);
    }

    pub(crate) fn refused(&self, code: ErrorCode) {
        bump(&self.refused, code);
    }

    pub(crate) fn write(&self, page: &mut Page) {
        page.gauge("callkit_sockets", "Sockets open.", self.sockets.value());
        page.gauge(
            "callkit_connections",
            "WebSockets open.",
            self.connections.value(),
        );
        page.counter(
            "callkit_hellos_total",
            "Hellos accepted.",
            self.hellos.value(),
        );
        page.counter(
            "callkit_messages_received_total",
            "From clients.",
            self.received.value(),
        );
        page.counter(
            "callkit_messages_sent_total",
            "To clients.",
            self.sent.value(),
        );
        page.counter(
            "callkit_http_requests_total",
            "HTTP requests.",
            self.requests.value(),
        );
        page.counter(
            "callkit_tls_failed_handshakes_total",
            "TLS handshakes that failed.",
            self.failed_handshakes.value(),
        );
        page.family(
            "callkit_closed_total",
            "counter",
            "Connections closed by the server.",
        );
        by_code(page, "callkit_closed_total", &self.closed);
        page.family(
            "callkit_refused_total",
            "counter",
            "Commands refused by the gateway.",
        );
        by_code(page, "callkit_refused_total", &self.refused);
    }
}

fn bump(counters: &[Counter], code: ErrorCode) {
    if let Some(index) = ErrorCode::ALL.iter().position(|other| *other == code) {
        counters[index].add(1);
    }
}

fn by_code(page: &mut Page, name: &str, counters: &[Counter]) {
    for (code, counter) in ErrorCode::ALL.iter().zip(counters) {
        if counter.value() > 0 {
            page.sample(name, &[("code", code.name())], counter.value());
        }
    }
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    pub(crate) fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// How many of something there are now.
#[derive(Debug, Default)]
pub(crate) struct Gauge(AtomicU64);

impl Gauge {
    /// Counts one more; `false`, and nothing counted, if there are `limit` already.
    pub(crate) fn enter(&self, limit: u64) -> bool {
        let grow = |n| (n < limit).then_some(n + 1);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, grow)
            .is_ok()
    }

    /// Counts one less.
    pub(crate) fn leave(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A page of numbers in the text format.
#[derive(Debug, Default)]
pub(crate) struct Page(String);

impl Page {
    /// A number that goes up and down.
    pub(crate) fn gauge(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.sample(name, &[], value);
    }

    /// A number that only grows.
    pub(crate) fn counter(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, "counter", help);
        self.sample(name, &[], value);
    }

    /// What the samples that follow have in common.
    pub(crate) fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    /// One number. Label values are words of ours and need no escapes.
    pub(crate) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.0.push_str(name);
        for (i, (label, text)) in labels.iter().enumerate() {
            let _ = write!(
                self.0,
                "{}{label}=\"{text}\"",
                if i == 0 { '{' } else { ',' }
            );
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        self.0
    }
}
