//! A server of its own for each test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

pub(crate) fn callkit() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callkit"));
    // What whoever runs the tests has set must not steer them.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CALLKIT_")) {
        command.env_remove(name);
    }
    command
}

/// A server that runs, on ports that were free. Dropping it kills it.
pub(crate) struct Server {
    child: Child,
    dir: TempDir,
    address: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let (child, address) = start(&dir, "127.0.0.1:0");
        Self {
            child,
            dir,
            address,
        }
    }

    /// Kills the server as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("kills");
        self.child.wait().expect("ends");
    }

    /// Starts it again on the same data and the same address.
    pub(crate) fn start_again(&mut self) {
        let (child, address) = start(&self.dir, &self.address);
        assert_eq!(address, self.address);
        self.child = child;
    }

    /// A command that is told where this server and its data are.
    pub(crate) fn command(&self, name: &str, args: &[&str]) -> Command {
        let mut command = callkit();
        command
            .arg(name)
            .args(["--server", &self.url()])
            .arg("--data-dir")
            .arg(self.dir.path());
        command.args(args);
        command
    }

    /// Runs a command that has nothing to do with a server's address.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        callkit()
            .args(args)
            .arg("--data-dir")
            .arg(self.dir.path())
            .output()
            .expect("runs")
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(dir: &TempDir, listen: &str) -> (Child, String) {
    let mut child = callkit()
        .current_dir(dir.path())
        .args([
            "serve",
            "--listen",
            listen,
            "--media-port",
            "0",
            "--media-tcp-port",
            "0",
        ])
        .args([
            "--rtmp-listen",
            "127.0.0.1:0",
            "--media-address",
            "127.0.0.1",
            "--log",
            "warn",
        ])
        .args(["--media-workers", "1", "--data-dir"])
        .arg(dir.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let stdout = BufReader::new(child.stdout.take().expect("piped"));
    let mut lines = stdout.lines().map_while(Result::ok);
    let link = lines
        .find(|line| line.contains("First screen"))
        .expect("the server starts");
    let address = link
        .split_once("http://")
        .expect("a link")
        .1
        .trim_end_matches('/');
    // The rest is read, so that the server never waits for a full pipe.
    let address = address.to_owned();
    std::thread::spawn(move || lines.for_each(drop));
    (child, address)
}
