//! The one module that knows str0m.
//!
//! A [`Peer`] is one connection. Every call into str0m is caught if it panics: the peer is then of
//! no further use, its leg ends, and the worker goes on (an `Rtc` shares nothing with another).
//! After each change a peer must be drained before the next one, which [`Peer::drain`] does.

mod line;
mod offer;
mod payload;

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use callkit_protocol::VideoCodec;
use str0m::bwe::{Bitrate as RtcBitrate, BweKind};
use str0m::media::{KeyframeRequestKind, MediaKind, Mid};
use str0m::net::{DatagramRecv, Protocol, Receive, TcpType};
use str0m::rtp::{Extension, ExtensionMap, ExtensionValues, RtpPacket, RtpWrite};
use str0m::{Event, IceCreds, Input, Output, Rtc};

use crate::bridge::SenderReport;
use crate::config::{Bitrate, CandidateKind, WorkerConfig};
use crate::demux::{Route, RouteKind};
use crate::dtls;
use crate::packet::{Codec, Forwarded, MediaPacket};
use crate::repair::{RESEND_SHARE, Repair};
use crate::stats::{self, Totals};

use line::{Format, codec};
pub(crate) use line::{Line, LineKind};
pub(crate) use offer::Offer;
pub(crate) use payload::{begins_keyframe, patch, pictures};
pub(crate) use str0m::media::Rid as LayerId;

/// Times that one drain wakes a peer that wants to be woken at once. A peer whose round trip is
/// near zero may want that for ever. Higher: more patience, and one peer can hold up the others.
const SPIN_CAP: usize = 100;

/// How long a peer that reached the cap must wait.
const SPIN_PAUSE: Duration = Duration::from_millis(1);

/// Outputs of one drain after which a peer is taken for broken.
const OUTPUT_CAP: usize = 20_000;

/// One connection.
pub(crate) struct Peer {
    rtc: Box<Rtc>,
    lines: Vec<Line>,
    totals: Totals,
    repair: Repair,
}

/// Why a peer cannot go on, or did not take an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PeerError {
    /// str0m panicked.
    Panicked,
    /// str0m refused; the text is its reason.
    Refused(String),
}

/// What comes out of a peer.
#[derive(Debug)]
pub(crate) enum PeerOutput {
    Transmit(Route, Vec<u8>),
    Connected,
    Closed,
    Media(MediaPacket),
    /// The client misses a picture on this line.
    KeyframeWanted {
        line: usize,
    },
    Estimate(Bitrate),
}

impl Peer {
    /// A connection that waits for its offer.
    pub(crate) fn new(config: &WorkerConfig, now: Instant) -> Result<Self, PeerError> {
        caught(|| {
            let credentials = prefixed(config, IceCreds::new());
            let mut settings = Rtc::builder()
                .set_crypto_provider(dtls::provider())
                .set_dtls_cert(config.certificate.to_str0m())
                .set_local_ice_credentials(credentials)
                .set_ice_lite(true)
                .set_rtp_mode(true)
                .set_extension_map(extensions())
                .set_stats_interval(Some(stats::INTERVAL))
                .enable_bwe(Some(RtcBitrate::bps(config.limits.start.0)))
                .clear_codecs()
                .enable_opus(true, true);
            // The order of the answer: H.264 first, because a mini program knows nothing else.
            settings
                .codec_config()
                .add_h264(108.into(), Some(109.into()), true, 0x42e01f);
            let mut rtc = settings.enable_vp8(true).build(now);
            for candidate in &config.candidates {
                let builder = str0m::Candidate::builder();
                let candidate = match candidate.kind {
                    CandidateKind::Udp => builder.udp().host(candidate.addr).build(),
                    CandidateKind::Tcp => builder
                        .tcp()
                        .host(candidate.addr)
                        .tcptype(TcpType::Passive)
                        .build(),
                };
                match candidate {
                    Ok(candidate) => drop(rtc.add_local_candidate(candidate).is_some()),
                    Err(error) => tracing::error!(%error, "unusable media address"),
                }
            }
            Self {
                rtc: Box::new(rtc),
                lines: Vec::new(),
                totals: Totals::default(),
                repair: Repair::default(),
            }
        })
    }

    /// Takes an offer and gives the answer as str0m words it. Drain afterwards.
    ///
    /// After an error the peer may be half changed; [`Peer::is_alive`] says whether it can go on.
    pub(crate) fn accept(
        &mut self,
        config: &WorkerConfig,
        offer: Offer,
    ) -> Result<String, PeerError> {
        let mids = offer.mids;
        let answer = caught(|| self.rtc.sdp_api().accept_offer(offer.sdp))?;
        let answer = answer.map_err(|error| PeerError::Refused(error.to_string()))?;
        let answer = caught(|| self.keep_prefix(config, answer.to_sdp_string()))?;
        caught(|| self.read_lines(&mids))?;
        Ok(answer)
    }

    /// The name by which STUN addresses this peer.
    pub(crate) fn ufrag(&mut self) -> String {
        self.rtc.direct_api().local_ice_credentials().ufrag
    }

    pub(crate) fn is_alive(&self) -> bool {
        self.rtc.is_alive()
    }

    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    pub(crate) fn repair(&self) -> &Repair {
        &self.repair
    }

    /// Whether this STUN message carries this peer's password (RFC 8489, 9.1).
    pub(crate) fn verifies(&self, now: Instant, route: &Route, bytes: &[u8]) -> bool {
        let Ok(receive) = receive(route, bytes) else {
            return false;
        };
        catch_unwind(AssertUnwindSafe(|| {
            self.rtc.accepts(&Input::Receive(now, receive))
        }))
        .unwrap_or(false)
    }

    /// A datagram for this peer. What str0m does not like about it is the sender's problem unless
    /// it ended the connection. Drain afterwards.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        route: &Route,
        bytes: &[u8],
    ) -> Result<(), PeerError> {
        let Ok(receive) = receive(route, bytes) else {
            return Ok(());
        };
        let result = caught(|| self.rtc.handle_input(Input::Receive(now, receive)))?;
        if let Err(error) = result {
            tracing::debug!(%error, "datagram refused");
        }
        Ok(())
    }

    /// Its time has come. Drain afterwards.
    pub(crate) fn wake(&mut self, now: Instant) -> Result<(), PeerError> {
        let result = caught(|| self.rtc.handle_input(Input::Timeout(now)))?;
        result.map_err(|error| PeerError::Refused(error.to_string()))
    }

    /// Sends a media packet. Drain afterwards.
    pub(crate) fn send(&mut self, now: Instant, packet: Forwarded) -> Result<(), PeerError> {
        let Some(line) = self.lines.get(packet.line) else {
            return Ok(());
        };
        let Some(pt) = line.payload_type(packet.codec, packet.red) else {
            return Ok(());
        };
        let (mid, nackable) = (line.mid, line.kind == LineKind::Video);
        caught(|| {
            // Only what means the same on both connections is carried over; mid, rid, transport
            // sequence and send time belong to one of them.
            let extensions = ExtensionValues {
                audio_level: packet.level,
                voice_activity: packet.voice,
                ..ExtensionValues::default()
            };
            let patch = packet
                .pictures
                .and_then(|pictures| patch(&packet.payload, pictures));
            let mut write = RtpWrite::new(pt, packet.seq.into(), packet.time, now, packet.payload)
                .marker(packet.marker)
                .nackable(nackable)
                .ext_vals(extensions);
            if let Some(patch) = patch {
                write = write.vp8_patch(patch);
            }
            if let Some(stream) = self.rtc.direct_api().stream_tx_by_mid(mid, None) {
                stream.write_rtp(write);
            }
        })
    }

    /// Asks the client for a key frame (PLI). Drain afterwards. False when it sends no such stream.
    pub(crate) fn request_keyframe(
        &mut self,
        line: usize,
        layer: Option<LayerId>,
    ) -> Result<bool, PeerError> {
        let Some(mid) = self.lines.get(line).map(|line| line.mid) else {
            return Ok(false);
        };
        caught(|| {
            let mut api = self.rtc.direct_api();
            let Some(stream) = api.stream_rx_by_mid(mid, layer) else {
                return false;
            };
            stream.request_keyframe(KeyframeRequestKind::Pli);
            true
        })
    }

    /// Tells the client how much it may send (REMB). Drain afterwards.
    pub(crate) fn limit_sender(
        &mut self,
        line: usize,
        layer: Option<LayerId>,
        limit: Bitrate,
    ) -> Result<(), PeerError> {
        let Some(mid) = self.lines.get(line).map(|line| line.mid) else {
            return Ok(());
        };
        caught(|| {
            if let Some(stream) = self.rtc.direct_api().stream_rx_by_mid(mid, layer) {
                stream.request_remb(RtcBitrate::bps(limit.0));
            }
        })
    }

    /// How much is worth finding room for towards the client.
    pub(crate) fn wish(&mut self, desired: Bitrate) -> Result<(), PeerError> {
        caught(|| {
            self.rtc
                .bwe()
                .set_bitrate(RtcBitrate::ZERO, RtcBitrate::bps(desired.0))
        })
    }

    /// Begins to close: the goodbye comes out of the next drain.
    pub(crate) fn close(&mut self) {
        if let Ok(Err(error)) = caught(|| self.rtc.close()) {
            tracing::debug!(%error, "closing a connection");
        }
    }

    /// Takes everything that is ready; the result is when to wake the peer next, and whether it
    /// had to be stopped because it wanted to be woken for ever.
    pub(crate) fn drain(
        &mut self,
        now: Instant,
        out: &mut Vec<PeerOutput>,
    ) -> Result<Drained, PeerError> {
        for _ in 0..SPIN_CAP {
            let at = self.poll_until_timeout(out)?;
            if at > now {
                return Ok(Drained {
                    wake: at,
                    spun: false,
                });
            }
            self.wake(now)?;
        }
        tracing::debug!(reason = ?self.rtc.last_timeout_reason(), "a connection spins");
        Ok(Drained {
            wake: now + SPIN_PAUSE,
            spun: true,
        })
    }

    fn poll_until_timeout(&mut self, out: &mut Vec<PeerOutput>) -> Result<Instant, PeerError> {
        for _ in 0..OUTPUT_CAP {
            let output = caught(|| self.rtc.poll_output())?;
            match output.map_err(|error| PeerError::Refused(error.to_string()))? {
                Output::Timeout(at) => return Ok(at),
                Output::Transmit(transmit) => {
                    let kind = match transmit.proto {
                        Protocol::Udp => RouteKind::Udp,
                        Protocol::Tcp | Protocol::SslTcp | Protocol::Tls => RouteKind::Tcp,
                    };
                    let (candidate, remote) = (transmit.source, transmit.destination);
                    let route = Route {
                        kind,
                        candidate,
                        remote,
                    };
                    out.push(PeerOutput::Transmit(route, transmit.contents.into()));
                }
                Output::Event(event) => self.handle_event(event, out),
            }
        }
        Err(PeerError::Refused("endless output".to_owned()))
    }

    // str0m's enum is open: what this server has no use for is left alone.
    #[allow(clippy::wildcard_enum_match_arm)]
    fn handle_event(&mut self, event: Event, out: &mut Vec<PeerOutput>) {
        match event {
            Event::Connected => out.push(PeerOutput::Connected),
            Event::Closed => out.push(PeerOutput::Closed),
            Event::RtpPacket(packet) => out.extend(self.media(packet).map(PeerOutput::Media)),
            Event::KeyframeRequest(request) => {
                let line = self.lines.iter().position(|line| line.mid == request.mid);
                out.extend(line.map(|line| PeerOutput::KeyframeWanted { line }));
            }
            Event::EgressBitrateEstimate(BweKind::Twcc { estimate, .. }) => {
                let estimate = Bitrate(estimate.as_u64());
                self.totals.estimate = Some(estimate);
                out.push(PeerOutput::Estimate(estimate));
            }
            Event::PeerStats(stats) => {
                self.totals.up_bytes = stats.bytes_rx;
                self.totals.down_bytes = stats.bytes_tx;
                self.totals.up_loss = stats.ingress_loss_fraction;
                self.totals.down_loss = stats.egress_loss_fraction;
                if let Some(loss) = stats.egress_loss_fraction {
                    self.repair.lost(loss);
                }
                if let Some(rtt) = stats.rtt {
                    self.measured(rtt);
                    self.totals.rtt = Some(rtt);
                }
                self.totals.up_packets = 0;
                self.totals.down_packets = 0;
            }
            Event::MediaIngressStats(stats) => {
                self.totals.up_packets += stats.packets;
                if self.is_audio(stats.mid) {
                    self.totals.up_jitter = audio_ticks(stats.jitter);
                }
            }
            Event::MediaEgressStats(stats) => {
                self.totals.down_packets += stats.packets;
                if let Some(remote) = stats.remote.filter(|_| self.is_audio(stats.mid)) {
                    self.totals.down_jitter = audio_ticks(remote.jitter);
                }
            }
            _ => {}
        }
    }

    fn is_audio(&self, mid: Mid) -> bool {
        self.lines
            .iter()
            .any(|line| line.mid == mid && line.kind == LineKind::Audio)
    }

    /// The packet in our own terms; `None` if it is of no codec that is forwarded.
    fn media(&mut self, packet: RtpPacket) -> Option<MediaPacket> {
        let pt = packet.header.payload_type;
        let ssrc = packet.header.ssrc;
        let mut api = self.rtc.direct_api();
        let stream = api.stream_rx(&ssrc)?;
        let (mid, layer) = (stream.mid(), stream.rid());
        let index = self.lines.iter().position(|line| line.mid == mid)?;
        let formats = &self.lines[index].formats;
        let format = formats.iter().find(|f| f.pt == pt || f.red == Some(pt))?;
        let pictures = match format.codec {
            Codec::Video(VideoCodec::Vp8) => pictures(&packet.payload),
            Codec::Video(VideoCodec::H264) | Codec::Opus => None,
        };
        Some(MediaPacket {
            line: index,
            layer,
            ssrc: *ssrc,
            codec: format.codec,
            red: format.red == Some(pt),
            seq: *packet.seq_no,
            time: packet.header.timestamp,
            marker: packet.header.marker,
            payload: packet.payload,
            pictures,
            level: packet.header.ext_vals.audio_level,
            voice: packet.header.ext_vals.voice_activity,
            report: packet.last_sender_info.map(|report| SenderReport {
                wall: report.ntp_time,
                // The field is 32 bits wide on the wire.
                time: report.rtp_time.numer() as u32,
            }),
        })
    }

    /// After an ICE restart str0m has made a ufrag of its own, without the worker's number.
    fn keep_prefix(&mut self, config: &WorkerConfig, answer: String) -> String {
        let made = self.rtc.direct_api().local_ice_credentials();
        if made.ufrag.starts_with(&config.worker.ufrag_prefix()) {
            return answer;
        }
        let ours = prefixed(config, made.clone());
        let answer = answer.replace(&made.ufrag, &ours.ufrag);
        self.rtc.direct_api().set_local_ice_credentials(ours);
        answer
    }

    fn read_lines(&mut self, mids: &[Mid]) {
        let before = std::mem::take(&mut self.lines);
        for mid in mids {
            let Some(media) = self.rtc.media(*mid) else {
                continue;
            };
            let wanted = media.remote_pts();
            let params = self.rtc.codec_config().params().iter();
            let formats = params.filter(|p| wanted.contains(&p.pt())).filter_map(|p| {
                let codec = codec(p.spec().codec)?;
                Some(Format {
                    codec,
                    pt: p.pt(),
                    red: p.red(),
                })
            });
            let kind = match media.kind() {
                MediaKind::Audio => LineKind::Audio,
                MediaKind::Video => LineKind::Video,
            };
            // Another kind's payload types may be told on this line too.
            let formats = formats.filter(|format| match format.codec {
                Codec::Opus => kind == LineKind::Audio,
                Codec::Video(_) => kind == LineKind::Video,
            });
            self.lines.push(Line {
                mid: *mid,
                kind,
                sends: media.direction().is_sending(),
                receives: media.direction().is_receiving(),
                formats: formats.collect(),
                prepared: before.iter().any(|line| line.mid == *mid && line.prepared),
            });
        }
        let mut lines = std::mem::take(&mut self.lines);
        for line in &mut lines {
            if line.kind == LineKind::Video && line.sends && !line.prepared {
                line.prepared = self.set_cache(line.mid);
            }
        }
        self.lines = lines;
    }

    /// Begins to keep what is sent on a line, as the repair says; false when there is no such line.
    fn set_cache(&mut self, mid: Mid) -> bool {
        let cache = self.repair.cache();
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_tx_by_mid(mid, None) else {
            return false;
        };
        stream.set_rtx_cache(cache.packets, cache.age, Some(RESEND_SHARE));
        // The sender has paced its packets; to hold them back again only makes them later.
        stream.set_unpaced(true);
        true
    }

    /// The round trip was measured.
    fn measured(&mut self, rtt: Duration) {
        let first = self.totals.rtt.is_none();
        if !self.repair.measured(first, rtt) {
            return;
        }
        let prepared = self.lines.iter().filter(|line| line.prepared);
        for mid in prepared.map(|line| line.mid).collect::<Vec<_>>() {
            self.set_cache(mid);
        }
    }
}

impl std::fmt::Debug for Peer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Peer")
            .field("lines", &self.lines)
            .finish_non_exhaustive()
    }
}

/// What [`Peer::drain`] found at its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drained {
    pub(crate) wake: Instant,
    pub(crate) spun: bool,
}

/// The ufrag that a STUN message is addressed to; `None` for anything else.
pub fn stun_ufrag(bytes: &[u8]) -> Option<String> {
    // RFC 7983: 0 to 3 is STUN; the magic cookie makes sure.
    if bytes.first().is_none_or(|first| *first > 3) {
        return None;
    }
    let parsed = catch_unwind(|| {
        let message = str0m::ice::StunMessage::parse(bytes).ok()?;
        message.split_username().map(|(ours, _)| ours.to_owned())
    });
    parsed.unwrap_or(None)
}

/// Whether a STUN message says whose it is. One that cannot be read counts as one that does: nobody
/// answers it.
pub(crate) fn has_username(bytes: &[u8]) -> bool {
    // Attributes (RFC 8489 section 14) follow each other, each padded to four bytes.
    let mut rest = bytes.get(20..).unwrap_or_default();
    while let Some((head, body)) = rest.split_first_chunk::<4>() {
        if head[..2] == [0, 6] {
            return true;
        }
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        match body.get(length.next_multiple_of(4)..) {
            Some(next) => rest = next,
            None => return true,
        }
    }
    !rest.is_empty()
}

fn caught<R>(f: impl FnOnce() -> R) -> Result<R, PeerError> {
    // Nothing is looked at again after a panic: the peer is dropped by whoever sees the error.
    catch_unwind(AssertUnwindSafe(f)).map_err(|_| PeerError::Panicked)
}

fn receive<'a>(route: &Route, bytes: &'a [u8]) -> Result<Receive<'a>, PeerError> {
    let parsed = catch_unwind(|| DatagramRecv::try_from(bytes));
    let contents = parsed.map_err(|_| PeerError::Panicked)?;
    let contents = contents.map_err(|error| PeerError::Refused(error.to_string()))?;
    let proto = match route.kind {
        RouteKind::Udp => Protocol::Udp,
        RouteKind::Tcp => Protocol::Tcp,
    };
    let (source, destination): (SocketAddr, SocketAddr) = (route.remote, route.candidate);
    Ok(Receive {
        proto,
        source,
        destination,
        contents,
    })
}

fn prefixed(config: &WorkerConfig, made: IceCreds) -> IceCreds {
    IceCreds {
        ufrag: config.worker.ufrag_prefix() + &made.ufrag,
        pass: made.pass,
    }
}

/// What may stand in packet headers. Not the orientation of the video: RTMP players cannot turn a
/// picture, so the sender must.
fn extensions() -> ExtensionMap {
    let mut map = ExtensionMap::empty();
    map.set(1, Extension::AudioLevel);
    map.set(2, Extension::AbsoluteSendTime);
    map.set(3, Extension::TransportSequenceNumber);
    map.set(4, Extension::RtpMid);
    map.set(10, Extension::RtpStreamId);
    map.set(11, Extension::RepairedRtpStreamId);
    map
}

/// Jitter in RTP ticks of Opus, which counts at 48 kHz.
fn audio_ticks(ticks: u32) -> Duration {
    Duration::from_micros(u64::from(ticks) * 1000 / 48)
}
