//! The one module that knows str0m: one WebRTC connection, the side that offers.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callkit_protocol::{Pool, VideoCodec};
use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::{Codec, CodecExtra};
use str0m::media::{Direction, KeyframeRequestKind, MediaData, MediaKind, MediaTime, Mid};
use str0m::net::{DatagramRecv, Protocol, Receive, TcpType};
use str0m::{Candidate, Event, IceConnectionState, Input, Output, Rtc, RtcError};

use super::transport::Wire;
use crate::error::MediaError;
use crate::sink::FrameInfo;

/// Between two looks at loss and round trip, and so between two reports.
const STATS_INTERVAL: Duration = Duration::from_secs(2);

/// Times that one drain wakes a connection that wants to be woken at once. Higher: more patience,
/// and a connection that wants it for ever takes more of a core.
const SPIN_CAP: usize = 100;

/// What is not louder is no voice, in dB below full scale.
const QUIET: i8 = -50;

/// One connection.
#[derive(Debug)]
pub(crate) struct Peer {
    rtc: Rtc,
    pending: Option<SdpPendingOffer>,
    /// The lines on which sound can be received, by seat.
    audio: Vec<Mid>,
    /// The lines on which pictures can be received, by seat; the one after the last seat is a screen.
    video: Vec<Mid>,
}

/// A way on which the server can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RemoteCandidate {
    pub(crate) wire: Wire,
    pub(crate) addr: SocketAddr,
}

/// What comes out of a connection.
#[derive(Debug)]
pub(crate) enum PeerOutput {
    Transmit {
        wire: Wire,
        local: SocketAddr,
        remote: SocketAddr,
        bytes: Vec<u8>,
    },
    Connected,
    Closed,
    /// Whether packets get through, after [`PeerOutput::Connected`].
    Path {
        is_up: bool,
    },
    Audio {
        seat: usize,
        seq: u64,
        data: std::sync::Arc<[u8]>,
    },
    Video {
        seat: usize,
        frame: FrameInfo,
        data: std::sync::Arc<[u8]>,
    },
    KeyframeWanted,
    Link(LinkStats),
}

/// What str0m measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum LinkStats {
    /// Of the whole connection: round trip, and loss of what this side sends, 0 to 1.
    Up {
        rtt: Option<Duration>,
        loss: Option<f32>,
    },
    /// Of what is received: loss, 0 to 1.
    Down { loss: Option<f32> },
}

impl Peer {
    /// A connection, and the offer for it.
    pub(crate) fn offer(
        pool: Pool,
        codec: Option<VideoCodec>,
        now: Instant,
    ) -> Result<(Self, String), MediaError> {
        let mut config = Rtc::builder()
            .clear_codecs()
            .enable_opus(true, false)
            .set_stats_interval(Some(STATS_INTERVAL));
        if codec != Some(VideoCodec::Vp8) {
            config
                .codec_config()
                .add_h264(108.into(), Some(109.into()), true, 0x42e01f);
        }
        let config = config.enable_vp8(codec != Some(VideoCodec::H264));
        let mut rtc = config.build(now);

        let mut lines = rtc.sdp_api();
        let mut line = |kind, direction| lines.add_media(kind, direction, None, None, None);
        let mut audio = vec![line(MediaKind::Audio, Direction::SendRecv)];
        let mut video = vec![line(MediaKind::Video, Direction::SendRecv)];
        for _ in 1..pool.seats() {
            audio.push(line(MediaKind::Audio, Direction::RecvOnly));
        }
        for _ in 1..pool.seats() {
            video.push(line(MediaKind::Video, Direction::RecvOnly));
        }
        // A screen.
        video.push(line(MediaKind::Video, Direction::RecvOnly));
        let Some((offer, pending)) = lines.apply() else {
            return Err(MediaError::Local("no offer could be made".to_owned()));
        };
        let peer = Self {
            rtc,
            pending: Some(pending),
            audio,
            video,
        };
        Ok((peer, offer.to_sdp_string()))
    }

    /// Takes the answer; where the server can be reached. Drain afterwards.
    pub(crate) fn answer(&mut self, sdp: &str) -> Result<Vec<RemoteCandidate>, MediaError> {
        let bad = |error: String| MediaError::BadAnswer(error);
        let pending = self
            .pending
            .take()
            .ok_or_else(|| bad("a second answer".to_owned()))?;
        let answer = SdpAnswer::from_sdp_string(sdp).map_err(|error| bad(error.to_string()))?;
        let accepted = self.rtc.sdp_api().accept_answer(pending, answer);
        accepted.map_err(|error| bad(error.to_string()))?;
        Ok(candidates(sdp))
    }

    /// A socket of this side. Drain afterwards.
    pub(crate) fn add_local(&mut self, wire: Wire, addr: SocketAddr) -> Result<(), MediaError> {
        let candidate = match wire {
            Wire::Udp => Candidate::builder().udp().host(addr).build(),
            Wire::Tcp => Candidate::builder()
                .tcp()
                .host(addr)
                .tcptype(TcpType::Active)
                .build(),
        };
        let candidate = candidate.map_err(|error| MediaError::Local(error.to_string()))?;
        self.rtc.add_local_candidate(candidate);
        Ok(())
    }

    /// A packet arrived. What str0m does not like about it is the sender's problem. Drain afterwards.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        wire: Wire,
        local: SocketAddr,
        remote: SocketAddr,
        bytes: &[u8],
    ) {
        let Ok(contents) = DatagramRecv::try_from(bytes) else {
            return;
        };
        let proto = match wire {
            Wire::Udp => Protocol::Udp,
            Wire::Tcp => Protocol::Tcp,
        };
        let receive = Receive {
            proto,
            source: remote,
            destination: local,
            contents,
        };
        if let Err(error) = self.rtc.handle_input(Input::Receive(now, receive)) {
            tracing::debug!(%error, "a packet is refused");
        }
    }

    /// Sends 20 ms of sound, `time` in samples at 48 kHz and `level` in dB below full scale. Drain
    /// afterwards.
    pub(crate) fn send_audio(&mut self, now: Instant, time: u64, packet: &[u8], level: i8) -> bool {
        let time = MediaTime::new(time, str0m::media::Frequency::FORTY_EIGHT_KHZ);
        self.write(self.audio[0], Codec::Opus, now, time, packet, Some(level))
    }

    /// Sends a frame, `time` in units of 1/90000 s. Drain afterwards.
    pub(crate) fn send_video(
        &mut self,
        now: Instant,
        codec: VideoCodec,
        time: u64,
        frame: &[u8],
    ) -> bool {
        let codec = match codec {
            VideoCodec::H264 => Codec::H264,
            VideoCodec::Vp8 => Codec::Vp8,
        };
        self.write(
            self.video[0],
            codec,
            now,
            MediaTime::from_90khz(time),
            frame,
            None,
        )
    }

    /// Asks for a key frame in a seat (PLI, RFC 4585, section 6.3.1). Drain afterwards.
    pub(crate) fn request_keyframe(&mut self, seat: usize) {
        let Some(mid) = self.video.get(seat).copied() else {
            return;
        };
        let Some(mut writer) = self.rtc.writer(mid) else {
            return;
        };
        if let Err(error) = writer.request_keyframe(None, KeyframeRequestKind::Pli) {
            tracing::debug!(%error, "no key frame can be asked for");
        }
    }

    /// Begins to close: the goodbye comes out of the next drain.
    pub(crate) fn close(&mut self) {
        if let Err(error) = self.rtc.close() {
            tracing::debug!(%error, "closing a media connection");
        }
    }

    /// Takes everything that is ready. The result is when to do so next.
    pub(crate) fn drain(
        &mut self,
        now: Instant,
        out: &mut Vec<PeerOutput>,
    ) -> Result<Instant, MediaError> {
        let local = |error: RtcError| MediaError::Local(error.to_string());
        for _ in 0..SPIN_CAP {
            let at = loop {
                match self.rtc.poll_output().map_err(local)? {
                    Output::Timeout(at) => break at,
                    Output::Transmit(transmit) => out.push(PeerOutput::Transmit {
                        wire: match transmit.proto {
                            Protocol::Udp => Wire::Udp,
                            Protocol::Tcp | Protocol::SslTcp | Protocol::Tls => Wire::Tcp,
                        },
                        local: transmit.source,
                        remote: transmit.destination,
                        bytes: transmit.contents.into(),
                    }),
                    Output::Event(event) => out.extend(self.event(event)),
                }
            };
            if at > now {
                return Ok(at);
            }
            self.rtc.handle_input(Input::Timeout(now)).map_err(local)?;
        }
        Ok(now + Duration::from_millis(1))
    }

    fn write(
        &mut self,
        mid: Mid,
        codec: Codec,
        now: Instant,
        time: MediaTime,
        data: &[u8],
        level: Option<i8>,
    ) -> bool {
        let Some(mut writer) = self.rtc.writer(mid) else {
            return false;
        };
        if let Some(level) = level {
            writer = writer.audio_level(level, level > QUIET);
        }
        let params = writer
            .payload_params()
            .find(|params| params.spec().codec == codec);
        let Some(pt) = params.map(|params| params.pt()) else {
            return false;
        };
        match writer.write(pt, now, time, data) {
            Ok(()) => true,
            Err(error) => {
                tracing::debug!(%error, "media cannot be sent");
                false
            }
        }
    }

    // str0m's enum is open: what this engine has no use for is left alone.
    #[allow(clippy::wildcard_enum_match_arm)]
    fn event(&self, event: Event) -> Option<PeerOutput> {
        match event {
            Event::Connected => Some(PeerOutput::Connected),
            Event::Closed => Some(PeerOutput::Closed),
            Event::KeyframeRequest(_) => Some(PeerOutput::KeyframeWanted),
            Event::MediaData(data) => self.media(data),
            Event::PeerStats(stats) => Some(PeerOutput::Link(LinkStats::Up {
                rtt: stats.rtt,
                loss: stats.egress_loss_fraction,
            })),
            Event::MediaIngressStats(stats) => {
                Some(PeerOutput::Link(LinkStats::Down { loss: stats.loss }))
            }
            Event::IceConnectionStateChange(state) => match state {
                IceConnectionState::Connected | IceConnectionState::Completed => {
                    Some(PeerOutput::Path { is_up: true })
                }
                IceConnectionState::Disconnected => Some(PeerOutput::Path { is_up: false }),
                IceConnectionState::New | IceConnectionState::Checking => None,
            },
            _ => None,
        }
    }

    fn media(&self, data: MediaData) -> Option<PeerOutput> {
        let seat_in = |lines: &[Mid]| lines.iter().position(|mid| *mid == data.mid);
        if let Some(seat) = seat_in(&self.audio) {
            let seq = **data.seq_range.start();
            return Some(PeerOutput::Audio {
                seat,
                seq,
                data: data.data,
            });
        }
        let seat = seat_in(&self.video)?;
        let frame = FrameInfo {
            is_key: is_key(&data.codec_extra),
            contiguous: data.contiguous,
        };
        Some(PeerOutput::Video {
            seat,
            frame,
            data: data.data,
        })
    }
}

// str0m's enum is open.
#[allow(clippy::wildcard_enum_match_arm)]
fn is_key(extra: &CodecExtra) -> bool {
    match extra {
        CodecExtra::H264(extra) => extra.is_keyframe,
        CodecExtra::Vp8(extra) => extra.is_keyframe,
        _ => false,
    }
}

/// Where the server can be reached, each way once: every line of a bundle may repeat it.
fn candidates(sdp: &str) -> Vec<RemoteCandidate> {
    let mut found = Vec::new();
    for line in sdp.lines() {
        let Some(text) = line.strip_prefix("a=candidate:") else {
            continue;
        };
        let Ok(candidate) = Candidate::from_sdp_string(&format!("candidate:{text}")) else {
            continue;
        };
        let wire = match candidate.proto() {
            Protocol::Udp => Wire::Udp,
            Protocol::Tcp => Wire::Tcp,
            Protocol::SslTcp | Protocol::Tls => continue,
        };
        let candidate = RemoteCandidate {
            wire,
            addr: candidate.addr(),
        };
        if !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(sdp: &str) -> Vec<String> {
        let sections = sdp.split("\r\nm=").skip(1);
        sections
            .map(|section| {
                let kind = section.split(' ').next().unwrap_or_default();
                let direction = ["sendrecv", "recvonly"]
                    .into_iter()
                    .find(|direction| section.contains(&format!("\r\na={direction}")));
                format!("{kind} {}", direction.unwrap_or("none"))
            })
            .collect()
    }

    #[test]
    fn the_offer_has_the_lines_that_the_protocol_asks_for_in_this_order() {
        let offer = |pool| Peer::offer(pool, None, Instant::now()).expect("an offer").1;
        let own = ["audio sendrecv", "video sendrecv"];
        let one = lines(&offer(Pool::OneToOne));
        assert_eq!(one[..2], own);
        assert_eq!(one[2..], ["video recvonly"], "the screen's");
        let group = lines(&offer(Pool::Group));
        assert_eq!(group[..2], own);
        assert_eq!(group[2..9], ["audio recvonly"; 7]);
        assert_eq!(
            group[9..],
            ["video recvonly"; 8],
            "seven seats' and the screen's"
        );
    }

    #[test]
    fn the_codecs_offered_are_those_asked_for_with_resending() {
        let offer = |codec| {
            Peer::offer(Pool::OneToOne, codec, Instant::now())
                .expect("an offer")
                .1
        };
        let both = offer(None);
        assert!(
            both.contains("profile-level-id=42e01f") && both.contains("VP8/90000"),
            "{both}"
        );
        assert!(
            both.contains("packetization-mode=1") && both.contains("rtx/90000"),
            "{both}"
        );
        assert!(both.contains("useinbandfec=1"), "{both}");
        assert!(!offer(Some(VideoCodec::H264)).contains("VP8"));
        assert!(!offer(Some(VideoCodec::Vp8)).contains("H264"));
    }

    #[test]
    fn candidates_are_found_once_each() {
        let sdp = "v=0\r\nm=audio 9\r\n\
            a=candidate:1 1 udp 2130706431 192.0.2.7 8443 typ host\r\n\
            a=candidate:2 1 tcp 1671430143 192.0.2.7 8444 typ host tcptype passive\r\n\
            a=candidate:rubbish\r\n\
            m=video 9\r\na=candidate:1 1 udp 2130706431 192.0.2.7 8443 typ host\r\n";
        let addr = |text: &str| text.parse().expect("address");
        let expected = [
            RemoteCandidate {
                wire: Wire::Udp,
                addr: addr("192.0.2.7:8443"),
            },
            RemoteCandidate {
                wire: Wire::Tcp,
                addr: addr("192.0.2.7:8444"),
            },
        ];
        assert_eq!(candidates(sdp), expected);
    }

    #[test]
    fn rubbish_for_an_answer_is_an_error() {
        let (mut peer, _) = Peer::offer(Pool::OneToOne, None, Instant::now()).expect("an offer");
        assert!(matches!(
            peer.answer("hello"),
            Err(MediaError::BadAnswer(_))
        ));
    }
}
