//! The program as a whole: it serves a city over a real socket, survives being killed, and says what is wrong before it starts.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/deutz/city.toml")
}

fn lichtweg() -> Command {
    Command::new(env!("CARGO_BIN_EXE_lichtweg"))
}

/// A running server that is killed when it goes out of scope.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(store: &Path, arguments: &[&str]) -> Self {
        let mut child = lichtweg()
            .arg("serve")
            .arg(fixture())
            .args(["--listen", "127.0.0.1:0", "--store"])
            .arg(store)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("Deutz: http://")
            .unwrap_or_else(|| panic!("{line}"))
            .to_owned();
        Self { child, address }
    }

    /// Sends one request and returns status and body.
    fn ask(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    fn json(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, "");
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Asks for a run and returns its id.
    fn submit(&self, request: &Value) -> String {
        let (status, body) = self.ask("POST", "/api/v1/runs", &request.to_string());
        assert_eq!(status, 202, "{body}");
        let run: Value = serde_json::from_str(&body).unwrap();
        run["id"].as_str().unwrap().to_owned()
    }

    /// Follows a run to its end and returns its state.
    fn wait(&self, id: &str) -> String {
        // The stream of events ends with the run.
        let (status, _) = self.ask("GET", &format!("/api/v1/runs/{id}/events"), "");
        assert_eq!(status, 200);
        self.json(&format!("/api/v1/runs/{id}"))["state"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn refused(arguments: &[&str]) -> Output {
    let output = lichtweg().arg("serve").args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    output
}

#[track_caller]
fn says(output: &Output, words: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains(words), "{text}");
    assert!(text.contains("\nhint: "), "{text}");
}

#[test]
fn a_city_is_planned_and_served_over_a_socket() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("runs.sqlite");
    let server = Server::start(&store, &["--plan"]);
    assert_eq!(server.ask("GET", "/healthz", ""), (200, "ok".to_owned()));
    let (status, page) = server.ask("GET", "/?run=x&view=table", "");
    assert_eq!(status, 200);
    assert!(page.contains("<title>Lichtweg</title>"), "{page}");
    let city = server.json("/api/v1/city");
    let run = city["default_run"]
        .as_str()
        .expect("the default scenario is planned");
    let sites = server.json(&format!("/api/v1/sites?run={run}"));
    assert!(sites["total"].as_u64().unwrap() > 0);
    assert_eq!(
        sites["facets"]["state"]["open"],
        Value::Null,
        "every open site is decided"
    );
    server.kill();

    // The plan is there already, so nothing is planned again.
    let server = Server::start(&store, &["--plan"]);
    assert_eq!(
        server.json("/api/v1/runs")["runs"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn a_server_that_is_killed_loses_no_run_it_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("runs.sqlite");
    let mut accepted: Vec<String> = Vec::new();
    for round in 0..6 {
        let server = Server::start(&store, &[]);
        for id in &accepted {
            let state = server.wait(id);
            assert!(state == "done" || state == "failed", "{id} is {state}");
        }
        for seed in 0..=round % 3 {
            accepted.push(server.submit(&json!({"scenario": "heute", "seed": seed})));
        }
        server.kill();
    }
    let server = Server::start(&store, &[]);
    for id in &accepted {
        server.wait(id);
        let run = server.json(&format!("/api/v1/runs/{id}"));
        match run["state"].as_str().unwrap() {
            "done" => assert_eq!(run["result"]["verified"], true),
            "failed" => assert!(
                run["error"]["message_de"]
                    .as_str()
                    .unwrap()
                    .contains("unterbrochen"),
                "{run}"
            ),
            other => panic!("{id} is {other}"),
        }
    }
}

#[cfg(unix)]
#[test]
fn a_server_that_is_asked_to_end_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(&folder.path().join("runs.sqlite"), &[]);
    let id = server.submit(&json!({"scenario": "heute"}));
    // Somebody is watching; that does not keep the server.
    let mut stream = TcpStream::connect(&server.address).unwrap();
    write!(
        stream,
        "GET /api/v1/runs/{id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
    )
    .unwrap();
    let process = server.child.id().to_string();
    let sent = Command::new("kill")
        .args(["-TERM", &process])
        .status()
        .unwrap();
    assert!(sent.success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_is_wrong_is_said_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let city = fixture();
    let city = city.to_str().unwrap();
    let store = folder.path().join("runs.sqlite");
    let store = store.to_str().unwrap();
    says(
        &refused(&[city, "--store", store, "--listen", "0.0.0.0:8080"]),
        "no sign-in yet",
    );
    says(
        &refused(&[city, "--store", store, "--listen", "[::]:8080"]),
        "no sign-in yet",
    );
    says(
        &refused(&[city, "--store", store, "--listen", "nonsense"]),
        "not an address",
    );
    says(
        &refused(&["missing.toml", "--store", store, "--listen", "127.0.0.1:0"]),
        "missing.toml",
    );
    says(
        &refused(&[
            city,
            "--store",
            "missing/folder/x",
            "--listen",
            "127.0.0.1:0",
        ]),
        "cannot open the database",
    );
    says(
        &refused(&[city, "--store", city, "--listen", "127.0.0.1:0"]),
        "not a database",
    );

    let server = Server::start(Path::new(store), &[]);
    says(
        &refused(&[city, "--store", store, "--listen", &server.address]),
        "in use",
    );
    says(
        &refused(&[city, "--store", store, "--listen", "127.0.0.1:0"]),
        "another `lichtweg`",
    );
}

#[test]
fn bytes_that_are_no_request_do_not_disturb_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("runs.sqlite"), &[]);
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(200_000));
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc".as_slice(),
        b"GET",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /api/v1/runs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        long.as_bytes(),
    ] {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        // The server may hang up before it has read everything.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
        assert_eq!(server.ask("GET", "/healthz", "").0, 200);
    }
}
