//! Who is online on which device, in which call a user is, and what everybody is told.
//!
//! The [`Switchboard`] owns every [`Call`](callkit_call::Call) of one node and every connection to
//! it. It is one synchronous value without a socket, a clock or randomness of its own:
//!
//! 1. [`Switchboard::handle`] takes one [`Input`] at a time, with the server's clock.
//! 2. [`Switchboard::poll_output`] is then drained until it gives `None`.
//! 3. [`Switchboard::next_timeout`] says when to give [`Input::Timeout`] if nothing else happens.
//!
//! What it promises:
//!
//! - **Written down before it is said.** A step that rings, joins or ends goes out as
//!   [`Output::Commit`] and is told to anybody only after [`Input::Committed`]. Meanwhile the call
//!   takes no other input; what comes waits in its queue. A switched microphone is told at once and
//!   rides with the next commit, or goes out by itself a second later.
//! - **One call per user**, wherever his devices are. Calling somebody who is ringing you is
//!   accepting that call, decided here, before a second room exists.
//! - **When the store fails**, `call`, `accept`, `invite` and `join` are refused; everything else is
//!   carried out and written later.
//! - **A command key is carried out once**; a repetition gets the answer again, and another command
//!   under the same key is refused.
//!
//! Inputs that name an unknown connection or call are ignored: they have been overtaken.

mod board;
mod calling;
mod calls;
mod claims;
mod command;
mod commit;
mod connect;
mod engaged;
mod input;
mod media;
mod output;
mod overview;
mod presence;
mod restore;
mod rules;
mod slot;
mod tell;
mod timer;

pub use board::{Config, Refused, Stats, Switchboard};
pub use input::{CalleeSettings, ConnId, Input, KnownCommand, Lookups, SignedIn, StoreFailure};
pub use output::{CallKey, Carried, Change, ChangeId, Output};
pub use overview::{OnlineDevice, OnlineUser, Page, Search};
pub use rules::AppRules;
