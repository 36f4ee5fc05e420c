//! What a call tells its worker.

use std::fmt;

use callkit_protocol::{CallId, LegId, SeatIndex, ShownSeat, UserId, VideoCodec};

use crate::bridge::Client;
use crate::gate::Gate;

/// One life of a leg. A leg that begins anew (after a kill, a page refresh, a worker's panic)
/// keeps its id and gets a higher epoch; whatever names an older one is ignored.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegKey {
    /// The leg, as the view names it.
    pub leg: LegId,
    /// Which life of it.
    pub epoch: u32,
}

impl fmt::Debug for LegKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.leg, self.epoch)
    }
}

impl fmt::Display for LegKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How many seats a client's offer has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pool {
    /// One audio, one video, one screen.
    OneToOne,
    /// Eight audio, eight video, one screen.
    Group,
}

impl Pool {
    /// Members that can be received at a time. A video line behind these is a screen's.
    pub const fn seats(self) -> usize {
        match self {
            Self::OneToOne => 1,
            Self::Group => 8,
        }
    }
}

/// Who sits in a seat of a receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The seat: the i-th audio and the i-th video line that the client offered to receive on.
    pub index: SeatIndex,
    /// The leg heard and seen there, in whichever epoch is live. It need not exist yet.
    pub source: LegId,
}

/// What a publisher has switched on. Packets of anything else are not forwarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Publish {
    /// Its audio is forwarded.
    pub microphone: bool,
    /// Its video is forwarded.
    pub camera: bool,
    /// The one video codec that is forwarded, chosen by the call as what all its members decode.
    /// `None` forwards no video.
    pub codec: Option<VideoCodec>,
}

/// One instruction to a worker. Instructions about an epoch that is not the live one are ignored.
#[derive(Clone, Debug)]
pub enum Control {
    /// Begins a leg, and its room if it is the first. Its gate is closed, its seats are empty and
    /// nothing of it is published. An older epoch of the same leg is closed first.
    OpenLeg {
        /// The room.
        call: CallId,
        /// The leg and its life.
        leg: LegKey,
        /// Whose it is; for log lines.
        user: UserId,
        /// What serves it.
        client: Client,
        /// The pool that the client offers.
        pool: Pool,
    },
    /// The client's SDP. Answered by [`MediaEvent::Answered`](crate::MediaEvent::Answered).
    Offer {
        /// The call that the leg is in.
        call: CallId,
        /// The leg that offers.
        leg: LegKey,
        /// The caller's number for the answer.
        request: u64,
        /// The offer as it came.
        sdp: String,
    },
    /// Opens or closes the gate.
    Gate {
        /// The leg.
        leg: LegKey,
        /// The new state.
        gate: Gate,
    },
    /// The whole seat map of a receiver; a seat that is not named is empty.
    Seats {
        /// The receiver.
        leg: LegKey,
        /// Who sits where.
        seats: Vec<Seat>,
    },
    /// How large a receiver shows its seats; one that is not named is large.
    Show {
        /// The receiver.
        leg: LegKey,
        /// The sizes.
        seats: Vec<ShownSeat>,
    },
    /// What a publisher has switched on.
    Publish {
        /// The publisher.
        leg: LegKey,
        /// The new state.
        publish: Publish,
    },
    /// Ends a leg, and its room if it was the last.
    CloseLeg {
        /// The leg.
        leg: LegKey,
    },
    /// Ends every leg of a call.
    CloseRoom {
        /// The call.
        call: CallId,
    },
}
