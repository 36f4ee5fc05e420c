//! Whether RTMP answers, for pushing and for playing: a client's handshake, its commands, and the
//! refusal of a key that opens nothing.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use callkit_live::StreamKey;
use callkit_live::rtmp::{APP, Client, Purpose, RtmpError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::ports::reached;
use crate::doctor::Patient;
use crate::doctor::finding::Finding;

const NAME: &str = "rtmp";
const PATIENCE: Duration = Duration::from_secs(5);

/// What came of a try.
enum Answer {
    /// It speaks RTMP and has looked the key up.
    Refused,
    /// Something else.
    Other(String),
}

pub(super) async fn check(patient: &Patient) -> Vec<Finding> {
    if patient.serving.is_none() {
        return Vec::new();
    }
    let address = reached(patient.config.rtmp_address());
    let mut findings = Vec::new();
    for (purpose, word) in [(Purpose::Publish, "push"), (Purpose::Play, "pull")] {
        let problem = match timeout(PATIENCE, knock(address, purpose)).await {
            Ok(Ok(Answer::Refused)) => continue,
            Ok(Ok(Answer::Other(what))) => what,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "no answer in time".to_owned(),
        };
        let says = format!("RTMP {word} does not work on {address} (rtmp_listen): {problem}");
        let mend = "give doctor the options that the server was started with, or look for another \
                    program on that port: ss -lntp";
        findings.push(Finding::fault(NAME, says, mend));
    }
    if findings.is_empty() {
        let says = format!("push and pull are answered on {address}");
        findings.push(Finding::ok(NAME, says));
    }
    findings
}

async fn knock(address: SocketAddr, purpose: Purpose) -> io::Result<Answer> {
    let mut tcp = TcpStream::connect(address).await?;
    let mut random = [0; 1528];
    rand::fill(&mut random);
    let key = StreamKey::new("a-key-of-callkit-doctor");
    let mut client = Client::new(purpose, &address.to_string(), APP, key, &random);
    let mut buffer = [0; 4096];
    loop {
        while let Some(bytes) = client.poll_transmit() {
            tcp.write_all(&bytes).await?;
        }
        let count = tcp.read(&mut buffer).await?;
        if count == 0 {
            return Ok(Answer::Other("it hangs up".to_owned()));
        }
        match client.receive(&buffer[..count]) {
            Ok(()) => {}
            Err(RtmpError::Refused(_)) => return Ok(Answer::Refused),
            Err(error) => return Ok(Answer::Other(error.to_string())),
        }
        if client.poll_event().is_some() {
            return Ok(Answer::Other("it lets in whoever comes".to_owned()));
        }
    }
}
