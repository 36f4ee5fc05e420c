//! `callkit app`: the apps of an installation.

use callkit_protocol::{Millis, SdkAppId};
use callkit_server::apps::AppSettings;
use callkit_server::{Clock, new_app, random_key};
use callkit_store::{App, AppStatus, Operator, SecretKey, Store as _};
use serde_json::json;

use crate::data_dir::DataDirArgs;
use crate::failure::Failure;
use crate::output;

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Make an app and print its SDKAppID and SecretKey.
    Create {
        /// What you call it.
        #[arg(long)]
        name: String,
        /// The number to give it, such as the one it had elsewhere [default: random]
        #[arg(long, value_name = "ID", value_parser = clap::value_parser!(u32).range(1..))]
        sdkappid: Option<u32>,
        /// The key to give it, such as the one it had elsewhere [default: random]
        #[arg(long, value_name = "KEY", value_parser = secret_key)]
        secret_key: Option<SecretKey>,
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        data_dir: DataDirArgs,
    },
    /// List the apps.
    List {
        /// Print the keys, too.
        #[arg(long)]
        show_secret: bool,
        /// Print one JSON object a line.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        data_dir: DataDirArgs,
    },
    /// Sign out all users of an app, end their calls, and let nobody in.
    Disable {
        /// Which app.
        #[arg(value_name = "SDKAPPID")]
        app: u32,
        #[command(flatten)]
        data_dir: DataDirArgs,
    },
    /// Give an app a new key. The old one stays good for a while, so that nobody is cut off.
    RotateKey {
        /// Which app.
        #[arg(value_name = "SDKAPPID")]
        app: u32,
        /// How many hours the keys that are good now stay so; 0 ends them at once.
        #[arg(long, value_name = "HOURS", default_value = "168", value_parser = clap::value_parser!(u64).range(..=2160))]
        overlap_hours: u64,
        /// The new key [default: random]
        #[arg(long, value_name = "KEY", value_parser = secret_key)]
        secret_key: Option<SecretKey>,
        #[command(flatten)]
        data_dir: DataDirArgs,
    },
    /// Let the users of an app in again.
    Enable {
        /// Which app.
        #[arg(value_name = "SDKAPPID")]
        app: u32,
        #[command(flatten)]
        data_dir: DataDirArgs,
    },
}

pub(crate) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Create {
            name,
            sdkappid,
            secret_key,
            json,
            data_dir,
        } => create(&data_dir, &name, sdkappid, secret_key, json).await,
        Command::List {
            show_secret,
            json,
            data_dir,
        } => list(&data_dir, show_secret, json).await,
        Command::Disable { app, data_dir } => {
            set_status(&data_dir, SdkAppId(app), AppStatus::Disabled).await
        }
        Command::RotateKey {
            app,
            overlap_hours,
            secret_key,
            data_dir,
        } => rotate_key(&data_dir, SdkAppId(app), overlap_hours, secret_key).await,
        Command::Enable { app, data_dir } => {
            set_status(&data_dir, SdkAppId(app), AppStatus::Enabled).await
        }
    }
}

/// Reads a key without ever repeating it.
pub(crate) fn secret_key(text: &str) -> Result<SecretKey, String> {
    SecretKey::parse(text).map_err(|error| error.to_string())
}

async fn create(
    data_dir: &DataDirArgs,
    name: &str,
    sdkappid: Option<u32>,
    secret_key: Option<SecretKey>,
    json: bool,
) -> Result<(), Failure> {
    if name.trim().is_empty() || name.len() > 100 || name.chars().any(char::is_control) {
        return Err(Failure::unusable(
            "--name must be 1 to 100 bytes of text on one line",
        ));
    }
    let store = data_dir.open()?;
    let mut app = new_app(name, &AppSettings::default(), Clock::start().now());
    app.app = sdkappid.map_or(app.app, SdkAppId);
    app.secret = secret_key.unwrap_or(app.secret);
    let number = app.app;
    store.create_app(app).await.map_err(Failure::failed)?;
    let made = store.app(number).await.map_err(Failure::failed)?;
    let made = made.ok_or_else(|| Failure::failed("the app was made and is gone again"))?;
    print(&made, Secrets::Shown, json)
}

async fn list(data_dir: &DataDirArgs, show_secret: bool, json: bool) -> Result<(), Failure> {
    let secrets = if show_secret {
        Secrets::Shown
    } else {
        Secrets::Hidden
    };
    let apps = data_dir.open()?.apps().await.map_err(Failure::failed)?;
    if apps.is_empty() && !json {
        return output::line("there are no apps yet; the first `callkit serve` makes one");
    }
    for (i, app) in apps.iter().enumerate() {
        if i > 0 && !json {
            output::line("")?;
        }
        print(app, secrets, json)?;
    }
    Ok(())
}

async fn rotate_key(
    data_dir: &DataDirArgs,
    app: SdkAppId,
    overlap_hours: u64,
    secret_key: Option<SecretKey>,
) -> Result<(), Failure> {
    let secret = secret_key.unwrap_or_else(random_key);
    let now = Clock::start().now();
    let until = now.plus(Millis::from_secs(overlap_hours * 3600));
    let key = data_dir
        .open()?
        .rotate_key(app, secret.clone(), now, until)
        .await
        .map_err(Failure::failed)?;
    output::line(&format!("SDKAppID   {app}"))?;
    output::line(&format!("SecretKey  {}  (key {key})", secret.expose()))?;
    output::line(&format!(
        "tickets signed with older keys are good for {overlap_hours} more hours"
    ))
}

async fn set_status(
    data_dir: &DataDirArgs,
    app: SdkAppId,
    status: AppStatus,
) -> Result<(), Failure> {
    data_dir
        .open()?
        .set_app_status(app, status)
        .await
        .map_err(Failure::failed)?;
    output::line(&format!("the app {app} is {}", word(status)))
}

#[derive(Clone, Copy, PartialEq)]
enum Secrets {
    Hidden,
    Shown,
}

fn print(app: &App, secrets: Secrets, json: bool) -> Result<(), Failure> {
    let now = Clock::start().now();
    // Tickets are best signed with the newest key that is good.
    let key = app
        .valid_keys(now)
        .last()
        .filter(|_| secrets == Secrets::Shown);
    if json {
        let mut object = json!({
            "sdkappid": app.app,
            "name": app.name,
            "status": word(app.status),
            "demo": AppSettings::of(app).demo,
            "created_at": app.created_at,
        });
        if let Some(key) = key {
            object["secret_key"] = json!(key.expose());
        }
        return output::line(&object.to_string());
    }
    output::line(&format!("SDKAppID   {}", app.app))?;
    output::line(&format!("Name       {}", app.name))?;
    output::line(&format!("Status     {}", word(app.status)))?;
    match key {
        Some(key) => output::line(&format!("SecretKey  {}", key.expose())),
        None => Ok(()),
    }
}

fn word(status: AppStatus) -> &'static str {
    match status {
        AppStatus::Disabled => "disabled",
        AppStatus::Enabled => "enabled",
    }
}
