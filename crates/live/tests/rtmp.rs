//! RTMP between our server core and clients: our own in memory, and ffmpeg over real sockets.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::unwrap_used
)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use callkit_live::rtmp::{Client, ClientEvent, Event, Limits, Purpose, RtmpError, Session};
use callkit_live::{StreamKey, Tag, TagKind, flv};
use proptest::prelude::*;

const RANDOM: [u8; 1528] = [7; 1528];

fn session() -> Session {
    Session::new(Instant::now(), Limits::default(), &RANDOM)
}

fn client(purpose: Purpose) -> Client {
    Client::new(purpose, "127.0.0.1", "live", StreamKey::new("key"), &RANDOM)
}

/// Carries bytes both ways, in pieces, until neither side has any.
fn carry(client: &mut Client, session: &mut Session, piece: usize) -> Result<(), RtmpError> {
    loop {
        let mut quiet = true;
        while let Some(bytes) = client.poll_transmit() {
            quiet = false;
            for bytes in bytes.chunks(piece) {
                session.receive(Instant::now(), bytes)?;
            }
        }
        while let Some(bytes) = session.poll_transmit() {
            quiet = false;
            for bytes in bytes.chunks(piece) {
                client.receive(bytes)?;
            }
        }
        if quiet {
            return Ok(());
        }
    }
}

fn tag(kind: TagKind, timestamp: u32, body: &[u8]) -> Tag {
    Tag {
        kind,
        timestamp,
        body: body.to_vec().into(),
    }
}

#[test]
fn what_one_publishes_the_other_gets_whatever_pieces_it_comes_in() {
    for piece in [1, 7, 1 << 20] {
        let (mut session, mut client) = (session(), client(Purpose::Publish));
        carry(&mut client, &mut session, piece).unwrap();
        assert_eq!(
            session.poll_event(),
            Some(Event::Publish(StreamKey::new("key")))
        );
        session.accept();
        carry(&mut client, &mut session, piece).unwrap();
        assert_eq!(client.poll_event(), Some(ClientEvent::Started));
        let tags = [
            tag(TagKind::Script, 0, b"meta"),
            tag(TagKind::Video, 0x00ff_fffe, &[1; 70_000]),
            tag(TagKind::Audio, 0x00ff_ffff, b"sound"),
            tag(TagKind::Video, 0x0100_0001, &[2; 70_000]),
        ];
        tags.iter().for_each(|tag| client.send(tag));
        client.stop();
        carry(&mut client, &mut session, piece).unwrap();
        for tag in tags {
            assert_eq!(session.poll_event(), Some(Event::Tag(tag)));
        }
        assert_eq!(session.poll_event(), Some(Event::Stopped));
    }
}

#[test]
fn a_player_gets_what_is_sent_and_is_told_the_end() {
    let (mut session, mut client) = (session(), client(Purpose::Play));
    carry(&mut client, &mut session, 100).unwrap();
    assert_eq!(
        session.poll_event(),
        Some(Event::Play(StreamKey::new("key")))
    );
    session.send(&tag(TagKind::Audio, 0, b"too early"));
    session.accept();
    let video = tag(TagKind::Video, 40, &[3; 100_000]);
    session.send(&video);
    session.end();
    carry(&mut client, &mut session, 100).unwrap();
    let events: Vec<_> = std::iter::from_fn(|| client.poll_event()).collect();
    assert_eq!(events.first(), Some(&ClientEvent::Started));
    assert!(matches!(&events[1], ClientEvent::Tag(tag) if tag.kind == TagKind::Script));
    assert_eq!(&events[2..], [ClientEvent::Tag(video), ClientEvent::Ended]);
}

#[test]
fn who_is_refused_is_told_why() {
    let (mut session, mut client) = (session(), client(Purpose::Publish));
    carry(&mut client, &mut session, 4096).unwrap();
    session.refuse("this key is used");
    let refused = carry(&mut client, &mut session, 4096);
    let text = "NetStream.Publish.BadName: this key is used";
    assert_eq!(refused, Err(RtmpError::Refused(text.to_owned())));
}

#[test]
fn another_application_than_live_is_refused_with_the_address_that_is_meant() {
    let mut session = session();
    let key = StreamKey::new("key");
    let mut client = Client::new(Purpose::Play, "127.0.0.1", "vod", key, &RANDOM);
    let refused = carry(&mut client, &mut session, 4096);
    assert_eq!(refused, Err(RtmpError::UnknownApp("vod".to_owned())));
    while let Some(bytes) = session.poll_transmit() {
        if let Err(error) = client.receive(&bytes) {
            assert!(
                error.to_string().contains("rtmp://HOST/live/KEY"),
                "{error}"
            );
            return;
        }
    }
    panic!("the client was not told");
}

#[test]
fn who_does_nothing_is_dropped_and_who_falls_silent_too() {
    let limits = Limits::default();
    let start = Instant::now();
    let mut session = Session::new(start, limits, &RANDOM);
    session
        .receive(start + Duration::from_secs(4), &[3])
        .unwrap();
    let deadline = session.deadline().unwrap();
    assert_eq!(deadline, start + limits.setup);
    assert_eq!(session.handle_timeout(deadline), Err(RtmpError::TooSlow(5)));

    let (mut session, mut client) = (self::session(), client(Purpose::Publish));
    carry(&mut client, &mut session, 4096).unwrap();
    session.accept();
    let deadline = session.deadline().unwrap();
    let early = deadline.checked_sub(Duration::from_secs(1)).unwrap();
    assert_eq!(session.handle_timeout(early), Ok(()));
    assert_eq!(session.handle_timeout(deadline), Err(RtmpError::Idle(20)));
}

#[test]
fn a_publisher_that_drips_bytes_of_one_message_is_dropped_like_a_silent_one() {
    let (mut session, mut client) = (session(), client(Purpose::Publish));
    carry(&mut client, &mut session, 4096).unwrap();
    session.accept();
    let start = Instant::now();
    let mut now = start;
    let picture = [6, 0, 0, 0, 0, 0, 120, 9, 1, 0, 0, 0];
    for byte in picture.iter().chain(&[0; 60]) {
        if session.handle_timeout(now).is_err() {
            let silent = now.duration_since(start);
            assert!(silent <= Duration::from_secs(21), "{silent:?}");
            return;
        }
        session.receive(now, &[*byte]).unwrap();
        now += Duration::from_secs(1);
    }
    panic!("it drips on");
}

/// Bytes of a client's handshake.
fn greeted() -> Session {
    let mut session = session();
    let mut hello = vec![3];
    hello.extend([0; 1536 * 2]);
    session.receive(Instant::now(), &hello).unwrap();
    session
}

#[test]
fn a_message_longer_than_any_picture_is_refused_before_it_comes() {
    let mut session = greeted();
    let header = [6, 0, 0, 0, 0xff, 0xff, 0xff, 9, 1, 0, 0, 0];
    let refused = session.receive(Instant::now(), &header);
    assert_eq!(
        refused,
        Err(RtmpError::MessageTooLarge {
            size: 0x00ff_ffff,
            max: 4 << 20
        })
    );
}

#[test]
fn unfinished_messages_on_ever_more_streams_are_refused() {
    let mut session = greeted();
    let refused = (2..64).find_map(|id| {
        let mut chunk = vec![id, 0, 0, 0, 0, 1, 0, 9, 1, 0, 0, 0];
        chunk.extend([0; 128]);
        session.receive(Instant::now(), &chunk).err()
    });
    assert_eq!(refused, Some(RtmpError::TooManyChunkStreams(32)));
}

#[test]
fn sound_in_the_middle_of_a_picture_harms_neither() {
    // Recorded in the order in which live encoders interleave: two chunks of a picture around one
    // of sound, on other chunk streams.
    let (mut session, mut client) = (session(), client(Purpose::Publish));
    carry(&mut client, &mut session, 4096).unwrap();
    session.accept();
    carry(&mut client, &mut session, 4096).unwrap();
    assert!(matches!(session.poll_event(), Some(Event::Publish(_))));
    let mut bytes = vec![0x02, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 128];
    bytes.extend([0x07, 0, 0, 9, 0, 0, 200, 9, 1, 0, 0, 0]);
    bytes.extend([5; 128]);
    bytes.extend([0x04, 0, 0, 9, 0, 0, 3, 8, 1, 0, 0, 0, b'a', b'b', b'c']);
    bytes.push(0xc7);
    bytes.extend([5; 72]);
    session.receive(Instant::now(), &bytes).unwrap();
    let sound = tag(TagKind::Audio, 9, b"abc");
    let picture = tag(TagKind::Video, 9, &[5; 200]);
    assert_eq!(session.poll_event(), Some(Event::Tag(sound)));
    assert_eq!(session.poll_event(), Some(Event::Tag(picture)));
}

#[test]
fn a_time_is_understood_whether_it_is_written_again_or_not() {
    for again in [true, false] {
        let (mut session, mut client) = (session(), client(Purpose::Publish));
        carry(&mut client, &mut session, 4096).unwrap();
        session.accept();
        carry(&mut client, &mut session, 4096).unwrap();
        assert!(matches!(session.poll_event(), Some(Event::Publish(_))));
        let time = 0x0123_4567u32;
        let mut bytes = vec![0x02, 0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0, 0, 0, 0, 128];
        bytes.extend([0x06, 0xff, 0xff, 0xff, 0, 1, 0x2c, 9, 1, 0, 0, 0]);
        bytes.extend(time.to_be_bytes());
        for length in [128, 128, 44] {
            bytes.extend(vec![6; length]);
            if length == 128 {
                bytes.push(0xc6);
                bytes.extend(time.to_be_bytes().iter().filter(|_| again));
            }
        }
        for bytes in bytes.chunks(3) {
            session.receive(Instant::now(), bytes).unwrap();
        }
        let picture = tag(TagKind::Video, time, &[6; 300]);
        assert_eq!(session.poll_event(), Some(Event::Tag(picture)), "{again}");
    }
}

proptest! {
    #[test]
    fn no_bytes_do_any_harm(
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
        greet in any::<bool>(),
        piece in 1usize..300,
    ) {
        let mut session = if greet { greeted() } else { session() };
        for bytes in bytes.chunks(piece) {
            if session.receive(Instant::now(), bytes).is_err() {
                break;
            }
            while session.poll_event().is_some() {}
            prop_assert!(session.waiting() < 1 << 20);
        }
    }
}

/// Serves one connection from a thread until it is over: a publisher's tags go into the list, a
/// player gets those that are in it.
fn serve(mut socket: TcpStream, recorded: Arc<Mutex<Vec<Tag>>>) {
    socket.set_nodelay(true).unwrap();
    let mut session = session();
    let mut buffer = [0; 16 << 10];
    loop {
        while let Some(bytes) = session.poll_transmit() {
            if socket.write_all(&bytes).is_err() {
                return;
            }
        }
        let Ok(read @ 1..) = socket.read(&mut buffer) else {
            return;
        };
        session.receive(Instant::now(), &buffer[..read]).unwrap();
        while let Some(event) = session.poll_event() {
            match event {
                Event::Publish(key) => {
                    assert_eq!(key.as_str(), "room");
                    session.accept();
                }
                Event::Play(_) => {
                    session.accept();
                    for tag in recorded.lock().unwrap().iter() {
                        session.send(tag);
                    }
                    session.end();
                }
                Event::Tag(tag) => recorded.lock().unwrap().push(tag),
                Event::Stopped => return,
            }
        }
    }
}

#[test]
fn ffmpeg_publishes_to_it_and_plays_from_it() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let recorded: Arc<Mutex<Vec<Tag>>> = Arc::default();
    let (done, over) = mpsc::channel();
    let serving = Arc::clone(&recorded);
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            serve(socket.unwrap(), Arc::clone(&serving));
            done.send(()).unwrap();
        }
    });
    let url = format!("rtmp://127.0.0.1:{port}/live/room?from=test");
    let pushed = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=320x240:rate=15:duration=2",
        ])
        .args([
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:sample_rate=48000:duration=2",
        ])
        .args([
            "-c:v",
            "libx264",
            "-profile:v",
            "baseline",
            "-g",
            "15",
            "-c:a",
            "aac",
        ])
        .args(["-ac", "1", "-f", "flv", &url])
        .stdin(Stdio::null())
        .status()
        .expect("make test installs ffmpeg");
    assert!(pushed.success());
    over.recv().unwrap();
    let video = |tag: &&Tag| tag.kind == TagKind::Video;
    // One a picture, one sequence header, and at most one that says the end.
    let pictures = recorded.lock().unwrap().iter().filter(video).count();
    assert!((31..=32).contains(&pictures), "{pictures}");

    let played = Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-show_entries"])
        .args(["stream=codec_name,nb_read_frames", "-of", "csv=p=0", &url])
        .stdin(Stdio::null())
        .output()
        .expect("make test installs ffmpeg");
    let told = String::from_utf8(played.stdout).unwrap();
    assert!(told.contains("h264,30"), "{told}");
    assert!(told.contains("aac,9"), "{told}");

    let mut file = flv::header(flv::Tracks {
        audio: true,
        video: true,
    })
    .to_vec();
    for tag in recorded.lock().unwrap().iter() {
        file.extend(flv::tag(tag));
    }
    let mut probe = Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-show_entries"])
        .args(["stream=codec_name,nb_read_frames", "-of", "csv=p=0", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    probe.stdin.take().unwrap().write_all(&file).unwrap();
    let told = probe.wait_with_output().unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.contains("h264,30") && told.contains("aac,9"), "{told}");
}
