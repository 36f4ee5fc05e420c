//! `callkit call` and `callkit answer` as processes, read line by line.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::server::Server;

/// How long anything may take. Only a failure comes near it.
const PATIENCE: Duration = Duration::from_secs(40);

/// A headless device.
pub(crate) struct Device {
    child: Child,
    lines: Receiver<Value>,
    seen: Vec<Value>,
}

/// How a device ended.
pub(crate) struct Outcome {
    pub(crate) status: Option<i32>,
    /// Everything that it printed.
    pub(crate) lines: Vec<Value>,
    pub(crate) stderr: String,
}

impl Device {
    /// Waits for a call.
    pub(crate) fn answer(server: &Server, user: &str, args: &[&str]) -> Self {
        let mut device = Self::start(server, "answer", &[&["--as", user], args].concat());
        device.wait_for("signed_in");
        device
    }

    /// Calls somebody.
    pub(crate) fn call(server: &Server, user: &str, callee: &str, args: &[&str]) -> Self {
        Self::start(server, "call", &[&[callee, "--as", user], args].concat())
    }

    fn start(server: &Server, name: &str, args: &[&str]) -> Self {
        let mut command = server.command(name, args);
        command
            .arg("--json")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).expect("a line is a JSON object");
                if tell.send(line).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            lines,
            seen: Vec::new(),
        }
    }

    /// Waits until it prints this event.
    pub(crate) fn wait_for(&mut self, event: &str) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => {
                    self.seen.push(line.clone());
                    if line["event"] == event {
                        return line;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    let _ = self.child.kill();
                    panic!(
                        "no {event:?}, only {:#?}; {}",
                        self.seen,
                        stderr(&mut self.child)
                    );
                }
            }
        }
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        let number = self.child.id().to_string();
        let kill = std::process::Command::new("kill")
            .args([&format!("-{name}"), &number])
            .status();
        assert!(kill.expect("kill runs").success());
    }

    /// Waits for its end.
    pub(crate) fn outcome(mut self) -> Outcome {
        let until = Instant::now() + PATIENCE;
        // Its output ends when it does.
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(line) => self.seen.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("no end, only {:#?}; {}", self.seen, stderr(&mut self.child));
                }
            }
        }
        let status = self.child.wait().expect("ends").code();
        let stderr = stderr(&mut self.child);
        Outcome {
            status,
            lines: std::mem::take(&mut self.seen),
            stderr,
        }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // Most have ended by now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Outcome {
    /// The last line: what the call came to.
    pub(crate) fn ended(&self) -> &Value {
        let last = self
            .lines
            .last()
            .unwrap_or_else(|| panic!("nothing; {}", self.stderr));
        assert_eq!(last["event"], "ended", "{:#?} {}", self.lines, self.stderr);
        last
    }

    /// Checks that the call was connected and ended by a hang-up.
    pub(crate) fn assert_hung_up(&self) -> &Value {
        let ended = self.ended();
        assert_eq!(
            (&ended["reason"], &ended["connected"]),
            (&"hangup".into(), &true.into())
        );
        assert_eq!(self.status, Some(0), "{}", self.stderr);
        ended
    }

    /// How many times it printed an event.
    pub(crate) fn count(&self, event: &str) -> usize {
        self.lines
            .iter()
            .filter(|line| line["event"] == event)
            .count()
    }
}

fn stderr(child: &mut Child) -> String {
    let mut text = String::new();
    if let Some(stderr) = &mut child.stderr {
        // What cannot be read does not help to understand a failure.
        let _ = stderr.read_to_string(&mut text);
    }
    text
}
