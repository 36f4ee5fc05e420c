//! AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1): what AAC frames are decoded with.

use bytes::Bytes;

use super::AudioError;

/// ISO/IEC 14496-3, table 1.18.
const RATES: [u32; 13] = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
];

const LC: u32 = 2;
const SBR: u32 = 5;
const PS: u32 = 29;

/// How many voices take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// One.
    Mono,
    /// Left and right.
    Stereo,
}

impl Channels {
    /// 1 or 2.
    pub const fn count(self) -> usize {
        match self {
            Self::Mono => 1,
            Self::Stereo => 2,
        }
    }
}

/// AAC-LC with frames of 1024 samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudioConfig {
    sample_rate: u32,
    channels: Channels,
}

impl AudioConfig {
    /// Of one of AAC's rates; `None` for any other.
    pub fn new(sample_rate: u32, channels: Channels) -> Option<Self> {
        RATES.contains(&sample_rate).then_some(Self {
            sample_rate,
            channels,
        })
    }

    /// Samples a second, of each channel.
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// One channel or two.
    pub fn channels(&self) -> Channels {
        self.channels
    }

    /// From its bytes.
    ///
    /// # Errors
    /// For everything but AAC-LC with one or two channels.
    pub fn parse(bytes: &[u8]) -> Result<Self, AudioError> {
        let mut bits = Bits { bytes, at: 0 };
        let object = bits.object_type()?;
        let sample_rate = bits.sample_rate()?;
        let channels = match bits.take(4)? {
            1 => Channels::Mono,
            2 => Channels::Stereo,
            other => return Err(AudioError::Channels(other)),
        };
        match object {
            LC => {}
            SBR | PS => return Err(AudioError::HighEfficiency),
            other => return Err(AudioError::Profile(other)),
        }
        // GASpecificConfig (4.4.1): frames of 960 samples instead of 1024.
        if bits.take(1)? == 1 {
            return Err(AudioError::FrameLength);
        }
        Ok(Self {
            sample_rate,
            channels,
        })
    }

    /// Its bytes.
    pub fn to_bytes(self) -> Bytes {
        let index = RATES.iter().position(|rate| *rate == self.sample_rate);
        let index = index.expect("there is no config of another rate") as u16;
        let bits = (LC as u16) << 11 | index << 7 | (self.channels.count() as u16) << 3;
        Bytes::copy_from_slice(&bits.to_be_bytes())
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Result<u32, AudioError> {
        let mut value = 0;
        for at in self.at..self.at + count {
            let byte = self.bytes.get(at / 8);
            let byte = byte.ok_or(AudioError::Malformed("AudioSpecificConfig"))?;
            value = value << 1 | u32::from(byte >> (7 - at % 8) & 1);
        }
        self.at += count;
        Ok(value)
    }

    fn object_type(&mut self) -> Result<u32, AudioError> {
        const ESCAPE: u32 = 31;
        match self.take(5)? {
            ESCAPE => Ok(32 + self.take(6)?),
            plain => Ok(plain),
        }
    }

    fn sample_rate(&mut self) -> Result<u32, AudioError> {
        const ESCAPE: u32 = 15;
        let rate = match self.take(4)? {
            ESCAPE => self.take(24)?,
            index => RATES.get(index as usize).copied().unwrap_or_default(),
        };
        if RATES.contains(&rate) {
            Ok(rate)
        } else {
            Err(AudioError::SampleRate(rate))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_rate_and_both_channels_are_written_and_read_back() {
        for rate in RATES {
            for channels in [Channels::Mono, Channels::Stereo] {
                let config = AudioConfig::new(rate, channels).expect("one of AAC's");
                assert_eq!(AudioConfig::parse(&config.to_bytes()), Ok(config));
            }
        }
        assert_eq!(AudioConfig::new(44_000, Channels::Mono), None);
    }

    #[test]
    fn what_phones_send_is_understood() {
        let config = |bytes| AudioConfig::parse(bytes).map(|c| (c.sample_rate(), c.channels()));
        assert_eq!(config(&[0x11, 0x88]), Ok((48_000, Channels::Mono)));
        assert_eq!(config(&[0x12, 0x10]), Ok((44_100, Channels::Stereo)));
        assert_eq!(config(&[0x14, 0x08]), Ok((16_000, Channels::Mono)));
    }

    #[test]
    fn what_is_not_plain_aac_is_refused_by_name() {
        assert_eq!(
            AudioConfig::parse(&[0x2b, 0x11, 0x88, 0]),
            Err(AudioError::HighEfficiency)
        );
        assert_eq!(
            AudioConfig::parse(&[0x09, 0x88]),
            Err(AudioError::Profile(1))
        );
        assert_eq!(
            AudioConfig::parse(&[0x11, 0xb0]),
            Err(AudioError::Channels(6))
        );
        assert_eq!(
            AudioConfig::parse(&[0x11]),
            Err(AudioError::Malformed("AudioSpecificConfig"))
        );
    }

    proptest! {
        #[test]
        fn rubbish_does_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..20)) {
            let _ = AudioConfig::parse(&bytes);
        }
    }
}
