//! One row to cells, and cells to numbers.

/// Splits one row into cells; quotes may enclose a cell and are doubled inside it.
pub(super) struct Parser {
    delimiter: u8,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// A quoted cell has begun and not ended.
    pub(super) inside_quotes: bool,
    /// The last byte was a quote inside quotes: it ends them, or is the first of two.
    quote_pending: bool,
}

impl Parser {
    /// A parser at the start of a row.
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            bytes: Vec::new(),
            ends: Vec::new(),
            inside_quotes: false,
            quote_pending: false,
        }
    }

    /// Takes in a line, without its end.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.quote_pending {
                self.quote_pending = false;
                if byte == b'"' {
                    self.bytes.push(b'"');
                    continue;
                }
                self.inside_quotes = false;
            }
            if self.inside_quotes {
                if byte == b'"' {
                    self.quote_pending = true;
                } else {
                    self.bytes.push(byte);
                }
            } else if byte == self.delimiter {
                self.ends.push(self.bytes.len());
            } else if byte == b'"' && self.cell_is_blank() {
                self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
                self.inside_quotes = true;
            } else {
                self.bytes.push(byte);
            }
        }
        if self.quote_pending {
            // A quote at the end of a line ends the cell; the line break that may follow is not inside it.
            self.quote_pending = false;
            self.inside_quotes = false;
        }
    }

    fn cell_is_blank(&self) -> bool {
        let start = self.ends.last().copied().unwrap_or(0);
        self.bytes[start..].iter().all(u8::is_ascii_whitespace)
    }

    /// All cells, one after the other, and where each ends.
    pub(super) fn finish(mut self) -> (Vec<u8>, Vec<usize>) {
        self.ends.push(self.bytes.len());
        (self.bytes, self.ends)
    }
}

/// The separator that occurs most often in the header; the semicolon on a tie.
pub(super) fn likely_delimiter(header: &[u8]) -> u8 {
    let count = |wanted: u8| header.split(|&byte| byte == wanted).count();
    [b'|', b'\t', b',', b';']
        .into_iter()
        .max_by_key(|&byte| count(byte))
        .unwrap_or(b';')
}

/// A number as tables write it: decimal point or decimal comma, possibly with separated thousands.
pub(in crate::import) fn number(text: &str) -> Option<f64> {
    let mut text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(comma) = text.rfind(',') {
        // The separator that comes last is the decimal one.
        if text.rfind('.').is_none_or(|point| point < comma) {
            text = text.replace('.', "").replace(',', ".");
        } else {
            text = text.replace(',', "");
        }
    }
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number: &f64| digits && number.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_come_with_points_and_commas() {
        for (text, value) in [
            ("352258", Some(352_258.0)),
            ("352258,5", Some(352_258.5)),
            ("352.258,5", Some(352_258.5)),
            ("352,258.5", Some(352_258.5)),
            (" 7.5 ", Some(7.5)),
            ("-1e3", Some(-1000.0)),
            ("", None),
            ("NaN", None),
            ("inf", None),
            ("1e999", None),
            ("abc", None),
        ] {
            assert_eq!(number(text), value, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_number_that_is_not_finite(text in ".{0,20}") {
            prop_assert!(number(&text).is_none_or(f64::is_finite));
        }
    }
}
