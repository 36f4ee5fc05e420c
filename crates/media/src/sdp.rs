//! The words of offer and answer that are ours rather than str0m's.

use crate::control::Pool;
use crate::event::OfferError;
use crate::rtc::{Offer, PeerError};

/// The longest offer that is looked at, in bytes. A browser's for the group pool has about 40 000.
const MAX_OFFER: usize = 128 * 1024;

/// The session that an offer belongs to: the `sess-id` of its `o=` line (RFC 8866, 5.2) and the
/// fingerprint of its certificate. One connection of a client keeps both for life, and another has
/// others (RFC 8829, 5.2.1); the certificate is looked at as well because some clients make the
/// number from a clock that counts seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Session {
    number: String,
    fingerprint: Option<String>,
}

impl Session {
    pub(crate) fn of(text: &str) -> Option<Self> {
        let origin = text.lines().find_map(|line| line.strip_prefix("o="))?;
        let fingerprint = text
            .lines()
            .find_map(|line| line.strip_prefix("a=fingerprint:"));
        Some(Self {
            number: origin.split_whitespace().nth(1)?.to_owned(),
            fingerprint: fingerprint.map(|print| print.trim_end().to_owned()),
        })
    }
}

/// What is wrong with a text that is no SDP. The parser's own words are about its insides.
fn fault(text: &str) -> &'static str {
    match text.lines().next() {
        Some("v=0") => "one of its lines cannot be read (RFC 8866)",
        Some(_) | None => "its first line must be v=0 (RFC 8866)",
    }
}

/// Reads an offer and checks that it is one for this pool.
pub(crate) fn parse_offer(text: &str, pool: Pool) -> Result<Offer, OfferError> {
    if text.len() > MAX_OFFER {
        return Err(OfferError::TooLong(text.len()));
    }
    let offer = Offer::parse(text).map_err(|error| {
        if let PeerError::Refused(why) = error {
            tracing::debug!(why, "an offer cannot be read");
        }
        OfferError::Malformed(fault(text))
    })?;
    // One audio and one video line a seat, and a screen.
    let max = pool.seats() * 2 + 1;
    if offer.line_count() > max {
        return Err(OfferError::TooManyLines {
            lines: offer.line_count(),
            max,
        });
    }
    if offer.data {
        return Err(OfferError::Unanswerable(
            "data channels are not supported".to_owned(),
        ));
    }
    Ok(offer)
}

/// Gives the audio and the video line of a seat one media stream, so that the client keeps lips
/// and voice together. Lines on which nothing is sent keep what str0m wrote.
pub(crate) fn name_seats(answer: &str, pool: Pool) -> String {
    let mut named = String::with_capacity(answer.len());
    let (mut audio, mut video) = (0, 0);
    // Lines before the first m-line are the session's.
    let sections = split_sections(answer);
    for section in sections {
        let receivable = section.contains("\r\na=sendrecv") || section.contains("\r\na=sendonly");
        let kind = match section {
            s if s.starts_with("m=audio") => "audio",
            s if s.starts_with("m=video") => "video",
            s => {
                named.push_str(&any_stream(s));
                continue;
            }
        };
        if !receivable {
            named.push_str(section);
            continue;
        }
        let count = if kind == "audio" {
            &mut audio
        } else {
            &mut video
        };
        let msid = match *count {
            seat if seat < pool.seats() => format!("seat{seat} seat{seat}-{kind}"),
            _ => format!("screen screen-{kind}"),
        };
        *count += 1;
        rename(section, &msid, &mut named);
    }
    named
}

/// Repeats the candidates of the first m-line on the others. They need none (RFC 9143, 7.3), but some
/// clients look on the last one, and the others are used to finding them everywhere.
pub(crate) fn spread_candidates(answer: &str) -> String {
    let is_candidate =
        |line: &&str| line.starts_with("a=candidate:") || line.starts_with("a=end-of-candidates");
    let found = split_sections(answer)
        .map(|section| section.split_inclusive("\r\n").filter(is_candidate))
        .map(Iterator::collect::<String>)
        .find(|candidates| !candidates.is_empty());
    let Some(candidates) = found else {
        return answer.to_owned();
    };
    let mut spread = String::with_capacity(answer.len());
    for section in split_sections(answer) {
        spread.push_str(section);
        let lacks = section.starts_with("m=") && !section.contains("\na=candidate:");
        let rejected = section.split_whitespace().nth(1) == Some("0");
        if lacks && !rejected {
            spread.push_str(&candidates);
        }
    }
    spread
}

fn split_sections(sdp: &str) -> impl Iterator<Item = &str> {
    let mut starts: Vec<_> = sdp.match_indices("\r\nm=").map(|(at, _)| at + 2).collect();
    starts.insert(0, 0);
    let ends: Vec<_> = starts.iter().skip(1).copied().chain([sdp.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|(start, end)| &sdp[start..end])
}

fn rename(section: &str, msid: &str, out: &mut String) {
    for line in section.split_inclusive("\r\n") {
        match line.find("msid:") {
            Some(at) if line.starts_with("a=msid:") || line.starts_with("a=ssrc:") => {
                out.push_str(&line[..at]);
                out.push_str("msid:");
                out.push_str(msid);
                out.push_str("\r\n");
            }
            Some(_) | None => out.push_str(line),
        }
    }
}

/// The session names its streams; with an asterisk it need not (RFC 8830, 4).
fn any_stream(session: &str) -> String {
    let wildcard = |line: &str| match line.starts_with("a=msid-semantic:") {
        true => "a=msid-semantic: WMS *\r\n".to_owned(),
        false => line.to_owned(),
    };
    session.split_inclusive("\r\n").map(wildcard).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = "v=0\r\na=msid-semantic: WMS x y\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\na=msid:x 1\r\na=ssrc:5 msid:x 1\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendrecv\r\na=msid:y 2\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\na=msid:z 3\r\n";

    #[test]
    fn a_seat_is_one_stream_and_the_screen_another() {
        let named = name_seats(ANSWER, Pool::OneToOne);
        assert!(named.contains("a=msid-semantic: WMS *\r\n"), "{named}");
        assert!(named.contains("a=msid:seat0 seat0-audio\r\n"), "{named}");
        assert!(
            named.contains("a=ssrc:5 msid:seat0 seat0-audio\r\n"),
            "{named}"
        );
        assert!(named.contains("a=msid:seat0 seat0-video\r\n"), "{named}");
        assert!(named.contains("a=msid:screen screen-video\r\n"), "{named}");
    }

    #[test]
    fn a_line_that_the_client_only_sends_on_takes_no_seat() {
        let answer = ANSWER.replacen("a=sendrecv", "a=recvonly", 1);
        let named = name_seats(&answer, Pool::OneToOne);
        assert!(named.contains("a=msid:x 1\r\n"), "{named}");
        assert!(named.contains("a=msid:seat0 seat0-video\r\n"), "{named}");
    }

    #[test]
    fn candidates_stand_on_every_line_that_is_not_rejected() {
        let answer = "v=0\r\n\
            m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=candidate:1 1 udp 1 ::1 9 typ host\r\na=mid:0\r\n\
            m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\n\
            m=video 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:2\r\n";
        let sections: Vec<bool> = split_sections(&spread_candidates(answer))
            .map(|section| section.contains("\r\na=candidate:1 1 udp 1 ::1 9 typ host\r\n"))
            .collect();
        assert_eq!(sections, [false, true, true, false]);
    }

    #[test]
    fn another_certificate_is_another_session() {
        let session = |number: u64, print: &str| {
            let offer =
                format!("v=0\r\no=- {number} 2 IN IP4 0.0.0.0\r\na=fingerprint:{print}\r\n");
            Session::of(&offer).expect("has an origin")
        };
        assert_eq!(session(7, "sha-256 AA"), session(7, "sha-256 AA"));
        assert_ne!(session(7, "sha-256 AA"), session(8, "sha-256 AA"));
        assert_ne!(session(7, "sha-256 AA"), session(7, "sha-256 BB"));
    }

    #[test]
    fn rubbish_and_oversized_offers_are_refused() {
        let refusal = |text: &str| parse_offer(text, Pool::OneToOne).expect_err("refused");
        assert!(matches!(refusal("hello"), OfferError::Malformed(_)));
        assert!(matches!(refusal(""), OfferError::Malformed(_)));
        let long = "v".repeat(MAX_OFFER + 1);
        assert_eq!(refusal(&long), OfferError::TooLong(MAX_OFFER + 1));
    }
}
