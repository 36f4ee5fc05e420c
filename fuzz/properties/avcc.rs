// VIDEODATA of a publisher: a picture is refused, or it crosses to RTP and to players as it is.
//
// The input is a list of bodies, each behind its length in two bytes and its time in one.

use std::time::Instant;

use bytes::Bytes;
use callkit_live::MediaTime;
use callkit_live::h264::{
    AccessUnit, AvcReader, AvcWriter, Depacketized, Depacketizer, Packetizer, VideoPacket,
};

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    let mut reader = AvcReader::default();
    let mut units: Vec<AccessUnit> = Vec::new();
    let mut rest = input;
    let mut time = 0u32;
    while let Some(([high, low, step], behind)) = rest.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(behind.len());
        let (body, behind) = behind.split_at(length);
        rest = behind;
        time = time.wrapping_add(u32::from(*step));
        if let Ok(Some(unit)) = reader.read(time, &Bytes::copy_from_slice(body)) {
            assert!(!unit.is_empty(), "a picture without a slice");
            assert!(units.last().is_none_or(|last| last.at < unit.at));
            units.push(unit);
        }
    }
    players_are_shown(&units);
    rooms_are_shown(&units);
}

fn players_are_shown(units: &[AccessUnit]) {
    let (mut writer, mut reader) = (AvcWriter::default(), AvcReader::default());
    for unit in units {
        let Some((header, body)) = writer.write(unit) else {
            continue;
        };
        if let Some(header) = header {
            assert_eq!(reader.read(0, &header), Ok(None));
        }
        let shown = reader.read(unit.at.as_millis() as u32, &body);
        let shown = shown.expect("ours can be read").expect("a picture");
        assert_eq!((shown.slices, shown.key), (unit.slices.clone(), unit.key));
    }
}

#[allow(clippy::disallowed_methods)]
fn rooms_are_shown(units: &[AccessUnit]) {
    let now = Instant::now();
    let mut packetizer = Packetizer::default();
    let mut depacketizer = Depacketizer::default();
    for unit in units {
        for packet in packetizer.packetize(unit) {
            assert!(packet.payload.len() <= 1180, "{}", packet.payload.len());
            depacketizer.push(
                now,
                VideoPacket {
                    seq: packet.seq,
                    at: MediaTime(unit.at.0),
                    marker: packet.marker,
                    payload: Bytes::copy_from_slice(&packet.payload),
                },
            );
        }
    }
    while let Some(result) = depacketizer.poll() {
        if let Depacketized::Unit(unit) = result {
            assert!(
                units.iter().any(|sent| sent.slices == unit.slices),
                "a picture that nobody sent"
            );
        }
    }
}
