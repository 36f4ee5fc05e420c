//! Packets on a TCP connection: two bytes of length before each (RFC 4571, section 2).

/// The length field.
const HEADER: usize = 2;

/// A packet with its length before it; `None` if it is longer than the field can say.
pub(crate) fn frame(packet: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(packet.len()).ok()?;
    let mut framed = Vec::with_capacity(HEADER + packet.len());
    framed.extend_from_slice(&length.to_be_bytes());
    framed.extend_from_slice(packet);
    Some(framed)
}

/// Puts packets together from what a connection gives.
#[derive(Debug, Default)]
pub(crate) struct Deframer {
    buffer: Vec<u8>,
}

impl Deframer {
    /// Takes bytes in and gives the packets that are whole now.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.buffer.extend_from_slice(bytes);
        let mut packets = Vec::new();
        let mut at = 0;
        while let Some(header) = self.buffer[at..].first_chunk::<HEADER>() {
            let start = at + HEADER;
            let end = start + usize::from(u16::from_be_bytes(*header));
            let Some(packet) = self.buffer.get(start..end) else {
                break;
            };
            packets.push(packet.to_vec());
            at = end;
        }
        self.buffer.drain(..at);
        packets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_come_out_whole_however_the_bytes_were_cut() {
        let packets: [&[u8]; 4] = [b"hello", b"", &[7; 1200], b"x"];
        let stream: Vec<u8> = packets
            .iter()
            .flat_map(|packet| frame(packet).expect("short"))
            .collect();
        for chunk in [1, 2, 3, 700, 5000] {
            let mut deframer = Deframer::default();
            let out: Vec<_> = stream
                .chunks(chunk)
                .flat_map(|bytes| deframer.take(bytes))
                .collect();
            assert_eq!(out, packets, "in chunks of {chunk}");
        }
    }

    #[test]
    fn a_packet_too_long_for_the_length_field_is_not_sent() {
        assert_eq!(frame(&[0; 65_536]), None);
    }
}
