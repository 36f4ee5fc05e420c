//! The legs of one call, and whose packets go where.

use std::collections::BTreeSet;

use callkit_protocol::SeatIndex;

use crate::leg::LegNo;
use crate::level::Meters;

/// One place where a publisher is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reception {
    pub(crate) by: LegNo,
    pub(crate) seat: SeatIndex,
}

/// The legs of one call.
#[derive(Debug, Default)]
pub(crate) struct Room {
    pub(crate) legs: BTreeSet<LegNo>,
    pub(crate) meters: Meters,
}
