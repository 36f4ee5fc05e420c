//! `callkit doctor`: what is wrong with this installation, and how to mend it.
//!
//! Each check is a function of the configuration and of what it looks at, and gives findings. None
//! changes anything, and all work beside a running server and without one.

mod checks;
mod finding;
mod print;

use std::path::PathBuf;
use std::time::SystemTime;

use callkit_server::config::Config;
use callkit_server::ports::ports;
use callkit_server::tls::{self, TrustAnchor};
use callkit_store::DataDir;

use crate::failure::Failure;
use crate::options::ServerOptions;
use finding::Level;

/// Say what is wrong with this installation, and how to mend it.
///
/// Takes the options that the server is started with. Exit status 0 if there is no fault, else 1.
#[derive(clap::Args)]
pub(crate) struct DoctorArgs {
    /// Print the ports that have to be open, and nothing else.
    #[arg(long)]
    ports: bool,
    /// Print JSON, one object a line.
    #[arg(long)]
    json: bool,
    /// Believe these root certificates (PEM), too: a company's own, which its phones know.
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    #[command(flatten)]
    options: ServerOptions,
}

/// What is looked at.
pub(crate) struct Patient {
    pub(crate) config: Config,
    /// The process that serves from the data directory, if one does.
    pub(crate) serving: Option<u32>,
    /// Whom the phones of this installation's users believe.
    pub(crate) roots: Vec<TrustAnchor<'static>>,
    pub(crate) now: SystemTime,
}

pub(crate) async fn run(args: DoctorArgs) -> Result<(), Failure> {
    let config = args.options.load()?;
    if args.ports {
        return print::ports(&ports(&config), args.json);
    }
    let mut roots = tls::phone_roots();
    if let Some(path) = &args.trust {
        roots.extend(tls::read_roots(path).map_err(Failure::unusable)?);
    }
    let patient = Patient {
        serving: DataDir::at(&config.data_dir).serving_process(),
        config,
        roots,
        now: SystemTime::now(),
    };
    let mut worst = Vec::new();
    for check in checks::ALL {
        for finding in check(&patient).await {
            print::finding(&finding, args.json)?;
            worst.push(finding.level);
        }
    }
    let count = |level| worst.iter().filter(|found| **found == level).count();
    let (faults, warnings) = (count(Level::Fault), count(Level::Warning));
    print::summary(faults, warnings, args.json)?;
    match faults {
        0 => Ok(()),
        1 => Err(Failure::failed("1 fault was found")),
        _ => Err(Failure::failed(format!("{faults} faults were found"))),
    }
}
