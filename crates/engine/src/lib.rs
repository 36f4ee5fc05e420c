//! TUICallEngine for Rust programs: signalling and media of one device.
