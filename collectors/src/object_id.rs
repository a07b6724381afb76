//! Object identifiers: the names of what a device can tell, as numbers only (no MIB files are read).

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The most numbers an identifier may have (RFC 3416, section 4.1).
const MOST_ARCS: usize = 128;

/// A numeric object identifier such as `1.3.6.1.2.1.1.1.0`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(Vec<u32>);

/// Why a text is no object identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A part between two dots is not a whole number below 2³².
    #[error("an object identifier is numbers and dots, such as 1.3.6.1.2.1.1.1.0; found: `{part}`")]
    NotANumber {
        /// The part that is not a number.
        part: String,
    },
    /// Fewer than two or more than 128 numbers.
    #[error("an object identifier has 2 to {MOST_ARCS} numbers; found: {count}")]
    Length {
        /// How many numbers there were.
        count: usize,
    },
    /// The first two numbers have no encoding (X.690, section 8.19).
    #[error(
        "an object identifier starts with 0, 1 or 2, and after 0 or 1 comes a number below 40; found: {first}.{second}"
    )]
    Start {
        /// The first number.
        first: u32,
        /// The second number.
        second: u32,
    },
}

impl ObjectId {
    /// Takes the numbers of an identifier.
    ///
    /// # Errors
    /// [`Error`] if there are too few or too many numbers, or the first two cannot be encoded.
    pub fn new(arcs: Vec<u32>) -> Result<Self, Error> {
        let count = arcs.len();
        if !(2..=MOST_ARCS).contains(&count) {
            return Err(Error::Length { count });
        }
        let (first, second) = (arcs[0], arcs[1]);
        if first > 2 || (first < 2 && second >= 40) {
            return Err(Error::Start { first, second });
        }
        Ok(Self(arcs))
    }

    /// The numbers.
    #[must_use]
    pub fn arcs(&self) -> &[u32] {
        &self.0
    }

    /// Whether this identifier is `other` or lies below it.
    #[must_use]
    pub fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl FromStr for ObjectId {
    type Err = Error;

    /// Reads numbers separated by dots; one leading dot, as net-snmp prints it, is accepted.
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut arcs = Vec::new();
        for part in text.strip_prefix('.').unwrap_or(text).split('.') {
            if arcs.len() == MOST_ARCS {
                return Err(Error::Length {
                    count: text.split('.').count(),
                });
            }
            // `parse` alone would also take a plus sign.
            let arc = Some(part)
                .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|part| part.parse().ok())
                .ok_or_else(|| Error::NotANumber {
                    part: part.chars().take(40).collect(),
                })?;
            arcs.push(arc);
        }
        Self::new(arcs)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, arc) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            write!(f, "{arc}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_read_or_refused_with_the_part_that_is_wrong() {
        let check = |text: &str, expected: Result<&str, &str>| {
            let found = text.parse::<ObjectId>();
            match expected {
                Ok(canonical) => assert_eq!(found.expect(text).to_string(), canonical),
                Err(part) => {
                    let message = found.expect_err(text).to_string();
                    assert!(message.contains(part), "{text}: {message}");
                }
            }
        };
        check("1.3.6.1.2.1.1.1.0", Ok("1.3.6.1.2.1.1.1.0"));
        check(".1.3.6", Ok("1.3.6"));
        check("2.999.4294967295", Ok("2.999.4294967295"));
        check("", Err("``"));
        check("1", Err("found: 1"));
        check("1..3", Err("``"));
        check("1.3.sysDescr", Err("`sysDescr`"));
        check("1.3.+6", Err("`+6`"));
        check("1.3.4294967296", Err("`4294967296`"));
        check("3.1", Err("3.1"));
        check("1.40", Err("1.40"));
        check(&vec!["1"; 129].join("."), Err("found: 129"));
    }

    #[test]
    fn below_counts_whole_numbers_not_letters() {
        let id = |text: &str| text.parse::<ObjectId>().expect("a valid identifier");
        assert!(id("1.3.6.1").is_within(&id("1.3.6.1")));
        assert!(id("1.3.6.1.7").is_within(&id("1.3.6.1")));
        assert!(!id("1.3.6.17").is_within(&id("1.3.6.1")));
        assert!(!id("1.3.6").is_within(&id("1.3.6.1")));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_again(first in 0..3_u32, rest in prop::collection::vec(0..40_u32, 1..127)) {
            let mut arcs = vec![first];
            arcs.extend(rest);
            let id = ObjectId::new(arcs).expect("small numbers are valid");
            prop_assert_eq!(id.to_string().parse::<ObjectId>(), Ok(id));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<ObjectId>();
        }
    }
}
