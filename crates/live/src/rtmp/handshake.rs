//! The handshake (RTMP 1.0, 5.2), in its simple form. The digests of the other form were for Flash;
//! no live client checks them.

use super::error::RtmpError;

/// Bytes of C1, C2, S1 and S2 each.
pub(super) const BLOCK: usize = 1536;

/// What this side makes up: the part of its block behind the two times.
pub type Random = [u8; BLOCK - 8];

const VERSION: u8 = 3;

/// One side of a handshake, until it is over.
#[derive(Debug)]
pub(super) struct Handshake {
    role: Role,
    received: Vec<u8>,
    own: Box<[u8; BLOCK]>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Server,
    Client,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Waits for the other's version and block.
    Greeting,
    /// Waits for the echo of its own block.
    Echo,
}

/// What there is to do after some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Progress {
    /// To be sent.
    pub(super) reply: Vec<u8>,
    /// Set when the handshake is over: what came behind it.
    pub(super) rest: Option<Vec<u8>>,
}

impl Handshake {
    /// A handshake, and what is to be sent at once.
    pub(super) fn new(role: Role, random: &Random) -> (Self, Vec<u8>) {
        let mut own = Box::new([0; BLOCK]);
        own[8..].copy_from_slice(random);
        let hello = match role {
            Role::Server => Vec::new(),
            Role::Client => greeting(&own),
        };
        let handshake = Self {
            role,
            received: Vec::new(),
            own,
            stage: Stage::Greeting,
        };
        (handshake, hello)
    }

    pub(super) fn receive(&mut self, bytes: &[u8]) -> Result<Progress, RtmpError> {
        self.received.extend(bytes);
        let mut reply = Vec::new();
        if self.stage == Stage::Greeting {
            match self.received.first() {
                Some(&VERSION) | None => {}
                Some(&other) => return Err(RtmpError::Version(other)),
            }
            if self.received.len() < 1 + BLOCK {
                return Ok(Progress { reply, rest: None });
            }
            let theirs: Vec<u8> = self.received.drain(..=BLOCK).skip(1).collect();
            if self.role == Role::Server {
                reply = greeting(&self.own);
            }
            reply.extend(theirs);
            self.stage = Stage::Echo;
        }
        // What is echoed is not looked at: some clients send anything.
        let over = self.received.len() >= BLOCK;
        let rest = over.then(|| self.received.split_off(BLOCK));
        Ok(Progress { reply, rest })
    }
}

fn greeting(own: &[u8; BLOCK]) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    bytes.extend(own);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sides_agree_whatever_pieces_the_bytes_come_in() {
        for piece in [1, 7, 4000] {
            let (mut client, hello) = Handshake::new(Role::Client, &[1; BLOCK - 8]);
            let (mut server, _) = Handshake::new(Role::Server, &[2; BLOCK - 8]);
            let mut reply = Vec::new();
            for bytes in hello.chunks(piece) {
                reply.extend(server.receive(bytes).expect("fits").reply);
            }
            let mut last = Vec::new();
            let mut over = false;
            for bytes in reply.chunks(piece) {
                let progress = client.receive(bytes).expect("fits");
                last.extend(progress.reply);
                over |= progress.rest.is_some();
            }
            assert!(over);
            last.extend(b"next");
            let rests: Vec<u8> = last
                .chunks(piece)
                .scan(false, |over, bytes| {
                    if *over {
                        return Some(bytes.to_vec());
                    }
                    let progress = server.receive(bytes).expect("fits");
                    *over = progress.rest.is_some();
                    Some(progress.rest.unwrap_or_default())
                })
                .flatten()
                .collect();
            assert_eq!(rests, b"next");
        }
    }

    #[test]
    fn what_is_not_rtmp_is_refused_at_its_first_byte() {
        let (mut server, _) = Handshake::new(Role::Server, &[0; BLOCK - 8]);
        assert_eq!(server.receive(b"GET /"), Err(RtmpError::Version(b'G')));
    }
}
