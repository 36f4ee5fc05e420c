//! An hour of a call between devices whose clocks run apart: lips and voice stay together, and
//! nothing waits longer at the end than at the beginning.
//!
//! Every ten seconds there is a clap: a key frame, and three loud frames of sound. Where they come
//! out, and when, is what is looked at.

use std::time::{Duration, UNIX_EPOCH};

use callkit_live::audio::{AAC_FRAME, AacToOpus, uniform};
use callkit_live::bridge::Output;
use callkit_live::h264::Packetizer;
use callkit_media::{BridgedCodec, BridgedPacket, Client, SenderReport};

use super::support::{Call, Phone, is_key_frame, packets, picture, tags};
use callkit_live::audio::{AacFrame, AacReader};
use callkit_live::{Tag, TagKind};

const MINUTES: u64 = 60;
const CLAP_EVERY: u64 = 10_000_000;
const CLAP_LASTS: u64 = 60_000;

/// Sound may be this far from its picture, in milliseconds.
const APART: i64 = 80;

/// Louder than this is a clap.
const LOUD: i8 = -40;

/// True time, in microseconds, as a clock shows it that is wrong by so many parts in a million.
fn shown(micros: u64, ppm: i64) -> u64 {
    let micros = micros as i64;
    (micros + micros * ppm / 1_000_000) as u64
}

/// The time that a clock is right at when it shows this.
fn truly(shown: u64, ppm: i64) -> u64 {
    (shown as i64 - shown as i64 * ppm / 1_000_000) as u64
}

fn is_clap(micros: u64) -> bool {
    micros > CLAP_EVERY / 2 && micros % CLAP_EVERY < CLAP_LASTS
}

/// What somebody sends, in the order of true time: when, on which line, and the how manieth there.
fn events(due: impl Fn(usize, u64) -> u64) -> impl Iterator<Item = (u64, usize, u64)> {
    let mut next = [0u64; 2];
    std::iter::from_fn(move || {
        let line = usize::from(due(SOUND, next[SOUND]) < due(PICTURE, next[PICTURE]));
        let nth = next[line];
        next[line] += 1;
        Some((due(line, nth), line, nth))
    })
    .take_while(|(at, ..)| *at < MINUTES * 60_000_000)
}

const PICTURE: usize = 0;
const SOUND: usize = 1;

/// Claps as they came out: when they were to be seen and heard, in milliseconds on the receiver's
/// timeline, and how long after the clap they came.
#[derive(Default)]
struct Claps {
    seen: Vec<i64>,
    heard: Vec<i64>,
    delays: Vec<i64>,
}

impl Claps {
    fn saw(&mut self, millis: i64) {
        if self.seen.last().is_none_or(|last| millis - last > 5_000) {
            self.seen.push(millis);
        }
    }

    fn heard(&mut self, at: u64, millis: i64) {
        if self.heard.last().is_none_or(|last| millis - last > 5_000) {
            self.heard.push(millis);
            self.delays.push((at % CLAP_EVERY) as i64 / 1000);
        }
    }

    fn check(&self) {
        let count = (MINUTES * 60_000_000 / CLAP_EVERY - 1) as usize;
        assert_eq!((self.seen.len(), self.heard.len()), (count, count));
        let pairs = self.seen.iter().zip(&self.heard);
        let lags: Vec<i64> = pairs.map(|(seen, heard)| heard - seen).collect();
        let worst = lags.iter().map(|lag| lag.abs()).max();
        assert!(worst <= Some(APART), "{lags:?}");
        let mean = |part: &[i64]| part.iter().sum::<i64>() / part.len() as i64;
        let tenth = count / 10;
        let grown = mean(&lags[count - tenth..]) - mean(&lags[..tenth]);
        assert!(grown.abs() <= 20, "sound and picture drift by {grown} ms");
        let grown = mean(&self.delays[count - tenth..]) - mean(&self.delays[..tenth]);
        assert!(grown.abs() <= 20, "the delay grows by {grown} ms");
    }
}

/// Follows a count that wraps.
#[derive(Default)]
struct Unwrap(Option<i64>);

impl Unwrap {
    fn of(&mut self, time: u32) -> i64 {
        let known = self.0.unwrap_or(i64::from(time));
        let time = known + i64::from(time.wrapping_sub(known as u32) as i32);
        self.0 = Some(time);
        time
    }
}

/// What reaches a room, from the packets of a phone.
#[derive(Default)]
struct Room {
    claps: Claps,
    picture: Unwrap,
    sound: Unwrap,
}

impl Room {
    fn receive<'a>(&mut self, at: u64, packets: impl Iterator<Item = &'a BridgedPacket>) {
        /// The packet of parameter sets that comes before a key frame.
        const STAP_A: u8 = 24;
        for packet in packets {
            match packet.codec {
                BridgedCodec::H264 => {
                    let millis = self.picture.of(packet.time) / 90;
                    if packet.payload[0] & 0x1f == STAP_A && at > CLAP_EVERY / 2 {
                        self.claps.saw(millis);
                    }
                }
                BridgedCodec::Opus => {
                    let millis = self.sound.of(packet.time) / 48;
                    if packet.level.is_some_and(|level| level > LOUD) {
                        self.claps.heard(at, millis);
                    }
                }
            }
        }
    }
}

/// What reaches a player.
struct Player {
    claps: Claps,
    reader: AacReader,
    /// Whether the form of the sound is known.
    told: bool,
    /// Says how loud it is, for all frames of one player have about the same size.
    ear: AacToOpus,
}

impl Player {
    fn new() -> Self {
        Self {
            claps: Claps::default(),
            reader: AacReader::default(),
            told: false,
            ear: AacToOpus::new(uniform()).unwrap(),
        }
    }

    fn receive<'a>(&mut self, at: u64, tags: impl Iterator<Item = &'a Tag>) {
        for tag in tags {
            if is_key_frame(tag) && at > CLAP_EVERY / 2 {
                self.claps.saw(i64::from(tag.timestamp));
            }
            // Listening all the time would take longer than all else together.
            let expected = at % CLAP_EVERY < 1_500_000;
            if tag.kind != TagKind::Audio || (self.told && !expected) {
                continue;
            }
            self.told = true;
            if let Some(frame) = self.reader.read(tag.timestamp, &tag.body).unwrap() {
                self.ear.push(&frame).unwrap();
            }
            while let Some(frame) = self.ear.poll() {
                if frame.level > LOUD {
                    self.claps.heard(at, frame.time as i64 / 48);
                }
            }
        }
    }
}

/// A phone whose microphone runs at `sound` parts in a million beside the truth, and whose clock,
/// which makes its timestamps, at `clock`.
fn a_phone_speaks(sound: i64, clock: i64) {
    let mut call = Call::of(&[
        ("alice", Client::Bridged),
        ("bob", Client::WebRtc),
        ("carol", Client::Bridged),
    ]);
    let pusher = call.publish(Duration::ZERO, "alice").unwrap();
    let player = call.play(Duration::ZERO, "carol", "alice").unwrap();
    let alice = call.leg("alice");
    let mut phone = Phone::new();
    for tag in phone.headers() {
        call.tag(Duration::ZERO, pusher, tag);
    }
    let (mut room, mut played) = (Room::default(), Player::new());
    let due = |line, nth| match line {
        PICTURE => nth * 66_667,
        _ => truly(nth * AAC_FRAME as u64 * 1_000_000 / 48_000, sound),
    };
    for (at, line, nth) in events(due) {
        let stamp = shown(at, clock) / 1000;
        let tag = match line {
            PICTURE => {
                let first = is_clap(at) && !is_clap(at.saturating_sub(66_667));
                phone.picture(stamp, nth == 0 || first)
            }
            _ => phone.sound(stamp, is_clap(at)),
        };
        let outputs: Vec<Output> = call.tag(Duration::from_micros(at), pusher, tag);
        room.receive(at, packets(&outputs, &alice));
        played.receive(at, tags(&outputs, player));
    }
    room.claps.check();
    played.claps.check();
}

#[test]
fn an_hour_of_a_phone_whose_microphone_is_fast_and_whose_clock_is_slow() {
    a_phone_speaks(200, -200);
}

/// Opus of a moment of silence and of a moment of a tone.
fn spoken() -> [std::sync::Arc<[u8]>; 2] {
    let phone = Phone::new();
    [false, true].map(|loud| {
        let mut reader = AacReader::default();
        let header = callkit_live::audio::sequence_header(uniform());
        reader.read(0, &header).unwrap();
        let mut made = AacToOpus::new(uniform()).unwrap();
        for nth in 0..12 {
            let tag = phone.sound(nth * 21, loud);
            let frame: AacFrame = reader.read(tag.timestamp, &tag.body).unwrap().unwrap();
            made.push(&frame).unwrap();
        }
        let frames: Vec<_> = std::iter::from_fn(|| made.poll()).collect();
        frames[7].payload[..].into()
    })
}

/// A browser whose sound runs at `sound` parts in a million beside the truth, its picture at
/// `picture`, and its own clock, of which its reports speak, at `clock`.
fn a_browser_speaks(sound: i64, picture_clock: i64, clock: i64) {
    let mut call = Call::of(&[("alice", Client::Bridged), ("bob", Client::WebRtc)]);
    let player = call.play(Duration::ZERO, "alice", "bob").unwrap();
    let spoken = spoken();
    let mut packetizer = Packetizer::default();
    let mut played = Player::new();
    let ticks = |at: u64, rate: u64, ppm: i64| (shown(at, ppm) * rate / 1_000_000) as u32;
    let report = |at: u64, rate: u64, ppm: i64| {
        // One each five seconds.
        let reported = at / 5_000_000 * 5_000_000;
        (at > 2_000_000).then(|| SenderReport {
            wall: UNIX_EPOCH
                + Duration::from_micros(1_700_000_000_000_000 + shown(reported, clock)),
            time: ticks(reported, rate, ppm),
        })
    };
    let every = [66_667, 20_000];
    for (at, line, nth) in events(|line, nth| nth * every[line]) {
        let mut send = Vec::new();
        match line {
            PICTURE => {
                let first = is_clap(at) && !is_clap(at.saturating_sub(66_667));
                let time = ticks(at, 90_000, picture_clock);
                let report = report(at, 90_000, picture_clock);
                let unit = picture(nth == 0 || first);
                send.extend(
                    packetizer
                        .packetize_at(&unit, time)
                        .into_iter()
                        .map(|packet| BridgedPacket {
                            codec: BridgedCodec::H264,
                            stream: 2,
                            seq: packet.seq,
                            time,
                            marker: packet.marker,
                            payload: packet.payload,
                            level: None,
                            report,
                        }),
                );
            }
            _ => send.push(BridgedPacket {
                codec: BridgedCodec::Opus,
                stream: 1,
                seq: nth,
                time: ticks(at, 48_000, sound),
                marker: false,
                payload: spoken[usize::from(is_clap(at))].clone(),
                level: None,
                report: report(at, 48_000, sound),
            }),
        }
        for packet in send {
            let outputs = call.packet(Duration::from_micros(at), "bob", packet);
            played.receive(at, tags(&outputs, player));
        }
    }
    played.claps.check();
}

#[test]
fn an_hour_of_a_browser_whose_clock_is_fast_and_whose_sound_is_slow() {
    a_browser_speaks(-200, 200, 200);
}
