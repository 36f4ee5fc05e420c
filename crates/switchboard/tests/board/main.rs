//! What the switchboard does for devices that come and go, one file a behaviour.

mod acknowledging;
mod admission;
mod devices;
mod glare;
mod keys;
mod operator;
mod restarting;
mod rig;
mod store;
mod waiting;
