//! The console's back end: what the pages under `/console/` ask and are told.

pub mod api;
