//! The command as it is typed: what it prints, and how it ends.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::Value;

const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// `callkit` in `dir`, away from the variables of whoever runs the tests.
fn callkit(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callkit"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CALLKIT_") {
            command.env_remove(name);
        }
    }
    command.current_dir(dir).args(args);
    command
}

fn run(dir: &Path, args: &[&str]) -> Output {
    callkit(dir, args).output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Exit status and the one line on stderr.
fn failure(output: &Output) -> (i32, String) {
    let line = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(line.starts_with("callkit: "), "{line}");
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    (output.status.code().unwrap(), line)
}

/// A running `callkit serve`, stopped when the test ends.
struct Serving {
    process: Child,
    stdout: BufReader<ChildStdout>,
    introduction: Vec<String>,
}

impl Serving {
    /// Starts one in `dir` and waits until it says where to click.
    fn start(dir: &Path) -> Self {
        let args = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--media-port",
            "0",
            "--rtmp-listen",
            "127.0.0.1:0",
        ];
        let mut command = callkit(dir, &args);
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut lines = stdout.by_ref().lines();
        let mut introduction = Vec::new();
        while !introduction
            .iter()
            .any(|line: &String| line.contains("Demo"))
        {
            introduction.push(lines.next().expect("an introduction").unwrap());
        }
        Self {
            process,
            stdout,
            introduction,
        }
    }

    fn address(&self) -> String {
        let line = self
            .introduction
            .iter()
            .find(|line| line.contains("First screen"))
            .unwrap();
        line.split("http://")
            .nth(1)
            .unwrap()
            .trim_end_matches('/')
            .to_owned()
    }

    /// Sends SIGTERM; gives the exit status and what stood on stdout after the introduction.
    fn terminate(mut self) -> (Option<i32>, String) {
        let pid = self.process.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        (self.process.wait().unwrap().code(), rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Most often it has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn serve_says_where_to_click_and_ends_on_sigterm() {
    let dir = tempfile::tempdir().unwrap();
    let serving = Serving::start(dir.path());
    let mut page = TcpStream::connect(serving.address()).unwrap();
    write!(
        page,
        "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    page.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let (status, rest) = serving.terminate();
    assert_eq!(status, Some(0));
    assert!(rest.contains("first-start.txt"), "{rest}");
    let kept = std::fs::read_to_string(dir.path().join("data/first-start.txt")).unwrap();
    let key = kept
        .lines()
        .find_map(|line| line.strip_prefix("SecretKey"))
        .unwrap()
        .trim();
    assert_eq!(key.len(), 64);
    assert!(
        !rest.contains(key),
        "without a terminal the key goes to the file only"
    );
}

#[test]
fn a_second_server_fails_in_one_line_that_names_the_directory() {
    let dir = tempfile::tempdir().unwrap();
    let _first = Serving::start(dir.path());
    let (status, line) = failure(&run(dir.path(), &["serve", "--listen", "127.0.0.1:0"]));
    assert_eq!(status, 1);
    assert!(
        line.contains("another callkit server") && line.contains("./data"),
        "{line}"
    );
}

#[test]
fn a_taken_port_fails_in_one_line_that_names_the_option() {
    let dir = tempfile::tempdir().unwrap();
    let first = Serving::start(dir.path());
    let second = tempfile::tempdir().unwrap();
    let (status, line) = failure(&run(
        second.path(),
        &["serve", "--listen", &first.address()],
    ));
    assert_eq!(status, 1);
    assert!(
        line.contains(&first.address()) && line.contains("--listen"),
        "{line}"
    );
}

#[test]
fn options_that_cannot_be_used_are_named_with_where_they_came_from() {
    let dir = tempfile::tempdir().unwrap();
    let (status, line) = failure(&run(dir.path(), &["serve", "--heartbeat", "often"]));
    assert_eq!(status, 2);
    assert!(line.contains("--heartbeat"), "{line}");

    std::fs::write(dir.path().join("callkit.toml"), "\nlisten_on = \"x\"\n").unwrap();
    let (status, line) = failure(&run(dir.path(), &["serve"]));
    assert_eq!(status, 2);
    assert!(
        line.contains("callkit.toml:2") && line.contains("listen_on"),
        "{line}"
    );
    std::fs::remove_file(dir.path().join("callkit.toml")).unwrap();

    let output = callkit(dir.path(), &["serve"])
        .env("CALLKIT_LOG", "=,=")
        .output()
        .unwrap();
    let (status, line) = failure(&output);
    assert_eq!(status, 2);
    assert!(line.contains("`log`"), "{line}");

    assert_eq!(
        run(dir.path(), &["serve", "--no-such-flag"]).status.code(),
        Some(2)
    );
    assert_eq!(run(dir.path(), &["dance"]).status.code(), Some(2));
    assert!(
        !dir.path().join("data").exists(),
        "nothing was made on the way"
    );
}

#[test]
fn help_names_every_option_with_its_variable() {
    let dir = tempfile::tempdir().unwrap();
    let help = out(&run(dir.path(), &["serve", "--help"]));
    for option in callkit_server::config::Config::OPTIONS {
        assert!(
            help.contains(&format!("--{}", option.flag())),
            "{}",
            option.key
        );
        assert!(help.contains(&option.variable()), "{}", option.key);
    }
}

#[test]
fn apps_are_made_and_listed_beside_a_server_and_without_one() {
    let dir = tempfile::tempdir().unwrap();
    let create = [
        "app",
        "create",
        "--name",
        "mine",
        "--sdkappid",
        "1400000007",
        "--secret-key",
        KEY,
    ];
    let made = out(&run(dir.path(), &create));
    assert!(made.contains("1400000007") && made.contains(KEY), "{made}");
    let (status, line) = failure(&run(dir.path(), &create));
    assert_eq!(status, 1);
    assert!(line.contains("1400000007") && !line.contains(KEY), "{line}");

    let serving = Serving::start(dir.path());
    let another = out(&run(
        dir.path(),
        &["app", "create", "--name", "another", "--json"],
    ));
    let another: Value = serde_json::from_str(&another).unwrap();
    assert_eq!(another["secret_key"].as_str().unwrap().len(), 64);
    out(&run(dir.path(), &["app", "disable", "1400000007"]));
    let listed = out(&run(dir.path(), &["app", "list", "--json"]));
    let apps: Vec<Value> = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mine = apps
        .iter()
        .find(|app| app["sdkappid"] == 1_400_000_007)
        .unwrap();
    assert_eq!(
        (&mine["name"], &mine["status"]),
        (&"mine".into(), &"disabled".into())
    );
    assert!(
        apps.iter().all(|app| app.get("secret_key").is_none()),
        "{listed}"
    );
    assert_eq!(apps.iter().filter(|app| app["demo"] == true).count(), 1);
    serving.terminate();

    assert!(!out(&run(dir.path(), &["app", "list"])).contains(KEY));
    assert!(out(&run(dir.path(), &["app", "list", "--show-secret"])).contains(KEY));
    assert_eq!(failure(&run(dir.path(), &["app", "enable", "7"])).0, 1);
}

#[test]
fn a_signed_ticket_verifies_for_its_user_and_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let whose = |user| {
        [
            "--sdkappid",
            "1400000001",
            "--secret-key",
            KEY,
            "--userid",
            user,
        ]
    };
    let usersig = |what: &str, user, more: &[&str]| {
        run(
            dir.path(),
            &[&["usersig", what], &whose(user)[..], more].concat(),
        )
    };
    let ticket = out(&usersig("sign", "alice", &[]));
    let ticket = ticket.trim();
    assert!(out(&usersig("verify", "alice", &[ticket])).starts_with("good for 604"));
    let (status, line) = failure(&usersig("verify", "bob", &[ticket]));
    assert_eq!(status, 1);
    assert!(line.contains("another user"), "{line}");

    let old = out(&usersig(
        "sign",
        "alice",
        &["--time", "1000", "--expire", "60"],
    ));
    assert!(
        failure(&usersig("verify", "alice", &[old.trim()]))
            .1
            .contains("expired")
    );
    let bad = usersig("sign", "a b", &[]);
    assert_eq!(bad.status.code(), Some(2));
    let short = run(
        dir.path(),
        &[
            "usersig",
            "sign",
            "--sdkappid",
            "1",
            "--secret-key",
            "se cret",
            "--userid",
            "alice",
        ],
    );
    assert_eq!(short.status.code(), Some(2));
}

#[test]
fn a_lost_password_of_the_console_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let (status, line) = failure(&run(dir.path(), &["console", "password"]));
    assert_eq!(status, 1, "{line}");
    let serving = Serving::start(dir.path());
    let told = out(&run(dir.path(), &["console", "password"]));
    let new = told
        .lines()
        .find_map(|line| line.strip_prefix("Password "))
        .unwrap()
        .trim();
    let sign_in = |password: &str| {
        let body = serde_json::json!({ "password": password }).to_string();
        let address = serving.address();
        let mut stream = TcpStream::connect(&address).unwrap();
        write!(
            stream,
            "POST /console/api/sign-in HTTP/1.0\r\nhost: {address}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(sign_in(new), "200");
    assert_eq!(sign_in("the first one, which is lost"), "401");

    let mut typed = callkit(dir.path(), &["console", "password", "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = typed.stdin.take().unwrap();
    stdin.write_all(b"typed by hand\n").unwrap();
    drop(stdin);
    let typed = out(&typed.wait_with_output().unwrap());
    assert!(!typed.contains("typed by hand"), "{typed}");
    assert_eq!(sign_in("typed by hand"), "200");
    assert_eq!(sign_in(new), "401");
}

#[test]
fn the_first_start_tells_the_consoles_password_once() {
    let dir = tempfile::tempdir().unwrap();
    let (_, rest) = Serving::start(dir.path()).terminate();
    assert!(rest.contains("The console's password is in"), "{rest}");
    let kept = std::fs::read_to_string(dir.path().join("data/first-start.txt")).unwrap();
    assert!(
        kept.contains("SecretKey ") && kept.contains("Password "),
        "{kept}"
    );
    let (_, rest) = Serving::start(dir.path()).terminate();
    assert!(!rest.contains("password"), "{rest}");
}

#[test]
fn keys_are_rotated_and_users_deleted_beside_a_running_server() {
    let dir = tempfile::tempdir().unwrap();
    let _serving = Serving::start(dir.path());
    let create = [
        "app",
        "create",
        "--name",
        "mine",
        "--sdkappid",
        "1400000077",
        "--secret-key",
        KEY,
    ];
    out(&run(dir.path(), &create));
    let rotated = out(&run(dir.path(), &["app", "rotate-key", "1400000077"]));
    assert!(
        rotated.contains("(key 2)") && rotated.contains("168 more hours"),
        "{rotated}"
    );
    let shown = out(&run(dir.path(), &["app", "list", "--show-secret"]));
    assert!(!shown.contains(KEY), "the newest key signs: {shown}");
    let deleted = out(&run(
        dir.path(),
        &["user", "delete", "--sdkappid", "1400000077", "alice"],
    ));
    assert!(deleted.contains("Records   0 name deleted-"), "{deleted}");
    let (status, line) = failure(&run(
        dir.path(),
        &["user", "delete", "--sdkappid", "7", "alice"],
    ));
    assert_eq!(status, 1, "{line}");
    let (status, line) = failure(&run(dir.path(), &["call-log", "AAAAAAAAAAAAAAAAAAAAAA"]));
    assert!(status == 1 && line.contains("nothing is kept"), "{line}");
    let (status, _) = failure(&run(dir.path(), &["call-log", "abc"]));
    assert_eq!(status, 2);
}

#[test]
fn the_log_is_json_and_its_level_changes_on_sighup_while_the_server_runs() {
    let dir = tempfile::tempdir().unwrap();
    let options =
        |log: &str| format!("log_format = \"json\"\nlog = \"{log}\"\nheartbeat = \"10s\"\n");
    let file = dir.path().join("callkit.toml");
    std::fs::write(&file, options("warn")).unwrap();
    let ports = [
        "--listen",
        "127.0.0.1:0",
        "--rtmp-listen",
        "127.0.0.1:0",
        "--media-port",
        "0",
    ];
    let mut process = callkit(dir.path(), &[&["serve"], &ports[..]].concat())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(process.stdout.take().unwrap()).lines();
    assert!(stdout.any(|line| line.unwrap().contains("Demo")));
    let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
    let mut until = |part: &str| loop {
        let line = log.next().expect("the log goes on").unwrap();
        let object: Value = serde_json::from_str(&line).expect("every line is an object");
        for field in ["timestamp", "level", "target", "message"] {
            assert!(object[field].is_string(), "{field}: {line}");
        }
        if line.contains(part) {
            return object;
        }
        assert_ne!(object["level"], "INFO", "info is not logged yet: {line}");
    };
    let reload = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let pid = process.id().to_string();
        let sent = Command::new("kill").args(["-HUP", &pid]).status();
        assert!(sent.unwrap().success());
    };

    reload("log = [1\n");
    assert_eq!(until("everything stays as it was")["level"], "ERROR");
    reload(&options("info").replace("10s", "20s"));
    assert_eq!(until("read the options again")["log"], "info");
    assert_eq!(until("holds from the next start on")["option"], "heartbeat");
    process.kill().unwrap();
    process.wait().unwrap();
}
