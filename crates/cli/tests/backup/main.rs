//! Upgrading, backing up and restoring an installation, with the command as it is typed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A database as each released version left it.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../store/tests/fixtures");
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut scripts: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
        .collect();
    scripts.sort();
    assert!(!scripts.is_empty());
    scripts
}

fn callkit(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callkit"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CALLKIT_") {
            command.env_remove(name);
        }
    }
    command.args(args);
    command
}

fn run(args: &[&str]) -> Output {
    callkit(args).output().unwrap()
}

fn out(args: &[&str]) -> String {
    let output = run(args);
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Exit status 1 and the one line on stderr.
fn refused(args: &[&str]) -> String {
    let output = run(args);
    let line = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{args:?}: {line}");
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    line
}

/// A server on a data directory; killed when it goes.
struct Serving {
    child: Child,
    url: String,
}

impl Serving {
    fn start(data_dir: &Path) -> Self {
        let flags = [
            ["--listen", "127.0.0.1:0"],
            ["--rtmp-listen", "127.0.0.1:0"],
            ["--media-port", "0"],
            ["--media-workers", "1"],
            ["--media-address", "127.0.0.1"],
            ["--log", "warn"],
        ];
        let mut command = callkit(&["serve", "--data-dir", text(data_dir)]);
        command.args(flags.concat()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let link = lines
            .by_ref()
            .map_while(Result::ok)
            .find(|line| line.contains("First screen"))
            .expect("the server starts");
        std::thread::spawn(move || lines.for_each(drop));
        let url = link.split_once("http://").unwrap().1;
        let url = format!("http://{}", url.trim_end_matches('/'));
        Self { child, url }
    }

    /// A whole call between two users of the installation's own app.
    fn carry_a_call(&self, data_dir: &Path) {
        let device = |args: &[&str]| {
            let mut command = callkit(args);
            command.args(["--server", &self.url, "--data-dir", text(data_dir)]);
            command.args(["--json", "--video", "none"]);
            command.stdout(Stdio::piped());
            command
        };
        let mut bob = device(&["answer", "--as", "bob-of-the-test"])
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(bob.stdout.take().unwrap()).lines();
        let signed_in = lines.by_ref().map_while(Result::ok);
        assert!(signed_in.into_iter().any(|line| line.contains("signed_in")));
        let call = [
            "call",
            "bob-of-the-test",
            "--as",
            "alice-of-the-test",
            "--type",
            "audio",
        ];
        let alice = device(&[&call[..], &["--for", "500ms"]].concat())
            .output()
            .unwrap();
        assert!(alice.status.success(), "{alice:?}");
        lines.for_each(drop);
        assert!(bob.wait().unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn apps(data_dir: &Path) -> Vec<Value> {
    let listed = out(&[
        "app",
        "list",
        "--show-secret",
        "--json",
        "--data-dir",
        text(data_dir),
    ]);
    let apps = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    apps.collect()
}

fn records(database: &Path) -> i64 {
    let db = rusqlite::Connection::open(database).unwrap();
    db.query_row("select count(*) from records", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn an_installation_of_every_released_version_upgrades_is_restored_elsewhere_and_goes_on() {
    for fixture in fixtures() {
        println!("{}", fixture.display());
        let temp = tempfile::tempdir().unwrap();
        let (old, new) = (temp.path().join("old"), temp.path().join("new"));
        let copy = temp.path().join("copy.sqlite");
        fs::create_dir(&old).unwrap();
        rusqlite::Connection::open(old.join("callkit.sqlite"))
            .unwrap()
            .execute_batch(&fs::read_to_string(&fixture).unwrap())
            .unwrap();

        let serving = Serving::start(&old);
        serving.carry_a_call(&old);
        let made = out(&["backup", text(&copy), "--data-dir", text(&old)]);
        assert!(made.contains("whole"), "{made}");
        assert_eq!(
            fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let (kept, carried) = (apps(&old), records(&copy));
        serving.carry_a_call(&old);

        out(&["restore", text(&copy), "--data-dir", text(&new)]);
        let restored = Serving::start(&new);
        assert_eq!(apps(&new), kept);
        assert_eq!(records(&new.join("callkit.sqlite")), carried);
        restored.carry_a_call(&new);
        assert_eq!(records(&new.join("callkit.sqlite")), carried + 1);
    }
}

#[test]
fn nothing_is_overwritten_and_nothing_damaged_is_restored() {
    let temp = tempfile::tempdir().unwrap();
    let (data, copy) = (temp.path().join("data"), temp.path().join("copy"));
    let (data, copy) = (text(&data), text(&copy));
    let nothing = refused(&["backup", copy, "--data-dir", data]);
    assert!(nothing.contains("no database"), "{nothing}");
    assert!(!Path::new(data).exists(), "asking makes nothing");

    out(&["app", "create", "--name", "mine", "--data-dir", data]);
    out(&["backup", copy, "--data-dir", data]);
    for again in [
        refused(&["backup", copy, "--data-dir", data]),
        refused(&["restore", copy, "--data-dir", data]),
    ] {
        assert!(again.contains("is there already"), "{again}");
    }

    let elsewhere = temp.path().join("elsewhere");
    let restore = |from: &str| refused(&["restore", from, "--data-dir", text(&elsewhere)]);
    let rubbish = temp.path().join("rubbish");
    fs::write(&rubbish, "no database ".repeat(1000)).unwrap();
    assert!(restore(text(&rubbish)).contains("not a database"));
    assert!(restore("/nowhere/copy").contains("/nowhere/copy"));

    let newer = temp.path().join("newer");
    fs::copy(copy, &newer).unwrap();
    let db = rusqlite::Connection::open(&newer).unwrap();
    db.execute_batch(
        "pragma user_version = 999; update meta set value = '7.8.9' where name = 'written_by'",
    )
    .unwrap();
    drop(db);
    let line = restore(text(&newer));
    for part in ["schema 999", "7.8.9", env!("CARGO_PKG_VERSION")] {
        assert!(line.contains(part), "{line}");
    }

    let mut bytes = fs::read(copy).unwrap();
    for byte in &mut bytes[8192..12288] {
        *byte = 0xff;
    }
    let broken = temp.path().join("broken");
    fs::write(&broken, bytes).unwrap();
    let line = restore(text(&broken));
    assert!(
        line.contains("damaged") || line.contains("malformed"),
        "{line}"
    );
    assert!(!elsewhere.join("callkit.sqlite").exists());
}
