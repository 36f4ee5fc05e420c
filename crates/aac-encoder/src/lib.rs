//! AAC-LC from 16-bit samples, by the system's vo-aacenc (Apache-2.0).
//!
//! ```
//! use callkit_aac_encoder::{Encoder, FRAME_SAMPLES, Settings};
//!
//! let mut encoder = Encoder::new(Settings { sample_rate: 48_000, channels: 1, bit_rate: 48_000 })?;
//! let frame = encoder.encode(&[0; FRAME_SAMPLES])?;
//! assert!(!frame.is_empty());
//! # Ok::<(), callkit_aac_encoder::EncodeError>(())
//! ```

mod ffi;

use std::{fmt, ptr};

use thiserror::Error;

/// Samples that each channel gives to one frame (ISO/IEC 14496-3, 4.5.1.1).
pub const FRAME_SAMPLES: usize = 1024;

/// A frame holds at most 6144 bits a channel (ISO/IEC 14496-3, 4.5.3.2).
const MAX_FRAME: usize = 2 * 6144 / 8;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Samples a second: 8000 to 96000, one of the rates that AAC has a number for.
    pub sample_rate: u32,
    /// 1, or 2 with samples taking turns.
    pub channels: u8,
    /// Bits a second in all. 48000 for one channel of speech; lower sounds hollow.
    pub bit_rate: u32,
}

/// Why something could not be encoded.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// The library cannot make what was asked for.
    #[error("the AAC encoder does not take these settings (code {0:#010x})")]
    Settings(u32),
    /// A number of samples other than one frame of each channel.
    #[error("a frame is {expected} samples, not {given}")]
    FrameLength {
        /// What a frame has.
        expected: usize,
        /// What there was.
        given: usize,
    },
    /// The library failed.
    #[error("the AAC encoder failed (code {0:#010x})")]
    Failed(u32),
}

/// An encoder for one stream.
pub struct Encoder {
    handle: ffi::Handle,
    api: ffi::Api,
    /// The library keeps a pointer to it for as long as it lives.
    _memory: Box<ffi::MemoryOperator>,
    samples: usize,
    /// The library reads its input after it was given, so it needs a home; and it takes a pointer
    /// that it could write to.
    input: Vec<i16>,
}

// SAFETY: a handle belongs to no thread, and nothing but this encoder has it.
unsafe impl Send for Encoder {}

impl Encoder {
    /// An encoder that has heard nothing yet.
    ///
    /// # Errors
    /// When the library does not take the settings.
    pub fn new(settings: Settings) -> Result<Self, EncodeError> {
        let mut api = ffi::Api {
            init: None,
            set_input: None,
            get_output: None,
            set_parameter: None,
            get_parameter: None,
            uninit: None,
        };
        // SAFETY: the pointer is valid for writing, and the struct is laid out as the header says.
        unsafe { ffi::voGetAACEncAPI(&mut api) };
        let init = api.init.ok_or(EncodeError::Settings(0))?;
        let mut memory = Box::new(ffi::MemoryOperator {
            alloc: ffi::cmnMemAlloc,
            free: ffi::cmnMemFree,
            set: ffi::cmnMemSet,
            copy: ffi::cmnMemCopy,
            check: ffi::cmnMemCheck,
            compare: ffi::cmnMemCompare,
            move_: ffi::cmnMemMove,
        });
        let mut data = ffi::InitData {
            memory_flag: ffi::USER_MEMORY_OPERATOR,
            memory: &mut *memory,
            reserved: [0; 2],
        };
        let mut handle = ptr::null_mut();
        // SAFETY: all pointers are valid; the memory operator lives as long as the handle.
        let code = unsafe { init(&mut handle, ffi::CODING_AAC, &mut data) };
        check(code).map_err(EncodeError::Settings)?;
        let encoder = Self {
            handle,
            api,
            _memory: memory,
            samples: FRAME_SAMPLES * usize::from(settings.channels),
            input: Vec::new(),
        };
        let mut parameters = ffi::Parameters {
            sample_rate: i32::try_from(settings.sample_rate).unwrap_or(i32::MAX),
            bit_rate: i32::try_from(settings.bit_rate).unwrap_or(i32::MAX),
            channels: settings.channels.into(),
            adts: 0,
        };
        let set = encoder.api.set_parameter.ok_or(EncodeError::Settings(0))?;
        // SAFETY: the handle is live and the parameters are what this number takes.
        let code = unsafe {
            let parameters = ptr::from_mut(&mut parameters).cast();
            set(encoder.handle, ffi::ENCODER_PARAMETERS, parameters)
        };
        check(code).map_err(EncodeError::Settings)?;
        Ok(encoder)
    }

    /// Encodes one frame: a raw data block without any header.
    ///
    /// # Errors
    /// When the number of samples is wrong, or the library fails.
    pub fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, EncodeError> {
        if samples.len() != self.samples {
            return Err(EncodeError::FrameLength {
                expected: self.samples,
                given: samples.len(),
            });
        }
        self.input.clear();
        self.input.extend_from_slice(samples);
        let set_input = self.api.set_input.ok_or(EncodeError::Failed(0))?;
        let get_output = self.api.get_output.ok_or(EncodeError::Failed(0))?;
        let mut input = ffi::Buffer {
            bytes: self.input.as_mut_ptr().cast(),
            length: (self.input.len() * size_of::<i16>()) as _,
            time: 0,
        };
        // SAFETY: the input is valid until the next call, which is longer than it is read.
        let code = unsafe { set_input(self.handle, &mut input) };
        check(code).map_err(EncodeError::Failed)?;
        let mut frame = vec![0; MAX_FRAME];
        let mut output = ffi::Buffer {
            bytes: frame.as_mut_ptr(),
            length: frame.len() as _,
            time: 0,
        };
        let mut info = ffi::OutputInfo::default();
        // SAFETY: the output is valid for as many bytes as it says.
        let code = unsafe { get_output(self.handle, &mut output, &mut info) };
        check(code).map_err(EncodeError::Failed)?;
        frame.truncate(output.length as usize);
        Ok(frame)
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder")
            .field("samples", &self.samples)
            .finish_non_exhaustive()
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        if let Some(uninit) = self.api.uninit {
            // SAFETY: the handle is live and is not used again.
            unsafe { uninit(self.handle) };
        }
    }
}

fn check(code: ffi::Code) -> Result<(), u32> {
    match code & ffi::CODE_MASK {
        ffi::OK => Ok(()),
        other => Err(other as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_aac_does_not_have_are_refused() {
        for (sample_rate, channels) in [(12_345, 1), (48_000, 0), (48_000, 3)] {
            let settings = Settings {
                sample_rate,
                channels,
                bit_rate: 48_000,
            };
            assert!(matches!(
                Encoder::new(settings),
                Err(EncodeError::Settings(_))
            ));
        }
    }

    #[test]
    fn a_frame_has_1024_samples_a_channel() {
        let settings = Settings {
            sample_rate: 44_100,
            channels: 2,
            bit_rate: 96_000,
        };
        let mut encoder = Encoder::new(settings).expect("plain settings");
        assert!(encoder.encode(&[0; 2048]).is_ok());
        let refused = encoder.encode(&[0; 1024]);
        let (expected, given) = (2048, 1024);
        assert_eq!(refused, Err(EncodeError::FrameLength { expected, given }));
    }

    #[test]
    fn encoders_on_several_threads_do_not_mind_one_another() {
        let threads = (0..4).map(|_| {
            std::thread::spawn(|| {
                let settings = Settings {
                    sample_rate: 48_000,
                    channels: 1,
                    bit_rate: 48_000,
                };
                let mut encoder = Encoder::new(settings).expect("plain settings");
                let noise: Vec<i16> = (0..1024)
                    .map(|n| (n * 7919 % 20_000 - 10_000) as i16)
                    .collect();
                (0..50)
                    .map(|_| encoder.encode(&noise).expect("a frame"))
                    .collect::<Vec<_>>()
            })
        });
        let made: Vec<_> = threads.collect();
        let made: Vec<_> = made
            .into_iter()
            .map(|thread| thread.join().expect("no panic"))
            .collect();
        assert!(made.iter().all(|frames| *frames == made[0]));
    }
}
