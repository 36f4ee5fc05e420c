//! The doors that strangers knock at, for fuzzing: whatever the bytes, neither may panic.
//!
//! The targets under `fuzz/` call these, and so does the test that replays the committed seeds.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use callkit_protocol::{CallId, Id as _, LegId, UserId, VideoCodec};

use crate::{
    Candidate, CandidateKind, Certificate, Client, Control, Limits, Path, Pool, Received,
    TcpConnId, Transport, Worker, WorkerConfig, WorkerId, red, rtc,
};

/// Reads what is read of every payload before it is forwarded.
///
/// # Panics
/// When the parts of redundant audio are found in one way and not in the other.
pub fn payload(bytes: &[u8]) {
    for codec in [VideoCodec::H264, VideoCodec::Vp8] {
        rtc::begins_keyframe(codec, bytes);
    }
    if let Some(pictures) = rtc::pictures(bytes) {
        rtc::patch(bytes, pictures);
    }
    let (unpacked, stripped) = (red::unpack(bytes, 0), red::strip(bytes));
    assert_eq!(
        unpacked.is_ok(),
        stripped.is_ok(),
        "two answers to one question"
    );
    if let Ok((before, primary)) = unpacked {
        red::pack(96, &primary, before.iter());
    }
}

/// A worker with one leg, and what strangers send to it.
pub struct Door {
    worker: Worker,
    now: Instant,
    call: CallId,
    epoch: u32,
}

impl Door {
    /// A fresh worker. `None` only when the machine cannot make a certificate.
    pub fn new(now: Instant) -> Option<Self> {
        let addr = SocketAddr::from(([192, 0, 2, 1], 8443));
        let kinds = [CandidateKind::Udp, CandidateKind::Tcp];
        let config = WorkerConfig {
            worker: WorkerId(0),
            candidates: kinds.map(|kind| Candidate { addr, kind }).to_vec(),
            certificate: Certificate::generate().ok()?,
            limits: Limits::default(),
        };
        let worker = Worker::new(config, now);
        Some(Self {
            worker,
            now,
            call: CallId::from_random([7; 16]),
            epoch: 0,
        })
    }

    /// An offer as a client may word it. Returns whether it was answered.
    pub fn offer(&mut self, sdp: &str) -> bool {
        self.epoch += 1;
        let call = self.call.clone();
        let Ok(id) = LegId::parse("stranger") else {
            return false;
        };
        let Ok(user) = UserId::parse("stranger") else {
            return false;
        };
        let leg = crate::LegKey {
            leg: id,
            epoch: self.epoch,
        };
        let open = Control::OpenLeg {
            call: call.clone(),
            leg: leg.clone(),
            user,
            client: Client::WebRtc,
            pool: Pool::Group,
        };
        self.worker.handle_control(self.now, open);
        let offer = Control::Offer {
            call,
            leg,
            request: 0,
            sdp: sdp.to_owned(),
        };
        self.worker.handle_control(self.now, offer);
        self.pass_time();
        let mut answered = false;
        while let Some(output) = self.worker.poll_output() {
            if let crate::Output::Event(crate::MediaEvent::Answered { result, .. }) = output {
                answered |= result.is_ok();
            }
        }
        answered
    }

    /// A datagram from anywhere, over UDP and over TCP.
    pub fn datagram(&mut self, bytes: &[u8]) {
        let local = SocketAddr::from(([192, 0, 2, 1], 8443));
        let remote = SocketAddr::from(([198, 51, 100, 1], 5000));
        for transport in [Transport::Udp, Transport::Tcp(TcpConnId(1))] {
            let path = Path {
                transport,
                local,
                remote,
            };
            self.worker
                .handle_datagram(self.now, Received { path, bytes });
        }
        self.pass_time();
        while self.worker.poll_output().is_some() {}
    }

    fn pass_time(&mut self) {
        self.now += Duration::from_millis(20);
        self.worker.handle_timeout(self.now);
    }
}
