//! The table of error codes: every refusal that a device can see.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Millis;

/// What the server says when it does not do what was asked.
///
/// A refusal of a command comes in its reply and the connection goes on. A refusal of the
/// connection itself comes as `error` and the socket is closed with [`ErrorCode::number`] as the
/// WebSocket close code (4000 to 4999 are free for applications, RFC 6455 section 7.4.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErrorBody {
    /// The stable number.
    pub code: u16,
    /// The stable name.
    pub name: ErrorCode,
    /// What was wrong with this very message and what to do, in English, for developers.
    pub message: String,
    /// For [`ErrorCode::RateLimited`]: when to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after_ms: Option<Millis>,
}

impl ErrorBody {
    /// A refusal with its reason in words.
    pub fn new(name: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code: name.number(),
            name,
            message: message.into(),
            retry_after_ms: None,
        }
    }

    /// Somebody asked too often, and may again after `wait`.
    pub fn rate_limited(message: impl Into<String>, wait: Millis) -> Self {
        Self {
            retry_after_ms: Some(wait),
            ..Self::new(ErrorCode::RateLimited, message)
        }
    }
}

impl fmt::Display for ErrorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.name.name(), self.code, self.message)
    }
}

impl std::error::Error for ErrorBody {}

macro_rules! error_codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $number:literal, $name:literal;)+) => {
        /// Every error code, by number. Numbers and names never change their meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub enum ErrorCode {
            $($(#[doc = $doc])+ #[serde(rename = $name)] #[ts(rename = $name)] $variant,)+
        }

        impl ErrorCode {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable number, 4000 to 4999.
            pub const fn number(self) -> u16 {
                match self { $(Self::$variant => $number,)+ }
            }

            /// The stable name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What it means and what to do, one sentence or two.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

error_codes! {
    /// The message is not JSON, or has no text field `type`.
    BadMessage = 4000, "bad_message";
    /// There is no message of this type. Without a `key` it is ignored.
    UnknownMessage = 4001, "unknown_message";
    /// The message is larger than 64 KB.
    MessageTooLarge = 4002, "message_too_large";
    /// Messages are text; this one was binary.
    BinaryMessage = 4003, "binary_message";
    /// The first message must be `hello`, and there is only one.
    HelloExpected = 4004, "hello_expected";
    /// No `hello` came within 5 s of connecting.
    HelloTimeout = 4005, "hello_timeout";
    /// This server speaks other protocol versions; the message names them.
    UnsupportedProtocol = 4006, "unsupported_protocol";
    /// The user has ten devices signed in; sign out on one of them.
    TooManyDevices = 4007, "too_many_devices";
    /// The connection did not take its messages in time. Connect again.
    SlowClient = 4008, "slow_client";
    /// Too many attempts from this address or user. Wait for `retry_after_ms`.
    RateLimited = 4009, "rate_limited";
    /// Pages of this origin may not use this server (`allowed_origins`).
    OriginRefused = 4010, "origin_refused";
    /// Another device of the same platform signed in as this user.
    KickedOut = 4011, "kicked_out";
    /// The same device connected again; this older connection is closed.
    TakenOver = 4012, "taken_over";
    /// Nothing was heard on this connection for too long.
    Idle = 4013, "idle";

    /// A field is missing, of the wrong kind, or has a value that is not allowed; the message names it.
    InvalidArgument = 4100, "invalid_argument";
    /// The caller is among the callees.
    CallYourself = 4101, "call_yourself";
    /// The user is in a call already, on this device or on another.
    AlreadyInCall = 4102, "already_in_call";
    /// There is no such call.
    CallNotFound = 4103, "call_not_found";
    /// The call exists and the user is not a member of it.
    NotYourCall = 4104, "not_your_call";
    /// The call, or the user's part in it, is over.
    CallEnded = 4105, "call_ended";
    /// The call is in a state in which this cannot be done.
    WrongState = 4106, "wrong_state";
    /// A call has at most nine members.
    TooManyMembers = 4107, "too_many_members";
    /// The callee does not take calls from this user.
    Blocked = 4108, "blocked";
    /// This key was used before for another command, and this one was not carried out.
    KeyReused = 4109, "key_reused";
    /// Another device of the user took the call.
    AnsweredElsewhere = 4110, "answered_elsewhere";

    /// The SDP cannot be read, or has nothing that the server can answer.
    BadSdp = 4200, "bad_sdp";
    /// The offer is for a media leg that is no longer the current one; use the one in the view.
    StaleLeg = 4201, "stale_leg";

    /// The ticket (UserSig) is not one: it cannot be unpacked.
    TicketMalformed = 4300, "ticket_malformed";
    /// The ticket was made for another user.
    TicketWrongUser = 4301, "ticket_wrong_user";
    /// The ticket was made for another SDKAppID.
    TicketWrongApp = 4302, "ticket_wrong_app";
    /// The ticket was signed with another SecretKey.
    TicketWrongKey = 4303, "ticket_wrong_key";
    /// The ticket has expired. Have your back end sign a new one.
    TicketExpired = 4304, "ticket_expired";
    /// The ticket is from the future: the clock of the machine that signed it is wrong.
    TicketFromFuture = 4305, "ticket_from_future";
    /// There is no app with this SDKAppID here.
    UnknownApp = 4306, "unknown_app";
    /// The app is disabled.
    AppDisabled = 4307, "app_disabled";

    /// The server failed in a way it did not foresee. It is in its log.
    Internal = 4500, "internal";
    /// The server cannot write to its database. Hanging up still works.
    StoreUnavailable = 4501, "store_unavailable";
    /// The server is about to stop and takes no new calls.
    ServerRestarting = 4502, "server_restarting";
    /// The installation is at its limit of calls, connections or traffic. Try again later.
    OverCapacity = 4503, "over_capacity";
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_unique_and_fit_a_close_code() {
        assert!(ErrorCode::ALL.is_sorted_by_key(|code| code.number()));
        for pair in ErrorCode::ALL.windows(2) {
            assert_ne!(pair[0].number(), pair[1].number());
        }
        let mut names: Vec<_> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ErrorCode::ALL.len());
        assert!(
            ErrorCode::ALL
                .iter()
                .all(|code| (4000..5000).contains(&code.number()))
        );
    }
}
