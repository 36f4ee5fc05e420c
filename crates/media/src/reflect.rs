//! Telling somebody from which address he is seen (STUN Binding, RFC 8489 sections 5 and 14.2,
//! read 2026-11-27): how it is found out whether media would reach a port, without a call.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use crate::rtc;

/// Answers a second. Higher: more people test at the same time. Lower: less that is sent to an
/// address which only pretends to have asked (20 bytes in, 32 or 44 out).
const EACH_SECOND: u32 = 50;

const HEADER: usize = 20;
const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const REQUEST: [u8; 2] = [0x00, 0x01];
const SUCCESS: [u8; 2] = [0x01, 0x01];
const XOR_MAPPED_ADDRESS: [u8; 2] = [0x00, 0x20];

/// Answers questions that name no leg, and not too many of them.
#[derive(Debug, Default)]
pub struct Reflector {
    second: Option<Instant>,
    answered: u32,
}

impl Reflector {
    /// The answer to a question from `remote`; `None` if it is none, or one too many.
    pub fn answer(&mut self, now: Instant, bytes: &[u8], remote: SocketAddr) -> Option<Vec<u8>> {
        let answer = reflection(bytes, remote)?;
        let fresh = |since: &Instant| now.saturating_duration_since(*since) < SECOND;
        if self.second.filter(fresh).is_none() {
            self.second = Some(now);
            self.answered = 0;
        }
        self.answered = self.answered.saturating_add(1);
        (self.answered <= EACH_SECOND).then_some(answer)
    }
}

const SECOND: Duration = Duration::from_secs(1);

/// A Binding request that names nobody is answered; one with a user name is for a leg.
fn reflection(bytes: &[u8], remote: SocketAddr) -> Option<Vec<u8>> {
    let header = bytes.first_chunk::<HEADER>()?;
    let length = u16::from_be_bytes([header[2], header[3]]);
    let is_request = header[..2] == REQUEST && header[4..8] == COOKIE;
    if !is_request || bytes.len() != HEADER + usize::from(length) || rtc::has_username(bytes) {
        return None;
    }
    let mask = &header[4..];
    let (family, octets) = match remote.ip().to_canonical() {
        IpAddr::V4(v4) => (1, v4.octets().to_vec()),
        IpAddr::V6(v6) => (2, v6.octets().to_vec()),
    };
    let port = remote.port() ^ u16::from_be_bytes([COOKIE[0], COOKIE[1]]);
    let value = 4 + octets.len() as u16;
    let mut answer = Vec::with_capacity(HEADER + 8 + octets.len());
    answer.extend(SUCCESS);
    answer.extend((4 + value).to_be_bytes());
    answer.extend(mask);
    answer.extend(XOR_MAPPED_ADDRESS);
    answer.extend(value.to_be_bytes());
    answer.extend([0, family]);
    answer.extend(port.to_be_bytes());
    answer.extend(octets.iter().zip(mask).map(|(octet, mask)| octet ^ mask));
    Some(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REMOTE: &str = "192.0.2.1:32853";

    fn question() -> Vec<u8> {
        let id = [
            0xb7, 0xe7, 0xa7, 0x01, 0xbc, 0x34, 0xd6, 0x86, 0xfa, 0x87, 0xdf, 0xae,
        ];
        [&REQUEST[..], &[0, 0], &COOKIE, &id].concat()
    }

    fn remote() -> SocketAddr {
        REMOTE.parse().expect("an address")
    }

    #[test]
    fn whoever_asks_learns_his_own_address() {
        let answer = reflection(&question(), remote()).expect("an answer");
        assert_eq!(answer.len(), 32);
        assert_eq!(answer[..2], SUCCESS);
        assert_eq!(answer[4..20], question()[4..20]);
        // RFC 5769 section 2.2 has this very address, hidden by this very transaction.
        assert_eq!(
            answer[20..],
            [0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]
        );
    }

    #[test]
    fn what_is_no_question_is_not_answered() {
        let question = question();
        for length in 0..question.len() {
            assert_eq!(reflection(&question[..length], remote()), None);
        }
        let mut indication = question.clone();
        indication[1] = 0x11;
        assert_eq!(reflection(&indication, remote()), None);
        let mut other = question.clone();
        other[4] = 0;
        assert_eq!(reflection(&other, remote()), None);
        let named = [
            &question[..2],
            &[0, 8],
            &question[4..],
            &[0, 6, 0, 3],
            b"a:b\0",
        ]
        .concat();
        assert_eq!(reflection(&named, remote()), None);
    }

    #[test]
    fn a_flood_of_questions_is_not_sent_back() {
        let mut reflector = Reflector::default();
        let now = crate::test_clock();
        let answers = |reflector: &mut Reflector, at| {
            let all = 0..1000;
            let answered = all.filter(|_| reflector.answer(at, &question(), remote()).is_some());
            answered.count()
        };
        assert_eq!(answers(&mut reflector, now), EACH_SECOND as usize);
        assert_eq!(answers(&mut reflector, now + SECOND), EACH_SECOND as usize);
    }
}
