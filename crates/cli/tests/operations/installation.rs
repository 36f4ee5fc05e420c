//! An installation on ports of its own, and what doctor says of it.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// How long anything that has to happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn callkit(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callkit"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CALLKIT_") {
            command.env_remove(name);
        }
    }
    command.args(args);
    command
}

/// A data directory, and ports that were free.
pub(crate) struct Installation {
    dir: TempDir,
    http: u16,
    rtmp: u16,
    media: u16,
    media_tcp: u16,
    plain: u16,
}

impl Installation {
    pub(crate) fn new() -> Self {
        let tcp = || TcpListener::bind("127.0.0.1:0").unwrap();
        // All at once, so that they are different ones.
        let (http, rtmp, media_tcp, plain) = (tcp(), tcp(), tcp(), tcp());
        let media = UdpSocket::bind("0.0.0.0:0").unwrap();
        let port = |listener: &TcpListener| listener.local_addr().unwrap().port();
        Self {
            dir: tempfile::tempdir().unwrap(),
            http: port(&http),
            rtmp: port(&rtmp),
            media: media.local_addr().unwrap().port(),
            media_tcp: port(&media_tcp),
            plain: port(&plain),
        }
    }

    pub(crate) fn listen(&self) -> String {
        format!("127.0.0.1:{}", self.http)
    }

    pub(crate) fn port(&self) -> u16 {
        self.http
    }

    /// A port that no option of the installation's own names.
    pub(crate) fn plain_port(&self) -> u16 {
        self.plain
    }

    pub(crate) fn media_port(&self) -> u16 {
        self.media
    }

    pub(crate) fn data(&self, file: &str) -> PathBuf {
        match file {
            "" => self.dir.path().join("data"),
            file => self.dir.path().join("data").join(file),
        }
    }

    /// Writes a file beside the data, and gives its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(crate) fn sql(&self, script: &str) {
        let db = rusqlite::Connection::open(self.data("callkit.sqlite")).unwrap();
        db.execute_batch(script).unwrap();
    }

    /// Starts the server and waits until it answers.
    pub(crate) fn serve(&self, more: &[&str]) -> Serving {
        let mut child = self
            .command("serve", more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = child.stderr.take().unwrap();
        let (sender, heard) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(log).lines().map_while(Result::ok) {
                // Most tests do not listen.
                let _ = sender.send(line);
            }
        });
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let started = lines
            .by_ref()
            .map_while(Result::ok)
            .any(|line| line.contains("Demo"));
        assert!(started, "{}", heard.iter().collect::<Vec<_>>().join("\n"));
        std::thread::spawn(move || lines.for_each(drop));
        Serving { child, log: heard }
    }

    /// What doctor says.
    pub(crate) fn faults(&self, more: &[&str]) -> Report {
        let output = self.command("doctor", more).arg("--json").output().unwrap();
        let stdout = String::from_utf8(output.stdout).unwrap();
        let mut lines: Vec<Value> = stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let stderr = String::from_utf8_lossy(&output.stderr);
        let summary = lines
            .pop()
            .unwrap_or_else(|| panic!("nothing but {stderr}"));
        let failed = output.status.code() == Some(1);
        assert_eq!(failed, summary["faults"] != 0, "{stdout}");
        assert_eq!(stderr.lines().count(), usize::from(failed), "{stderr}");
        Report(lines)
    }

    /// Options that are given twice count as given last.
    fn command(&self, name: &str, more: &[&str]) -> Command {
        let data = self.data("");
        let mut options = vec![
            ("--data-dir", data.to_str().unwrap().to_owned()),
            ("--listen", self.listen()),
            ("--rtmp-listen", format!("127.0.0.1:{}", self.rtmp)),
            ("--media-port", self.media.to_string()),
            ("--media-tcp-port", self.media_tcp.to_string()),
            ("--media-workers", "1".to_owned()),
            ("--media-address", "127.0.0.1".to_owned()),
        ];
        options.retain(|(flag, _)| !more.contains(flag));
        let mut command = callkit(&[name]);
        for (flag, value) in options {
            command.args([flag, &value]);
        }
        command.args(more);
        command.current_dir(self.dir.path());
        command
    }
}

/// A running server; killed when it goes.
pub(crate) struct Serving {
    child: Child,
    log: Receiver<String>,
}

impl Serving {
    /// Waits until a line of the log has this in it, and gives the line.
    pub(crate) fn logged(&self, part: &str) -> String {
        let mut all = Vec::new();
        loop {
            match self.log.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(part) => return line,
                Ok(line) => all.push(line),
                Err(_) => panic!("never logged {part:?}: {}", all.join("\n")),
            }
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let kill = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status();
        assert!(kill.unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Doctor's findings.
#[derive(Debug)]
pub(crate) struct Report(Vec<Value>);

impl Report {
    pub(crate) fn assert_none(&self) {
        assert!(
            self.0.iter().all(|finding| finding["level"] != "fault"),
            "{self:#?}"
        );
    }

    /// That there is a fault of this check which says this, and how to mend it.
    pub(crate) fn assert_fault(&self, check: &str, says: &str) {
        self.assert_found("fault", check, says);
    }

    pub(crate) fn assert_warning(&self, check: &str, says: &str) {
        self.assert_found("warning", check, says);
    }

    pub(crate) fn has_fault(&self, check: &str) -> bool {
        self.of(check).any(|finding| finding["level"] == "fault")
    }

    /// That there was something to look at, and nothing wrong with it.
    pub(crate) fn is_ok(&self, check: &str) -> bool {
        self.of(check).count() > 0 && self.of(check).all(|finding| finding["level"] == "ok")
    }

    fn assert_found(&self, level: &str, check: &str, says: &str) {
        let found = self.of(check).any(|finding| {
            let text = finding["says"].as_str().unwrap();
            let mend = finding["mend"].as_str().unwrap_or_default();
            finding["level"] == level && text.contains(says) && !mend.is_empty()
        });
        assert!(found, "no {level} of {check} that says {says:?}: {self:#?}");
    }

    fn of<'a>(&'a self, check: &'a str) -> impl Iterator<Item = &'a Value> {
        self.0
            .iter()
            .filter(move |finding| finding["check"] == check)
    }
}

/// A reverse proxy that can be told to lie.
pub(crate) struct Proxy {
    pub(crate) address: String,
    passes_on: Arc<AtomicBool>,
}

impl Proxy {
    pub(crate) fn start(upstream: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let passes_on = Arc::new(AtomicBool::new(false));
        let (upstream, lies) = (upstream.to_owned(), Arc::clone(&passes_on));
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // Who is refused by the server sees a closed connection, as with any proxy.
                let _ = pass(client, &upstream, lies.load(Ordering::Relaxed));
            }
        });
        Self { address, passes_on }
    }

    pub(crate) fn pass_on_claims(&self, yes: bool) {
        self.passes_on.store(yes, Ordering::Relaxed);
    }
}

/// One request, one answer. Comes in as a stranger, whom an honest proxy names.
fn pass(mut client: TcpStream, upstream: &str, lies: bool) -> std::io::Result<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(client.try_clone()?);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        let is_claim = line.to_ascii_lowercase().starts_with("x-forwarded-for");
        match is_claim && !lies {
            true => head.push_str(&line.replace("\r\n", ", 198.51.100.9\r\n")),
            false => head.push_str(&line),
        }
    }
    let mut server = TcpStream::connect(upstream)?;
    server.write_all(format!("{head}\r\n").as_bytes())?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    client.write_all(&answer)?;
    client.shutdown(Shutdown::Write)
}
