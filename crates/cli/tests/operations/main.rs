//! Running an installation, with the program itself: what `callkit doctor` finds, and certificates that
//! look after themselves.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[cfg(target_os = "linux")] // Elsewhere there is no package of the authority.
mod acme;
#[cfg(target_os = "linux")]
mod authority;
mod certificate;
mod doctor;
mod installation;
