//! The console over real HTTP: who gets in, what he is told, and what he can do.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod apps;
mod clock;
mod live;
mod people;
mod records;
mod rest;
mod sessions;
mod stage;
mod timeline;
mod trouble;
