//! The data directory: whose it is, and whether there is room.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use rustix::fs::{Access, access, statvfs};

use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "data";
const MIB: u64 = 1 << 20;
/// Below this nothing can be written soon.
const NO_ROOM: u64 = 64 * MIB;
/// Below this a copy before an upgrade may not fit.
const LITTLE_ROOM: u64 = 1024 * MIB;

pub(super) fn check(patient: &Patient) -> Vec<Finding> {
    let path = &patient.config.data_dir;
    let shown = path.display();
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let says = format!("the data directory {shown} is not there");
            let mend = "the first start makes it; or name the right one with --data-dir";
            return vec![Finding::warning(NAME, says, mend)];
        }
        Err(error) => {
            let says = format!("the data directory {shown} cannot be looked at: {error}");
            let mend = "run this as the user that the server runs as";
            return vec![Finding::fault(NAME, says, mend)];
        }
    };
    if !metadata.is_dir() {
        let says = format!("{shown} is a file where the data directory should be");
        return vec![Finding::fault(
            NAME,
            says,
            "name a directory with --data-dir",
        )];
    }
    let mut findings = Vec::new();
    let all = Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK;
    if access(path.as_os_str().as_bytes(), all).is_err() {
        let says = format!("the data directory {shown} cannot be written by this user");
        let mend = format!("chown -R the user that the server runs as: {shown}");
        findings.push(Finding::fault(NAME, says, mend));
    }
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let says = format!(
            "other users of this machine may look into {shown} (mode {mode:03o}), where the keys \
             of all apps are"
        );
        findings.push(Finding::warning(NAME, says, format!("chmod 700 {shown}")));
    }
    findings.extend(loose_files(path));
    findings.extend(room(path));
    findings
}

/// Files that others may read although the directory keeps them out: a copy takes their mode along.
fn loose_files(path: &Path) -> Vec<Finding> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let loose = entries.filter(|entry| {
        let mode = entry
            .metadata()
            .map(|metadata| metadata.permissions().mode());
        let name = entry.file_name();
        let is_ours = name.to_string_lossy().starts_with("callkit.");
        is_ours && mode.is_ok_and(|mode| mode & 0o077 != 0)
    });
    loose
        .map(|entry| {
            let file = entry.path();
            let says = format!(
                "others may read {}, with the keys of all apps",
                file.display()
            );
            Finding::warning(NAME, says, format!("chmod 600 {}", file.display()))
        })
        .collect()
}

fn room(path: &Path) -> Option<Finding> {
    let disk = statvfs(path.as_os_str().as_bytes()).ok()?;
    Some(judge_room(disk.f_bavail.saturating_mul(disk.f_frsize)))
}

fn judge_room(free: u64) -> Finding {
    let says = format!("{} MiB are free for the data directory", free / MIB);
    if free < NO_ROOM {
        let mend = "make room: without it no call can be made";
        Finding::fault(NAME, says, mend)
    } else if free < LITTLE_ROOM {
        let mend = "make room: an upgrade copies the database first";
        Finding::warning(NAME, says, mend)
    } else {
        Finding::ok(NAME, says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    #[test]
    fn a_disk_that_is_almost_full_is_found() {
        assert_eq!(judge_room(2048 * MIB).level, Level::Ok);
        assert_eq!(judge_room(500 * MIB).level, Level::Warning);
        assert_eq!(judge_room(3 * MIB).level, Level::Fault);
    }
}
