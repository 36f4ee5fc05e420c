//! What is sent, and when.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callkit_protocol::VideoCodec;

use crate::config::{AudioSource, MediaConfig, VideoSource};
use crate::error::MediaError;
use crate::source::{FRAME_SAMPLES, Frame, Picture, Playback, Tone, filler, tone};

/// From one audio packet to the next.
const PACKET_INTERVAL: Duration = Duration::from_millis(20);

/// How late a packet may be and still be sent. After a longer halt of the process the time between
/// is passed over. Higher: a burst after a halt; lower: holes where a busy machine was late.
const LATE: Duration = Duration::from_millis(200);

/// Packets that an echo holds at most, 20 ms each. Higher: more comes back after a halt; lower: holes.
const ECHO_HOLDS: usize = 10;

/// Silence, in dB below full scale (RFC 6464).
const SILENT: i8 = -127;

/// What is to be sent at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sending {
    pub(crate) audio: bool,
    pub(crate) video: Option<VideoOrder>,
}

/// How video is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VideoOrder {
    pub(crate) codec: VideoCodec,
    pub(crate) max_kbps: u32,
}

/// Something whose time has come.
#[derive(Debug)]
pub(crate) enum Due {
    /// An Opus packet, at this time in samples, and how loud it is in dB below full scale.
    Audio {
        time: u64,
        packet: Vec<u8>,
        level: i8,
    },
    /// A frame, at this time in 1/90000 s.
    Video {
        codec: VideoCodec,
        time: u64,
        data: Arc<[u8]>,
    },
}

/// The sources and their clocks.
#[derive(Debug)]
pub(crate) struct Sender {
    began: Instant,
    voice: Option<Voice>,
    video: VideoSource,
    sending: Sending,
    /// When the next audio packet is due, and its time in samples.
    audio_due: Instant,
    audio_time: u64,
    film: Option<Film>,
}

/// What is heard.
#[derive(Debug)]
enum Voice {
    Tone(Tone),
    Echo(VecDeque<Vec<u8>>),
    Filler,
}

impl Voice {
    /// The next packet; only an echo may have none.
    fn next_packet(&mut self, now: Instant) -> Result<Option<Vec<u8>>, MediaError> {
        match self {
            Self::Tone(tone) => {
                let packet = tone.next_packet();
                packet
                    .map(Some)
                    .map_err(|error| MediaError::Local(error.to_string()))
            }
            Self::Echo(heard) => Ok(heard.pop_front()),
            Self::Filler => Ok(Some(filler::packet(now))),
        }
    }

    /// Nothing comes before something is heard.
    fn is_waiting(&self) -> bool {
        match self {
            Self::Echo(heard) => heard.is_empty(),
            Self::Tone(_) | Self::Filler => false,
        }
    }

    fn level(&self) -> i8 {
        match self {
            // What is echoed is not decoded; it is taken to be a tone, too.
            Self::Tone(_) | Self::Echo(_) => tone::LEVEL,
            Self::Filler => SILENT,
        }
    }
}

/// A picture that is being sent.
#[derive(Debug)]
struct Film {
    reel: Reel,
    due: Instant,
}

#[derive(Debug)]
enum Reel {
    Playback { playback: Playback, budget: Budget },
    Filler,
}

impl Reel {
    fn interval(&self) -> Duration {
        match self {
            Self::Playback { playback, .. } => playback.interval(),
            Self::Filler => filler::FRAME_INTERVAL,
        }
    }

    /// The next frame, if it is to be sent.
    fn next_frame(
        &mut self,
        now: Instant,
        time: Instant,
        max_kbps: u32,
    ) -> Option<(VideoCodec, Arc<[u8]>)> {
        match self {
            Self::Playback { playback, budget } => {
                let codec = playback.codec();
                let frame = playback.next_frame();
                let allowed = budget.allows(time, max_kbps, frame);
                allowed.then(|| (codec, Arc::clone(&frame.data)))
            }
            Self::Filler => Some((VideoCodec::H264, filler::frame(now))),
        }
    }
}

/// Keeps a picture that was encoded beforehand below a bitrate: what is over it is left out up to the
/// next key frame, which always goes.
#[derive(Debug)]
struct Budget {
    second: Instant,
    bytes: u64,
    skipping: bool,
}

impl Sender {
    pub(crate) fn new(config: &MediaConfig, now: Instant) -> Result<Self, MediaError> {
        let voice = match config.audio {
            AudioSource::None => None,
            AudioSource::Tone { hz } => {
                let tone = Tone::new(hz).map_err(|error| MediaError::Local(error.to_string()))?;
                Some(Voice::Tone(tone))
            }
            AudioSource::Echo => Some(Voice::Echo(VecDeque::new())),
            AudioSource::Filler => Some(Voice::Filler),
        };
        Ok(Self {
            began: now,
            voice,
            video: config.video.clone(),
            sending: Sending::default(),
            audio_due: now,
            audio_time: 0,
            film: None,
        })
    }

    /// What is to be sent from now on.
    pub(crate) fn set(&mut self, now: Instant, sending: Sending) {
        let before = std::mem::replace(&mut self.sending, sending);
        if sending.audio && !before.audio {
            // A clock that stood still goes on from now, and the receiver sees a pause.
            self.catch_up(now, Duration::ZERO);
        }
        let codec = |sending: Sending| sending.video.map(|order| order.codec);
        if codec(sending) != codec(before) {
            let reel = codec(sending).and_then(|codec| reel(&self.video, codec, now));
            self.film = reel.map(|reel| Film { reel, due: now });
        }
    }

    /// What somebody says, for an echo.
    pub(crate) fn heard(&mut self, now: Instant, seat: usize, packet: &[u8]) {
        if let Some(Voice::Echo(heard)) = &mut self.voice
            && seat == 0
            && self.sending.audio
            && heard.len() < ECHO_HOLDS
        {
            // What was heard is due when it is heard, not by a clock of its own.
            self.audio_due = now;
            heard.push_back(packet.to_vec());
        }
    }

    /// Somebody needs a key frame.
    pub(crate) fn keyframe_wanted(&mut self) {
        if let Some(Film {
            reel: Reel::Playback { playback, .. },
            ..
        }) = &mut self.film
        {
            playback.skip_to_key();
        }
    }

    /// When something is due next.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let speaks = self.voice.as_ref().is_some_and(|voice| !voice.is_waiting());
        let audio = (self.sending.audio && speaks).then_some(self.audio_due);
        let video = self.film.as_ref().map(|film| film.due);
        audio.into_iter().chain(video).min()
    }

    /// What is due at `now`, one thing at a time.
    pub(crate) fn next_due(&mut self, now: Instant) -> Result<Option<Due>, MediaError> {
        if self.sending.audio && self.voice.is_some() && self.audio_due <= now {
            self.catch_up(now, LATE);
            if let Some(voice) = &mut self.voice
                && let Some(packet) = voice.next_packet(now)?
            {
                let (time, level) = (self.audio_time, voice.level());
                self.audio_time += u64::from(FRAME_SAMPLES);
                self.audio_due += PACKET_INTERVAL;
                return Ok(Some(Due::Audio {
                    time,
                    packet,
                    level,
                }));
            }
        }
        let (Some(film), Some(order)) = (&mut self.film, self.sending.video) else {
            return Ok(None);
        };
        while film.due <= now {
            let time = film.due;
            film.due += film.reel.interval();
            if film.due + LATE < now {
                film.due = now;
            }
            if let Some((codec, data)) = film.reel.next_frame(now, time, order.max_kbps) {
                let since = time.duration_since(self.began).as_micros();
                // 90 ticks a millisecond; 64 bits of them last for six million years.
                let time = u64::try_from(since * 9 / 100).unwrap_or(u64::MAX);
                return Ok(Some(Due::Video { codec, time, data }));
            }
        }
        Ok(None)
    }

    /// Passes over audio that is later than `late`.
    fn catch_up(&mut self, now: Instant, late: Duration) {
        while self.audio_due + PACKET_INTERVAL + late <= now {
            self.audio_due += PACKET_INTERVAL;
            self.audio_time += u64::from(FRAME_SAMPLES);
        }
    }
}

impl Budget {
    fn allows(&mut self, now: Instant, max_kbps: u32, frame: &Frame) -> bool {
        if now.duration_since(self.second) >= Duration::from_secs(1) {
            (self.second, self.bytes) = (now, 0);
        }
        let size = frame.data.len() as u64;
        let fits = (self.bytes + size) * 8 <= u64::from(max_kbps) * 1000;
        self.skipping = !frame.is_key && (self.skipping || !fits);
        if !self.skipping {
            self.bytes += size;
        }
        !self.skipping
    }
}

fn reel(source: &VideoSource, codec: VideoCodec, now: Instant) -> Option<Reel> {
    let playback = match source {
        VideoSource::Filler => return (codec == VideoCodec::H264).then_some(Reel::Filler),
        VideoSource::None => None,
        VideoSource::Test => Some(Playback::new(Picture::test(codec))),
        VideoSource::Picture(picture) if picture.codec() == codec => {
            Some(Playback::new(Arc::clone(picture)))
        }
        VideoSource::Picture(picture) => {
            tracing::warn!(has = ?picture.codec(), wanted = ?codec, "the picture has another codec");
            None
        }
    };
    let budget = Budget {
        second: now,
        bytes: 0,
        skipping: false,
    };
    playback.map(|playback| Reel::Playback { playback, budget })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: VideoOrder = VideoOrder {
        codec: VideoCodec::Vp8,
        max_kbps: 1500,
    };

    fn sender() -> (Sender, Instant) {
        let now = Instant::now();
        let config = MediaConfig {
            audio: AudioSource::Tone { hz: 440.0 },
            video: VideoSource::Test,
            ..MediaConfig::default()
        };
        (Sender::new(&config, now).expect("sender"), now)
    }

    fn run(sender: &mut Sender, from: Instant, span: Duration) -> (Vec<u64>, Vec<u64>, u64) {
        let (mut audio, mut video, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut now = from;
        while let Some(at) = sender.deadline().filter(|at| *at < from + span) {
            now = now.max(at);
            match sender.next_due(now).expect("encodes") {
                Some(Due::Audio { time, .. }) => audio.push(time),
                Some(Due::Video { time, data, .. }) => {
                    video.push(time);
                    bytes += data.len() as u64;
                }
                None => {}
            }
        }
        (audio, video, bytes)
    }

    #[test]
    fn fifty_packets_and_fifteen_frames_a_second_with_even_times() {
        let (mut sender, now) = sender();
        sender.set(
            now,
            Sending {
                audio: true,
                video: Some(ORDER),
            },
        );
        let (audio, video, _) = run(&mut sender, now, Duration::from_millis(1999));
        assert_eq!((audio.len(), video.len()), (100, 30));
        assert!(audio.windows(2).all(|pair| pair[1] - pair[0] == 960));
        assert!(
            video
                .windows(2)
                .all(|pair| (5999..=6001).contains(&(pair[1] - pair[0])))
        );
    }

    #[test]
    fn what_is_switched_off_is_not_sent_and_its_clock_goes_on() {
        let (mut sender, now) = sender();
        assert_eq!(sender.deadline(), None);
        sender.set(
            now,
            Sending {
                audio: true,
                video: None,
            },
        );
        let second = Duration::from_secs(1);
        assert_eq!(run(&mut sender, now, second).0.len(), 50);
        sender.set(now + second, Sending::default());
        assert_eq!(sender.deadline(), None);
        sender.set(
            now + second * 3,
            Sending {
                audio: true,
                video: None,
            },
        );
        let (audio, _, _) = run(&mut sender, now + second * 3, second);
        assert_eq!(audio.len(), 50);
        assert_eq!(audio[0], 48_000 * 3);
    }

    #[test]
    fn an_echo_gives_back_what_the_first_of_the_others_says_and_is_silent_otherwise() {
        let now = Instant::now();
        let config = MediaConfig {
            audio: AudioSource::Echo,
            ..MediaConfig::default()
        };
        let mut sender = Sender::new(&config, now).expect("sender");
        let sending = Sending {
            audio: true,
            video: None,
        };
        sender.set(now, sending);
        assert_eq!(sender.deadline(), None);
        for packet in [b"one", b"two"] {
            sender.heard(now, 0, packet);
        }
        sender.heard(now, 1, b"somebody else");
        let mut said = Vec::new();
        while sender.deadline().is_some_and(|at| at <= now + LATE) {
            if let Some(Due::Audio { packet, .. }) = sender.next_due(now + LATE).expect("echoes") {
                said.push(packet);
            }
        }
        assert_eq!(said, [b"one", b"two"]);
    }

    #[test]
    fn after_a_halt_there_is_no_burst() {
        let (mut sender, now) = sender();
        sender.set(
            now,
            Sending {
                audio: true,
                video: Some(ORDER),
            },
        );
        let late = now + Duration::from_secs(60);
        let mut sent = 0;
        while sender.deadline().is_some_and(|at| at <= late) {
            sent += usize::from(sender.next_due(late).expect("encodes").is_some());
        }
        assert!(sent < 20, "{sent}");
    }

    #[test]
    fn video_stays_below_its_bitrate_and_begins_again_with_a_key_frame() {
        let (mut sender, now) = sender();
        let order = VideoOrder {
            max_kbps: 60,
            ..ORDER
        };
        sender.set(
            now,
            Sending {
                audio: false,
                video: Some(order),
            },
        );
        let (_, video, bytes) = run(&mut sender, now, Duration::from_secs(10));
        // Key frames go in any case, so that the bound is soft.
        assert!(bytes * 8 < 100_000 * 10, "{bytes}");
        assert!((10..140).contains(&video.len()), "{}", video.len());
    }
}
