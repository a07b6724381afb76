//! What the tests share: sessions, credentials, and an agent of net-snmp in a temporary folder.

use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use lichtweg_collectors::credentials::{self, Credentials};
use lichtweg_collectors::object_id::ObjectId;
use lichtweg_collectors::snmp::{Patience, Session, Socket};
use lichtweg_collectors::target::Address;

pub(crate) const CREDENTIALS: &str = r#"
[default]
user = "reader"
auth_password = "right-auth-word"
privacy_password = "right-priv-word"

[aes256]
user = "reader256"
auth = "sha512"
auth_password = "right-auth-word"
privacy = "aes256"
privacy_password = "right-priv-word"

[old]
version = "2c"
community = "grey-owl"

[nobody]
user = "nobody"
auth_password = "right-auth-word"
privacy_password = "right-priv-word"

[wrong-authentication]
user = "reader"
auth_password = "wrong-auth-word"
privacy_password = "right-priv-word"

[wrong-privacy]
user = "reader"
auth_password = "right-auth-word"
privacy_password = "wrong-priv-word"

[wrong-community]
version = "2c"
community = "snowy-owl"
"#;

pub(crate) fn credentials(name: &str) -> Credentials {
    let all = credentials::parse(Path::new("credentials.toml"), CREDENTIALS).unwrap();
    all[name].clone()
}

pub(crate) fn object(text: &str) -> ObjectId {
    text.parse().unwrap()
}

/// A session with an agent that is there: patient, because the machine may be busy.
pub(crate) async fn session(address: &str, credentials: &Credentials) -> Session {
    let patience = Patience {
        timeout: Duration::from_secs(5),
        retries: 3,
    };
    session_with(address, credentials, patience).await
}

pub(crate) async fn session_with(
    address: &str,
    credentials: &Credentials,
    patience: Patience,
) -> Session {
    let address: Address = address.parse().unwrap();
    let socket = Socket::open(&address).await.unwrap();
    socket
        .session(&address, credentials, patience)
        .await
        .unwrap()
}

/// For an agent that will not answer.
pub(crate) const HURRIED: Patience = Patience {
    timeout: Duration::from_millis(200),
    retries: 0,
};

/// net-snmp's agent on a loopback port, with its own configuration and state; it ends with this value.
pub(crate) struct Snmpd {
    process: Child,
    pub(crate) address: String,
    _folder: tempfile::TempDir,
}

impl Drop for Snmpd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Snmpd {
    /// Starts it, or says aloud that it is not installed; with `CI=true` that is a failure.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = find("snmpd") else {
            assert!(
                std::env::var("CI").as_deref() != Ok("true"),
                "snmpd is not installed, and with CI=true nothing is skipped"
            );
            println!("SKIPPED: snmpd is not installed (Debian: apt install snmpd)");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let configuration = folder.path().join("snmpd.conf");
        std::fs::write(&configuration, Self::configuration()).unwrap();
        let port = UdpSocket::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let address = format!("127.0.0.1:{port}");
        let process = Command::new(program)
            .args(["-f", "-C", "-Lf"])
            .arg(folder.path().join("log"))
            .arg("-c")
            .arg(&configuration)
            .arg("-p")
            .arg(folder.path().join("pid"))
            .arg(format!("udp:{address}"))
            .env("SNMP_PERSISTENT_DIR", folder.path())
            .env("SNMPCONFPATH", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Some(Self {
            process,
            address,
            _folder: folder,
        })
    }

    /// Two users of version 3, one community of version 2c, and a table whose rows have long indices.
    fn configuration() -> String {
        use std::fmt::Write;
        let mut text = String::from(
            "createUser reader SHA-256 right-auth-word AES right-priv-word\n\
             createUser reader256 SHA-512 right-auth-word AES-256 right-priv-word\n\
             rouser reader priv\n\
             rouser reader256 priv\n\
             rocommunity grey-owl 127.0.0.1\n\
             sysDescr a device of the tests\n\
             sysName test-device\n\
             master no\n",
        );
        for row in 0..Self::LONG_ROWS {
            let _ = writeln!(text, "extend row-{row:03}-{} /bin/true", "x".repeat(70));
        }
        text
    }

    pub(crate) const LONG_ROWS: usize = 60;
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into()])
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
