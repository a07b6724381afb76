//! The program as a person or a script meets it.

use std::net::UdpSocket;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::support::CREDENTIALS;

struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("credentials.toml"), CREDENTIALS).unwrap();
        Self { folder }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output: Output = Command::new(env!("CARGO_BIN_EXE_lichtweg-collector"))
            .current_dir(self.folder.path())
            .arg("get")
            .args(["--credentials", "credentials.toml"])
            .args(arguments)
            .env_remove("LICHTWEG_LOG")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        for secret in ["right-auth-word", "right-priv-word", "grey-owl", "reader"] {
            assert!(
                !stdout.contains(secret) && !stderr.contains(secret),
                "{stdout}{stderr}"
            );
        }
        (output.status.code().unwrap(), stdout, stderr)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readings_go_to_standard_output_one_json_object_a_line() {
    let address = crate::agent::start().await;
    let case = Case::new();
    let (code, stdout, _) = case.run(&[&address, "1.3.6.1.4.1.99999.3.0", "1.3.6.1.4.1.99999.7.0"]);
    let lines: Vec<serde_json::Value> = stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(code, 0, "{stdout}");
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["metric"], "1.3.6.1.4.1.99999.3.0");
    assert_eq!(lines[0]["type"], "counter32");
    assert_eq!(lines[0]["value"], 7);
    assert_eq!(lines[1]["value"], "192.0.2.1");

    // By name from a file of targets, over version 2c, which is said aloud.
    let targets = format!(
        "[[target]]\nid = \"sw1\"\naddress = \"{address}\"\nprofile = \"test\"\ncredentials = \"old\"\n"
    );
    case.file("targets.toml", &targets);
    let (code, stdout, stderr) =
        case.run(&["sw1", "1.3.6.1.4.1.99999.9.0", "--targets", "targets.toml"]);
    assert_eq!(code, 1, "something was missing: {stdout}{stderr}");
    assert!(
        stdout.contains(r#""target":"sw1""#) && stdout.contains(r#""type":"missing""#),
        "{stdout}"
    );
    assert!(stderr.contains("SNMP v2c in use"), "{stderr}");
}

#[test]
fn a_silent_device_is_a_reading_and_exit_code_1() {
    let deaf = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = deaf.local_addr().unwrap().to_string();
    let (code, stdout, _) = Case::new().run(&[
        &address,
        "1.3.6.1.2.1.1.3.0",
        "--timeout",
        "1",
        "--retries",
        "0",
    ]);
    assert_eq!(code, 1);
    assert!(stdout.contains(r#""type":"unreachable""#), "{stdout}");
}

#[test]
fn what_cannot_be_asked_is_exit_code_2_with_a_hint() {
    let case = Case::new();
    case.file(
        "bad.toml",
        "name = \"x\"\n[[metric]]\nname = \"y\"\nobject = \"1.3.x\"\nkind = \"text\"\n",
    );
    case.file("broken.toml", "[default]\ncommunity = grey-owl\n");
    let check = |arguments: &[&str], expected: &[&str]| {
        let (code, stdout, stderr) = case.run(arguments);
        assert_eq!(code, 2, "{arguments:?}: {stderr}");
        assert_eq!(stdout, "");
        for part in expected {
            assert!(stderr.contains(part), "{arguments:?}: {stderr}");
        }
    };
    let uptime = "1.3.6.1.2.1.1.3.0";
    check(&["127.0.0.1"], &["error: nothing to read", "hint: "]);
    check(&["sw1:x", uptime], &["not an address", "hint: "]);
    check(
        &["127.0.0.1", uptime, "--sign-in", "new"],
        &["no table [new]", "hint: "],
    );
    check(
        &["127.0.0.1", "--profile", "bad.toml"],
        &["bad.toml:4:10: an object identifier"],
    );
    check(
        &["127.0.0.1", "--profile", "none.toml"],
        &["could not read none.toml"],
    );
    check(
        &["127.0.0.1", "1.3.6.1.2.1.17.4.3.1.1"],
        &["never read", "forwarding table"],
    );
    check(
        &["127.0.0.1", "sysDescr.0"],
        &["an object identifier is numbers and dots"],
    );
    check(&["127.0.0.1", uptime, "--timeout", "0"], &["--timeout"]);
    check(
        &["sw1", uptime, "--targets", "credentials.toml"],
        &["credentials.toml:"],
    );
}
