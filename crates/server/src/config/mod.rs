//! Every option of `callkit serve`: its name, what it is for, its default.
//!
//! An option `media_port` is the flag `--media-port`, the variable `CALLKIT_MEDIA_PORT` and the key
//! `media_port` of callkit.toml. Where it is given more than once the flag counts, then the
//! variable, then the file. The table below is the only place that knows the options; flags, help,
//! variables, file and `callkit.example.toml` are made from it.

mod error;
mod example;
mod load;
mod source;
mod types;
pub(crate) mod value;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

pub use error::{ConfigError, Origin};
pub use types::{
    AllowedOrigin, BaseUrl, Durability, LogFormat, OnOff, Rate, Secret, TlsMode, VideoKbps,
};
pub use value::Shape;

use source::Given;
use value::OptionValue;

/// What is known about an option without its value.
#[derive(Clone, Copy, Debug)]
pub struct OptionInfo {
    /// Its name in callkit.toml.
    pub key: &'static str,
    /// What it is for, in whole sentences, one line each.
    pub help: &'static [&'static str],
    /// What its value is called in help texts.
    pub value: &'static str,
    /// One value, several, or none at all.
    pub shape: Shape,
    /// Its default as it would stand in callkit.toml; `None` if it has none.
    pub default: Option<fn() -> String>,
}

macro_rules! options {
    ($($(#[doc = $doc:literal])+ $key:ident: $type:ty = $default:literal, $value:literal;)+) => {
        /// The options of `callkit serve`.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $key: $type,)+
        }

        impl Config {
            /// Every option, in the order of the example file.
            pub const OPTIONS: &'static [OptionInfo] = &[$(OptionInfo {
                key: stringify!($key),
                help: &[$($doc),+],
                value: $value,
                shape: <$type as OptionValue>::SHAPE,
                default: if $default.is_empty() && <$type as OptionValue>::OPTIONAL {
                    None
                } else {
                    Some(|| Config::default().$key.to_toml())
                },
            }),+];

            /// The options that have another value in `other`.
            pub fn differs_in(&self, other: &Self) -> Vec<&'static str> {
                let mut differing = Vec::new();
                $(if self.$key != other.$key {
                    differing.push(stringify!($key));
                })+
                differing
            }

            fn read(given: &Given) -> Result<Self, ConfigError> {
                Ok(Self { $($key: given.value(stringify!($key), $default)?,)+ })
            }
        }

        impl Default for Config {
            fn default() -> Self {
                Self {
                    $($key: <$type as OptionValue>::from_default($default)
                        .expect("every default can be read, as tests/config.rs shows"),)+
                }
            }
        }
    };
}

options! {
    /// Folder for the database and everything else that must outlive the process.
    /// Made with access for its owner only.
    data_dir: PathBuf = "./data", "DIR";
    /// Where HTTP and WebSocket are served.
    /// With `lan` and nothing else said it is the same port on every address.
    listen: SocketAddr = "127.0.0.1:8080", "ADDR:PORT";
    /// Be reachable from other machines of the local network: listens everywhere, names the LAN
    /// address in links and media, serves plain http to private addresses only, and https with a
    /// certificate of its own on `lan_https_port`.
    lan: bool = "false", "";
    /// Port of the https listener that `lan` opens.
    lan_https_port: u16 = "8444", "PORT";
    /// How the world reaches this server: `https://calls.example.com`.
    /// Named in links; a certificate is checked against it.
    public_url: Option<BaseUrl> = "", "URL";
    /// How mini programs reach the RTMP port from outside: `rtmp://calls.example.com:1935`.
    rtmp_url: Option<BaseUrl> = "", "URL";
    /// Addresses that clients send media to, when they are not those of this machine's interfaces
    /// (behind NAT: the outer address).
    media_address: Vec<IpAddr> = "", "IP";
    /// First UDP port for media; every worker takes one, counting upwards.
    media_port: u16 = "8443", "PORT";
    /// Media threads. Without it: one for each core but one.
    media_workers: Option<u16> = "", "N";
    /// TCP port for media of clients whose network lets no UDP through. Without it there is none.
    media_tcp_port: Option<u16> = "", "PORT";
    /// Where RTMP is served.
    rtmp_listen: SocketAddr = "127.0.0.1:1935", "ADDR:PORT";
    /// Where the console and `/metrics` are served; then nowhere else. Keep it private.
    admin_listen: Option<SocketAddr> = "", "ADDR:PORT";
    /// Networks of your own reverse proxies. Only what they say in `X-Forwarded-For` and
    /// `X-Forwarded-Proto` is believed.
    trusted_proxy: Vec<IpNet> = "", "CIDR";
    /// Whether `/demo/ticket` signs tickets for the demo's own app. Without it: for browsers on this
    /// machine, and with `lan` for those of the local network. `on` signs for the whole world.
    demo: Option<OnOff> = "", "on|off";
    /// Pages that may connect: `https://app.example.com`, `https://*.example.com`, or `*` for all.
    /// What lets a user in is the ticket, and there are no cookies that another page could ride on:
    /// that is why all is the default. A page of this server's own and a client that is no browser
    /// always may.
    allowed_origins: Vec<AllowedOrigin> = "*", "ORIGIN";
    /// Certificate chain (PEM, the server's own certificate first). With it `listen` speaks https.
    /// Read again when it changes.
    tls_cert: Option<PathBuf> = "", "FILE";
    /// Private key of `tls_cert` (PEM).
    tls_key: Option<PathBuf> = "", "FILE";
    /// For how many days records of calls are kept, with everything that happened in them.
    /// 0 keeps them for ever.
    keep_records_days: u32 = "180", "N";
    /// For how many days it is kept how the media of calls fared: about 25 kB for an hour of a call
    /// between two.
    keep_quality_days: u32 = "14", "N";
    /// `auto`: get a certificate for the host of `public_url` by itself, and renew it (ACME). Proven
    /// on `listen` (TLS-ALPN-01, port 443 from outside) or on `acme_http_listen` (HTTP-01, port 80).
    tls: Option<TlsMode> = "", "auto";
    /// With `tls = "auto"`: where plain http is served, for the proof and to send browsers on to
    /// https. Mostly `0.0.0.0:80`. Without it there is none.
    acme_http_listen: Option<SocketAddr> = "", "ADDR:PORT";
    /// With `tls = "auto"`: whom the certificate authority writes to when something is wrong:
    /// `admin@example.com`.
    acme_contact: Option<String> = "", "EMAIL";
    /// With `tls = "auto"`: the directory of the certificate authority (RFC 8555 section 7.1.1).
    acme_directory: String = "https://acme-v02.api.letsencrypt.org/directory", "URL";
    /// With `tls = "auto"`: the root certificate of an authority of your own (PEM), which this
    /// machine does not know.
    acme_root: Option<PathBuf> = "", "FILE";
    /// How long running calls may go on after the server was told to stop. A second signal stops at
    /// once.
    drain_timeout: Duration = "5m", "SPAN";
    /// Whether a user may be signed in on several devices of the same kind. Otherwise the newer one
    /// takes the older one's place.
    several_devices: bool = "false", "";
    /// Most video that one member sends, in kbit/s. Lower carries more calls over the same line, at
    /// the price of softer pictures.
    max_video_kbps: VideoKbps = "1500", "KBPS";
    /// Most calls at once; who calls beyond it is told `over_capacity`. A group call counts as half
    /// its members. Without it there is no limit.
    max_calls: Option<u32> = "", "N";
    /// Most media that is sent, in Mbit/s. Everything is relayed: a call sends what it receives,
    /// once for each receiver. Beyond it new calls are told `over_capacity`; running ones go on.
    max_egress_mbps: Option<u32> = "", "MBPS";
    /// How often clients say that they are there; one that was silent for three of these is gone.
    /// Higher saves battery and traffic, lower notices a dead network sooner.
    heartbeat: Duration = "10s", "SPAN";
    /// What a committed change survives: `process` (kill -9) or `power` (a power cut; slower).
    durability: Durability = "process", "process|power";
    /// Which messages are logged: `error`, `warn`, `info`, `debug`, `trace`, or as
    /// `info,callkit_server::gateway=debug`.
    log: String = "info", "FILTER";
    /// How: `text` or `json`, one object a line.
    log_format: LogFormat = "text", "text|json";
    /// Whoever sends this as `Authorization: Bearer ...` may read `/metrics` from anywhere.
    metrics_token: Option<Secret> = "", "TOKEN";
    /// Open sockets in all.
    limit_connections: u32 = "20000", "N";
    /// Open WebSockets of one address. Many users of one company may share an address.
    limit_connections_per_ip: u32 = "1000", "N";
    /// New WebSockets of one address. Loopback gets a hundred times every limit by address.
    limit_connects_per_ip: Rate = "20/s burst 100", "RATE";
    /// Refused tickets from one address, after which it has to wait.
    limit_refusals_per_ip: Rate = "10/m burst 20", "RATE";
    /// Requests to `/demo/ticket` of one address.
    limit_tickets_per_ip: Rate = "1/s burst 30", "RATE";
    /// Sign-ins of one user. In a call a client tries again every second.
    limit_hellos_per_user: Rate = "3/s burst 30", "RATE";
    /// `call` and `invite` of one user.
    limit_calls_per_user: Rate = "2/s burst 120", "RATE";
    /// Messages on one connection. A client beyond it is disconnected.
    limit_messages: Rate = "50/s burst 300", "RATE";
    /// Messages that may wait for one client to take them. A client beyond it is disconnected.
    limit_outbox: u32 = "512", "N";
}

impl Config {
    /// Where HTTP is to be served: [`listen`](Self::listen), widened by [`lan`](Self::lan) unless
    /// it names an address other than the default.
    pub fn http_address(&self) -> SocketAddr {
        let mut address = self.listen;
        if self.lan && address.ip().is_loopback() {
            address.set_ip(IpAddr::from([0, 0, 0, 0]));
        }
        address
    }

    /// Where RTMP is to be served: [`rtmp_listen`](Self::rtmp_listen), widened by
    /// [`lan`](Self::lan) as [`http_address`](Self::http_address) is.
    pub fn rtmp_address(&self) -> SocketAddr {
        let mut address = self.rtmp_listen;
        if self.lan && address.ip().is_loopback() {
            address.set_ip(IpAddr::from([0, 0, 0, 0]));
        }
        address
    }

    /// The option with this key.
    pub fn option(key: &str) -> Option<&'static OptionInfo> {
        Self::OPTIONS.iter().find(|option| option.key == key)
    }
}

impl OptionInfo {
    /// The variable that sets it: `CALLKIT_MEDIA_PORT`.
    pub fn variable(&self) -> String {
        format!("{}{}", source::PREFIX, self.key.to_uppercase())
    }

    /// The flag that sets it, without the dashes: `media-port`.
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }
}
