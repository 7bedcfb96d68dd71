//! The socket that Terraform connects to, and the folder that protects it. A Unix socket if available: it needs no
//! port, has no Nagle delay, and file permissions control who may connect.

use super::{environment::Environment, handshake::Address};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpListener,
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

#[cfg(unix)]
mod unix;

/// The timeout of a TLS handshake.
const TLS_LIMIT: Duration = Duration::from_secs(10);
/// The wait after a failed accept, which means that the process is out of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Bytes in both directions, with or without TLS.
trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

/// A connection. It does not offer to write several buffers at once: HTTP/2 would then send every response of 256 bytes or more
/// on its own, and not copy it behind the responses that are ready, too.
pub(super) struct Connection(Box<dyn Duplex>);

/// A bound socket. Dropping it removes the socket and its folder.
pub(super) enum Listener {
    #[cfg(unix)]
    Unix(unix::PrivateSocket),
    #[cfg_attr(unix, expect(dead_code, reason = "the way of systems without Unix sockets"))]
    Tcp(TcpListener),
}

impl Listener {
    /// Binds the socket; from here on the system queues connections.
    #[cfg(unix)]
    #[expect(clippy::unused_async, reason = "binding a port, the other system's way, waits")]
    pub(super) async fn bind(environment: &Environment) -> io::Result<Self> {
        unix::PrivateSocket::bind(environment).map(Self::Unix)
    }

    /// Binds the socket; from here on the system queues connections.
    #[cfg(not(unix))]
    pub(super) async fn bind(environment: &Environment) -> io::Result<Self> {
        bind_port(environment.ports).await.map(Self::Tcp)
    }

    /// Whether file permissions keep other users out, so that TLS is not required.
    pub(super) fn is_private(&self) -> bool {
        !matches!(self, Self::Tcp(_))
    }

    pub(super) fn address(&self) -> io::Result<Address> {
        match self {
            #[cfg(unix)]
            Self::Unix(socket) => socket.address(),
            Self::Tcp(listener) => {
                Ok(Address { network: "tcp", address: listener.local_addr()?.to_string() })
            }
        }
    }

    async fn accept(&self) -> io::Result<Box<dyn Duplex>> {
        match self {
            #[cfg(unix)]
            Self::Unix(socket) => Ok(Box::new(socket.accept().await?)),
            Self::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                // Without it, every response waits 40 ms for a delayed acknowledgement.
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
        }
    }
}

/// Accepts until the receiver is gone, and cancels `connected` with the first connection. Each TLS handshake runs on its
/// own, so that neither a refused nor a silent client keeps the others waiting, and none of them ends the stream.
pub(super) async fn accept_all(
    listener: &Listener,
    tls: Option<TlsAcceptor>,
    accepted: mpsc::Sender<Connection>,
    connected: &CancellationToken,
) {
    while !accepted.is_closed() {
        let stream = match listener.accept().await {
            Ok(stream) => stream,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        connected.cancel();
        let accepted = accepted.clone();
        let tls = tls.clone();
        tokio::spawn(async move {
            let secured = match tls {
                None => Ok(stream),
                Some(tls) => secure(tls, stream).await,
            };
            match secured {
                // The receiver is gone only when the process ends.
                Ok(stream) => drop(accepted.send(Connection(stream)).await),
                Err(error) => tracing::warn!(%error, "a client was rejected"),
            }
        });
    }
}

async fn secure(tls: TlsAcceptor, stream: Box<dyn Duplex>) -> io::Result<Box<dyn Duplex>> {
    let secured = tokio::time::timeout(TLS_LIMIT, tls.accept(stream)).await??;
    Ok(Box::new(secured))
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        ctx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(ctx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, ctx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(ctx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(ctx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(ctx)
    }
}

/// The first free port on the loopback interface, from the smallest to the largest of `ports`.
#[cfg(any(test, not(unix)))]
async fn bind_port(ports: (u16, u16)) -> io::Result<TcpListener> {
    for port in ports.0..=ports.1 {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            bound => return bound,
        }
    }
    Err(io::Error::new(io::ErrorKind::AddrInUse, format!("no port from {} to {} is free", ports.0, ports.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_passed_over() {
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = taken.local_addr().unwrap().port();
        assert_eq!(bind_port((port, port)).await.unwrap_err().kind(), io::ErrorKind::AddrInUse);
        let next = bind_port((port, u16::MAX)).await.unwrap();
        assert!(next.local_addr().unwrap().port() > port);
    }

    #[tokio::test]
    async fn a_connection_never_offers_to_write_several_buffers() {
        let (stream, _other) = tokio::io::duplex(64);
        assert!(stream.is_write_vectored());
        assert!(!Connection(Box::new(stream)).is_write_vectored());
    }
}
