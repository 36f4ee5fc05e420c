//! `callkit backup` and `callkit restore`: a copy of everything that is kept, while the server runs.

use std::path::PathBuf;

use callkit_store::{Examination, back_up, restore};

use crate::data_dir::DataDirArgs;
use crate::failure::Failure;
use crate::output;

/// Copy the database into a file. A running server goes on meanwhile.
#[derive(clap::Args)]
pub(crate) struct BackupArgs {
    /// The file to make; none is overwritten.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    data_dir: DataDirArgs,
}

/// Put a copy that `callkit backup` made into a data directory that has no database.
#[derive(clap::Args)]
pub(crate) struct RestoreArgs {
    /// The copy.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    data_dir: DataDirArgs,
}

pub(crate) async fn run_backup(args: BackupArgs) -> Result<(), Failure> {
    let (data_dir, file) = (args.data_dir.path()?, args.file);
    let shown = file.display().to_string();
    let made = blocking(move || back_up(&data_dir, &file)).await?;
    output::line(&format!("{shown}: {}", summary(&made)))
}

pub(crate) async fn run_restore(args: RestoreArgs) -> Result<(), Failure> {
    let (data_dir, file) = (args.data_dir.path()?, args.file);
    let shown = data_dir.display().to_string();
    let found = blocking(move || restore(&file, &data_dir)).await?;
    let older = match found.schema < found.known {
        true => "; the next start migrates it",
        false => "",
    };
    output::line(&format!("restored to {shown}: {}{older}", summary(&found)))
}

async fn blocking<T: Send + 'static, E: std::fmt::Display + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Failure::failed)?.map_err(Failure::failed)
}

fn summary(found: &Examination) -> String {
    format!(
        "schema {}, {} kB, whole",
        found.schema,
        found.bytes.div_ceil(1024)
    )
}
