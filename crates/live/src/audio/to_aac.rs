//! Opus to AAC: a browser's voice for mini programs.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use bytes::Bytes;
use opus::Decoder;

use super::uniform::{RATE, UniformEncoder};
use super::{AAC_FRAME, AacFrame, AudioError};
use crate::MediaTime;

/// Samples of the longest Opus packet, 120 ms.
const MAX_PACKET: usize = 5760;

/// How long a missing packet is waited for, at least and at most. It grows with what the network
/// has shown to need. There is no other delay: the player has a jitter buffer of its own, and a
/// second one would cost its time twice.
const PATIENCE: [Duration; 2] = [Duration::from_millis(40), Duration::from_millis(120)];

/// Packets that may wait behind a missing one.
const MAX_WAITING: usize = 64;

/// After so long without a packet silence is made up, in real time: a player whose sound stops
/// stops its picture too. Higher: longer bursts of a poor network are bridged without it.
const MUTE: Duration = Duration::from_millis(150);

/// A gap between packets that is filled with silence; behind a longer one time jumps.
const MAX_FILL: i64 = 1_000_000;

/// Packets that lie further from where the sound has got to than this, in microseconds, are behind
/// a gap, or too late.
const GAP: i64 = 60_000;

/// By how much the time of a frame may be led to that of its packets, in microseconds.
const LEAD: i64 = 500;

/// One Opus packet of a WebRTC publisher.
#[derive(Clone, Debug)]
pub struct OpusPacket {
    /// Extended sequence number.
    pub seq: u64,
    /// When it is to be heard.
    pub at: MediaTime,
    /// The packet.
    pub payload: Bytes,
}

/// Decodes and encodes one publisher's voice.
pub struct OpusToAac {
    decoder: Decoder,
    encoder: UniformEncoder,
    /// The next packet in order.
    next: Option<u64>,
    waiting: BTreeMap<u64, OpusPacket>,
    missing_since: Option<Instant>,
    patience: Duration,
    /// When the newest packet came, and where the sound had got to then.
    heard: Option<(Instant, MediaTime)>,
    /// Decoded and not yet encoded.
    samples: Vec<i16>,
    /// Where the first of them lies, in microseconds; `None` before the first packet.
    head: Option<i64>,
    /// Fractions of a microsecond that `head` leaves out, in 48 000ths.
    rest: i64,
    out: VecDeque<AacFrame>,
}

impl OpusToAac {
    /// For a publisher who has not been heard yet.
    ///
    /// # Errors
    /// When a codec cannot be had.
    pub fn new() -> Result<Self, AudioError> {
        let decoder = Decoder::new(RATE, opus::Channels::Mono)
            .map_err(|error| AudioError::Library("Opus decoder", error.to_string()))?;
        Ok(Self {
            decoder,
            encoder: UniformEncoder::new()?,
            next: None,
            waiting: BTreeMap::new(),
            missing_since: None,
            patience: PATIENCE[0],
            heard: None,
            samples: Vec::new(),
            head: None,
            rest: 0,
            out: VecDeque::new(),
        })
    }

    /// A packet came.
    ///
    /// # Errors
    /// When a library fails; the next packet may go well.
    pub fn push(&mut self, now: Instant, packet: OpusPacket) -> Result<(), AudioError> {
        let next = *self.next.get_or_insert(packet.seq);
        if packet.seq < next {
            // It was given up too early: the next one is waited for longer.
            self.patience = (self.patience + PATIENCE[0] / 4).min(PATIENCE[1]);
            return Ok(());
        }
        self.waiting.insert(packet.seq, packet);
        self.advance(now)?;
        if self.waiting.len() > MAX_WAITING {
            self.give_up(now)?;
        }
        Ok(())
    }

    /// The next AAC frame.
    pub fn poll(&mut self) -> Option<AacFrame> {
        self.out.pop_front()
    }

    /// When [`OpusToAac::handle_timeout`] is to be called next.
    pub fn deadline(&self) -> Option<Instant> {
        let missing = self.missing_since.map(|since| since + self.patience);
        let silence = self.heard.and_then(|(heard, at)| {
            let made = self.position()? - at.0 as i64;
            Some(heard + MUTE + Duration::from_micros(made.max(0).unsigned_abs()))
        });
        [missing, silence].into_iter().flatten().min()
    }

    /// Time has passed.
    ///
    /// # Errors
    /// When a library fails.
    pub fn handle_timeout(&mut self, now: Instant) -> Result<(), AudioError> {
        let due = self.missing_since.map(|since| since + self.patience);
        if due.is_some_and(|due| due <= now) {
            self.give_up(now)?;
        }
        let (Some((heard, at)), Some(position)) = (self.heard, self.position()) else {
            return Ok(());
        };
        let passed = now.saturating_duration_since(heard + MUTE);
        let behind = at.0 as i64 + passed.as_micros() as i64 - position;
        if now >= heard + MUTE && behind >= 0 {
            // A whole frame each time, so that there is one timer a frame.
            self.silence(behind.min(MAX_FILL) as usize * 48 / 1000 + AAC_FRAME);
            self.encode()?;
        }
        Ok(())
    }

    fn advance(&mut self, now: Instant) -> Result<(), AudioError> {
        while let Some(next) = self.next
            && let Some(packet) = self.waiting.remove(&next)
        {
            self.next = Some(next + 1);
            self.missing_since = None;
            self.take(now, &packet)?;
        }
        if !self.waiting.is_empty() && self.missing_since.is_none() {
            self.missing_since = Some(now);
        }
        Ok(())
    }

    /// What is missing will not come: the packet behind it tells what it sounded like.
    fn give_up(&mut self, now: Instant) -> Result<(), AudioError> {
        self.missing_since = None;
        let Some((seq, packet)) = self.waiting.first_key_value() else {
            return Ok(());
        };
        let (seq, payload) = (*seq, packet.payload.clone());
        let lost = seq - self.next.unwrap_or(seq);
        // More than three packets' worth of guessing is not sound any more.
        for nth in (1..=lost.min(3)).rev() {
            let from = if nth == 1 { &payload[..] } else { &[] };
            let length = self.decoder.get_last_packet_duration().unwrap_or(960) as usize;
            let mut guessed = vec![0; length.clamp(120, MAX_PACKET)];
            if let Ok(count) = self.decoder.decode(from, &mut guessed, nth == 1) {
                self.samples.extend_from_slice(&guessed[..count]);
            }
        }
        self.next = Some(seq);
        self.advance(now)
    }

    fn take(&mut self, now: Instant, packet: &OpusPacket) -> Result<(), AudioError> {
        let at = packet.at.0 as i64;
        let mut decoded = vec![0; MAX_PACKET];
        // A broken packet sounds like a lost one.
        let count = self
            .decoder
            .decode(&packet.payload, &mut decoded, false)
            .or_else(|_| self.decoder.decode(&[], &mut decoded[..960], false))
            .unwrap_or(0);
        let decoded = &decoded[..count];
        match self.position() {
            None => (self.head, self.rest) = (Some(at), 0),
            Some(position) => {
                let off = at - position;
                if off > MAX_FILL {
                    self.samples.clear();
                    (self.head, self.rest) = (Some(at), 0);
                } else if off > GAP {
                    self.silence((off * 48 / 1000) as usize);
                } else if off < -GAP {
                    // Silence has been made up in its place.
                    self.heard = Some((now, MediaTime(position.max(0) as u64)));
                    return Ok(());
                } else if let Some(head) = &mut self.head {
                    *head += off.clamp(-LEAD, LEAD);
                }
            }
        }
        self.samples.extend_from_slice(decoded);
        self.encode()?;
        let position = self.position().unwrap_or(at);
        self.heard = Some((now, MediaTime(position.max(0) as u64)));
        Ok(())
    }

    /// Where the sound has got to, in microseconds.
    fn position(&self) -> Option<i64> {
        Some(self.head? + (self.samples.len() as i64 * 1_000_000 + self.rest) / i64::from(RATE))
    }

    fn silence(&mut self, count: usize) {
        self.samples.resize(self.samples.len() + count, 0);
    }

    fn encode(&mut self) -> Result<(), AudioError> {
        let Some(mut head) = self.head else {
            return Ok(());
        };
        let mut taken = 0;
        let mut result = Ok(());
        for frame in self.samples.chunks_exact(AAC_FRAME) {
            match self.encoder.encode(head, frame) {
                Ok(frame) => self.out.push_back(frame),
                Err(error) => result = Err(error),
            }
            taken += AAC_FRAME;
            let ticks = AAC_FRAME as i64 * 1_000_000 + self.rest;
            head += ticks / i64::from(RATE);
            self.rest = ticks % i64::from(RATE);
        }
        self.samples.drain(..taken);
        self.head = Some(head);
        result
    }
}

impl std::fmt::Debug for OpusToAac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpusToAac")
            .field("next", &self.next)
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}
