//! Bounds what the JSON parser would take in, and replaces numbers that are none.

use std::io::{self, BufRead, Read};

/// Brackets deeper than this are no geometry: a polygon collection in a Feature in a Feature has twelve.
const DEPTH_LIMIT: u32 = 40;
/// A single feature, or anything else between two features, must be smaller than this.
const FEATURE_LIMIT: u64 = 16 << 20;
/// A single text must be smaller than this.
const TEXT_LIMIT: u64 = 1 << 20;
/// Stands between file and parser: bounds what the parser would take in, and replaces numbers that are none.
pub(super) struct Guard {
    inner: Box<dyn BufRead>,
    ready: Vec<u8>,
    given: usize,
    depth: u32,
    in_text: bool,
    escaped: bool,
    text_length: u64,
    since_feature: u64,
    /// A minus sign that is held back until the next byte shows whether a number follows.
    minus: bool,
    /// What remains of a word that is being replaced.
    word: &'static [u8],
}

impl Guard {
    /// Guards a reader.
    pub(super) fn new(inner: Box<dyn BufRead>) -> Self {
        Self {
            inner,
            ready: Vec::new(),
            given: 0,
            depth: 0,
            in_text: false,
            escaped: false,
            text_length: 0,
            since_feature: 0,
            minus: false,
            word: b"",
        }
    }

    fn byte(&mut self, byte: u8) -> io::Result<()> {
        let too_much = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
        self.since_feature += 1;
        if self.since_feature > FEATURE_LIMIT {
            return Err(too_much("a single feature is larger than 16 MiB"));
        }
        if self.in_text {
            self.text_length += 1;
            if self.text_length > TEXT_LIMIT {
                return Err(too_much("a single text is larger than 1 MiB"));
            }
            if self.escaped {
                self.escaped = false;
            } else if byte == b'\\' {
                self.escaped = true;
            } else if byte == b'"' {
                self.in_text = false;
            }
            self.ready.push(byte);
            return Ok(());
        }
        if let Some((&expected, rest)) = self.word.split_first() {
            if byte == expected {
                self.word = rest;
                return Ok(());
            }
            self.word = b"";
        }
        let held = std::mem::take(&mut self.minus);
        match byte {
            b'N' => {
                self.replace(b"aN");
                return Ok(());
            }
            b'I' => {
                self.replace(b"nfinity");
                return Ok(());
            }
            b'-' if !held => {
                self.minus = true;
                return Ok(());
            }
            b'"' => {
                self.in_text = true;
                self.text_length = 0;
            }
            b'[' | b'{' => {
                self.depth += 1;
                if self.depth > DEPTH_LIMIT {
                    return Err(too_much("its brackets are nested too deeply"));
                }
            }
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth <= 2 {
                    self.since_feature = 0;
                }
            }
            _ => {}
        }
        if held {
            self.ready.push(b'-');
        }
        self.ready.push(byte);
        Ok(())
    }

    fn replace(&mut self, rest: &'static [u8]) {
        self.word = rest;
        self.ready.extend(b"null");
    }
}

impl Read for Guard {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            self.ready.clear();
            self.given = 0;
            let chunk = self.inner.fill_buf()?;
            if chunk.is_empty() {
                return Ok(0);
            }
            let chunk = chunk[..chunk.len().min(1 << 14)].to_vec();
            self.inner.consume(chunk.len());
            for byte in chunk {
                self.byte(byte)?;
            }
        }
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
