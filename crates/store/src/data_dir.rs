//! The directory that holds everything an installation keeps.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// The file that a serving process holds locked. It stays when the process goes; the lock does not.
const LOCK_FILE: &str = "serve.lock";
/// The file that a process holds locked while it opens the database.
const OPENING_FILE: &str = "open.lock";
/// The embedded database.
const DATABASE_FILE: &str = "callkit.sqlite";

/// The data directory. Opening it makes it, for its owner only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir {
    path: PathBuf,
}

/// Why a data directory cannot be used.
#[derive(Debug, Error)]
pub enum DataDirError {
    /// It cannot be made, or something in it cannot be.
    #[error("cannot use the data directory: {path}: {source}", path = path.display())]
    Io {
        /// The path that gave the trouble.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process serves from it.
    #[error(
        "another callkit server{} is running on the data directory {path}; \
         stop it first, or use another --data-dir",
        pid.as_ref().map(|pid| format!(" (process {pid})")).unwrap_or_default(),
        path = path.display()
    )]
    InUse {
        /// The data directory.
        path: PathBuf,
        /// The other process, if it could be read.
        pid: Option<String>,
    },
}

impl DataDir {
    /// Opens the directory at `path`. One that does not exist is made with mode 0700; one that does
    /// keeps its mode, with a warning if others may look into it. Files in it are 0600 either way.
    ///
    /// # Errors
    /// `Io` if it cannot be made, or is not a directory.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, DataDirError> {
        let dir = Self { path: path.into() };
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        let made = builder
            .create(&dir.path)
            .and_then(|()| fs::metadata(&dir.path));
        let metadata = made.map_err(|source| dir.io(&dir.path, source))?;
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0 {
            let path = dir.path.display();
            tracing::warn!(%path, "other users of this machine may look into the data directory");
        }
        Ok(dir)
    }

    /// The directory at `path` as it is, or as it would be: nothing is made.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The process that serves from it, if one does. `None` as well where that cannot be told.
    pub fn serving_process(&self) -> Option<u32> {
        let mut file = File::open(self.path.join(LOCK_FILE)).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => {}
            Ok(()) | Err(TryLockError::Error(_)) => return None,
        }
        let mut pid = String::new();
        file.read_to_string(&mut pid).ok()?;
        pid.trim().parse().ok()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the embedded database is.
    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE_FILE)
    }

    /// Takes the directory for a server, for as long as the lock lives. Commands that work beside
    /// a server do not take it.
    ///
    /// # Errors
    /// `InUse` if another process has it, `Io` if the lock file cannot be made.
    pub fn lock_for_serving(&self) -> Result<ServingLock, DataDirError> {
        let path = self.path.join(LOCK_FILE);
        let mut file = open_private(&path).map_err(|source| self.io(&path, source))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                // Only for the message, which does without it if need be.
                let _ = (&file).take(20).read_to_string(&mut pid);
                let pid = Some(pid.trim().to_owned()).filter(|pid| !pid.is_empty());
                return Err(DataDirError::InUse {
                    path: self.path.clone(),
                    pid,
                });
            }
            Err(TryLockError::Error(source)) => return Err(self.io(&path, source)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        if let Err(error) = written {
            // A full disk must not keep a server from starting; the lock holds without the number.
            tracing::warn!(%error, "cannot write the process number into {LOCK_FILE}");
        }
        Ok(ServingLock {
            dir: self.clone(),
            _file: file,
        })
    }

    /// Waits until no other process is opening the database: SQLite has no patience while one
    /// switches it to write-ahead logging, and only one should migrate it. Lasts until the file is
    /// dropped.
    pub(crate) fn lock_for_opening(&self) -> Result<File, DataDirError> {
        let path = self.path.join(OPENING_FILE);
        let locked = open_private(&path).and_then(|file| file.lock().map(|()| file));
        locked.map_err(|source| self.io(&path, source))
    }

    fn io(&self, path: &Path, source: io::Error) -> DataDirError {
        DataDirError::Io {
            path: path.to_owned(),
            source,
        }
    }
}

/// That this process, and no other, serves from a data directory.
#[derive(Debug)]
pub struct ServingLock {
    dir: DataDir,
    /// Closing it gives the lock back, however the process ends.
    _file: File,
}

impl ServingLock {
    /// The directory.
    pub fn dir(&self) -> &DataDir {
        &self.dir
    }
}

/// Opens a file for reading and writing, made for its owner only if it is new.
pub(crate) fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
