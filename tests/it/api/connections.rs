//! Clients on raw sockets that begin and do not go on.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lichtweg::plan;
use lichtweg::runs::Planner;
use lichtweg::web::{self, Patience};
use serde_json::json;

use super::Server;

/// Limits short enough for a test to wait for.
fn impatient() -> Patience {
    Patience {
        head: Duration::from_millis(300),
        body: Duration::from_millis(300),
        write: Duration::from_millis(300),
        connections: 4,
    }
}

/// The server on a socket of its own, until the runtime of the test ends.
async fn listening(server: &Server, patience: Patience) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Arc::clone(&server.app);
    tokio::spawn(web::serve_with(
        listener,
        app,
        patience,
        std::future::pending(),
    ));
    address
}

/// What a client reads that sends some bytes, keeps its side open and reads to the end.
async fn heard(address: SocketAddr, bytes: &'static [u8]) -> String {
    tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        // A reset ends the connection just as well.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    })
    .await
    .unwrap()
}

const SOUND: &[u8] = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_do_not_go_on_are_hung_up_on() {
    let server = Server::new();
    let address = listening(&server, impatient()).await;
    for begun in [
        b"".as_slice(),
        b"G",
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n",
        // An answer, and then nothing more.
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
        heard(address, begun).await;
    }
    let slow = heard(
        address,
        b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{",
    )
    .await;
    assert!(slow.starts_with("HTTP/1.1 408"), "{slow}");
    assert!(heard(address, SOUND).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_too_many_is_told_so_and_places_come_free_again() {
    let server = Server::new();
    let address = listening(&server, impatient()).await;
    let idle: Vec<TcpStream> = (0..4)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();
    let refused = heard(address, b"").await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    // The idle ones are hung up on by and by.
    tokio::task::spawn_blocking(move || {
        for mut stream in idle {
            let _ = stream.read_to_end(&mut Vec::new());
        }
    })
    .await
    .unwrap();
    while !heard(address, SOUND).await.starts_with("HTTP/1.1 200") {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_reader_of_events_is_hung_up_on_and_holds_nothing() {
    static REPORTS: AtomicU64 = AtomicU64::new(0);
    // Reports without end until it is asked to stop.
    let planner: Arc<Planner> = Arc::new(|city, scenario, policies, limits, control| {
        while !control.stop.load(Ordering::Relaxed) {
            let lower_bound = i64::try_from(REPORTS.fetch_add(1, Ordering::Relaxed)).unwrap();
            (control.progress)(lichtweg_steiner::Progress {
                objective: None,
                lower_bound,
            });
        }
        plan::solve(city, scenario, policies, limits, control)
    });
    let server = Server::with(planner);
    let patience = Patience {
        connections: 1,
        ..impatient()
    };
    let address = listening(&server, patience).await;
    let queued = server
        .post("/api/v1/runs", &json!({"scenario": "reference"}))
        .await
        .json();
    let id = queued["id"].as_str().unwrap();
    let mut stalled = TcpStream::connect(address).unwrap();
    write!(
        stalled,
        "GET /api/v1/runs/{id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )
    .unwrap();
    // Nothing is read, and still the server gives the only place back: what it had sent by then fits into the socket.
    while !heard(address, SOUND).await.starts_with("HTTP/1.1 200") {
        tokio::task::yield_now().await;
    }
    drop(stalled);
    server.app.close();
}
