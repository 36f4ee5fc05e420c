//! Why something cannot be done to a call.

use callkit_protocol::{ErrorBody, ErrorCode};
use thiserror::Error;

/// Why an input was refused. The call is unchanged.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Refusal {
    /// Another device of the same user has taken the call.
    #[error("another device of this user took the call")]
    AnsweredElsewhere,
    /// The call, or the user's part in it, is over.
    #[error("the call is over for this user")]
    Ended,
    /// The user is no member of this call.
    #[error("this user is not a member of the call")]
    NotAMember,
    /// The call is in a state in which this cannot be done.
    #[error("this cannot be done now: {0}")]
    WrongState(&'static str),
    /// More members than a call may have.
    #[error("a call has at most 9 members")]
    TooManyMembers,
}

impl Refusal {
    /// As it is answered to the device.
    pub fn body(self) -> ErrorBody {
        let code = match self {
            Self::AnsweredElsewhere => ErrorCode::AnsweredElsewhere,
            Self::Ended => ErrorCode::CallEnded,
            Self::NotAMember => ErrorCode::NotYourCall,
            Self::WrongState(_) => ErrorCode::WrongState,
            Self::TooManyMembers => ErrorCode::TooManyMembers,
        };
        ErrorBody::new(code, self.to_string())
    }
}
