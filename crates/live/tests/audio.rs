//! Voices over the bridge: the tone that goes in comes out, at its time, whatever the clocks do.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::f64::consts::TAU;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use callkit_live::audio::{
    AacFrame, AacReader, AacToOpus, AacToUniform, AudioConfig, Channels, OpusFrame, OpusPacket,
    OpusToAac, raw_frame, sequence_header, silent_frame, uniform,
};
use callkit_live::{MediaTime, Tag, TagKind, flv};
use proptest::prelude::*;

const SECOND: u64 = 1_000_000;

/// What ffmpeg makes of a tone of 440 Hz, as FLV.
fn tone(rate: u32, channels: u32, seconds: u32) -> (AudioConfig, Vec<AacFrame>) {
    let source = format!("sine=frequency=440:sample_rate={rate}:duration={seconds}");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", &source])
        .args(["-af", "volume=4", "-ac", &channels.to_string()])
        .args(["-c:a", "aac", "-b:a", "64k", "-f", "flv", "-"])
        .stdin(Stdio::null())
        .output()
        .expect("make test installs ffmpeg");
    assert!(made.status.success());
    let mut demuxer = flv::Reader::default();
    demuxer.feed(&made.stdout);
    let mut reader = AacReader::default();
    let mut frames = Vec::new();
    while let Some(tag) = demuxer.next_tag().unwrap() {
        if tag.kind == TagKind::Audio {
            frames.extend(reader.read(tag.timestamp, &tag.body).unwrap());
        }
    }
    (reader.config().unwrap(), frames)
}

/// How much of a tone is in the samples, of all that is in them: 0 to 1.
fn share(samples: &[f32], rate: f64, frequency: f64) -> f64 {
    let (mut re, mut im, mut energy) = (0.0, 0.0, 0.0);
    for (n, sample) in samples.iter().enumerate() {
        let (sin, cos) = (TAU * frequency * n as f64 / rate).sin_cos();
        re += f64::from(*sample) * cos;
        im += f64::from(*sample) * sin;
        energy += f64::from(*sample).powi(2);
    }
    2.0 * (re * re + im * im) / (samples.len() as f64 * energy.max(1e-9))
}

fn to_opus(config: AudioConfig, frames: &[AacFrame]) -> Vec<OpusFrame> {
    let mut transcoder = AacToOpus::new(config).unwrap();
    let mut made = Vec::new();
    for frame in frames {
        transcoder.push(frame).unwrap();
        made.extend(std::iter::from_fn(|| transcoder.poll()));
    }
    made
}

fn decode(frames: &[OpusFrame]) -> Vec<f32> {
    let mut decoder = opus::Decoder::new(48_000, opus::Channels::Mono).unwrap();
    let mut samples = Vec::new();
    for frame in frames {
        let mut decoded = [0.0; 960];
        let count = decoder
            .decode_float(&frame.payload, &mut decoded, false)
            .unwrap();
        assert_eq!(count, 960);
        samples.extend(decoded);
    }
    samples
}

#[test]
fn a_phone_s_tone_reaches_browsers_at_every_rate() {
    for (rate, channels) in [
        (16_000, 1),
        (44_100, 1),
        (48_000, 1),
        (44_100, 2),
        (48_000, 2),
    ] {
        let (config, frames) = tone(rate, channels, 2);
        assert_eq!(config.sample_rate(), rate);
        assert_eq!(config.channels().count(), channels as usize);
        let made = to_opus(config, &frames);
        assert!((96..=106).contains(&made.len()), "{} of {rate}", made.len());
        let times = made.windows(2).map(|pair| pair[1].time - pair[0].time);
        assert!(times.into_iter().all(|step| step == 960));
        assert!(made.iter().skip(10).take(70).all(|frame| frame.level > -20));
        let samples = decode(&made[20..80]);
        let found = share(&samples[4800..], 48_000.0, 440.0);
        assert!(found > 0.9, "{found} at {rate} Hz, {channels} channels");
        assert!(share(&samples[4800..], 48_000.0, 660.0) < 0.05);
    }
}

#[test]
fn a_phone_s_tone_reaches_phones_in_one_form_and_at_its_time() {
    for (rate, channels) in [(16_000, 1), (44_100, 2), (32_000, 1), (48_000, 2)] {
        let (config, frames) = tone(rate, channels, 4);
        let mut unifier = AacToUniform::new(config).unwrap();
        let mut made = Vec::new();
        for frame in &frames {
            unifier.push(frame).unwrap();
            made.extend(std::iter::from_fn(|| unifier.poll()));
        }
        let samples = decoded_by_ffmpeg(uniform(), &made);
        let share = share(&samples[24_000..96_000], 48_000.0, 440.0);
        assert!(share > 0.95, "{rate} Hz, {channels} channels: {share}");
        let ends = |frames: &[AacFrame]| frames.last().unwrap().at.0 as i64;
        let off = ends(&frames) - ends(&made);
        assert!((0..100_000).contains(&off), "{rate} Hz: {off} µs");
    }
}

#[test]
fn a_broken_frame_is_a_moment_of_silence() {
    let (config, mut frames) = tone(48_000, 1, 1);
    frames[10].payload = frames[10].payload.slice(..20);
    let mut transcoder = AacToOpus::new(config).unwrap();
    for frame in &frames {
        transcoder.push(frame).unwrap();
    }
    assert_eq!(transcoder.concealed(), 1);
    assert!(std::iter::from_fn(|| transcoder.poll()).count() > 45);
}

#[test]
fn silence_is_understood_at_every_rate_by_ours_and_by_ffmpeg() {
    for rate in [16_000, 44_100, 48_000] {
        for channels in [Channels::Mono, Channels::Stereo] {
            let config = AudioConfig::new(rate, channels).unwrap();
            let frames: Vec<_> = (0..50u64)
                .map(|n| AacFrame {
                    at: MediaTime(n * 1024 * SECOND / u64::from(rate)),
                    payload: silent_frame(channels),
                })
                .collect();
            let mut transcoder = AacToOpus::new(config).unwrap();
            frames
                .iter()
                .for_each(|frame| transcoder.push(frame).unwrap());
            assert_eq!(transcoder.concealed(), 0);
            assert_eq!(transcoder.poll().unwrap().level, -127);
            let samples = decoded_by_ffmpeg(config, &frames);
            assert_eq!(samples.len(), 50 * 1024 * channels.count());
            assert!(samples.iter().all(|sample| *sample == 0.0));
        }
    }
}

/// What ffmpeg hears in AAC frames, having complained of nothing.
fn decoded_by_ffmpeg(config: AudioConfig, frames: &[AacFrame]) -> Vec<f32> {
    let tracks = flv::Tracks {
        audio: true,
        video: false,
    };
    let mut file = flv::header(tracks).to_vec();
    let mut put = |timestamp, body| {
        let kind = TagKind::Audio;
        file.extend(flv::tag(&Tag {
            kind,
            timestamp,
            body,
        }));
    };
    put(0, sequence_header(config));
    for frame in frames {
        put(frame.at.as_millis() as u32, raw_frame(frame));
    }
    let mut ffmpeg = Command::new("ffmpeg")
        .args(["-v", "error", "-xerror", "-f", "flv", "-i", "-"])
        .args(["-f", "f32le", "-c:a", "pcm_f32le", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("make test installs ffmpeg");
    let mut stdin = ffmpeg.stdin.take().unwrap();
    let writing = std::thread::spawn(move || stdin.write_all(&file).unwrap());
    let output = ffmpeg.wait_with_output().unwrap();
    writing.join().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaints.is_empty(),
        "{complaints}"
    );
    let samples = output.stdout.chunks_exact(4);
    samples
        .map(|b| f32::from_le_bytes(b.try_into().unwrap()))
        .collect()
}

/// A browser that speaks a tone of 440 Hz, 20 ms a packet.
fn spoken(packets: u64) -> Vec<OpusPacket> {
    let mut encoder =
        opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip).unwrap();
    encoder.set_inband_fec(true).unwrap();
    encoder.set_packet_loss_perc(20).unwrap();
    let packet = |n: u64| {
        let wave = (0..960).map(|k| {
            let at = (n * 960 + k) as f64 / 48_000.0;
            ((TAU * 440.0 * at).sin() * 0.3) as f32
        });
        let wave: Vec<f32> = wave.collect();
        OpusPacket {
            seq: 1000 + n,
            at: MediaTime(10 * SECOND + n * 20_000),
            payload: encoder.encode_vec_float(&wave, 1275).unwrap().into(),
        }
    };
    (0..packets).map(packet).collect()
}

/// Hands over packets at their times and lets time pass between them.
fn listen(packets: impl IntoIterator<Item = (Duration, OpusPacket)>) -> Vec<AacFrame> {
    let start = Instant::now();
    let mut transcoder = OpusToAac::new().unwrap();
    let mut made = Vec::new();
    for (at, packet) in packets {
        let now = start + at;
        while let Some(due) = transcoder.deadline().filter(|due| *due <= now) {
            transcoder.handle_timeout(due).unwrap();
        }
        transcoder.push(now, packet).unwrap();
        made.extend(std::iter::from_fn(|| transcoder.poll()));
    }
    made
}

fn at_its_time(packets: Vec<OpusPacket>) -> impl Iterator<Item = (Duration, OpusPacket)> {
    packets.into_iter().map(|packet| {
        let at = Duration::from_micros(packet.at.0 - 10 * SECOND);
        (at, packet)
    })
}

#[test]
fn a_browser_s_tone_reaches_phones_at_its_time() {
    let made = listen(at_its_time(spoken(150)));
    assert_eq!(made.len(), 140);
    for (n, frame) in made.iter().enumerate() {
        let expected = 10 * SECOND + n as u64 * 1024 * SECOND / 48_000 - 33_333;
        assert!(frame.at.0.abs_diff(expected) < 10, "{n}: {:?}", frame.at);
    }
    let samples = decoded_by_ffmpeg(uniform(), &made);
    let middle = &samples[20_000..120_000];
    assert!(share(middle, 48_000.0, 440.0) > 0.95);
    assert!(share(middle, 48_000.0, 660.0) < 0.01);

    // The moment in which the tone begins is where its timestamp says: 6.5 ms of Opus's own
    // look-ahead later than it was spoken.
    let begins = samples
        .iter()
        .position(|sample| sample.abs() > 0.05)
        .unwrap();
    let heard = made[0].at.0 as i64 + begins as i64 * 1_000_000 / 48_000 - 10_000_000;
    assert!((0..15_000).contains(&heard), "{heard} µs");
}

#[test]
fn a_lost_packet_is_made_up_from_the_next_and_a_late_one_is_waited_for() {
    let mut packets: Vec<_> = at_its_time(spoken(100)).collect();
    packets.remove(70);
    packets.remove(50);
    // Late by 30 ms: behind the one that follows it.
    packets[30].0 += Duration::from_millis(30);
    packets.swap(30, 31);
    let made = listen(packets);
    assert_eq!(made.len(), 93);
    let samples = decoded_by_ffmpeg(uniform(), &made);
    let found = share(&samples[20_000..80_000], 48_000.0, 440.0);
    assert!(found > 0.9, "{found}");
}

#[test]
fn who_is_muted_is_silent_in_real_time_and_heard_again_at_once() {
    let packets = at_its_time(spoken(200)).filter(|(at, _)| {
        let at = at.as_millis();
        !(1000..3000).contains(&at)
    });
    // A sender that stops and goes on counts on without a hole.
    let packets = packets.enumerate().map(|(n, (at, packet))| {
        let seq = 1000 + n as u64;
        (at, OpusPacket { seq, ..packet })
    });
    let made = listen(packets);
    let gaps = made.windows(2).map(|pair| pair[1].at.0 - pair[0].at.0);
    assert!(gaps.into_iter().all(|gap| (20_000..80_000).contains(&gap)));
    assert!((180..=188).contains(&made.len()), "{}", made.len());
    let samples = decoded_by_ffmpeg(uniform(), &made);
    let quiet = &samples[60_000..130_000];
    assert!(quiet.iter().all(|sample| sample.abs() < 0.01));
    assert!(share(&samples[150_000..180_000], 48_000.0, 440.0) > 0.9);
}

/// The largest distance between a frame's time and the truth, over the second half of so many
/// minutes in which the phone's samples run at `ppm` beside its timestamps.
fn worst_to_opus(minutes: u64, ppm: i64) -> i64 {
    let config = AudioConfig::new(48_000, Channels::Mono).unwrap();
    let mut transcoder = AacToOpus::new(config).unwrap();
    let payload = silent_frame(Channels::Mono);
    let frames = minutes * 60 * 48_000 / 1024;
    let (mut made, mut worst) = (0u64, 0);
    for n in 0..frames {
        let true_micros = n as i64 * 1024 * 1_000_000 / 48_000;
        let stamped = (true_micros - true_micros * ppm / 1_000_000) / 1000;
        let at = MediaTime::from_millis(stamped as u64);
        let payload = payload.clone();
        transcoder.push(&AacFrame { at, payload }).unwrap();
        while let Some(frame) = transcoder.poll() {
            made += 1;
            // What has been given out by the time this frame came in.
            let out = frame.time as i64 * 1_000_000 / 48_000;
            if n > frames / 2 {
                worst = worst.max((out - at.0 as i64).abs());
            }
        }
    }
    let expected = (minutes * 60 * 50) as i64;
    assert!((made as i64 - expected).abs() < 50 + expected * 300 / 1_000_000);
    worst
}

#[test]
fn an_hour_of_clocks_that_run_apart_moves_no_voice() {
    for ppm in [200, -200] {
        let worst = worst_to_opus(60, ppm);
        assert!(worst < 45_000, "{worst} µs at {ppm} ppm");
    }
}

#[test]
fn an_hour_from_a_browser_whose_clock_runs_apart_moves_no_voice() {
    let speech = spoken(1).remove(0).payload;
    for ppm in [200i64, -200] {
        let start = Instant::now();
        let mut transcoder = OpusToAac::new().unwrap();
        let mut worst = 0;
        for n in 0..60 * 60 * 50u64 {
            let true_micros = n as i64 * 20_000;
            let at = 10_000_000 + true_micros + true_micros * ppm / 1_000_000;
            let packet = OpusPacket {
                seq: n,
                at: MediaTime(at as u64),
                payload: speech.clone(),
            };
            let now = start + Duration::from_micros(true_micros as u64);
            transcoder.push(now, packet).unwrap();
            while let Some(frame) = transcoder.poll() {
                if n > 60 * 60 * 25 {
                    worst = worst.max((frame.at.0 as i64 - at).abs());
                }
            }
        }
        // One frame of each codec, and the encoder's own delay.
        assert!(worst < 80_000, "{worst} µs at {ppm} ppm");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_packets_do_any_harm(
        packets in prop::collection::vec(
            (0u64..200, 0u64..2_000_000, prop::collection::vec(any::<u8>(), 0..60)),
            0..60,
        ),
    ) {
        let mut transcoder = OpusToAac::new().unwrap();
        let start = Instant::now();
        for (n, (seq, at, payload)) in packets.into_iter().enumerate() {
            let now = start + Duration::from_millis(n as u64 * 20);
            transcoder.handle_timeout(now).unwrap();
            let packet = OpusPacket { seq, at: MediaTime(at), payload: payload.into() };
            transcoder.push(now, packet).unwrap();
            prop_assert!(std::iter::from_fn(|| transcoder.poll()).count() < 400);
        }
    }

    #[test]
    fn no_frames_do_any_harm(
        frames in prop::collection::vec(
            (0u64..20_000_000, prop::collection::vec(any::<u8>(), 1..60)),
            0..40,
        ),
        rate in prop_oneof![Just(16_000), Just(44_100), Just(48_000)],
    ) {
        let config = AudioConfig::new(rate, Channels::Stereo).unwrap();
        let mut transcoder = AacToOpus::new(config).unwrap();
        let mut last = None;
        for (at, payload) in frames {
            let frame = AacFrame { at: MediaTime(at), payload: payload.into() };
            transcoder.push(&frame).unwrap();
            while let Some(made) = transcoder.poll() {
                prop_assert!(last.is_none_or(|last| made.time > last));
                last = Some(made.time);
            }
        }
    }
}
