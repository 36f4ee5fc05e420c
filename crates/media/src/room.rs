//! The legs of one call, and whose packets go where.

use std::collections::{BTreeMap, BTreeSet};

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
    /// By publisher. Made anew whenever a seat map or the set of legs changes, so that forwarding
    /// a packet is one lookup.
    receptions: BTreeMap<LegNo, Vec<Reception>>,
    pub(crate) meters: Meters,
}

impl Room {
    /// Takes all pairs of publisher and reception.
    pub(crate) fn route(&mut self, pairs: impl Iterator<Item = (LegNo, Reception)>) {
        self.receptions.clear();
        for (publisher, reception) in pairs {
            self.receptions
                .entry(publisher)
                .or_default()
                .push(reception);
        }
    }

    pub(crate) fn receptions(&self, publisher: LegNo) -> &[Reception] {
        self.receptions.get(&publisher).map_or(&[], Vec::as_slice)
    }
}
