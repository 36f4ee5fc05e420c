//! What this installation is.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use callkit_protocol::{Limits, PROTOCOL};
use callkit_store::AppStatus;

use super::Desk;
use super::api::{ApiError, AppDefaults, InstallationView, StorageView, WeChatDomains};
use super::auth::SignedIn;
use super::session::fresh;
use crate::apps::AppSettings;
use crate::peer::{Peer, Socket, without_port};

/// `GET installation`.
pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Extension(socket): Extension<Socket>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, ApiError> {
    let installation = desk.store.installation();
    let size = desk.store.storage_size();
    let outbox = desk.store.outbox_len();
    let apps = desk.store.apps();
    let (installation, size, outbox) = (installation.await?, size.await?, outbox.await?);
    let demo_app = apps
        .await?
        .into_iter()
        .find(|app| app.status == AppStatus::Enabled && AppSettings::of(app).demo);
    let peer = Peer::of(socket, &headers, &desk.config.trusted_proxy);
    let server_url = desk.server_url(&peer);
    Ok(fresh(InstallationView {
        id: installation.id.as_str().to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        protocol: PROTOCOL,
        schema: installation.schema,
        created_at: installation.created_at,
        started_at: desk.started_at,
        now: desk.clock.now(),
        server_url_configured: desk.config.public_url.is_some(),
        wechat: desk.domains(&server_url),
        server_url,
        storage: StorageView {
            data_dir: desk.data_dir.display().to_string(),
            database_bytes: size.database_bytes,
            records: size.records,
            oldest_record_at: size.oldest_record,
            quality_bytes: size.quality_bytes,
            outbox,
            ready: desk.store.ready().await.is_ok(),
        },
        retention: desk.retention(),
        defaults: AppDefaults {
            several_devices: desk.config.several_devices,
            ring_timeout_s: u32::try_from(Limits::RING_SECONDS_DEFAULT).unwrap_or(u32::MAX),
            max_video_kbps: desk.config.max_video_kbps.get(),
            max_calls: desk.config.max_calls,
        },
        demo_app: demo_app.map(|app| app.app),
    }))
}

impl Desk {
    /// Where the server is, without a slash at the end.
    fn server_url(&self, peer: &Peer) -> String {
        if let Some(public) = &self.links.public {
            return public.trim_end_matches('/').to_owned();
        }
        // The console may be on a port of its own, where no client is to go.
        let host = peer
            .host
            .as_deref()
            .filter(|_| self.config.admin_listen.is_none());
        match host {
            Some(host) if peer.secure => format!("https://{host}"),
            Some(host) => format!("http://{host}"),
            None => self.links.local.trim_end_matches('/').to_owned(),
        }
    }

    fn domains(&self, server_url: &str) -> WeChatDomains {
        let (scheme, host) = server_url.split_once("://").unwrap_or(("http", server_url));
        let secure = scheme == "https";
        let socket = if secure { "wss" } else { "ws" };
        let name = without_port(host);
        let rtmp = match &self.config.rtmp_url {
            Some(url) => url.to_string().trim_end_matches('/').to_owned(),
            None => format!("rtmp://{name}:{}", self.rtmp_port),
        };
        let is_address = name.parse::<IpAddr>().is_ok();
        let is_name = !is_address && name.contains('.') && !is_private_name(name);
        WeChatDomains {
            request: vec![server_url.to_owned()],
            socket: vec![format!("{socket}://{host}")],
            upload: Vec::new(),
            download: vec![server_url.to_owned()],
            rtmp,
            usable_by_phones: secure && is_name,
        }
    }
}

/// Whether a name is known in the local network only.
fn is_private_name(name: &str) -> bool {
    [".localhost", ".local", ".lan", ".internal"]
        .iter()
        .any(|end| name.ends_with(end))
}
