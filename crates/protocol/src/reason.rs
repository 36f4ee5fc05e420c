//! Why a call, or one member's part in it, is over.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The closed list of end reasons, shared by Rust, SQL, webhooks and TypeScript.
///
/// The same word serves a whole call, one member who left it, and one device that stopped ringing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// Another device of the same user took the call.
    AnsweredElsewhere,
    /// The callee was in another call.
    Busy,
    /// The caller gave up while it rang.
    Cancelled,
    /// Media never came up within 20 s of accepting.
    ConnectionFailed,
    /// Somebody hung up a call that had connected.
    Hangup,
    /// The user signed in on another device of the same kind, which took this one's place.
    KickedOut,
    /// Signalling and media were silent for longer than the seat is held.
    Lost,
    /// It rang on a device and nobody answered in time.
    NoAnswer,
    /// The ring time passed and no device of the callee had ever been reached.
    Offline,
    /// The callee declined.
    Rejected,
    /// Another device of the same user declined.
    RejectedElsewhere,
    /// The operator ended it: from the console, by disabling the app, or by withdrawing its key.
    Server,
}

impl EndReason {
    /// Every reason, in the order of their names.
    pub const ALL: [Self; 12] = [
        Self::AnsweredElsewhere,
        Self::Busy,
        Self::Cancelled,
        Self::ConnectionFailed,
        Self::Hangup,
        Self::KickedOut,
        Self::Lost,
        Self::NoAnswer,
        Self::Offline,
        Self::Rejected,
        Self::RejectedElsewhere,
        Self::Server,
    ];

    /// As it stands in records, webhooks and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AnsweredElsewhere => "answered_elsewhere",
            Self::Busy => "busy",
            Self::Cancelled => "cancelled",
            Self::ConnectionFailed => "connection_failed",
            Self::Hangup => "hangup",
            Self::KickedOut => "kicked_out",
            Self::Lost => "lost",
            Self::NoAnswer => "no_answer",
            Self::Offline => "offline",
            Self::Rejected => "rejected",
            Self::RejectedElsewhere => "rejected_elsewhere",
            Self::Server => "server",
        }
    }
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_serde_writes_and_are_sorted() {
        for reason in EndReason::ALL {
            let json = serde_json::to_string(&reason).expect("serialises");
            assert_eq!(json, format!("\"{reason}\""));
        }
        assert!(EndReason::ALL.is_sorted_by_key(|reason| reason.name()));
    }
}
