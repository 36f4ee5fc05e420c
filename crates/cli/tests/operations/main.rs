//! Running an installation, with the program itself: what `callkit doctor` finds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod certificate;
mod doctor;
mod installation;
