//! Samples as bytes: numbers of seven bits a byte, each sample's time as what has passed since the
//! one before. A sample takes 10 to 20 bytes.

use callkit_protocol::{Millis, UnixMs};
use thiserror::Error;

use super::sample::{ClientSample, Sample};

/// The first byte: how the rest is written.
const FORMAT: u64 = 1;

const UP_LOSS: u64 = 1;
const DOWN_LOSS: u64 = 2;
const RTT: u64 = 4;
const CLIENT: u64 = 8;

/// The bytes are no samples: they were cut off, or a newer version wrote them.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the stored quality cannot be read")]
pub struct Unreadable;

/// Writes samples that begin at `from`, in order of time.
pub fn encode(from: UnixMs, samples: &[Sample]) -> Vec<u8> {
    let mut out = Vec::with_capacity(samples.len() * 16);
    put(&mut out, FORMAT);
    let mut before = from;
    for sample in samples {
        let present = [
            (sample.up_loss.is_some(), UP_LOSS),
            (sample.down_loss.is_some(), DOWN_LOSS),
            (sample.rtt.is_some(), RTT),
            (sample.client.is_some(), CLIENT),
        ];
        let present = present
            .iter()
            .filter(|(there, _)| *there)
            .fold(0, |all, (_, bit)| all | bit);
        put(&mut out, present);
        put(&mut out, sample.at.since(before).0);
        before = before.max(sample.at);
        put(&mut out, sample.span.0);
        let always = [
            u32::from(sample.grade),
            sample.up_kbps,
            sample.down_kbps,
            sample.up_jitter,
            sample.down_jitter,
        ];
        let some = [sample.up_loss, sample.down_loss, sample.rtt];
        for number in always.into_iter().chain(some.into_iter().flatten()) {
            put(&mut out, number.into());
        }
        if let Some(client) = sample.client {
            for number in [client.fps_tenths, client.frozen, client.concealed] {
                put(&mut out, number.into());
            }
        }
    }
    out
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// When it did not write this.
pub fn decode(from: UnixMs, bytes: &[u8]) -> Result<Vec<Sample>, Unreadable> {
    let mut rest = bytes;
    if take(&mut rest)? != FORMAT {
        return Err(Unreadable);
    }
    let mut samples = Vec::new();
    let mut before = from;
    while !rest.is_empty() {
        let present = take(&mut rest)?;
        let at = before.plus(Millis(take(&mut rest)?));
        before = at;
        let span = Millis(take(&mut rest)?);
        let grade = u8::try_from(take(&mut rest)?).map_err(|_| Unreadable)?;
        let mut next = || small(&mut rest);
        let (up_kbps, down_kbps) = (next()?, next()?);
        let (up_jitter, down_jitter) = (next()?, next()?);
        let mut some = |bit| (present & bit != 0).then(&mut next).transpose();
        let (up_loss, down_loss, rtt) = (some(UP_LOSS)?, some(DOWN_LOSS)?, some(RTT)?);
        let client = if present & CLIENT == 0 {
            None
        } else {
            Some(ClientSample {
                fps_tenths: next()?,
                frozen: next()?,
                concealed: next()?,
            })
        };
        samples.push(Sample {
            at,
            span,
            grade,
            up_kbps,
            down_kbps,
            up_loss,
            down_loss,
            rtt,
            up_jitter,
            down_jitter,
            client,
        });
    }
    Ok(samples)
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn take(rest: &mut &[u8]) -> Result<u64, Unreadable> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first().ok_or(Unreadable)?;
        *rest = after;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(Unreadable)
}

fn small(rest: &mut &[u8]) -> Result<u32, Unreadable> {
    u32::try_from(take(rest)?).map_err(|_| Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<Sample> {
        let full = Sample {
            at: UnixMs(1_006_000),
            span: Millis(6_000),
            grade: 3,
            up_kbps: 1_200,
            down_kbps: 64,
            up_loss: Some(0),
            down_loss: Some(1_000),
            rtt: Some(u32::MAX),
            up_jitter: 3,
            down_jitter: 0,
            client: Some(ClientSample {
                fps_tenths: 150,
                frozen: 700,
                concealed: 1,
            }),
        };
        let bare = Sample {
            at: UnixMs(1_012_100),
            span: Millis(100),
            grade: 6,
            ..Sample::default()
        };
        vec![full, bare, full]
    }

    #[test]
    fn samples_are_read_as_they_were_written() {
        // The last one is older than the one before it, as after a mistake of the caller's: its
        // time is then the one before.
        let mut expected = samples();
        expected[2].at = expected[1].at;
        let bytes = encode(UnixMs(1_000_000), &samples());
        assert_eq!(decode(UnixMs(1_000_000), &bytes), Ok(expected));
        assert!(bytes.len() < 3 * 24, "{} bytes", bytes.len());
    }

    #[test]
    fn cut_off_or_foreign_bytes_are_refused_without_a_panic() {
        let bytes = encode(UnixMs(0), &samples());
        let whole: Vec<usize> = (1..=3)
            .map(|count| encode(UnixMs(0), &samples()[..count]).len())
            .collect();
        for cut in 0..bytes.len() {
            let read = decode(UnixMs(0), &bytes[..cut]);
            assert_eq!(
                read.is_ok(),
                cut == 1 || whole.contains(&cut),
                "cut at {cut}"
            );
        }
        assert_eq!(decode(UnixMs(0), &[2, 0]), Err(Unreadable));
        assert_eq!(decode(UnixMs(0), &[0xff; 40]), Err(Unreadable));
    }
}
