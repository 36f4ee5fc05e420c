//! Asking a media port for the address by which it sees us (STUN Binding, RFC 8489), over UDP and
//! over TCP (framed by RFC 4571): what answers is the media server itself, without a call.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// How often a question is asked that may be lost, and how long each may take.
const TRIES: usize = 3;
const PATIENCE: Duration = Duration::from_millis(700);

/// Asks over UDP; `false` if nothing answers.
pub(super) async fn udp(address: SocketAddr) -> io::Result<bool> {
    let any = match address {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(address).await?;
    let question = question();
    let mut answer = [0; 1500];
    for _ in 0..TRIES {
        socket.send(&question).await?;
        match timeout(PATIENCE, socket.recv(&mut answer)).await {
            Ok(Ok(length)) if fits(&question, &answer[..length]) => return Ok(true),
            // What the last answer says, such as "port unreachable", comes with the next call.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(false)
}

/// Asks over TCP; `false` if something else answers, or nothing.
pub(super) async fn tcp(address: SocketAddr) -> io::Result<bool> {
    let asking = async {
        let mut stream = TcpStream::connect(address).await?;
        let question = question();
        let length = (question.len() as u16).to_be_bytes();
        stream.write_all(&[&length[..], &question].concat()).await?;
        let length = stream.read_u16().await?;
        let mut answer = vec![0; usize::from(length)];
        stream.read_exact(&mut answer).await?;
        Ok(fits(&question, &answer))
    };
    timeout(PATIENCE * TRIES as u32, asking)
        .await
        .unwrap_or(Ok(false))
}

fn question() -> [u8; 20] {
    let mut question = [0; 20];
    question[1] = 1;
    question[4..8].copy_from_slice(&[0x21, 0x12, 0xa4, 0x42]);
    rand::fill(&mut question[8..]);
    question
}

fn fits(question: &[u8; 20], answer: &[u8]) -> bool {
    answer.len() > 20 && answer[..2] == [1, 1] && answer[4..20] == question[4..]
}
