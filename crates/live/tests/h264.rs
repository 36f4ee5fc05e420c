//! Pictures of real encoders over the bridge: what comes out is what went in, or nothing.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use bytes::Bytes;
use callkit_live::h264::{
    AccessUnit, AvcReader, AvcWriter, Depacketized, Depacketizer, Packetizer, VideoError,
    VideoPacket,
};
use callkit_live::{MediaTime, Tag, TagKind, flv};
use proptest::prelude::*;

/// What ffmpeg makes of a moving picture, as FLV.
fn film(size: &str, options: &[&str]) -> Vec<Tag> {
    let source = format!("testsrc2=size={size}:rate=15:duration=3");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", &source])
        .args(["-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", "15"])
        .args(options)
        .args(["-f", "flv", "-"])
        .stdin(Stdio::null())
        .output()
        .expect("make test installs ffmpeg");
    assert!(made.status.success());
    let mut reader = flv::Reader::default();
    reader.feed(&made.stdout);
    let tags = std::iter::from_fn(|| reader.next_tag().unwrap());
    tags.filter(|tag| tag.kind == TagKind::Video).collect()
}

fn read(tags: &[Tag]) -> Result<Vec<AccessUnit>, VideoError> {
    let mut reader = AvcReader::default();
    let units = tags.iter().map(|tag| reader.read(tag.timestamp, &tag.body));
    units.filter_map(Result::transpose).collect()
}

/// Three slices a picture, so that a picture can come in part without being torn.
static UNITS: LazyLock<Vec<AccessUnit>> = LazyLock::new(|| {
    let options = [
        "-profile:v",
        "baseline",
        "-x264-params",
        "slices=3",
        "-b:v",
        "800k",
    ];
    read(&film("320x240", &options)).unwrap()
});

fn packets(units: &[AccessUnit]) -> Vec<VideoPacket> {
    let mut packetizer = Packetizer::default();
    let all = units.iter().flat_map(|unit| {
        let packets = packetizer.packetize(unit);
        packets.into_iter().map(|packet| VideoPacket {
            seq: packet.seq,
            at: unit.at,
            marker: packet.marker,
            payload: Bytes::copy_from_slice(&packet.payload),
        })
    });
    all.collect()
}

fn results(depacketizer: &mut Depacketizer) -> Vec<Depacketized> {
    std::iter::from_fn(|| depacketizer.poll()).collect()
}

fn units_of(results: Vec<Depacketized>) -> Vec<AccessUnit> {
    let units = results.into_iter().filter_map(|result| match result {
        Depacketized::Unit(unit) => Some(unit),
        Depacketized::NeedsKeyframe => None,
    });
    units.collect()
}

/// How many pictures ffmpeg makes out of the tags, having complained of nothing.
fn decoded(units: &[AccessUnit]) -> usize {
    let tracks = flv::Tracks {
        audio: false,
        video: true,
    };
    let mut file = flv::header(tracks).to_vec();
    let mut writer = AvcWriter::default();
    for unit in units {
        let (header, body) = writer.write(unit).unwrap();
        for body in header.into_iter().chain([body]) {
            file.extend(flv::tag(&Tag {
                kind: TagKind::Video,
                timestamp: unit.at.as_millis() as u32,
                body,
            }));
        }
    }
    let path = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(path.path(), file).unwrap();
    let probe = Command::new("ffmpeg")
        .args(["-v", "error", "-xerror", "-f", "flv", "-i"])
        .arg(path.path())
        .args(["-fps_mode", "passthrough", "-f", "framemd5", "-"])
        .stdin(Stdio::null())
        .output()
        .expect("make test installs ffmpeg");
    let complaints = String::from_utf8_lossy(&probe.stderr).into_owned();
    assert!(
        probe.status.success() && complaints.is_empty(),
        "{complaints}"
    );
    let lines = String::from_utf8(probe.stdout).unwrap();
    lines.lines().filter(|line| !line.starts_with('#')).count()
}

#[test]
fn every_picture_gets_over_the_bridge_byte_by_byte() {
    assert_eq!(UNITS.len(), 45);
    let mut depacketizer = Depacketizer::default();
    for packet in packets(&UNITS) {
        assert!(packet.payload.len() <= 1180);
        depacketizer.push(Instant::now(), packet);
    }
    let units = units_of(results(&mut depacketizer));
    assert_eq!(units, *UNITS);
    assert_eq!(decoded(&units), 45);
}

#[test]
fn b_frames_are_refused_with_what_to_do_about_them() {
    let tags = film("320x240", &["-profile:v", "high", "-bf", "2"]);
    let refused = read(&tags).unwrap_err();
    assert_eq!(refused, VideoError::Reordered);
    assert!(refused.to_string().contains("-bf 0"));
}

#[test]
fn a_picture_may_change_its_size() {
    let mut tags = film("320x240", &["-profile:v", "baseline"]);
    let shift = tags.last().unwrap().timestamp + 66;
    let smaller = film("160x120", &["-profile:v", "baseline"]);
    tags.extend(smaller.into_iter().map(|tag| Tag {
        timestamp: tag.timestamp + shift,
        ..tag
    }));
    let units = read(&tags).unwrap();
    let widths: Vec<u16> = units.iter().map(|unit| unit.parameters.width()).collect();
    assert_eq!((widths[0], widths[89], widths.len()), (320, 160, 90));
    let mut depacketizer = Depacketizer::default();
    for packet in packets(&units) {
        depacketizer.push(Instant::now(), packet);
    }
    let over = units_of(results(&mut depacketizer));
    assert_eq!(over, units);
    assert_eq!(decoded(&over), 90);
}

#[test]
fn a_missing_packet_is_waited_for_and_then_given_up() {
    let start = Instant::now();
    let mut depacketizer = Depacketizer::default();
    let mut packets = packets(&UNITS);
    let lost = packets.remove(20);
    for packet in &packets[..40] {
        depacketizer.push(start, packet.clone());
    }
    let before = units_of(results(&mut depacketizer)).len();
    let deadline = depacketizer.deadline().unwrap();
    assert_eq!(deadline, start + Duration::from_millis(150));

    // It comes in time.
    let mut patient = Depacketizer::default();
    for packet in packets[..40].iter().chain([&lost]).chain(&packets[40..]) {
        patient.push(start, packet.clone());
    }
    assert_eq!(units_of(results(&mut patient)), *UNITS);

    // It does not.
    depacketizer.handle_timeout(deadline);
    assert_eq!(results(&mut depacketizer), [Depacketized::NeedsKeyframe]);
    for packet in &packets[40..] {
        depacketizer.push(deadline, packet.clone());
    }
    let after = units_of(results(&mut depacketizer));
    assert!(after[0].key && after == UNITS[15..], "{}", after.len());
    assert!(before < 15);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the network does, what comes out are pictures that went in, each after the one
    /// that it is decoded with.
    #[test]
    fn no_part_of_a_picture_is_ever_passed_on(
        lost in prop::collection::btree_set(0usize..260, 0..12),
        swapped in prop::collection::vec(0usize..259, 0..20),
        doubled in prop::collection::vec(0usize..260, 0..5),
    ) {
        let mut packets: Vec<_> = packets(&UNITS);
        for at in swapped {
            if at + 1 < packets.len() {
                packets.swap(at, at + 1);
            }
        }
        for at in doubled {
            let again = packets.get(at).cloned();
            packets.extend(again);
        }
        let mut now = Instant::now();
        let mut depacketizer = Depacketizer::default();
        let mut out = Vec::new();
        for (at, packet) in packets.into_iter().enumerate() {
            now += Duration::from_millis(10);
            depacketizer.handle_timeout(now);
            if !lost.contains(&at) {
                depacketizer.push(now, packet);
            }
            out.extend(results(&mut depacketizer));
        }
        depacketizer.handle_timeout(now + Duration::from_secs(1));
        out.extend(results(&mut depacketizer));
        let mut last: Option<usize> = None;
        for unit in units_of(out) {
            let place = UNITS.iter().position(|known| *known == unit);
            prop_assert!(place.is_some(), "a picture that nobody sent, at {:?}", unit.at);
            let place = place.unwrap();
            let follows = last.is_some_and(|last| last + 1 == place);
            prop_assert!(unit.key || follows, "{place} after {last:?}");
            prop_assert!(last.is_none_or(|last| last < place));
            last = Some(place);
        }
    }

    #[test]
    fn rubbish_does_no_harm(
        packets in prop::collection::vec(
            (0u64..40, any::<bool>(), prop::collection::vec(any::<u8>(), 0..60)),
            0..60,
        ),
    ) {
        let mut depacketizer = Depacketizer::default();
        let now = Instant::now();
        for (seq, marker, payload) in packets {
            let at = MediaTime(seq / 3 * 1000);
            let payload = payload.into();
            depacketizer.push(now, VideoPacket { seq, at, marker, payload });
            results(&mut depacketizer);
        }
        depacketizer.handle_timeout(now + Duration::from_secs(9));
    }
}
