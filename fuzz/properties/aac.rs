// AUDIODATA of a publisher: AudioSpecificConfig and frames, refused or carried to both sides.
//
// The input is a list of bodies, each behind its length in one byte.

use bytes::Bytes;
use callkit_live::audio::{AacReader, AacToOpus, AacToUniform, AudioConfig};

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    if let Ok(config) = AudioConfig::parse(input) {
        assert_eq!(AudioConfig::parse(&config.to_bytes()), Ok(config));
    }
    let mut reader = AacReader::default();
    let (mut to_room, mut to_players) = (None, None);
    let mut rest = input;
    let mut time = 0;
    while let Some((length, behind)) = rest.split_first() {
        let (body, behind) = behind.split_at(usize::from(*length).min(behind.len()));
        rest = behind;
        time += 21;
        let Ok(Some(frame)) = reader.read(time, &Bytes::copy_from_slice(body)) else {
            continue;
        };
        let config = reader.config().expect("no frame comes before it");
        if to_room
            .as_ref()
            .is_none_or(|held: &AacToOpus| held.config() != config)
        {
            to_room = AacToOpus::new(config).ok();
            to_players = AacToUniform::new(config).ok();
        }
        if let Some(voice) = &mut to_room {
            let _ = voice.push(&frame);
            while let Some(frame) = voice.poll() {
                assert!(!frame.payload.is_empty() && frame.payload.len() <= 1275);
            }
        }
        if let Some(voice) = &mut to_players {
            let _ = voice.push(&frame);
            while voice.poll().is_some() {}
        }
    }
}
