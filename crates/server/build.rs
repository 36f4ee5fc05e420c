//! Puts into the binary what it serves: the built pages, and the folders that mini programs copy.
//!
//! A build without them works; the server then says how to make them.

#![allow(clippy::print_stdout, reason = "how a build script speaks to cargo")]

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let kit = Folder {
        at: "packages/callkit/dist/site",
        below: "",
    };
    let phones = Folder {
        at: "packages/miniprogram-host/dist/site",
        below: "demo/miniprogram/",
    };
    let console = Folder {
        at: "packages/console/dist/site",
        below: "console/",
    };
    let test = Folder {
        at: "packages/console/dist/public",
        below: "",
    };
    let copied = Folder {
        at: "MiniProgram",
        below: "",
    };
    write("site.rs", "FILES", &[kit, phones, console, test])?;
    write("mini_program.rs", "MINI_PROGRAM", &[copied])
}

/// A folder of the repository, and where its files are served.
struct Folder {
    at: &'static str,
    below: &'static str,
}

/// Writes a table of every file, sorted by path.
fn write(name: &str, table: &str, folders: &[Folder]) -> io::Result<()> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut entries = Vec::new();
    for Folder { at, below } in folders {
        let folder = package.join("../..").join(at);
        // Cargo runs this again whenever something in the folder changes, and would run it every
        // time if there were none.
        fs::create_dir_all(&folder)?;
        let folder = folder.canonicalize()?;
        println!("cargo::rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        collect(&folder, &mut files)?;
        let paths = files
            .iter()
            .map(|file| format!("{below}{}", url_path(&folder, file)));
        entries.extend(paths.zip(files.clone()));
    }
    entries.sort();

    let mut code = format!("const {table}: &[File] = &[\n");
    for (path, file) in entries {
        let mut hasher = DefaultHasher::new();
        fs::read(&file)?.hash(&mut hasher);
        let etag = format!("\"{:016x}\"", hasher.finish());
        let _ = writeln!(
            code,
            "File {{ path: {path:?}, etag: {etag:?}, bytes: include_bytes!({file:?}) }},"
        );
    }
    code.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join(name), code)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn url_path(site: &Path, file: &Path) -> String {
    let parts = file.strip_prefix(site).into_iter().flatten();
    parts
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
