// An FLV stream: read in any pieces alike, and what was read is written as it was.

use callkit_live::flv::{FlvError, Reader};
use callkit_live::{Tag, flv};

/// Holds for every input.
pub(crate) fn check(input: &[u8]) {
    let (tags, result) = read(input, input.len().max(1));
    assert_eq!(read(input, 7), (tags.clone(), result), "in pieces");
    let mut written = flv::header(flv::Tracks {
        audio: true,
        video: true,
    })
    .to_vec();
    for tag in &tags {
        written.extend(flv::tag(tag));
    }
    assert_eq!(read(&written, written.len()), (tags, Ok(())));
}

fn read(input: &[u8], piece: usize) -> (Vec<Tag>, Result<(), FlvError>) {
    let mut reader = Reader::default();
    let mut tags = Vec::new();
    for bytes in input.chunks(piece) {
        reader.feed(bytes);
        loop {
            match reader.next_tag() {
                Ok(Some(tag)) => tags.push(tag),
                Ok(None) => break,
                Err(error) => return (tags, Err(error)),
            }
        }
    }
    (tags, Ok(()))
}
