//! Whom to ask: an address, and the names of the profile and the credentials to use. No secret is in here.

use std::fmt;
use std::net::Ipv6Addr;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::document::{self, Place};

/// Port of an SNMP agent (RFC 3417, section 3.1).
const SNMP_PORT: u16 = 161;

/// Name of a target, as the inventory knows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TargetId(pub String);

impl fmt::Display for TargetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Host and port of an agent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    host: String,
    port: u16,
}

impl Address {
    /// Name or numeric address of the host, without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// UDP port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Whether the host is a numeric IPv6 address.
    #[must_use]
    pub fn is_ipv6(&self) -> bool {
        self.host.parse::<Ipv6Addr>().is_ok()
    }
}

impl FromStr for Address {
    type Err = AddressError;

    /// Reads `host`, `host:port`, `IPv6` or `[IPv6]:port`; the port is 161 unless given.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let wrong = || AddressError {
            text: text.chars().take(80).collect(),
        };
        let bare = |host: &str| host.parse::<Ipv6Addr>().is_ok();
        let (host, port) = if let Some(rest) = text.strip_prefix('[') {
            let (host, tail) = rest.split_once(']').ok_or_else(wrong)?;
            if !bare(host) {
                return Err(wrong());
            }
            (
                host,
                tail.strip_prefix(':').or((!tail.is_empty()).then_some("")),
            )
        } else if bare(text) {
            (text, None)
        } else {
            match text.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (text, None),
            }
        };
        let port = match port {
            Some(port) => port
                .parse()
                .ok()
                .filter(|port| *port > 0)
                .ok_or_else(wrong)?,
            None => SNMP_PORT,
        };
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "-._:".contains(letter);
        if host.is_empty() || host.len() > 253 || !host.chars().all(fits) {
            return Err(wrong());
        }
        Ok(Self {
            host: host.to_owned(),
            port,
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_ipv6() {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// A text that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an address of the form host, host:port or [IPv6]:port: `{text}`")]
pub struct AddressError {
    /// The text.
    pub text: String,
}

/// One device to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its name; unique in a file.
    pub id: TargetId,
    /// Where its agent listens.
    pub address: Address,
    /// Name of the profile that says what to read.
    pub profile: String,
    /// Name of the credentials that say how to sign in.
    pub credentials: String,
}

/// What is wrong with a file of targets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct Error {
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    target: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: Spanned<String>,
    address: Spanned<String>,
    profile: String,
    credentials: String,
}

/// Reads the `[[target]]` tables of a TOML text; `file` is only named in messages.
///
/// # Errors
/// [`Error`] with the line of the first thing that is wrong: bad TOML, an unknown key, an address that is none, a name used twice.
pub fn parse(file: &Path, text: &str) -> Result<Vec<Target>, Error> {
    let wrong = |span, message: String| Error {
        place: document::place(file, text, span),
        message,
    };
    let document: Document =
        toml::from_str(text).map_err(|error| wrong(error.span(), error.message().to_owned()))?;
    let mut seen = std::collections::BTreeSet::new();
    let mut targets = Vec::with_capacity(document.target.len());
    for row in document.target {
        let address = row
            .address
            .get_ref()
            .parse()
            .map_err(|error: AddressError| wrong(Some(row.address.span()), error.to_string()))?;
        if row.id.get_ref().is_empty() {
            return Err(wrong(
                Some(row.id.span()),
                "a target needs a name".to_owned(),
            ));
        }
        if !seen.insert(row.id.get_ref().clone()) {
            let message = format!("the target `{}` is there twice", row.id.get_ref());
            return Err(wrong(Some(row.id.span()), message));
        }
        targets.push(Target {
            id: TargetId(row.id.into_inner()),
            address,
            profile: row.profile,
            credentials: row.credentials,
        });
    }
    Ok(targets)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_read_with_or_without_a_port() {
        let check = |text: &str, expected: Option<&str>| {
            let found = text
                .parse::<Address>()
                .ok()
                .map(|address| address.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("10.1.2.3", Some("10.1.2.3:161"));
        check("10.1.2.3:1161", Some("10.1.2.3:1161"));
        check("switch-7.example", Some("switch-7.example:161"));
        check("fe80::1", Some("[fe80::1]:161"));
        check("[fe80::1]:1161", Some("[fe80::1]:1161"));
        check("[fe80::1]", Some("[fe80::1]:161"));
        check("", None);
        check(":161", None);
        check("host:", None);
        check("host:0", None);
        check("host:65536", None);
        check("[host]:161", None);
        check("[fe80::1]x", None);
        check("a b", None);
        check("a\nb", None);
    }

    #[test]
    fn targets_are_read_and_a_wrong_one_is_pointed_at() {
        let file = Path::new("targets.toml");
        let good = "[[target]]\nid = \"sw1\"\naddress = \"10.0.0.1\"\nprofile = \"system\"\ncredentials = \"default\"\n";
        let targets = parse(file, good).expect("a good file");
        assert_eq!(targets[0].id.to_string(), "sw1");
        assert_eq!(targets[0].address.port(), 161);
        let check = |text: &str, expected: &str| {
            let error = parse(file, text).expect_err(expected).to_string();
            assert!(error.starts_with(expected), "{error}");
        };
        check(
            &good.replace("10.0.0.1", "10.0.0.1:x"),
            "targets.toml:3:11: not an address",
        );
        check(
            &format!("{good}{good}"),
            "targets.toml:7:6: the target `sw1` is there twice",
        );
        check(
            &good.replace("profile", "profil"),
            "targets.toml:4:1: unknown field `profil`",
        );
        check("[[target]\n", "targets.toml:1:");
        assert_eq!(parse(file, "").expect("an empty file is an empty list"), []);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<Address>();
            let _ = parse(Path::new("x"), &text);
        }
    }
}
