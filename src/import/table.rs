//! Delimited text with a header line, row by row.
//!
//! Our own reader, because it must say the line of every row, read on after an unclosed quote, change its mind about the encoding in
//! mid-file, and never hold more than one bounded row, whatever the file.

mod cells;

use std::collections::VecDeque;
use std::io::{self, BufRead, Read as _};

use encoding_rs::WINDOWS_1252;

use super::finding::{Finding, Findings, Severity};
use crate::city_file::Encoding;

use crate::words::finding::said;
pub(super) use cells::number;
use cells::{Parser, likely_delimiter};

/// A line longer than this is no row of a table.
const LINE_LIMIT: usize = 1 << 18;
/// A quoted cell may hold line breaks, but a row not more lines than this.
const LINES_IN_ROW: usize = 200;
/// After so many rows that cannot be told apart the file is given up.
const UNREADABLE_ROWS: u64 = 1_000;

/// One row with its first line in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Line in the file, from 1.
    pub(super) line: u64,
    /// All cells, one after the other.
    text: String,
    /// Where each cell ends.
    ends: Vec<usize>,
}

impl Row {
    /// The text of a column, trimmed; empty when the row ends before it.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.raw(column).trim()
    }

    fn raw(&self, column: usize) -> &str {
        let start = column
            .checked_sub(1)
            .map_or(Some(&0), |before| self.ends.get(before));
        match (start, self.ends.get(column)) {
            (Some(&start), Some(&end)) => &self.text[start..end],
            _ => "",
        }
    }

    fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.raw(column))
    }
}

/// A table that is being read.
pub(super) struct Table {
    name: String,
    reader: Box<dyn BufRead>,
    encoding: Option<Encoding>,
    delimiter: u8,
    header: Vec<String>,
    /// Lines that were read ahead for a quoted cell that never ended.
    waiting: VecDeque<Line>,
    next_line: u64,
    unreadable: u64,
    told_encoding: bool,
    ended: bool,
}

#[derive(Debug)]
struct Line {
    number: u64,
    bytes: Vec<u8>,
}

impl Table {
    /// Reads the header. `None` when there is none, with a finding that says so.
    pub(super) fn open(
        name: &str,
        reader: Box<dyn BufRead>,
        encoding: Option<Encoding>,
        delimiter: Option<char>,
        findings: &mut Findings,
    ) -> Option<Self> {
        let mut table = Self {
            name: name.to_owned(),
            reader,
            encoding,
            delimiter: b';',
            header: Vec::new(),
            waiting: VecDeque::new(),
            next_line: 1,
            unreadable: 0,
            told_encoding: false,
            ended: false,
        };
        let mut delimiter = delimiter
            .and_then(|char| u8::try_from(char).ok())
            .filter(u8::is_ascii);
        let Some(mut first) = table.line(findings) else {
            findings.push(no_header(name));
            return None;
        };
        if first.bytes.starts_with(&[0xff, 0xfe]) || first.bytes.starts_with(&[0xfe, 0xff]) {
            findings.push(
                Finding::new(
                    Severity::Error,
                    "unreadable_encoding",
                    name,
                    "the file is UTF-16, which is not read",
                    "save it as UTF-8",
                )
                .line(1),
            );
            return None;
        }
        if let Some(rest) = first.bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
            first.bytes = rest.to_vec();
            if table.encoding == Some(Encoding::Latin1) {
                findings.push(
                    Finding::new(
                        Severity::Warning,
                        "encoding",
                        name,
                        "the file begins with the mark of UTF-8, and `latin1` is declared; it was read as UTF-8",
                        "declare `encoding = \"utf-8\"`, or save the file as what is declared",
                    )
                    .line(1),
                );
                table.encoding = Some(Encoding::Utf8);
            }
        }
        if let Some(named) = first.bytes.strip_prefix(b"sep=") {
            delimiter = delimiter.or(named.first().copied().filter(u8::is_ascii));
            let Some(second) = table.line(findings) else {
                findings.push(no_header(name));
                return None;
            };
            first = second;
        }
        table.delimiter = delimiter.unwrap_or_else(|| likely_delimiter(&first.bytes));
        table.waiting.push_front(first);
        let Some(header) = table.row(findings) else {
            findings.push(no_header(name));
            return None;
        };
        table.header = header.cells().map(|cell| cell.trim().to_owned()).collect();
        Some(table)
    }

    /// The names of the columns.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The place of a column, by its exact name or else without regard to case.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        let name = name.trim();
        self.header
            .iter()
            .position(|column| column == name)
            .or_else(|| {
                self.header
                    .iter()
                    .position(|column| column.to_lowercase() == name.to_lowercase())
            })
    }

    /// The next row that is not blank.
    pub(super) fn next_row(&mut self, findings: &mut Findings) -> Option<Row> {
        let row = self.row(findings)?;
        let named = self
            .header
            .iter()
            .rposition(|name| !name.is_empty())
            .map_or(0, |last| last + 1);
        if row.ends.len() < named {
            findings.push(
                Finding::new(
                    Severity::Warning,
                    "short_row",
                    &self.name,
                    said!(
                        "the row has {number} of {named} columns",
                        number = row.ends.len(),
                        named
                    ),
                    "compare the row with the header; a line break inside a cell needs quotes",
                )
                .line(row.line),
            );
        } else if row
            .cells()
            .skip(self.header.len())
            .any(|cell| !cell.trim().is_empty())
        {
            findings.push(
                Finding::new(
                    Severity::Warning,
                    "long_row",
                    &self.name,
                    said!(
                        "the row has {number} cells for {columns} columns",
                        number = row.ends.len(),
                        columns = self.header.len()
                    ),
                    "a cell that contains the separator needs quotes",
                )
                .line(row.line),
            );
        }
        Some(row)
    }

    fn row(&mut self, findings: &mut Findings) -> Option<Row> {
        loop {
            if self.unreadable > UNREADABLE_ROWS {
                if !self.ended {
                    self.ended = true;
                    findings.push(
                        Finding::new(
                            Severity::Error,
                            "unreadable_table",
                            &self.name,
                            said!("more than {limit} rows cannot be told apart; the rest was not read", limit = UNREADABLE_ROWS),
                            "check that this is a table with one row a line",
                        )
                        .line(self.next_line),
                    );
                }
                return None;
            }
            let first = self.line(findings)?;
            if first.bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let line = first.number;
            let mut parser = Parser::new(self.delimiter);
            let mut used = vec![first];
            let mut size = used[0].bytes.len();
            parser.feed(&used[0].bytes);
            while parser.inside_quotes {
                let more = if used.len() < LINES_IN_ROW && size < LINE_LIMIT {
                    self.line(findings)
                } else {
                    None
                };
                let Some(next) = more else { break };
                parser.feed(b"\n");
                parser.feed(&next.bytes);
                size += next.bytes.len();
                used.push(next);
            }
            if parser.inside_quotes {
                self.unreadable += 1;
                findings.push(
                    Finding::new(
                        Severity::Error,
                        "unclosed_quote",
                        &self.name,
                        "a quoted cell never ends; the line was not used",
                        "close the quote, or double quotes that belong to the text",
                    )
                    .line(line),
                );
                // The lines after the first may be sound rows: they get their own chance.
                for later in used.drain(1..).rev() {
                    self.waiting.push_front(later);
                }
                continue;
            }
            return Some(self.decoded(parser, line, findings));
        }
    }

    /// The next line without its end. Lines that are too long are reported and skipped.
    fn line(&mut self, findings: &mut Findings) -> Option<Line> {
        if let Some(line) = self.waiting.pop_front() {
            return Some(line);
        }
        loop {
            if self.ended {
                return None;
            }
            let number = self.next_line;
            let mut bytes = Vec::new();
            let mut window = (&mut self.reader).take(LINE_LIMIT as u64 + 1);
            match window.read_until(b'\n', &mut bytes) {
                Ok(0) => {
                    self.ended = true;
                    return None;
                }
                Ok(_) => {}
                Err(error) => return self.broken(&error, findings),
            }
            self.next_line += 1;
            if bytes.len() > LINE_LIMIT {
                self.unreadable += 1;
                findings.push(
                    Finding::new(
                        Severity::Error,
                        "line_too_long",
                        &self.name,
                        said!(
                            "the line is longer than {limit} kB and was not used",
                            limit = LINE_LIMIT >> 10
                        ),
                        "check that this is a table with one row a line, ended by LF or CR LF",
                    )
                    .line(number),
                );
                if bytes.last() != Some(&b'\n')
                    && let Err(error) = skip_line(&mut self.reader)
                {
                    return self.broken(&error, findings);
                }
                if self.unreadable > UNREADABLE_ROWS {
                    return None;
                }
                continue;
            }
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            return Some(Line { number, bytes });
        }
    }

    fn broken(&mut self, error: &io::Error, findings: &mut Findings) -> Option<Line> {
        self.ended = true;
        findings.push(
            Finding::new(
                Severity::Error,
                "truncated_file",
                &self.name,
                said!("reading stopped: {error}; the rows before were used", error),
                "get the file again; it is damaged or cut off",
            )
            .line(self.next_line),
        );
        None
    }

    /// The row as text: UTF-8, and what is not UTF-8 as Latin-1, cell by cell.
    fn decoded(&mut self, parser: Parser, line: u64, findings: &mut Findings) -> Row {
        let (bytes, ends) = parser.finish();
        if self.encoding != Some(Encoding::Latin1) {
            match String::from_utf8(bytes) {
                // Two halves of a character in neighbouring cells are none.
                Ok(text) if ends.iter().all(|&end| text.is_char_boundary(end)) => {
                    return Row { line, text, ends };
                }
                Ok(text) => return self.latin(text.as_bytes(), &ends, line, findings),
                Err(error) => return self.latin(error.as_bytes(), &ends, line, findings),
            }
        }
        self.latin(&bytes, &ends, line, findings)
    }

    fn latin(&mut self, bytes: &[u8], ends: &[usize], line: u64, findings: &mut Findings) -> Row {
        if self.encoding != Some(Encoding::Latin1) && !self.told_encoding {
            self.told_encoding = true;
            let severity = if self.encoding.is_some() {
                Severity::Warning
            } else {
                Severity::Note
            };
            findings.push(
                Finding::new(
                    severity,
                    "encoding",
                    &self.name,
                    "the text is not UTF-8 here; it was read as Latin-1",
                    "if umlauts look right, add `encoding = \"latin1\"`; otherwise save the file as UTF-8",
                )
                .line(line),
            );
        }
        let mut row = Row {
            line,
            text: String::with_capacity(bytes.len()),
            ends: Vec::new(),
        };
        let mut start = 0;
        for &end in ends {
            let cell = &bytes[start..end];
            match std::str::from_utf8(cell) {
                Ok(text) if self.encoding != Some(Encoding::Latin1) => row.text.push_str(text),
                _ => row
                    .text
                    .push_str(&WINDOWS_1252.decode_without_bom_handling(cell).0),
            }
            row.ends.push(row.text.len());
            start = end;
        }
        row
    }
}

fn no_header(name: &str) -> Finding {
    Finding::new(
        Severity::Error,
        "empty_file",
        name,
        "the file has no header line",
        "the first line must name the columns",
    )
}

fn skip_line(reader: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let (used, found) = {
            let buffer = reader.fill_buf()?;
            match buffer.iter().position(|&byte| byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            }
        };
        reader.consume(used);
        if found {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    type Rows = Vec<(u64, Vec<String>)>;

    fn read(bytes: &[u8]) -> (Vec<String>, Rows, Vec<String>) {
        let mut findings = Findings::default();
        let mut rows = Vec::new();
        let mut header = Vec::new();
        if let Some(mut table) = Table::open(
            "t.csv",
            Box::new(Cursor::new(bytes.to_vec())),
            None,
            None,
            &mut findings,
        ) {
            header = table.header().to_vec();
            while let Some(row) = table.next_row(&mut findings) {
                rows.push((row.line, row.cells().map(str::to_owned).collect()));
            }
        }
        let kinds = findings
            .finish()
            .0
            .into_iter()
            .map(|finding| finding.kind)
            .collect();
        (header, rows, kinds)
    }

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        let (_, rows, kinds) = read(bytes);
        assert!(kinds.is_empty(), "{kinds:?}");
        rows.into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn separators_quotes_and_line_ends_are_understood() {
        let expected = [["1", "a;b \"c\"", "x\ny"]];
        assert_eq!(
            cells(b"id;name;note\n1;\"a;b \"\"c\"\"\";\"x\ny\"\n"),
            expected
        );
        assert_eq!(
            cells(b"\xef\xbb\xbfid,name,note\r\n1,\"a;b \"\"c\"\"\",\"x\ny\"\r\n"),
            expected
        );
        assert_eq!(
            cells(b"sep=;\nid;name;\n\n1;\"Schule\"\n"),
            [["1", "Schule"]]
        );
        assert_eq!(
            cells(b"id\tname\n1\tSt. \"Ewald\"\n"),
            [["1", "St. \"Ewald\""]]
        );
    }

    #[test]
    fn latin_1_is_noticed_in_the_middle_of_a_file() {
        let (_, rows, kinds) = read("id;name\n1;Köln\n".as_bytes());
        assert_eq!((rows[0].1[1].as_str(), kinds.len()), ("Köln", 0));
        let (_, rows, kinds) = read(b"id;name\n1;Bonn\n2;K\xf6ln\n");
        assert_eq!(rows[1].1[1], "Köln");
        assert_eq!(kinds, ["encoding"]);
        let (_, rows, kinds) = read(b"a;b\n\xc3;\xbc\n");
        assert_eq!(rows[0].1, ["\u{c3}", "\u{bc}"]);
        assert_eq!(kinds, ["encoding"]);
    }

    #[test]
    fn the_mark_of_utf_8_against_a_declared_latin_1_is_a_finding() {
        for (declared, kinds) in [
            (Encoding::Latin1, vec!["encoding"]),
            (Encoding::Utf8, vec![]),
        ] {
            let text = "\u{feff}id;name\n1;Köln\n".as_bytes();
            let mut findings = Findings::default();
            let reader = Box::new(io::Cursor::new(text.to_vec()));
            let mut table =
                Table::open("t.csv", reader, Some(declared), None, &mut findings).unwrap();
            assert_eq!(table.header(), ["id", "name"]);
            assert_eq!(table.next_row(&mut findings).unwrap().cell(1), "Köln");
            let found = findings.finish().0;
            let found: Vec<&str> = found.iter().map(|finding| finding.kind.as_str()).collect();
            assert_eq!(found, kinds);
        }
    }

    #[test]
    fn rows_after_an_unclosed_quote_are_read() {
        let (_, rows, kinds) = read(b"id;name\n1;\"open\n2;b\n3;c\n");
        assert_eq!(
            rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [3, 4]
        );
        assert_eq!(kinds, ["unclosed_quote"]);
    }

    #[test]
    fn rows_of_the_wrong_width_are_kept_and_reported() {
        let (_, rows, kinds) = read(b"a;b;c\n1;2\n1;2;3;4\n1;2;3;\n");
        assert_eq!(rows.len(), 3);
        assert_eq!(kinds, ["short_row", "long_row"]);
    }

    #[test]
    fn endless_lines_and_endless_findings_stay_bounded() {
        let mut bytes = b"a;b\n1;2\n".to_vec();
        bytes.extend(vec![b'x'; LINE_LIMIT * 3]);
        bytes.extend(b"\n3;4\n");
        let (_, rows, kinds) = read(&bytes);
        assert_eq!(
            rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [2, 4]
        );
        assert_eq!(kinds, ["line_too_long"]);
        let mut bytes = b"a;b\n".to_vec();
        for _ in 0..UNREADABLE_ROWS * 3 {
            bytes.extend(b"x;\"y\n");
            bytes.extend(b"z;w\n".repeat(LINES_IN_ROW));
        }
        let (_, _, kinds) = read(&bytes);
        assert!(kinds.contains(&"unreadable_table".to_owned()));
    }

    #[test]
    fn files_without_a_table_say_so() {
        assert_eq!(read(b"").2, ["empty_file"]);
        assert_eq!(read(b"sep=;\n").2, ["empty_file"]);
        assert_eq!(read(b"\n \n").2, ["empty_file"]);
        assert_eq!(read(b"\xff\xfei\0d\0").2, ["unreadable_encoding"]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }

        #[test]
        fn what_was_written_is_read(rows in prop::collection::vec(prop::collection::vec("[a-z\";,äö\n]{0,8}", 3), 1..8)) {
            let mut text = "a;b;c\n".to_owned();
            for row in &rows {
                let quoted: Vec<String> =
                    row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                text += &(quoted.join(";") + "\n");
            }
            let (_, read, _) = read(text.as_bytes());
            let read: Vec<Vec<String>> = read.into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
