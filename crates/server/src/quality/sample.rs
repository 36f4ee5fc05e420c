//! One figure of each kind for a short while, made of what server and device measured in it.

use std::time::Duration;

use callkit_media::{Flow, LegStats};
use callkit_protocol::{ClientReport, Millis, UnixMs};

/// How one device's media fared over a short while. Up is from the device to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// When the while was over.
    pub at: UnixMs,
    /// How long it was.
    pub span: Millis,
    /// 1 excellent to 5 very bad, 6 down.
    pub grade: u8,
    /// Kilobits per second.
    pub up_kbps: u32,
    /// Kilobits per second.
    pub down_kbps: u32,
    /// Lost, in thousandths.
    pub up_loss: Option<u32>,
    /// Lost, in thousandths.
    pub down_loss: Option<u32>,
    /// Round trip in milliseconds.
    pub rtt: Option<u32>,
    /// Milliseconds.
    pub up_jitter: u32,
    /// Milliseconds.
    pub down_jitter: u32,
    /// What the device itself said, if it said anything.
    pub client: Option<ClientSample>,
}

/// What a device says of what it shows and plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClientSample {
    /// Frames shown, in tenths per second.
    pub fps_tenths: u32,
    /// Time that the picture stood still, in milliseconds.
    pub frozen: u32,
    /// Share of the audio that was made up, in thousandths.
    pub concealed: u32,
}

/// 1 excellent to 5 very bad, by the worse of loss and round trip. The steps follow what is audible:
/// Opus with repair hides 3 %, and beyond 400 ms people begin to talk over each other.
pub fn grade(stats: &LegStats) -> u8 {
    let loss = |flow: &Flow| flow.loss.unwrap_or(0.0);
    let by_loss = match loss(&stats.up).max(loss(&stats.down)) {
        loss if loss < 0.01 => 1,
        loss if loss < 0.03 => 2,
        loss if loss < 0.08 => 3,
        loss if loss < 0.20 => 4,
        _ => 5,
    };
    let by_rtt = match stats.rtt.unwrap_or(Duration::ZERO).as_millis() {
        0..100 => 1,
        100..200 => 2,
        200..400 => 3,
        400..800 => 4,
        _ => 5,
    };
    by_loss.max(by_rtt)
}

/// What has been measured since the last sample.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window {
    began: Option<UnixMs>,
    server: Vec<LegStats>,
    client: Vec<ClientReport>,
}

/// How long one sample's while is. Shorter shows more and keeps more: at six seconds an hour of a
/// call between two takes about 25 kB.
const SPAN: Millis = Millis(6_000);
/// Reports beyond what any device sends in that time are left out.
const MOST: usize = 16;

impl Window {
    /// Takes in what the server measured.
    pub(crate) fn server(&mut self, now: UnixMs, stats: LegStats) {
        self.began.get_or_insert(now);
        if self.server.len() < MOST {
            self.server.push(stats);
        }
    }

    /// Takes in what the device measured.
    pub(crate) fn client(&mut self, now: UnixMs, report: ClientReport) {
        self.began.get_or_insert(now);
        if self.client.len() < MOST {
            self.client.push(report);
        }
    }

    /// Whether the while is over.
    pub(crate) fn is_due(&self, now: UnixMs) -> bool {
        self.began.is_some_and(|began| now.since(began) >= SPAN)
    }

    /// Makes a sample of what has been measured, if anything has, and begins anew.
    pub(crate) fn close(&mut self, now: UnixMs, down: bool) -> Option<Sample> {
        let began = self.began.take()?;
        let (server, client) = (
            std::mem::take(&mut self.server),
            std::mem::take(&mut self.client),
        );
        let of_client = |figure: fn(&ClientReport) -> f64| mean(client.iter().map(figure));
        // What no RTCP said the device may have.
        let or_client = |server: Option<f64>, figure: fn(&ClientReport) -> f64| {
            server.or_else(|| of_client(figure))
        };
        let worst = server.iter().map(grade).max().unwrap_or(1);
        Some(Sample {
            at: now,
            span: now.since(began),
            grade: if down { 6 } else { worst },
            up_kbps: kbps(&server, |stats| stats.up),
            down_kbps: kbps(&server, |stats| stats.down),
            up_loss: or_client(loss(&server, |stats| stats.up), |report| report.loss_up)
                .map(thousandths),
            down_loss: or_client(loss(&server, |stats| stats.down), |report| report.loss_down)
                .map(thousandths),
            rtt: or_client(rtt(&server), |report| report.rtt_ms).map(whole),
            up_jitter: jitter(&server, |stats| stats.up),
            down_jitter: of_client(|report| report.jitter_ms)
                .map_or_else(|| jitter(&server, |stats| stats.down), whole),
            client: (!client.is_empty()).then(|| ClientSample {
                fps_tenths: whole(
                    of_client(|report| report.frames_per_second).unwrap_or(0.0) * 10.0,
                ),
                frozen: whole(client.iter().map(|report| report.frozen_ms).sum()),
                concealed: thousandths(of_client(|report| report.concealed).unwrap_or(0.0)),
            }),
        })
    }
}

fn mean(figures: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = figures.fold((0.0, 0.0), |(sum, count), figure| {
        (sum + figure, count + 1.0)
    });
    (count > 0.0).then(|| sum / count)
}

fn kbps(stats: &[LegStats], flow: fn(&LegStats) -> Flow) -> u32 {
    let bits = stats.iter().map(|stats| flow(stats).bitrate.0 as f64);
    whole(mean(bits).unwrap_or(0.0) / 1000.0)
}

fn loss(stats: &[LegStats], flow: fn(&LegStats) -> Flow) -> Option<f64> {
    mean(
        stats
            .iter()
            .filter_map(|stats| flow(stats).loss)
            .map(f64::from),
    )
}

fn rtt(stats: &[LegStats]) -> Option<f64> {
    mean(stats.iter().filter_map(|stats| stats.rtt).map(millis))
}

fn jitter(stats: &[LegStats], flow: fn(&LegStats) -> Flow) -> u32 {
    whole(mean(stats.iter().map(|stats| millis(flow(stats).jitter))).unwrap_or(0.0))
}

fn millis(span: Duration) -> f64 {
    span.as_secs_f64() * 1000.0
}

fn thousandths(share: f64) -> u32 {
    whole(share.clamp(0.0, 1.0) * 1000.0)
}

/// The nearest whole number. What a device says may be anything: no number becomes zero.
fn whole(figure: f64) -> u32 {
    // A cast of a float saturates.
    figure.round() as u32
}

#[cfg(test)]
mod tests {
    use callkit_media::Bitrate;

    use super::*;

    #[test]
    fn the_worse_of_loss_and_delay_decides() {
        let stats = |loss, rtt| LegStats {
            up: Flow {
                loss: Some(loss),
                ..Flow::default()
            },
            rtt: Some(Duration::from_millis(rtt)),
            ..LegStats::default()
        };
        assert_eq!(grade(&LegStats::default()), 1);
        assert_eq!(grade(&stats(0.0, 20)), 1);
        assert_eq!(grade(&stats(0.05, 20)), 3);
        assert_eq!(grade(&stats(0.0, 500)), 4);
        assert_eq!(grade(&stats(0.5, 20)), 5);
    }

    #[test]
    fn a_sample_is_the_mean_of_what_server_and_device_said() {
        let mut window = Window::default();
        let stats = |kbps: u64, loss| LegStats {
            up: Flow {
                bitrate: Bitrate(kbps * 1000),
                loss: Some(loss),
                ..Flow::default()
            },
            ..LegStats::default()
        };
        window.server(UnixMs(1_000), stats(100, 0.0));
        window.server(UnixMs(3_000), stats(300, 0.1));
        window.client(
            UnixMs(3_100),
            ClientReport {
                rtt_ms: 40.0,
                frames_per_second: 14.96,
                frozen_ms: 700.0,
                concealed: f64::NAN,
                ..ClientReport::default()
            },
        );
        assert!(!window.is_due(UnixMs(6_999)));
        assert!(window.is_due(UnixMs(7_000)));
        let sample = window.close(UnixMs(7_000), false).expect("something");
        assert_eq!((sample.up_kbps, sample.up_loss), (200, Some(50)));
        assert_eq!((sample.rtt, sample.down_loss), (Some(40), Some(0)));
        assert_eq!((sample.grade, sample.span), (4, Millis(6_000)));
        let client = ClientSample {
            fps_tenths: 150,
            frozen: 700,
            concealed: 0,
        };
        assert_eq!(sample.client, Some(client));
        assert_eq!(window.close(UnixMs(9_000), false), None, "begun anew");
    }

    #[test]
    fn absurd_figures_of_a_device_do_no_harm() {
        let mut window = Window::default();
        for figure in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -1e300, 1e300] {
            let report = ClientReport {
                rtt_ms: figure,
                loss_up: figure,
                jitter_ms: figure,
                frames_per_second: figure,
                frozen_ms: figure,
                concealed: figure,
                ..ClientReport::default()
            };
            window.client(UnixMs(0), report);
        }
        let sample = window.close(UnixMs(1), false).expect("something");
        assert!(sample.up_loss.is_some_and(|loss| loss <= 1000));
    }
}
