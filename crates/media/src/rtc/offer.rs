//! An offer, read but not yet taken.

use str0m::change::SdpOffer;
use str0m::media::Mid;

use super::{PeerError, caught};

/// A parsed offer.
#[derive(Debug)]
pub(crate) struct Offer {
    pub(super) sdp: SdpOffer,
    pub(super) mids: Vec<Mid>,
    /// It wants data channels.
    pub(crate) data: bool,
}

impl Offer {
    pub(crate) fn parse(text: &str) -> Result<Self, PeerError> {
        let sdp = caught(|| SdpOffer::from_sdp_string(text))?;
        let sdp = sdp.map_err(|error| PeerError::Refused(error.to_string()))?;
        caught(|| {
            let mids = sdp.media_lines.iter().map(|line| line.mid()).collect();
            let data = sdp.media_lines.iter().any(|line| line.typ.is_channel());
            Self { sdp, mids, data }
        })
    }

    pub(crate) fn line_count(&self) -> usize {
        self.mids.len()
    }
}
