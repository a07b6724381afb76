//! The attribute table of a Shape (dBASE III and its successors, text and numbers only).

use std::collections::BTreeMap;
use std::io::{BufRead, Read as _};

use encoding_rs::WINDOWS_1252;

use super::finding::{Finding, Findings, Severity};
use super::source::Source;
use crate::city_file::Encoding;

struct Field {
    name: String,
    length: usize,
}

/// A table that is read in step with the geometry.
pub(super) struct Table {
    reader: Box<dyn BufRead>,
    fields: Vec<Field>,
    /// Records that are still to come, by the header.
    left: u32,
    record: Vec<u8>,
    utf8_first: bool,
}

impl Table {
    /// Reads the header. `None` with a finding when it makes no sense.
    pub(super) fn open(
        source: &Source,
        mut reader: Box<dyn BufRead>,
        encoding: Option<Encoding>,
        code_page: Option<&str>,
        findings: &mut Findings,
    ) -> Option<Self> {
        let Some((fields, left, record_length, language)) = header(&mut *reader) else {
            findings.push(Finding::new(
                Severity::Error,
                "unreadable_attributes",
                &source.name,
                "the header of the .dbf file makes no sense: names and numbers are unknown",
                "get the file again; only the geometry was used",
            ));
            return None;
        };
        // Without a word about the encoding text that is valid UTF-8 is taken as such; Latin-1 text with umlauts hardly ever is.
        let utf8_first = match (encoding, code_page) {
            (Some(encoding), _) => encoding == Encoding::Utf8,
            (None, Some(page)) => page
                .to_ascii_lowercase()
                .replace(['-', ' '], "")
                .contains("utf8"),
            (None, None) => !matches!(language, 0x03 | 0x57),
        };
        Some(Self {
            reader,
            fields,
            left,
            record: vec![0; record_length],
            utf8_first,
        })
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> Vec<String> {
        self.fields.iter().map(|field| field.name.clone()).collect()
    }

    /// The attributes of the next record that are not empty; `None` after the last.
    pub(super) fn next(&mut self) -> Option<BTreeMap<String, String>> {
        self.left = self.left.checked_sub(1)?;
        if self.reader.read_exact(&mut self.record).is_err() {
            self.left = 0;
            return None;
        }
        let mut attributes = BTreeMap::new();
        let mut at = 1;
        for field in &self.fields {
            let cell = &self.record[at..at + field.length];
            at += field.length;
            let text = self.text(cell);
            let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
            if !text.is_empty() {
                attributes.insert(field.name.clone(), text.to_owned());
            }
        }
        Some(attributes)
    }

    fn text(&self, cell: &[u8]) -> String {
        match std::str::from_utf8(cell) {
            Ok(text) if self.utf8_first || text.is_ascii() => text.to_owned(),
            _ => WINDOWS_1252
                .decode_without_bom_handling(cell)
                .0
                .into_owned(),
        }
    }
}

/// Fields, number of records, length of a record, language driver. `None` when lengths contradict each other.
fn header(reader: &mut dyn BufRead) -> Option<(Vec<Field>, u32, usize, u8)> {
    let mut fixed = [0; 32];
    reader.read_exact(&mut fixed).ok()?;
    let records = u32::from_le_bytes(fixed[4..8].try_into().ok()?);
    let header_length = u16::from_le_bytes(fixed[8..10].try_into().ok()?);
    let record_length = usize::from(u16::from_le_bytes(fixed[10..12].try_into().ok()?));
    let mut rest = Vec::new();
    reader
        .take(u64::from(header_length.checked_sub(32)?))
        .read_to_end(&mut rest)
        .ok()?;
    if rest.len() != usize::from(header_length) - 32 {
        return None;
    }
    let mut fields: Vec<Field> = Vec::new();
    for descriptor in rest.as_chunks::<32>().0 {
        if descriptor[0] == 0x0d {
            break;
        }
        let name_end = descriptor[..11]
            .iter()
            .position(|&byte| byte == 0)
            .unwrap_or(11);
        fields.push(Field {
            name: WINDOWS_1252
                .decode_without_bom_handling(&descriptor[..name_end])
                .0
                .trim()
                .to_owned(),
            length: usize::from(descriptor[16]),
        });
    }
    let needed: usize = 1 + fields.iter().map(|field| field.length).sum::<usize>();
    (!fields.is_empty() && needed <= record_length).then_some((
        fields,
        records,
        record_length,
        fixed[29],
    ))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    fn table(bytes: Vec<u8>) -> (Vec<BTreeMap<String, String>>, bool) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.shp");
        std::fs::write(&path, []).unwrap();
        std::fs::write(path.with_extension("dbf"), []).unwrap();
        let city = folder.path().join("city.toml");
        std::fs::write(&city, "name = \"A\"\ncorrections = \"x.shp\"").unwrap();
        let city = crate::city_file::load(&city).unwrap();
        let source = Source::named(&city, city.schema().corrections.as_ref().unwrap()).unwrap();
        let mut findings = Findings::default();
        let mut rows = Vec::new();
        if let Some(mut table) = Table::open(
            &source,
            Box::new(Cursor::new(bytes)),
            None,
            None,
            &mut findings,
        ) {
            while let Some(row) = table.next() {
                rows.push(row);
            }
        }
        (rows, findings.finish().0.is_empty())
    }

    fn sound(language: u8, name: &[u8]) -> Vec<u8> {
        let mut bytes = vec![3, 0, 0, 0, 1, 0, 0, 0, 65, 0, 11, 0];
        bytes.resize(32, 0);
        bytes[29] = language;
        bytes.extend(b"NAME\0\0\0\0\0\0\0C");
        bytes.resize(64, 0);
        bytes[48] = 10;
        bytes.push(0x0d);
        bytes.push(b' ');
        bytes.extend(name);
        bytes.resize(76, b' ');
        bytes
    }

    #[test]
    fn text_is_read_in_its_encoding() {
        for (language, name) in [
            (0x57, b"K\xf6ln".as_slice()),
            (0, b"K\xf6ln"),
            (0, "Köln".as_bytes()),
        ] {
            assert_eq!(table(sound(language, name)).0[0]["NAME"], "Köln");
        }
    }

    #[test]
    fn a_header_that_lies_is_refused_and_a_table_cut_off_ends() {
        let mut lying = sound(0, b"x");
        lying[48] = 200;
        assert_eq!(table(lying), (vec![], false));
        let mut short = sound(0, b"x");
        short[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(table(short).0.len(), 1);
        assert_eq!(table(vec![3; 20]), (vec![], false));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = table(bytes);
        }

        #[test]
        fn no_mutated_table_panics(at in 0_usize..76, value in any::<u8>()) {
            let mut bytes = sound(0, b"Name");
            bytes[at] = value;
            let _ = table(bytes);
        }
    }
}
