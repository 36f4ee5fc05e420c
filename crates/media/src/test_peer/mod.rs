//! A WebRTC client without a socket, for tests of this crate and of whoever drives it.
//!
//! It offers like our web client does, speaks and films by itself in (virtual) time once told to,
//! and keeps what it received. Feed it datagrams and time, send what it gives out:
//!
//! ```
//! use std::time::Instant;
//! use callkit_media::{Pool, test_peer::{PeerConfig, TestPeer}};
//!
//! # #[allow(clippy::disallowed_methods)]
//! # fn main() {
//! let now = Instant::now();
//! let addr = "192.0.2.10:5000".parse().expect("an address");
//! let mut peer = TestPeer::new(PeerConfig::browser(addr, Pool::OneToOne), now);
//! let offer = peer.offer();
//! assert!(offer.contains("m=audio"));
//! # }
//! ```

mod frame;
mod link;
mod log;

pub use frame::{Part, picture_id};
pub use link::Link;
pub use log::{Arrival, Log};

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callkit_protocol::VideoCodec;
use str0m::bwe::BweKind;
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::Codec as RtcCodec;
use str0m::media::{Direction, KeyframeRequestKind, MediaKind, Mid, Pt, Simulcast, SimulcastLayer};
use str0m::net::{DatagramRecv, Protocol, Receive, TcpType};
use str0m::rtp::{ExtensionValues, RedEncoder, RedundantBlock, RtpWrite};
use str0m::{Event, Input, Output, Rtc};

use crate::config::Bitrate;
use crate::control::Pool;
use crate::dtls;

/// How often audio is sent.
const AUDIO_EVERY: Duration = Duration::from_millis(20);
/// The first sequence number: below the first rollover, and soon past it.
const FIRST_SEQ: u64 = 65_000;
/// Bytes of an audio packet: about 32 kbit/s.
const AUDIO_BYTES: usize = 80;

/// What a client is like.
#[derive(Clone, Debug)]
pub struct PeerConfig {
    /// Its address.
    pub addr: SocketAddr,
    /// Reaches the server over TCP instead of UDP.
    pub tcp: bool,
    /// The receive slots it offers.
    pub pool: Pool,
    /// The video codecs it knows, best first.
    pub video: Vec<VideoCodec>,
    /// Offers RED for its audio.
    pub red: bool,
    /// Added to its payload types of Opus and H.264, so that two clients number differently. RED
    /// has one number in str0m: it cannot be had together with this.
    pub shift: u8,
    /// Offers its camera in these simulcast layers.
    pub layers: Vec<&'static str>,
}

impl PeerConfig {
    /// A browser that knows everything.
    pub fn browser(addr: SocketAddr, pool: Pool) -> Self {
        let video = vec![VideoCodec::H264, VideoCodec::Vp8];
        Self {
            addr,
            tcp: false,
            pool,
            video,
            red: true,
            shift: 0,
            layers: Vec::new(),
        }
    }
}

/// What the camera gives.
#[derive(Clone, Copy, Debug)]
pub struct Film {
    /// As what it is sent.
    pub codec: VideoCodec,
    /// Frames a second.
    pub fps: u32,
    /// Bits a second, for all layers together.
    pub bitrate: Bitrate,
}

/// A datagram to the server.
#[derive(Clone, Debug)]
pub struct Departure {
    /// The server's address.
    pub to: SocketAddr,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A WebRTC client.
#[derive(Debug)]
pub struct TestPeer {
    config: PeerConfig,
    rtc: Rtc,
    mids: Vec<Mid>,
    offered: Option<SdpPendingOffer>,
    connected: bool,
    closed: bool,
    wake: Instant,
    departures: VecDeque<Departure>,
    log: Log,
    speech: Option<Speech>,
    camera: Option<Camera>,
    /// What the server said it may send.
    limit: Option<Bitrate>,
    obeys_limit: bool,
    keyframes_asked: usize,
}

#[derive(Debug)]
struct Speech {
    next: Instant,
    seq: u64,
    level: i8,
    before: Option<Vec<u8>>,
}

#[derive(Debug)]
struct Camera {
    film: Film,
    next: Instant,
    frame: u32,
    seq: Vec<u64>,
    key_wanted: bool,
    /// The layers that are sent; all of them if there are none here.
    only: Vec<&'static str>,
}

impl TestPeer {
    /// A client that has not offered yet.
    pub fn new(config: PeerConfig, now: Instant) -> Self {
        let shifted = |pt: u8| Pt::new_with_value(pt + config.shift);
        let mut settings = Rtc::builder()
            .set_crypto_provider(dtls::provider())
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, config.red && config.shift == 0);
        if config.shift > 0 {
            // str0m numbers Opus and RED itself; other numbers need a config of our own.
            let opus = settings.codec_config().params().to_vec();
            settings.codec_config().clear();
            for params in opus {
                let spec = params.spec();
                let (rate, channels) = (spec.clock_rate, spec.channels);
                settings.codec_config().add_config(
                    shifted(111),
                    None,
                    RtcCodec::Opus,
                    rate,
                    channels,
                    spec.format,
                );
            }
        }
        for codec in &config.video {
            match codec {
                VideoCodec::H264 => {
                    let codecs = settings.codec_config();
                    codecs.add_h264(shifted(102), Some(shifted(103)), true, 0x42e01f);
                }
                VideoCodec::Vp8 => settings.codec_config().enable_vp8(true),
            }
        }
        let mut rtc = settings.build(now);
        let builder = str0m::Candidate::builder();
        let candidate = if config.tcp {
            builder
                .tcp()
                .host(config.addr)
                .tcptype(TcpType::Active)
                .build()
        } else {
            builder.udp().host(config.addr).build()
        };
        rtc.add_local_candidate(candidate.expect("a host address"));
        Self {
            config,
            rtc,
            mids: Vec::new(),
            offered: None,
            connected: false,
            closed: false,
            wake: now,
            departures: VecDeque::new(),
            log: Log::default(),
            speech: None,
            camera: None,
            limit: None,
            obeys_limit: true,
            keyframes_asked: 0,
        }
    }

    /// The offer: audio and video both ways, and lines to receive on as the pool has them.
    pub fn offer(&mut self) -> String {
        let mut api = self.rtc.sdp_api();
        if self.mids.is_empty() {
            let layer = |rid: &&str| SimulcastLayer {
                rid: (*rid).into(),
                attributes: None,
            };
            let send: Vec<_> = self.config.layers.iter().map(layer).collect();
            let simulcast = (!send.is_empty()).then(|| Simulcast {
                send,
                recv: Vec::new(),
            });
            let both = Direction::SendRecv;
            self.mids
                .push(api.add_media(MediaKind::Audio, both, None, None, None));
            self.mids
                .push(api.add_media(MediaKind::Video, both, None, None, simulcast));
            let more = self.config.pool.seats() - 1;
            for kind in [MediaKind::Audio, MediaKind::Video] {
                for _ in 0..more {
                    self.mids
                        .push(api.add_media(kind, Direction::RecvOnly, None, None, None));
                }
            }
            let screen = api.add_media(MediaKind::Video, Direction::RecvOnly, None, None, None);
            self.mids.push(screen);
        } else {
            api.ice_restart(true);
        }
        let (offer, pending) = api.apply().expect("there is something to offer");
        self.offered = Some(pending);
        offer.to_sdp_string()
    }

    /// Takes the server's answer.
    ///
    /// # Panics
    ///
    /// When the answer is not one to the last offer: this is a test.
    pub fn answer(&mut self, now: Instant, sdp: &str) {
        let answer = SdpAnswer::from_sdp_string(sdp).expect("the answer is SDP");
        let offered = self.offered.take().expect("an offer is open");
        self.rtc
            .sdp_api()
            .accept_answer(offered, answer)
            .expect("the answer fits the offer");
        self.drain(now);
    }

    /// A datagram from the server.
    pub fn handle(&mut self, now: Instant, from: SocketAddr, bytes: &[u8]) {
        let proto = if self.config.tcp {
            Protocol::Tcp
        } else {
            Protocol::Udp
        };
        let Ok(contents) = DatagramRecv::try_from(bytes) else {
            return;
        };
        let receive = Receive {
            proto,
            source: from,
            destination: self.config.addr,
            contents,
        };
        if self.rtc.handle_input(Input::Receive(now, receive)).is_ok() {
            self.drain(now);
        }
    }

    /// Lets time pass.
    pub fn wake(&mut self, now: Instant) {
        if self.rtc.handle_input(Input::Timeout(now)).is_ok() {
            self.drain(now);
        }
        self.speak(now);
        self.shoot(now);
    }

    /// When to call [`TestPeer::wake`] next.
    pub fn next_wake(&self) -> Instant {
        let speech = self
            .speech
            .as_ref()
            .filter(|_| self.connected)
            .map(|speech| speech.next);
        let camera = self
            .camera
            .as_ref()
            .filter(|_| self.connected)
            .map(|camera| camera.next);
        [speech, camera]
            .into_iter()
            .flatten()
            .fold(self.wake, Instant::min)
    }

    /// The next datagram for the server.
    pub fn poll_departure(&mut self) -> Option<Departure> {
        self.departures.pop_front()
    }

    /// Starts to speak, that loud (0 to -127 dBov), 50 packets a second.
    pub fn start_speaking(&mut self, now: Instant, level: i8) {
        self.speech = Some(Speech {
            next: now,
            seq: FIRST_SEQ,
            level,
            before: None,
        });
    }

    /// Falls silent: sends no more audio.
    pub fn stop_speaking(&mut self) {
        self.speech = None;
    }

    /// Starts the camera. It obeys key-frame requests, and the server's limit.
    pub fn start_filming(&mut self, now: Instant, film: Film) {
        let seq = vec![FIRST_SEQ; self.config.layers.len().max(1)];
        self.camera = Some(Camera {
            film,
            next: now,
            frame: 0,
            seq,
            key_wanted: true,
            only: Vec::new(),
        });
    }

    /// Switches the camera off.
    pub fn stop_filming(&mut self) {
        self.camera = None;
    }

    /// From now on sends these of its layers, as a browser does whose uplink is too small for more.
    pub fn film_only(&mut self, layers: &[&'static str]) {
        if let Some(camera) = self.camera.as_mut() {
            camera.only = layers.to_vec();
        }
    }

    /// From now on films as told, whatever the server says.
    pub fn ignore_limit(&mut self) {
        self.obeys_limit = false;
    }

    /// Asks for a key frame of the i-th video line.
    pub fn ask_keyframe(&mut self, now: Instant, video_line: usize) {
        let mid = self
            .video_mids()
            .nth(video_line)
            .expect("such a line was offered");
        let mut api = self.rtc.direct_api();
        if let Some(stream) = api.stream_rx_by_mid(mid, None) {
            stream.request_keyframe(KeyframeRequestKind::Pli);
        }
        self.drain(now);
    }

    /// Closes the connection in good order.
    pub fn close(&mut self, now: Instant) {
        self.rtc.close().expect("closing works");
        self.drain(now);
    }

    /// ICE and DTLS are up.
    pub fn is_connected(&self) -> bool {
        self.connected
    }

    /// The server closed the connection.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Its address.
    pub fn addr(&self) -> SocketAddr {
        self.config.addr
    }

    /// What arrived.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Forgets what arrived.
    pub fn clear_log(&mut self) {
        self.log = Log::default();
    }

    /// Times the server asked for a key frame.
    pub fn keyframes_asked(&self) -> usize {
        self.keyframes_asked
    }

    /// What the server last said it may send.
    pub fn limit(&self) -> Option<Bitrate> {
        self.limit
    }

    /// Packets sent until now: audio, and video.
    pub fn sent(&self) -> (u64, u64) {
        let audio = self
            .speech
            .as_ref()
            .map_or(0, |speech| speech.seq - FIRST_SEQ);
        let video = self
            .camera
            .as_ref()
            .map_or(0, |c| c.seq.iter().map(|seq| seq - FIRST_SEQ).sum());
        (audio, video)
    }

    fn speak(&mut self, now: Instant) {
        let Some(speech) = self.speech.as_mut().filter(|speech| speech.next <= now) else {
            return;
        };
        if !self.connected {
            speech.next = now + AUDIO_EVERY;
            return;
        }
        speech.next += AUDIO_EVERY;
        speech.seq += 1;
        let mut sound = speech.seq.to_be_bytes().to_vec();
        sound.resize(AUDIO_BYTES, 0x5a);
        let extensions = ExtensionValues {
            audio_level: Some(speech.level),
            voice_activity: Some(true),
            ..ExtensionValues::default()
        };
        let (seq, before) = (speech.seq, speech.before.replace(sound.clone()));
        let mid = self.mids[0];
        let params = self.rtc.codec_config().params().iter();
        let mut opus = params
            .filter(|p| p.spec().codec == RtcCodec::Opus)
            .map(|p| (p.pt(), p.red()));
        let Some((opus, red)) = opus.next() else {
            return;
        };
        let (pt, payload) = match (red, before) {
            (Some(red), before) => {
                let block = |payload: Vec<u8>| RedundantBlock {
                    pt: *opus,
                    timestamp_offset: 960,
                    payload,
                };
                let blocks: Vec<_> = before.map(block).into_iter().collect();
                (red, RedEncoder::encode(*opus, &sound, &blocks))
            }
            (None, _) => (opus, sound),
        };
        let write = RtpWrite::new(pt, seq.into(), seq as u32 * 960, now, payload);
        self.write(now, mid, None, write.ext_vals(extensions));
    }

    fn shoot(&mut self, now: Instant) {
        let Some(camera) = self.camera.as_mut().filter(|camera| camera.next <= now) else {
            return;
        };
        if !self.connected {
            camera.next = now + AUDIO_EVERY;
            return;
        }
        let film = camera.film;
        camera.next += Duration::from_secs(1) / film.fps;
        camera.frame += 1;
        let key = std::mem::take(&mut camera.key_wanted);
        let frame = camera.frame;
        let allowed = self
            .limit
            .filter(|_| self.obeys_limit)
            .map_or(film.bitrate, |limit| limit.min(film.bitrate));
        // A key frame is larger, as a real one is.
        let size = allowed.0 as usize / 8 / film.fps as usize * if key { 4 } else { 1 };
        let params = self.rtc.codec_config().params().iter();
        let wanted = match film.codec {
            VideoCodec::H264 => RtcCodec::H264,
            VideoCodec::Vp8 => RtcCodec::Vp8,
        };
        let pt = params
            .filter(|p| p.spec().codec == wanted)
            .map(|p| p.pt())
            .next();
        let pt = pt.expect("the film's codec was offered");
        let mid = self.mids[1];
        let layers = self.config.layers.clone();
        let only = camera.only.clone();
        for layer in 0..layers.len().max(1) {
            let left_out = |rid| !only.is_empty() && !only.contains(rid);
            if layers.get(layer).is_some_and(left_out) {
                continue;
            }
            // Each layer is twice as large as the one before.
            let share = (1 << layer) as f64 / ((1 << layers.len().max(1)) - 1) as f64;
            let packets = frame::packetize(film.codec, frame, key, (size as f64 * share) as usize);
            let last = packets.len() - 1;
            for (at, payload) in packets.into_iter().enumerate() {
                let Some(camera) = self.camera.as_mut() else {
                    return;
                };
                camera.seq[layer] += 1;
                let seq = camera.seq[layer];
                let time = frame.wrapping_mul(90_000 / film.fps);
                let write = RtpWrite::new(pt, seq.into(), time, now, payload)
                    .marker(at == last)
                    .nackable(true);
                self.write(now, mid, layers.get(layer).copied(), write);
            }
        }
    }

    fn write(&mut self, now: Instant, mid: Mid, layer: Option<&str>, write: RtpWrite) {
        let mut api = self.rtc.direct_api();
        if let Some(stream) = api.stream_tx_by_mid(mid, layer.map(Into::into)) {
            stream.write_rtp(write);
        }
        self.drain(now);
    }

    fn video_mids(&self) -> impl Iterator<Item = Mid> + '_ {
        self.mids.iter().copied().filter(|mid| {
            self.rtc
                .media(*mid)
                .is_some_and(|media| media.kind() == MediaKind::Video)
        })
    }

    fn drain(&mut self, now: Instant) {
        for _ in 0..100 {
            match self.poll(now) {
                Some(at) if at > now => {
                    self.wake = at.min(now + Duration::from_secs(1));
                    return;
                }
                Some(_) if self.rtc.handle_input(Input::Timeout(now)).is_ok() => {}
                Some(_) | None => break,
            }
        }
        self.wake = now + Duration::from_millis(1);
    }

    fn poll(&mut self, now: Instant) -> Option<Instant> {
        loop {
            match self.rtc.poll_output().ok()? {
                Output::Timeout(at) => return Some(at),
                Output::Transmit(transmit) => {
                    let (to, bytes) = (transmit.destination, transmit.contents.into());
                    self.departures.push_back(Departure { to, bytes });
                }
                Output::Event(event) => self.note(now, event),
            }
        }
    }

    // The client's library knows many events; a test looks at these.
    #[allow(clippy::wildcard_enum_match_arm)]
    fn note(&mut self, now: Instant, event: Event) {
        match event {
            Event::Connected => self.connected = true,
            Event::Closed => self.closed = true,
            Event::KeyframeRequest(_) => {
                self.keyframes_asked += 1;
                if let Some(camera) = self.camera.as_mut() {
                    camera.key_wanted = true;
                }
            }
            Event::EgressBitrateEstimate(BweKind::Remb { estimate, .. }) => {
                self.limit = Some(Bitrate(estimate.as_u64()));
            }
            Event::RtpPacket(packet) => {
                let pt = packet.header.payload_type;
                let ssrc = packet.header.ssrc;
                let params = self.rtc.codec_config().params().iter();
                let params = params
                    .copied()
                    .find(|p| p.pt() == pt || p.red() == Some(pt));
                let mut api = self.rtc.direct_api();
                let mid = api.stream_rx(&ssrc).map(|stream| stream.mid());
                let line = mid.and_then(|mid| self.mids.iter().position(|known| *known == mid));
                if let (Some(line), Some(params)) = (line, params) {
                    self.log.push(now, line, &params, packet);
                }
            }
            _ => {}
        }
    }
}
