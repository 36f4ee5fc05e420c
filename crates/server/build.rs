//! Puts the built pages into the binary: every file of `packages/callkit/dist/site`.
//!
//! A build without them works; the server then says how to make them.

#![allow(clippy::print_stdout, reason = "how a build script speaks to cargo")]

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let site = package.join("../../packages/callkit/dist/site");
    // Cargo runs this again whenever something in the folder changes, and would run it every time
    // if there were none.
    fs::create_dir_all(&site)?;
    let site = site.canonicalize()?;
    println!("cargo::rerun-if-changed={}", site.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut files = Vec::new();
    collect(&site, &mut files)?;
    let mut entries: Vec<(String, PathBuf)> = files
        .into_iter()
        .map(|file| (url_path(&site, &file), file))
        .collect();
    entries.sort();

    let mut code = String::from("const FILES: &[File] = &[\n");
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
    fs::write(out.join("site.rs"), code)
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
