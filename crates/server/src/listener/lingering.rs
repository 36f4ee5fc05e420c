//! Closing a TCP connection so that the last words arrive.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::timeout;

/// How long to wait for the other side to finish. Higher holds sockets of clients that vanished,
/// lower loses the last words to clients far away.
const LINGER: Duration = Duration::from_secs(2);
/// How much of what it still sends is thrown away before it is cut off. Higher reads more of a flood,
/// lower cuts off who is in the middle of sending a photograph by mistake.
const MOST_BYTES: u64 = 32 << 20;

/// A connection that is closed in three steps: say that nothing follows, throw away what still
/// comes, close.
///
/// A socket that is closed while there are unread bytes resets the connection, and a reset makes
/// the other side drop what it has received and not read (RFC 1122 section 4.2.2.13): a client
/// that sent too much would never see the message that says so.
#[derive(Debug)]
pub(crate) struct Lingering {
    /// Present until it is dropped.
    tcp: Option<TcpStream>,
    finished: bool,
}

impl Lingering {
    pub(crate) fn new(tcp: TcpStream) -> Self {
        Self {
            tcp: Some(tcp),
            finished: false,
        }
    }

    fn tcp(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.tcp
            .as_mut()
            .map(Pin::new)
            .ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let (Some(tcp), false) = (self.tcp.take(), self.finished) else {
            return;
        };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(timeout(LINGER, finish(tcp)));
        }
    }
}

async fn finish(mut tcp: TcpStream) {
    // Whatever fails here, the connection is closed right after.
    if tcp.shutdown().await.is_ok() {
        let _ = tokio::io::copy(&mut tcp.take(MOST_BYTES), &mut tokio::io::sink()).await;
    }
}

impl AsyncRead for Lingering {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (before, room) = (buf.filled().len(), buf.remaining());
        let polled = self.tcp()?.poll_read(cx, buf);
        self.finished |= match &polled {
            Poll::Ready(Ok(())) => room > 0 && buf.filled().len() == before,
            Poll::Ready(Err(_)) => true,
            Poll::Pending => false,
        };
        polled
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.tcp()?.poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.tcp()?.poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.tcp()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.tcp()?.poll_shutdown(cx)
    }
}
