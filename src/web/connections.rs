//! How long the server waits for its clients, and for how many at once.
//!
//! A client that begins and does not go on costs a socket and some memory. So the head of a request, its body and every piece of an
//! answer must move within a time, and only so many connections are open at once. What a client does not take stays in its socket and in
//! one bounded buffer: an answer is not produced faster than it is read.

use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Sleep, sleep, timeout};

use super::LARGEST_BODY;
use super::error::ApiError;

/// A client with one connection too many reads this; there is no request yet to answer in its language.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\nconnection: close\r\n\r\n";
/// After the system refuses a connection (too many open files, for example) the next is asked for a little later.
const AFTER_REFUSAL: Duration = Duration::from_millis(100);
/// Bytes of answers kept for one connection until its client takes them, at least one piece of an answer.
const LARGEST_BUFFER: usize = 128 * 1024;

/// How long the server waits for its clients, and for how many at once.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For the whole head of a request, from the connection's or the last answer's end on.
    pub head: Duration,
    /// For the whole body of a request.
    pub body: Duration,
    /// For a client to take more of an answer.
    pub write: Duration,
    /// Connections open at once.
    pub connections: usize,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(20),
            body: Duration::from_secs(20),
            write: Duration::from_secs(30),
            connections: 256,
        }
    }
}

/// Answers connections until `closing` is true, then lets open requests finish.
pub(super) async fn answer(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    mut closing: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(patience.connections));
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closing.wait_for(|closing| *closing) => break,
            // Ended connections are taken out, so that their number stays bounded.
            Some(_) = open.join_next() => continue,
        };
        match accepted {
            Ok((stream, _)) => match Arc::clone(&places).try_acquire_owned() {
                Ok(place) => {
                    open.spawn(connection(
                        stream,
                        router.clone(),
                        patience,
                        closing.clone(),
                        place,
                    ));
                }
                Err(_) => {
                    // What does not fit into the socket's own buffer at once is not worth waiting for.
                    let _ = stream.try_write(FULL);
                }
            },
            Err(error) => {
                tracing::warn!(error = %error, "a connection could not be accepted");
                sleep(AFTER_REFUSAL).await;
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn connection(
    stream: TcpStream,
    router: Router,
    patience: Patience,
    mut closing: watch::Receiver<bool>,
    _place: OwnedSemaphorePermit,
) {
    let stream = Moving {
        stream,
        patience: patience.write,
        stalled: None,
    };
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_buf_size(LARGEST_BUFFER)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut served = pin!(served);
    let asked = async move {
        let _ = closing.wait_for(|closing| *closing).await;
    };
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = asked => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = %error, "a connection ended early");
    }
}

/// Reads the body of a request as a whole before anything is done with it, so that waiting for it has an end.
pub(super) async fn whole_body(request: Request, next: Next, patience: Duration) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match timeout(patience, axum::body::to_bytes(body, LARGEST_BODY)).await {
        Ok(Ok(bytes)) => {
            next.run(Request::from_parts(parts, Body::from(bytes)))
                .await
        }
        Ok(Err(_)) => {
            ApiError::body(StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded").into_response()
        }
        Err(_) => {
            ApiError::body(StatusCode::REQUEST_TIMEOUT, "it did not arrive in time").into_response()
        }
    }
}

/// A stream whose reader must take something within a time, else it breaks.
struct Moving {
    stream: TcpStream,
    patience: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Moving {
    /// The outcome of a write: a pending one is given so long and then fails.
    fn watched<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let patience = self.patience;
        let stalled = self
            .stalled
            .get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Moving {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Moving {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watched(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.watched(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
