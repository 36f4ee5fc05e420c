//! Links the system's library (Debian: libvo-aacenc-dev): its archive where there is one, so that
//! the program runs on machines that do not have it.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let named = Command::new(compiler)
        .arg("-print-file-name=libvo-aacenc.a")
        .output();
    // A compiler that does not know the file says its bare name.
    let archive = named
        .ok()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    match archive.as_deref().map(Path::new).and_then(Path::parent) {
        Some(folder) if folder.is_absolute() => {
            println!("cargo::rustc-link-search=native={}", folder.display());
            println!("cargo::rustc-link-lib=static=vo-aacenc");
        }
        Some(_) | None => println!("cargo::rustc-link-lib=vo-aacenc"),
    }
}
