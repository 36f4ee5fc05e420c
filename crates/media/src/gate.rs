//! No packet is forwarded before the call says so.

/// Whether media may pass a leg. Each leg has one gate, for both directions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gate {
    /// Nothing passes: the leg is ringing.
    #[default]
    Closed,
    /// Opened by the call after its commit.
    Open,
}

impl Gate {
    /// Whether a packet may go from a leg with this gate to one with that.
    pub(crate) fn admits(self, receiver: Gate) -> bool {
        match (self, receiver) {
            (Gate::Open, Gate::Open) => true,
            (Gate::Closed, Gate::Open | Gate::Closed) | (Gate::Open, Gate::Closed) => false,
        }
    }
}
