use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, write::ZlibEncoder};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::json;
use sha2::Sha256;

type Signed = Result<String, Box<dyn std::error::Error>>;

/// A ticket with which `user_id` may sign in for `expire` seconds.
pub(crate) fn gen_user_sig(app: u32, key: &str, user_id: &str, expire: u64) -> Signed {
    let time = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())?;
    let lines = format!(
        "TLS.identifier:{user_id}\nTLS.sdkappid:{app}\nTLS.time:{time}\nTLS.expire:{expire}\n"
    );
    mac.update(lines.as_bytes());
    let content = json!({
        "TLS.ver": "2.0",
        "TLS.identifier": user_id,
        "TLS.sdkappid": app,
        "TLS.time": time,
        "TLS.expire": expire,
        "TLS.sig": STANDARD.encode(mac.finalize().into_bytes()),
    });
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(content.to_string().as_bytes())?;
    let base64 = STANDARD.encode(zlib.finish()?);
    Ok(base64.replace('+', "*").replace('/', "-").replace('=', "_"))
}
