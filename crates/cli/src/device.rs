//! A headless device: what `callkit call` and `callkit answer` have in common.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use callkit_engine::{
    AudioSource, DeviceId, Engine, EngineConfig, Events, MediaConfig, MediaNetwork, Picture,
    ServerUrl, UserId, VideoCodec, VideoSource,
};

use crate::failure::Failure;
use crate::ticket::TicketArgs;

/// Who signs in where, and what it sends.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct DeviceArgs {
    /// The user to sign in as
    #[arg(long = "as", value_name = "ME")]
    user: UserId,
    /// The server's address
    #[arg(
        long,
        value_name = "URL",
        env = "CALLKIT_SERVER",
        default_value = "http://127.0.0.1:8080"
    )]
    server: ServerUrl,
    /// This device: with the same ID a call that was cut off goes on [default: a new one each time]
    #[arg(long, value_name = "ID", env = "CALLKIT_DEVICE")]
    device: Option<DeviceId>,
    /// What to send for sound: tone:HZ, none, or echo to give back what is heard
    #[arg(long, value_name = "tone:HZ|echo|none", default_value = "tone:440", value_parser = audio)]
    audio: AudioSource,
    /// What to send for a picture in a video call: test, none, or a file (VP8 in .ivf, H.264 in .h264)
    #[arg(long, value_name = "test|none|FILE", default_value = "test", value_parser = video)]
    video: VideoArg,
    /// The one video codec to send and take [default: the one that the call settles on]
    #[arg(long, value_name = "h264|vp8", value_parser = codec)]
    codec: Option<VideoCodec>,
    /// Send and take media over TCP alone, to see whether that gets through
    #[arg(long)]
    media_tcp: bool,
    /// Hang up this long after the call has connected: 10s, 500ms, 2m [default: stay]
    #[arg(long = "for", value_name = "TIME", value_parser = span)]
    pub(crate) hang_up_after: Option<Duration>,
    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    ticket: TicketArgs,
}

#[derive(Clone, Debug)]
enum VideoArg {
    None,
    Test,
    File(PathBuf),
}

impl DeviceArgs {
    /// Signs in.
    pub(crate) async fn connect(&self) -> Result<(Engine, Events), Failure> {
        let media = self.media()?;
        let (app, ticket) = self.ticket.ticket(&self.user).await?;
        let device = self.device.clone().map_or_else(fresh_device, Ok)?;
        let user = self.user.clone();
        let mut config = EngineConfig::new(self.server.clone(), app, user, ticket, device);
        config.program = concat!("callkit-cli/", env!("CARGO_PKG_VERSION")).to_owned();
        config.media = media;
        Engine::connect(config).await.map_err(Failure::failed)
    }

    /// The user of this device.
    pub(crate) fn user(&self) -> &UserId {
        &self.user
    }

    /// Whether it has something to send for a microphone.
    pub(crate) fn has_microphone(&self) -> bool {
        self.audio != AudioSource::None
    }

    /// Whether it has something to send for a camera.
    pub(crate) fn has_camera(&self) -> bool {
        match self.video {
            VideoArg::None => false,
            VideoArg::Test | VideoArg::File(_) => true,
        }
    }

    fn media(&self) -> Result<MediaConfig, Failure> {
        let mut codec = self.codec;
        let video = match &self.video {
            VideoArg::None => VideoSource::None,
            VideoArg::Test => VideoSource::Test,
            VideoArg::File(path) => {
                let unusable =
                    |why: String| Failure::unusable(format!("--video {}: {why}", path.display()));
                let bytes = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
                let picture =
                    Picture::parse(&bytes).map_err(|error| unusable(error.to_string()))?;
                if codec.is_some_and(|codec| codec != picture.codec()) {
                    return Err(unusable(
                        "it is not in the codec that --codec names".to_owned(),
                    ));
                }
                // A picture that was encoded beforehand has one codec, so the call must have it.
                codec = Some(picture.codec());
                VideoSource::Picture(Arc::new(picture))
            }
        };
        let network = match self.media_tcp {
            true => MediaNetwork::TcpOnly,
            false => MediaNetwork::Any,
        };
        Ok(MediaConfig {
            audio: self.audio,
            video,
            codec,
            network,
        })
    }
}

fn fresh_device() -> Result<DeviceId, Failure> {
    format!("cli-{:016x}", rand::random::<u64>())
        .parse()
        .map_err(Failure::failed)
}

fn audio(text: &str) -> Result<AudioSource, String> {
    if text == "none" {
        return Ok(AudioSource::None);
    }
    if text == "echo" {
        return Ok(AudioSource::Echo);
    }
    let hz = text
        .strip_prefix("tone:")
        .and_then(|hz| hz.parse::<f64>().ok());
    match hz.filter(|hz| (20.0..=8000.0).contains(hz)) {
        Some(hz) => Ok(AudioSource::Tone { hz }),
        None => Err("it must be `none`, `echo` or `tone:HZ` with 20 to 8000 Hz".to_owned()),
    }
}

// A function, because clap wants to see a `Result` although nothing can go wrong here.
#[allow(clippy::unnecessary_wraps)]
fn video(text: &str) -> Result<VideoArg, String> {
    Ok(match text {
        "none" => VideoArg::None,
        "test" => VideoArg::Test,
        path => VideoArg::File(path.into()),
    })
}

fn codec(text: &str) -> Result<VideoCodec, String> {
    match text.to_ascii_lowercase().as_str() {
        "h264" => Ok(VideoCodec::H264),
        "vp8" => Ok(VideoCodec::Vp8),
        _ => Err("it must be `h264` or `vp8`".to_owned()),
    }
}

/// Reads `10s`, `500ms`, `2m`, `1.5h`; a number alone is seconds.
pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let unit = text
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(unit);
    let seconds = match unit {
        "ms" => 0.001,
        "s" | "" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err("the unit must be ms, s, m or h".to_owned()),
    };
    let number = number
        .trim()
        .parse::<f64>()
        .ok()
        .filter(|number| *number >= 0.0);
    let span = number.and_then(|number| Duration::try_from_secs_f64(number * seconds).ok());
    span.ok_or_else(|| "it must be a time such as 10s, 500ms or 2m".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_with_their_units() {
        for (text, millis) in [
            ("10s", 10_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("1.5", 1500),
        ] {
            assert_eq!(span(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for bad in ["", "s", "-1s", "10 days", "1e400"] {
            span(bad).expect_err(bad);
        }
    }

    #[test]
    fn sound_is_a_tone_that_can_be_heard_or_none() {
        assert_eq!(audio("none"), Ok(AudioSource::None));
        assert_eq!(audio("echo"), Ok(AudioSource::Echo));
        assert_eq!(audio("tone:660"), Ok(AudioSource::Tone { hz: 660.0 }));
        for bad in [
            "",
            "tone",
            "tone:",
            "tone:0",
            "tone:99999",
            "tone:nan",
            "440",
        ] {
            audio(bad).expect_err(bad);
        }
    }
}
