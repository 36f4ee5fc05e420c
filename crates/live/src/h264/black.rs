//! What is shown where there is no picture.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;

use super::{AccessUnit, ParameterSets};
use crate::MediaTime;

// ffmpeg -f lavfi -i color=black:size=160x96:rate=1:duration=1 -pix_fmt yuv420p -c:v libx264 \
//   -profile:v baseline -preset veryslow -qp 30 -x264-params keyint=1:no-info=1:aud=0 \
//   -bsf:v filter_units=remove_types=6 -f h264 black.h264
// and its three NAL units.
const SPS: &[u8] = &[
    0x67, 0x42, 0xc0, 0x0a, 0xdc, 0x28, 0xdb, 0x01, 0x10, 0x00, 0x00, 0x03, 0x00, 0x10, 0x00, 0x00,
    0x03, 0x00, 0x20, 0xf1, 0x22, 0x78,
];
const PPS: &[u8] = &[0x68, 0xce, 0x04, 0x4b, 0x20];
const IDR: &[u8] = &[
    0x65, 0x88, 0x84, 0x3f, 0x26, 0x28, 0x00, 0x08, 0x6f, 0xdf, 0x7d, 0xf7, 0xdf, 0x7d, 0xf7, 0xdf,
    0x5d, 0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d,
    0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x75,
    0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x75, 0xd7, 0x5d, 0x78,
];

static PARAMETERS: LazyLock<Arc<ParameterSets>> = LazyLock::new(|| {
    let (sps, pps) = (Bytes::from_static(SPS), Bytes::from_static(PPS));
    Arc::new(ParameterSets::new(sps, pps).expect("the constants are parameter sets"))
});

/// A black picture of 160 by 96, which stands by itself.
pub fn black(at: MediaTime) -> AccessUnit {
    AccessUnit {
        at,
        key: true,
        slices: vec![Bytes::from_static(IDR)],
        parameters: Arc::clone(&PARAMETERS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_small_picture() {
        let black = black(MediaTime(0));
        assert_eq!(
            (black.parameters.width(), black.parameters.height()),
            (160, 96)
        );
        assert!(!black.parameters.reorders());
        assert_eq!(format!("{:?}", black.parameters), "160x96 42c00a");
    }
}
