//! How to sign in. Secrets come from a file of their own and leave this module only towards the protocol.
//!
//! SNMPv3 with authentication and privacy is what a table means unless it says `version = "2c"`. Weaker forms of version 3, MD5 and DES
//! are not offered. No message, `Debug` text or log line of this crate contains a secret or a user name; the reader therefore names keys
//! and lines, never values, and does not pass on the TOML parser's own messages, which quote the file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::document::{self, Place};

/// Name of the credentials used when none are named.
pub const DEFAULT: &str = "default";

/// The shortest password version 3 allows (RFC 3414, section 11.2).
const SHORTEST_PASSWORD: usize = 8;

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the protocol only.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

/// How a message is authenticated (RFC 3414, RFC 7860).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    /// HMAC-SHA-96; for devices that know nothing better.
    Sha1,
    /// HMAC-128-SHA-224.
    Sha224,
    /// HMAC-192-SHA-256.
    Sha256,
    /// HMAC-256-SHA-384.
    Sha384,
    /// HMAC-384-SHA-512.
    Sha512,
}

/// How a message is encrypted (RFC 3826; the 256-bit forms are vendors' extensions of it).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// AES-128 in CFB mode.
    Aes128,
    /// AES-256 with the key extension most vendors and net-snmp use.
    Aes256,
    /// AES-256 with the key extension of Cisco's devices.
    Aes256Cisco,
}

const AUTHENTICATIONS: &[(&str, Authentication)] = &[
    ("sha1", Authentication::Sha1),
    ("sha224", Authentication::Sha224),
    ("sha256", Authentication::Sha256),
    ("sha384", Authentication::Sha384),
    ("sha512", Authentication::Sha512),
];

const PRIVACIES: &[(&str, Privacy)] = &[
    ("aes128", Privacy::Aes128),
    ("aes256", Privacy::Aes256),
    ("aes256-cisco", Privacy::Aes256Cisco),
];

/// How to sign in at a device.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// SNMPv3 with authentication and privacy.
    V3 {
        /// The user name; not shown either.
        user: Secret,
        /// How messages are authenticated.
        authentication: Authentication,
        /// With which password.
        authentication_password: Secret,
        /// How messages are encrypted.
        privacy: Privacy,
        /// With which password.
        privacy_password: Secret,
    },
    /// SNMPv2c: a community string that travels unencrypted. An exception, and logged as one.
    V2c {
        /// The community string.
        community: Secret,
    },
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V3 {
                authentication,
                privacy,
                ..
            } => write!(f, "V3({authentication:?}, {privacy:?})"),
            Self::V2c { .. } => f.write_str("V2c"),
        }
    }
}

/// What is wrong with a file of credentials. It names lines and keys, never values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct Error {
    /// Where.
    pub place: Place,
    /// What.
    pub problem: Problem,
}

/// The kinds of mistakes in a file of credentials.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The text is not TOML.
    #[error("not valid TOML (the line is not shown because it may hold a secret)")]
    Syntax,
    /// Something that stands outside a table such as `[default]`.
    #[error("credentials are tables such as [default]")]
    NotATable,
    /// A key nobody reads.
    #[error("unknown key; known are: {known}")]
    UnknownKey {
        /// The keys that mean something here.
        known: &'static str,
    },
    /// A key that has to be there.
    #[error("missing key: {key}")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A value that is not text.
    #[error("the value of `{key}` is not text in quotes")]
    NotText {
        /// The key.
        key: &'static str,
    },
    /// A value that is none of the words allowed.
    #[error("the value of `{key}` is none of: {known}")]
    UnknownWord {
        /// The key.
        key: &'static str,
        /// The words.
        known: String,
    },
    /// A password that version 3 does not allow.
    #[error("the value of `{key}` is shorter than {SHORTEST_PASSWORD} characters")]
    TooShort {
        /// The key.
        key: &'static str,
    },
    /// A text with nothing in it.
    #[error("the value of `{key}` is empty")]
    Empty {
        /// The key.
        key: &'static str,
    },
}

/// Reads every table of a TOML text as credentials of that name; `file` is only named in messages.
///
/// # Errors
/// [`Error`] with the line of the first mistake and without any value from the file.
pub fn parse(file: &Path, text: &str) -> Result<BTreeMap<String, Credentials>, Error> {
    let wrong = |span, problem| Error {
        place: document::place(file, text, span),
        problem,
    };
    let document = DeTable::parse(text).map_err(|error| wrong(error.span(), Problem::Syntax))?;
    let mut all = BTreeMap::new();
    for (name, value) in document.get_ref() {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(wrong(Some(name.span()), Problem::NotATable));
        };
        let table = Table {
            start: name.span(),
            table,
        };
        let credentials =
            credentials(&table).map_err(|(span, problem)| wrong(Some(span), problem))?;
        all.insert(name.get_ref().to_string(), credentials);
    }
    Ok(all)
}

type Wrong = (std::ops::Range<usize>, Problem);

fn credentials(table: &Table<'_, '_>) -> Result<Credentials, Wrong> {
    const V3: &[&str] = &[
        "version",
        "user",
        "auth",
        "auth_password",
        "privacy",
        "privacy_password",
    ];
    const V2C: &[&str] = &["version", "community"];
    const VERSIONS: &[(&str, bool)] = &[("3", true), ("2c", false)];

    let version_3 = !table.has("version") || table.word("version", VERSIONS)?;
    if !version_3 {
        table.allow_only(V2C, "version, community")?;
        return Ok(Credentials::V2c {
            community: table.secret("community", 1)?,
        });
    }
    table.allow_only(
        V3,
        "version, user, auth, auth_password, privacy, privacy_password",
    )?;
    Ok(Credentials::V3 {
        user: table.secret("user", 1)?,
        authentication: if table.has("auth") {
            table.word("auth", AUTHENTICATIONS)?
        } else {
            Authentication::Sha256
        },
        authentication_password: table.secret("auth_password", SHORTEST_PASSWORD)?,
        privacy: if table.has("privacy") {
            table.word("privacy", PRIVACIES)?
        } else {
            Privacy::Aes128
        },
        privacy_password: table.secret("privacy_password", SHORTEST_PASSWORD)?,
    })
}

/// One table of the file and where it starts.
struct Table<'a, 'i> {
    start: std::ops::Range<usize>,
    table: &'a DeTable<'i>,
}

impl Table<'_, '_> {
    fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn allow_only(&self, keys: &[&str], known: &'static str) -> Result<(), Wrong> {
        match self
            .table
            .keys()
            .find(|key| !keys.contains(&key.get_ref().as_ref()))
        {
            Some(key) => Err((key.span(), Problem::UnknownKey { known })),
            None => Ok(()),
        }
    }

    fn text(&self, key: &'static str) -> Result<&Spanned<DeValue<'_>>, Wrong> {
        let value = self
            .table
            .get(key)
            .ok_or_else(|| (self.start.clone(), Problem::MissingKey { key }))?;
        if value.get_ref().is_str() {
            Ok(value)
        } else {
            Err((value.span(), Problem::NotText { key }))
        }
    }

    fn word<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Result<T, Wrong> {
        let value = self.text(key)?;
        words
            .iter()
            .find(|(word, _)| value.get_ref().as_str() == Some(word))
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| {
                let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                let known = known.join(", ");
                (value.span(), Problem::UnknownWord { key, known })
            })
    }

    fn secret(&self, key: &'static str, shortest: usize) -> Result<Secret, Wrong> {
        let value = self.text(key)?;
        let text = value.get_ref().as_str().unwrap_or_default();
        if text.is_empty() {
            Err((value.span(), Problem::Empty { key }))
        } else if text.len() < shortest {
            Err((value.span(), Problem::TooShort { key }))
        } else {
            Ok(Secret::new(text.to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = r#"
[default]
user = "reader-7531"
auth = "sha256"
auth_password = "open-sesame-1"
privacy = "aes128"
privacy_password = "open-sesame-2"

[old]
version = "2c"
community = "grey-owl"
"#;

    const SECRETS: &[&str] = &["reader-7531", "open-sesame", "grey-owl"];

    fn file() -> &'static Path {
        Path::new("credentials.toml")
    }

    #[test]
    fn version_3_with_privacy_is_the_default() {
        let all = parse(file(), GOOD).expect("a good file");
        assert!(matches!(all[DEFAULT], Credentials::V3 { .. }));
        assert!(matches!(all["old"], Credentials::V2c { .. }));
        let short = "[default]\nuser = \"u\"\nauth_password = \"12345678\"\nprivacy_password = \"12345678\"\n";
        let all = parse(file(), short).expect("protocols have defaults");
        assert_eq!(format!("{:?}", all[DEFAULT]), "V3(Sha256, Aes128)");
    }

    #[test]
    fn no_secret_is_in_any_debug_text() {
        let shown = format!("{:#?}", parse(file(), GOOD));
        for secret in SECRETS {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    /// Every mistake somebody could make around a secret, with the place that is named for it.
    #[test]
    fn mistakes_are_pointed_at_without_showing_a_secret() {
        let check = |from: &str, to: &str, expected: &str| {
            let text = GOOD.replace(from, to);
            assert_ne!(text, GOOD, "{from} is in the file");
            let error = parse(file(), &text).expect_err(expected);
            let shown = format!("{error} {error:?}");
            assert!(
                shown.starts_with(&format!("credentials.toml:{expected}")),
                "{shown}"
            );
            for secret in SECRETS {
                assert!(!shown.contains(secret), "{shown}");
            }
        };
        check("\"grey-owl\"", "grey-owl", "11:");
        check("\"grey-owl\"", "\"grey-owl", "11:");
        check("community =", "community", "11:");
        check(
            "\"grey-owl\"",
            "\"\"",
            "11:13: the value of `community` is empty",
        );
        check(
            "community =",
            "grey-owl =",
            "11:1: unknown key; known are: version, community",
        );
        check("[old]", "[old]\ncommunity = \"grey-owl\"", "12:");
        check(
            "\"open-sesame-2\"",
            "12345678",
            "7:20: the value of `privacy_password` is not text",
        );
        check(
            "\"open-sesame-2\"",
            "[\"open-sesame-2\"]",
            "7:20: the value of `privacy_password` is not text",
        );
        check(
            "\"open-sesame-2\"",
            "\"short\"",
            "7:20: the value of `privacy_password` is shorter than 8",
        );
        check("user = \"reader-7531\"\n", "", "2:2: missing key: user");
        check(
            "\"sha256\"",
            "\"open-sesame-1\"",
            "4:8: the value of `auth` is none of: sha1",
        );
        check(
            "\"sha256\"",
            "\"md5\"",
            "4:8: the value of `auth` is none of: sha1",
        );
        check(
            "\"2c\"",
            "\"1\"",
            "10:11: the value of `version` is none of: 3, 2c",
        );
        check(
            "[default]",
            "grey-owl = 1\n[default]",
            "2:1: credentials are tables",
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(?s).{0,200}") {
            let _ = parse(file(), &text);
        }
    }
}
