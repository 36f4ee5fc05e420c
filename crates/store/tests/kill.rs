//! `kill -9` takes nothing that was answered, and leaves nothing that is half there.
#![cfg(unix)]

mod common;

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use callkit_store::{DataDir, Store as _};

/// Set for the process that is to be killed: where its data is.
const DATA: &str = "CALLKIT_TEST_KILLED_DATA";
/// How many calls it works on at once.
const CALLS: u32 = 8;
/// It is killed when it has said this many times that something is written.
const ENOUGH: usize = 400;

#[test]
fn everything_answered_before_kill_9_is_there_afterwards() {
    // This program starts itself a second time, and that one never comes back from here.
    if let Some(path) = env::var_os(DATA) {
        commit_for_ever(Path::new(&path));
    }

    let (_temp, dir) = common::temp();
    for round in 0..3 {
        let answered = run_and_kill(&dir);
        check(&dir, &answered, round);
    }
}

/// Runs the other process until it has said enough, kills it, and gives the newest version of each
/// call that it said was written.
fn run_and_kill(dir: &DataDir) -> Vec<u64> {
    let mut child = Command::new(env::current_exe().expect("this program"))
        .args([
            "--exact",
            "everything_answered_before_kill_9_is_there_afterwards",
            "--nocapture",
        ])
        .env(DATA, dir.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let mut answered = vec![0; CALLS as usize];
    let mut lines = 0;
    for line in output.lines() {
        let line = line.expect("text");
        let Some(written) = line.strip_prefix("written ") else {
            continue;
        };
        let (number, version) = written.split_once(' ').expect("call and version");
        let number: usize = number.parse().expect("a number");
        answered[number] = version.parse().expect("a number");
        lines += 1;
        if lines == ENOUGH {
            // What it says until it is dead still counts: the loop goes on to the end.
            child.kill().expect("killed");
        }
    }
    child.wait().expect("gone");
    assert!(lines >= ENOUGH, "it died by itself after {lines} lines");
    answered
}

fn check(dir: &DataDir, answered: &[u64], round: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let store = common::open(dir);
        for (number, answered) in (0..CALLS).zip(answered) {
            let call = store
                .call(common::APP, common::call(number))
                .await
                .expect("read");
            let call = call.expect("there");
            assert!(call.version >= *answered, "round {round}, call {number}");
            assert_eq!(call.state, format!(r#"{{"version":{}}}"#, call.version));
            let facts = store
                .facts(common::APP, common::call(number))
                .await
                .expect("read");
            assert_eq!(
                facts.len() as u64,
                call.version,
                "round {round}, call {number}"
            );
        }
    });
}

/// Brings calls from version to version and says each that is written.
fn commit_for_ever(path: &Path) -> ! {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let store = common::open(&DataDir::open(path).expect("a data directory"));
        let mut versions = Vec::new();
        for number in 0..CALLS {
            let call = store
                .call(common::APP, common::call(number))
                .await
                .expect("read");
            versions.push(call.map_or(0, |call| call.version));
        }
        loop {
            let asked: Vec<_> = (0..CALLS)
                .zip(&mut versions)
                .map(|(number, version)| {
                    *version += 1;
                    (
                        number,
                        *version,
                        store.commit(common::change(number, *version)),
                    )
                })
                .collect();
            for (number, version, answer) in asked {
                answer.await.expect("written");
                writeln!(std::io::stdout(), "written {number} {version}").expect("somebody reads");
            }
        }
    })
}
