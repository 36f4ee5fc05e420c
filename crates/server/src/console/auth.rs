//! Who asks: the session of a request, and whether it may change anything.

use std::sync::Arc;

use axum::Extension;
use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, USER_AGENT};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use callkit_protocol::{Millis, UnixMs};
use callkit_store::{NewSession, Session, SessionKey};
use rand::RngExt as _;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::Desk;
use super::api::{ApiError, ApiErrorName, SessionView};
use crate::peer::{Peer, Socket, is_own_host, is_same_origin};

/// How long a session lasts that is not used. Longer annoys less, shorter forgives a computer that
/// was left open.
const IDLE: Millis = Millis::from_secs(12 * 3600);
/// How long a session lasts at most.
const AGE: Millis = Millis::from_secs(7 * 24 * 3600);
/// How exactly it is written down when a session was last used: not every request costs a commit.
const SEEN_EVERY: Millis = Millis::from_secs(60);

const CSRF_TOKEN: &str = "x-csrf-token";
const FETCH_SITE: &str = "sec-fetch-site";
/// Longest name of a browser that is kept, in characters.
const USER_AGENT_CHARS: usize = 200;

/// A request of somebody who has signed in, which has said so in a way that no other site can.
pub(super) struct SignedIn {
    pub(super) session: Session,
    pub(super) secret: Secret,
}

/// What a browser's cookie holds. Never shown, never stored.
#[derive(Clone)]
pub(super) struct Secret(String);

impl Secret {
    pub(super) fn random() -> Self {
        let bytes: [u8; 32] = rand::rng().random();
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What the store knows it by.
    pub(super) fn key(&self) -> SessionKey {
        SessionKey(Sha256::digest(self.0.as_bytes()).into())
    }

    /// What a page must send along. It follows from the secret, and the secret not from it.
    fn csrf_token(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"callkit csrf ");
        hash.update(self.0.as_bytes());
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }

    /// The cookie as a header. A browser sends it back only from pages of the same site.
    pub(super) fn cookie(&self, secure: bool) -> String {
        let (name, secure) = cookie_name(secure);
        format!(
            "{name}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}{secure}",
            self.0,
            AGE.0 / 1000
        )
    }
}

/// The header that makes a browser forget its cookie.
pub(super) fn no_cookie(secure: bool) -> String {
    let (name, secure) = cookie_name(secure);
    format!("{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{secure}")
}

fn cookie_name(secure: bool) -> (&'static str, &'static str) {
    if secure {
        // By its name a browser takes it over https only, and from no other host.
        ("__Host-callkit", "; Secure")
    } else {
        ("callkit", "")
    }
}

impl SignedIn {
    pub(super) fn view(&self, now: UnixMs) -> SessionView {
        SessionView {
            session_id: self.session.id.0,
            csrf_token: self.secret.csrf_token(),
            created_at: self.session.created_at,
            expires_at: self.session.expires_at,
            now,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

impl FromRequestParts<Arc<Desk>> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, ApiError> {
        let peer = peer(parts, desk).await?;
        let not_signed_in = || ApiError::new(ApiErrorName::NotSignedIn, "sign in first");
        let secret = secret_of(&parts.headers, peer.secure).ok_or_else(not_signed_in)?;
        let now = desk.clock.now();
        let found = desk.store.session(secret.key(), now).await?;
        let session = found.ok_or_else(not_signed_in)?;
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            refuse_other_sites(&parts.headers)?;
            let sent = parts.headers.get(CSRF_TOKEN).map(HeaderValue::as_bytes);
            let right = secret.csrf_token();
            if !bool::from(sent.unwrap_or_default().ct_eq(right.as_bytes())) {
                let message = "the header x-csrf-token does not hold the session's token";
                return Err(ApiError::new(ApiErrorName::CsrfRefused, message));
            }
        }
        let session = desk.used(session, &peer, now).await;
        Ok(Self { session, secret })
    }
}

/// The other end of a request to the console.
pub(super) async fn peer(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Peer, ApiError> {
    let socket = Extension::<Socket>::from_request_parts(parts, desk).await;
    let Extension(socket) =
        socket.map_err(|error| ApiError::new(ApiErrorName::Internal, error.to_string()))?;
    Ok(Peer::of(socket, &parts.headers, &desk.config.trusted_proxy))
}

/// Refuses what a browser says a page of another site has sent.
pub(super) fn refuse_other_sites(headers: &HeaderMap) -> Result<(), ApiError> {
    let text = |name| {
        headers
            .get(name)
            .map(|value: &HeaderValue| value.to_str().unwrap_or("?"))
    };
    let own_site = text(FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"));
    let own_origin = text("origin").is_none_or(|origin| is_same_origin(headers, origin));
    if own_site && own_origin {
        return Ok(());
    }
    let message = "this comes from a page of another site";
    Err(ApiError::new(ApiErrorName::CsrfRefused, message))
}

impl Desk {
    /// Whether a password may travel the way that this request came.
    pub(super) fn refuse_insecure(&self, peer: &Peer, headers: &HeaderMap) -> Result<(), ApiError> {
        if peer.secure {
            return Ok(());
        }
        let near = if self.config.admin_listen.is_some() || self.config.lan {
            peer.is_private()
        } else {
            peer.is_local()
        };
        let public = self.config.public_url.as_ref().map(|url| url.host());
        if near && is_own_host(headers, public.as_slice()) {
            return Ok(());
        }
        let message = "a password is not sent over plain http: use https, or this machine itself \
            (ssh -L); behind a proxy of your own, name it in trusted_proxy";
        Err(ApiError::new(ApiErrorName::Insecure, message))
    }

    /// Begins a session under a secret that nobody has seen before.
    pub(super) async fn begin(
        &self,
        peer: &Peer,
        headers: &HeaderMap,
    ) -> Result<SignedIn, ApiError> {
        let (secret, now) = (Secret::random(), self.clock.now());
        let user_agent = headers.get(USER_AGENT).and_then(|name| name.to_str().ok());
        let session = self.store.begin_session(NewSession {
            key: secret.key(),
            at: now,
            expires_at: now.plus(IDLE),
            address: peer.address.to_string(),
            user_agent: user_agent
                .unwrap_or_default()
                .chars()
                .take(USER_AGENT_CHARS)
                .collect(),
        });
        Ok(SignedIn {
            session: session.await?,
            secret,
        })
    }

    /// Ends the session that a request comes with, if it comes with one.
    pub(super) async fn end_session_of(
        &self,
        headers: &HeaderMap,
        secure: bool,
    ) -> Result<(), ApiError> {
        let Some(secret) = secret_of(headers, secure) else {
            return Ok(());
        };
        if let Some(session) = self.store.session(secret.key(), self.clock.now()).await? {
            self.store.end_session(session.id).await?;
        }
        Ok(())
    }

    /// Prolongs a session, now and then.
    async fn used(&self, session: Session, peer: &Peer, now: UnixMs) -> Session {
        let address = peer.address.to_string();
        if now.since(session.seen_at) < SEEN_EVERY && session.address == address {
            return session;
        }
        let expires_at = now.plus(IDLE).min(session.created_at.plus(AGE));
        let touched = self
            .store
            .touch_session(session.id, now, expires_at, address.clone());
        match touched.await {
            Ok(()) => Session {
                seen_at: now,
                expires_at,
                address,
                ..session
            },
            // A full disk must not keep the operator from looking.
            Err(error) => {
                tracing::debug!(%error, "the use of a session was not written down");
                session
            }
        }
    }
}

fn secret_of(headers: &HeaderMap, secure: bool) -> Option<Secret> {
    let (name, _) = cookie_name(secure);
    let lines = headers.get_all(COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let mut values = pairs.filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = values.find(|(key, _)| *key == name)?;
    (value.len() == 43).then(|| Secret(value.to_owned()))
}
