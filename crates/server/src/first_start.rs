//! What is made when a server starts on an empty data directory: an app to begin with.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use callkit_protocol::{SdkAppId, UnixMs};
use callkit_store::{Console, NewApp, Operator, OperatorError, SecretKey, StoreError};
use rand::RngExt as _;

use crate::apps::AppSettings;
use crate::console::password;

/// Where the credentials go when there is no terminal to print them on.
const FILE: &str = "first-start.txt";

/// The app that the first start made. Its `Debug` does not show the key.
#[derive(Clone, Debug)]
pub struct FirstStart {
    /// Its number.
    pub app: SdkAppId,
    /// Its key.
    pub secret: SecretKey,
}

impl FirstStart {
    /// Makes the app that the demo page uses, unless there is one. Most often it is the first app
    /// of all, and serves to try things out.
    pub(crate) async fn check(
        operator: &dyn Operator,
        now: UnixMs,
    ) -> Result<Option<Self>, OperatorError> {
        let apps = operator.apps().await?;
        if apps.iter().any(|app| AppSettings::of(app).demo) {
            return Ok(None);
        }
        let name = if apps.is_empty() { "default" } else { "demo" };
        let settings = AppSettings {
            demo: true,
            ..AppSettings::default()
        };
        let app = new_app(name, &settings, now);
        let made = Self {
            app: app.app,
            secret: app.secret.clone(),
        };
        operator.create_app(app).await?;
        Ok(Some(made))
    }

    /// Writes number and key into the data directory, readable for its owner only.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, data_dir: &Path) -> io::Result<PathBuf> {
        let path = data_dir.join(FILE);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?.write_all(self.text().as_bytes())?;
        Ok(path)
    }

    /// Number and key, with what they are for.
    pub fn text(&self) -> String {
        format!(
            "SDKAppID   {}\nSecretKey  {}\n\n\
             The key signs tickets (UserSig): keep it on your own back end. The demo page uses this app;\n\
             for your users make another one: callkit app create --name NAME\n",
            self.app,
            self.secret.expose()
        )
    }
}

/// The console's password, made because there was none. Its `Debug` does not show it.
#[derive(Clone)]
pub struct FirstPassword(String);

impl std::fmt::Debug for FirstPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FirstPassword(..)")
    }
}

impl FirstPassword {
    /// Sets a password unless one is set.
    pub(crate) async fn check(
        console: &dyn Console,
        now: UnixMs,
    ) -> Result<Option<Self>, StoreError> {
        if console.console_password().await?.is_some() {
            return Ok(None);
        }
        let made = Self(password::random());
        let hash = password::hash(&made.0);
        console.set_console_password(hash, now).await?;
        Ok(Some(made))
    }

    /// The password itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Writes it into the data directory, beside what else the first start made.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, data_dir: &Path) -> io::Result<PathBuf> {
        let path = data_dir.join(FILE);
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?.write_all(self.text().as_bytes())?;
        Ok(path)
    }

    /// The password, with what it is for.
    pub fn text(&self) -> String {
        format!(
            "\nPassword   {}\n\n\
             It opens the console at /console/. Another one: callkit console password\n",
            self.0
        )
    }
}

/// An app with a random number and key.
pub fn new_app(name: &str, settings: &AppSettings, now: UnixMs) -> NewApp {
    let mut random = rand::rng();
    NewApp {
        // The vendor's numbers have ten digits and begin like this; code that checks for it goes on
        // working.
        app: SdkAppId(random.random_range(1_400_000_000..1_800_000_000)),
        name: name.to_owned(),
        secret: random_key(),
        settings: settings.to_json(),
        created_at: now,
    }
}

/// A key of 256 random bits, written as the vendor writes its keys.
pub fn random_key() -> SecretKey {
    let bytes: [u8; 32] = rand::rng().random();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    SecretKey::parse(&hex).expect("64 hexadecimal digits are a key")
}
