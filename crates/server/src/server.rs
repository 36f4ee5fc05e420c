//! Putting the parts together, and taking them apart again.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use callkit_live::StreamKeys;
use callkit_media::{Control, WorkerId};
use callkit_store::{
    DataDir, DataDirError, OpenError, Operator, OperatorError, SqliteOptions, SqliteStore, Store,
    StoreError,
};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{interval, timeout};
use tokio_rustls::rustls;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::acme::{self, Acme};
use crate::advice::{self, Weight};
use crate::clock::Clock;
use crate::config::{Config, Durability, TlsMode};
use crate::console::{self, Desk};
use crate::egress::{self, Egress};
use crate::exchange::{Exchange, MediaControl, Parts, Stats};
use crate::first_start::{FirstPassword, FirstStart};
use crate::gateway::Gateway;
use crate::http::{self, Http};
use crate::limits::Limits;
use crate::links::Links;
use crate::listener::{self, Listener};
use crate::live::{self, LivePlane, RtmpListener};
use crate::media::{MediaConfig, MediaError, MediaPlane};
use crate::metrics::Metrics;
use crate::rest::Rest;
use crate::retention::Keep;
use crate::tls::{self, TlsError};
use crate::{apps, lan};

/// How long connections may take to say goodbye when the server stops. Higher delays the stop when
/// a client does not answer, lower cuts off last words.
const GOODBYE_WITHIN: Duration = Duration::from_secs(4);

/// How long the last changes may take to reach the disk.
const WRITE_WITHIN: Duration = Duration::from_secs(5);
/// Media threads beyond which more do not help, unless they are asked for: the signalling of that
/// many calls would not keep up.
const MOST_WORKERS: usize = 16;

/// Why the server does not start. Each is one line that names what to change.
#[derive(Debug, Error)]
pub enum StartError {
    /// A port cannot be had.
    #[error("cannot listen on {address} (--{option}): {}", reason(source))]
    Bind {
        /// Which option names it.
        option: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The data directory cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The first app cannot be made.
    #[error("cannot make the first app: {0}")]
    FirstApp(#[from] OperatorError),
    /// The keys of the apps cannot be looked at.
    #[error("cannot look at the apps' keys: {0}")]
    Keys(#[source] StoreError),
    /// The console's password cannot be set.
    #[error("cannot set the console's first password: {0}")]
    FirstPassword(#[source] StoreError),
    /// The database cannot be opened.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The media ports cannot be had.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The threads beside the media workers cannot be had.
    #[error("cannot start a bridge thread: {0}")]
    Bridge(#[source] io::Error),
    /// The database cannot be read.
    #[error("cannot read the running calls: {0}")]
    Restore(#[from] StoreError),
    /// The certificate cannot be used.
    #[error("cannot use the certificate: {0}")]
    Tls(#[from] TlsError),
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the system has words for the rest"
)]
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => "another program has this port already".to_owned(),
        io::ErrorKind::AddrNotAvailable => "this machine does not have that address".to_owned(),
        io::ErrorKind::PermissionDenied => "ports below 1024 need a permission".to_owned(),
        _ => error.to_string(),
    }
}

/// The whole server. Nothing of it is global: a process may run several.
#[derive(Debug)]
pub struct Server;

/// A server that runs until it is told to stop; dropping this only lets go of it.
#[derive(Debug)]
pub struct RunningServer {
    /// Where HTTP is served.
    pub addr: SocketAddr,
    /// Where https with the server's own certificate is served, with `lan`.
    pub lan_addr: Option<SocketAddr>,
    /// Where RTMP is served.
    pub rtmp_addr: SocketAddr,
    /// Where console and metrics are served, if on a port of their own.
    pub admin_addr: Option<SocketAddr>,
    /// Where people may click.
    pub links: Links,
    /// What the first start made, if this was the first.
    pub first_start: Option<FirstStart>,
    /// The console's password, if there was none.
    pub first_password: Option<FirstPassword>,
    /// The folder of everything that is kept.
    pub data_dir: PathBuf,
    drain_timeout: Duration,
    exchange: Exchange,
    draining: CancellationToken,
    stop: CancellationToken,
    /// What watches the world: certificates, apps.
    watchers: TaskTracker,
    /// Listeners and connections.
    tasks: TaskTracker,
    exchange_task: JoinHandle<()>,
    store: Arc<SqliteStore>,
}

impl Server {
    /// Starts a server.
    ///
    /// # Errors
    /// See [`StartError`]; nothing runs then.
    pub async fn start(config: Config) -> Result<RunningServer, StartError> {
        let clock = Clock::start();
        let data_dir = DataDir::open(config.data_dir.clone())?;
        let lock = data_dir.lock_for_serving()?;
        let doors = Doors::open(&config, &data_dir).await?;

        let durability = match config.durability {
            Durability::Power => callkit_store::Durability::PowerLoss,
            Durability::Process => callkit_store::Durability::ProcessKill,
        };
        let options = SqliteOptions {
            durability,
            ..SqliteOptions::default()
        };
        let store = Arc::new(SqliteStore::open(lock, options)?);
        let begun = store.begin_keys(clock.now()).await;
        if begun.map_err(StartError::Keys)? > 0 {
            tracing::warn!("keys were made at a time that is still to come: the clock was ahead");
        }
        let first_start = FirstStart::check(&*store, clock.now()).await?;
        let first_password = FirstPassword::check(&*store, clock.now())
            .await
            .map_err(StartError::FirstPassword)?;
        warn_about(&config);

        let stream_keys = StreamKeys::new(rand::random());
        let media_config = media_config(&config);
        let bridges = live::Prepared::new(media_config.workers);
        let (media, media_events) = MediaPlane::start(media_config, bridges.outlet())?;
        let live = bridges
            .start(&media, &stream_keys)
            .map_err(StartError::Bridge)?;
        let (exchange, exchange_task) = Exchange::start(Parts {
            config: callkit_switchboard::Config {
                heartbeat_ms: u64::try_from(config.heartbeat.as_millis()).unwrap_or(u64::MAX),
                max_video_kbps: config.max_video_kbps.get(),
                max_calls: config.max_calls.map(|most| most as usize),
                ..callkit_switchboard::Config::default()
            },
            clock,
            keep: Keep::of(&config),
            store: Arc::clone(&store) as Arc<dyn Operator>,
            media: Planes {
                media: media.clone(),
                live: live.clone(),
            },
            media_events,
        })
        .await?;
        let config = Arc::new(config);
        let limits = Arc::new(Limits::new(&config));
        let metrics = Arc::new(Metrics::default());
        let links = Links::new(&config, doors.http.address, doors.lan_address());
        let (stop, draining) = (CancellationToken::new(), CancellationToken::new());
        let (watchers, tasks) = (TaskTracker::new(), TaskTracker::new());
        let (changed, apps_changed) = watch::channel(());
        let nudge = Arc::new(Notify::new());
        let egress = Arc::new(Egress::default());
        let console = Arc::new(Desk::new(console::Parts {
            config: Arc::clone(&config),
            clock,
            store: Arc::clone(&store) as Arc<dyn callkit_store::Console>,
            exchange: exchange.clone(),
            egress: Arc::clone(&egress),
            links: links.clone(),
            keep: Keep::of(&config),
            data_dir: data_dir.path().to_owned(),
            rtmp_port: doors.rtmp_address.port(),
            apps_changed: Arc::clone(&nudge),
            stop: stop.clone(),
            draining: draining.clone(),
        }));

        let gateway = Arc::new(Gateway {
            config: Arc::clone(&config),
            clock,
            store: Arc::clone(&store) as Arc<dyn Store>,
            exchange: exchange.clone(),
            limits: Arc::clone(&limits),
            metrics: Arc::clone(&metrics),
            apps_changed,
            stop: stop.clone(),
            tasks: tasks.clone(),
            open: crate::gateway::OpenByAddress::default(),
            stream_keys,
            rtmp_port: doors.rtmp_address.port(),
        });
        let measuring = egress::watch(
            Arc::clone(&egress),
            media.clone(),
            live.clone(),
            exchange.clone(),
            config.max_egress_mbps,
        );
        let http = Arc::new(Http {
            config: Arc::clone(&config),
            clock,
            operator: Arc::clone(&store) as Arc<dyn Operator>,
            exchange: exchange.clone(),
            media,
            live: live.clone(),
            egress,
            rtmp: doors.rtmp_address,
            stop: stop.clone(),
            limits,
            metrics: Arc::clone(&metrics),
            links: links.clone(),
            draining: draining.clone(),
            console,
            rest: Arc::new(Rest::new(clock, Arc::clone(&store) as Arc<dyn Operator>)),
        });
        let mut running = RunningServer {
            addr: doors.http.address,
            lan_addr: doors.lan_address(),
            rtmp_addr: doors.rtmp_address,
            admin_addr: doors.admin.as_ref().map(|door| door.address),
            links,
            first_start,
            first_password,
            data_dir: data_dir.path().to_owned(),
            drain_timeout: config.drain_timeout,
            exchange: exchange.clone(),
            draining,
            stop,
            watchers,
            tasks,
            exchange_task,
            store: Arc::clone(&store),
        };
        running.watch(measuring);
        running.watch(apps::watch(store, exchange, clock, nudge, changed));
        let shared = listener::Shared {
            metrics,
            most_sockets: config.limit_connections.into(),
            stop: running.stop.clone(),
            tasks: running.tasks.clone(),
        };
        running.open(doors, http, gateway, live, &shared);
        Ok(running)
    }
}

impl RunningServer {
    /// Takes no new calls, lets running ones go on for `drain_timeout` at most or until `hurry` is
    /// done, and stops.
    pub async fn drain(self, hurry: impl Future<Output = ()>) {
        self.draining.cancel();
        self.exchange.drain();
        let is_quiet = |stats: &Stats| stats.calls_ringing + stats.calls_connected == 0;
        let stats = self.exchange.stats();
        let calls = stats.calls_ringing + stats.calls_connected;
        tracing::info!(calls, timeout = ?self.drain_timeout, "stopping; running calls may end first");
        tokio::select! {
            _ = timeout(self.drain_timeout, self.exchange.wait_until(is_quiet)) => {}
            () = hurry => tracing::info!("told again; stopping at once"),
        }
        self.stop().await;
    }

    /// Stops now. Devices are told to come back; running calls are there when the server is.
    pub async fn stop(self) {
        self.draining.cancel();
        self.stop.cancel();
        self.tasks.close();
        self.watchers.close();
        let all = async {
            self.tasks.wait().await;
            self.watchers.wait().await;
        };
        if timeout(GOODBYE_WITHIN, all).await.is_err() {
            tracing::warn!(
                left = self.tasks.len(),
                "some connections did not say goodbye in time"
            );
        }
        // The exchange ends with the last handle, when everything it had to write is written.
        drop(self.exchange);
        let written = async {
            let _ = self.exchange_task.await;
            // What else was on its way, such as the removal of old calls, holds the store until it
            // is done. Then ours is the last, and closing it gives the data directory back.
            let mut ticks = interval(Duration::from_millis(5));
            while Arc::strong_count(&self.store) > 1 {
                ticks.tick().await;
            }
        };
        if timeout(WRITE_WITHIN, written).await.is_err() {
            tracing::warn!("the last changes were not written in time");
        }
        let store = self.store;
        let closed = tokio::task::spawn_blocking(move || drop(store)).await;
        closed.unwrap_or_else(|error| tracing::error!(%error, "closing the database failed"));
    }

    /// The calls of this server, for tests and programs that embed it.
    pub fn exchange(&self) -> &Exchange {
        &self.exchange
    }

    fn open(
        &mut self,
        doors: Doors,
        http: Arc<Http>,
        gateway: Arc<Gateway>,
        live: LivePlane,
        shared: &listener::Shared,
    ) {
        let rtmp = RtmpListener {
            tcp: doors.rtmp,
            live,
            most_per_address: http.config.limit_connections_per_ip,
        };
        self.tasks.spawn(rtmp.run(shared.clone()));
        let public = http::public(Arc::clone(&http), gateway);
        if let Some((files, shown)) = doors.certificate {
            let host = http
                .config
                .public_url
                .as_ref()
                .map(|url| url.host().to_owned());
            let check = move |files: &tls::Files| report(files, host.as_deref());
            check(&files);
            self.watch(tls::watch(files, shown, check));
        }
        if let Some(acme) = doors.acme {
            let url = http.config.public_url.as_ref();
            let origin = url.map(ToString::to_string).unwrap_or_default();
            if let Some(challenge) = doors.challenge {
                self.listen(challenge, acme::router(acme.answers(), origin), shared);
            }
            self.watch(acme.keep());
        }
        if let Some(lan) = doors.lan {
            self.listen(lan, public.clone(), shared);
        }
        if let Some(admin) = doors.admin {
            self.listen(admin, http::admin(http), shared);
        }
        self.listen(doors.http, public, shared);
    }

    fn listen(&self, door: Door, router: axum::Router, shared: &listener::Shared) {
        let listener = Listener {
            tcp: door.tcp,
            tls: door.tls,
            router,
        };
        self.tasks.spawn(listener.run(shared.clone()));
    }

    /// Runs something that never ends by itself.
    fn watch(&self, watcher: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.watchers.spawn(async move {
            tokio::select! {
                () = watcher => {}
                () = stop.cancelled() => {}
            }
        });
    }
}

/// A port that is ours.
struct Door {
    tcp: TcpListener,
    address: SocketAddr,
    tls: Option<Arc<rustls::ServerConfig>>,
}

/// Every port that HTTP is served on.
struct Doors {
    http: Door,
    /// https with the server's own certificate.
    lan: Option<Door>,
    admin: Option<Door>,
    rtmp: TcpListener,
    rtmp_address: SocketAddr,
    /// The certificate of `http`.
    certificate: Option<(tls::Files, Arc<tls::Reloading>)>,
    /// The certificate that looks after itself.
    acme: Option<Acme>,
    /// Plain http beside it.
    challenge: Option<Door>,
}

impl Doors {
    async fn open(config: &Config, data_dir: &DataDir) -> Result<Self, StartError> {
        let mut http = Door::open("listen", config.http_address()).await?;
        let admin = match config.admin_listen {
            Some(address) => Some(Door::open("admin-listen", address).await?),
            None => None,
        };
        let rtmp = Door::open("rtmp-listen", config.rtmp_address()).await?;
        let lan = if config.lan {
            let address = SocketAddr::new(config.http_address().ip(), config.lan_https_port);
            let mut door = Door::open("lan-https-port", address).await?;
            let certificate = tls::for_lan(data_dir.path(), &lan::addresses(), SystemTime::now())?;
            door.tls = Some(tls::server_config(tls::Reloading::new(certificate)));
            Some(door)
        } else {
            None
        };
        let acme = match config.tls {
            Some(TlsMode::Auto) => Some(Acme::prepare(config, data_dir.path())?),
            None => None,
        };
        if let Some(acme) = &acme {
            http.tls = Some(acme.tls());
        }
        let challenge = match config.acme_http_listen.filter(|_| acme.is_some()) {
            Some(address) => Some(Door::open("acme-http-listen", address).await?),
            None => None,
        };
        let certificate = match (&config.tls_cert, &config.tls_key) {
            (Some(cert), Some(key)) => {
                let files = tls::Files {
                    cert: cert.clone(),
                    key: key.clone(),
                };
                let shown = tls::Reloading::new(files.read()?);
                http.tls = Some(tls::server_config(Arc::clone(&shown) as _));
                Some((files, shown))
            }
            // One without the other is refused when the options are read.
            (Some(_), None) | (None, Some(_)) | (None, None) => None,
        };
        Ok(Self {
            http,
            lan,
            admin,
            rtmp: rtmp.tcp,
            rtmp_address: rtmp.address,
            certificate,
            acme,
            challenge,
        })
    }

    fn lan_address(&self) -> Option<SocketAddr> {
        self.lan.as_ref().map(|door| door.address)
    }
}

impl Door {
    async fn open(option: &'static str, address: SocketAddr) -> Result<Self, StartError> {
        let failed = |source| StartError::Bind {
            option,
            address,
            source,
        };
        let tcp = TcpListener::bind(address).await.map_err(failed)?;
        let address = tcp.local_addr().map_err(failed)?;
        Ok(Self {
            tcp,
            address,
            tls: None,
        })
    }
}

/// Says what phones will not like about the certificate.
fn report(files: &tls::Files, host: Option<&str>) {
    let chain = match tls::read_chain(&files.cert) {
        Ok(chain) => chain,
        Err(error) => return tracing::warn!(%error, "the certificate cannot be looked at"),
    };
    for finding in tls::inspect(
        &chain,
        host,
        webpki_roots::TLS_SERVER_ROOTS,
        SystemTime::now(),
    ) {
        let file = files.cert.display();
        if finding.is_fatal() {
            tracing::error!(%file, "{finding}");
        } else {
            tracing::warn!(%file, "{finding}");
        }
    }
}

/// Both ways that the media of a call takes: what one is told the other is told.
#[derive(Debug)]
struct Planes {
    media: MediaPlane,
    live: LivePlane,
}

impl MediaControl for Planes {
    fn workers(&self) -> u8 {
        u8::try_from(self.media.candidates().count()).unwrap_or(u8::MAX)
    }

    fn control(&self, worker: WorkerId, control: Control) {
        self.live.control(worker, &control);
        self.media.send(worker, control);
    }
}

fn media_config(config: &Config) -> MediaConfig {
    let mut addresses = config.media_address.clone();
    if addresses.is_empty() {
        addresses = lan::interfaces();
        // Browsers on this machine reach it in any case; Firefox never by the loopback address.
        if config.listen.ip().is_loopback() || addresses.is_empty() {
            addresses.push(IpAddr::from([127, 0, 0, 1]));
        }
    }
    MediaConfig {
        port: config.media_port,
        addresses,
        workers: media_workers(config),
        tcp_port: config.media_tcp_port,
        limits: callkit_media::Limits {
            max_video: callkit_media::Bitrate::kbps(config.max_video_kbps.get().into()),
            ..callkit_media::Limits::default()
        },
    }
}

/// How many media threads there are, and UDP ports.
pub(crate) fn media_workers(config: &Config) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let usual = (cores - 1).clamp(1, MOST_WORKERS);
    config.media_workers.map_or(usual, usize::from)
}

fn warn_about(config: &Config) {
    for advice in advice::advice(config) {
        let (says, mend) = (advice.says, advice.mend);
        match advice.weight {
            Weight::Fault => tracing::error!(option = advice.option, mend, "{says}"),
            Weight::Warning => tracing::warn!(option = advice.option, mend, "{says}"),
        }
    }
}
