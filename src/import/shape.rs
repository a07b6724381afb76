//! ESRI Shape: geometry (`.shp`), attributes (`.dbf`), reference system (`.prj`).
//!
//! Format: "ESRI Shapefile Technical Description" (1998) and dBASE III. Our own reader, because records must be read in the face of
//! lying lengths, missing companions and cut-off files without trusting any number in them: nothing is allocated beyond what the
//! file itself holds. The index (`.shx`) is not needed, since records are read one after the other.

use std::io::{self, BufRead, Read as _};

use super::crs::Crs;
use super::dbf;
use super::features::{Feature, Geometry, Pair};
use super::finding::{Finding, Findings, Severity};
use super::source::{Input, Source};
use super::{Error, recorded};
use crate::city_file::Encoding;
use crate::words::finding::{Said, said};

/// A single record larger than this is damage, not a street or a district.
const RECORD_LIMIT: u64 = 64 << 20;

/// The reference system of a Shape: its `.prj`, else the city's.
pub(super) fn crs(
    source: &Source,
    fallback: Option<Crs>,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Crs, Error> {
    let instead = fallback.unwrap_or_else(Crs::utm32);
    let problem = if let Some(prj) = source.companion("prj") {
        inputs.push(recorded(&prj, "prj")?);
        let mut bytes = Vec::new();
        let read = prj
            .open()
            .and_then(|reader| reader.take(1 << 16).read_to_end(&mut bytes));
        match read.map(|_| Crs::from_prj(&String::from_utf8_lossy(&bytes))) {
            Ok(Ok(crs)) => return Ok(crs),
            Ok(Err(error)) => Said::from(&error),
            Err(error) => said!("the .prj file cannot be read: {error}", error),
        }
    } else {
        "the .prj file is missing".into()
    };
    findings.push(Finding::new(
        Severity::Warning,
        "unknown_crs",
        &source.name,
        said!(
            "{problem}; coordinates were read as {name}",
            problem,
            name = instead.name()
        ),
        "name the system in the city file: `crs = \"EPSG:25832\"`",
    ));
    Ok(instead)
}

/// Reads all records in order; returns the columns of the attribute table, if there is one.
pub(super) fn read(
    source: &Source,
    encoding: Option<Encoding>,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
    take: &mut dyn FnMut(Feature, &mut Findings),
) -> Result<Option<Vec<String>>, Error> {
    inputs.push(recorded(source, "shape")?);
    let mut table = attributes(source, encoding, inputs, findings)?;
    if source.companion("shx").is_none() {
        findings.push(Finding::new(
            Severity::Note,
            "missing_companion",
            &source.name,
            "the .shx file is missing; records were read one after the other",
            "nothing was lost; copy the .shx file beside the .shp for other programs",
        ));
    }
    let columns = table.as_ref().map(dbf::Table::columns);
    let mut reader = source
        .open()
        .map_err(|error| Error::unreadable(source, error))?;
    let mut header = [0; 100];
    if reader.read_exact(&mut header).is_err() || i32_be(&header, 0) != 9994 {
        findings.push(Finding::new(
            Severity::Error,
            "not_a_shape",
            &source.name,
            "the file does not begin like a .shp file",
            "name the .shp file itself; if it is one, get it again",
        ));
        return Ok(columns);
    }
    let stated = u64::from(u32_be(&header, 24)) * 2;
    let mut number = 0;
    let mut content = Vec::new();
    loop {
        match record(&mut *reader, &mut content) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                findings.push(
                    Finding::new(
                        Severity::Error,
                        "truncated_file",
                        &source.name,
                        said!(
                            "reading stopped: {error}; {number} records before were used",
                            error,
                            number
                        ),
                        "get the file again; it is damaged or cut off",
                    )
                    .line(number + 1),
                );
                return Ok(columns);
            }
        }
        number += 1;
        let mut feature = Feature {
            number,
            ..Feature::default()
        };
        match geometry(&content) {
            Some(geometry) => feature.geometry = geometry,
            None => feature.damaged = true,
        }
        if let Some(table) = &mut table {
            match table.next() {
                Some(attributes) => feature.attributes = attributes,
                None => {
                    findings.push(
                        Finding::new(
                            Severity::Warning,
                            "missing_attributes",
                            &source.name,
                            "the .dbf file ends before this record: it has no attributes",
                            "the .shp and the .dbf do not belong together, or one is cut off; get both again",
                        )
                        .line(number),
                    );
                }
            }
        }
        take(feature, findings);
    }
    if stated > source.bytes && source.bytes > 0 {
        findings.push(Finding::new(
            Severity::Error,
            "truncated_file",
            &source.name,
            said!(
                "the file should have {stated} bytes and has {bytes}; {number} records were used",
                stated,
                bytes = source.bytes,
                number
            ),
            "get the file again; it is damaged or cut off",
        ));
    }
    Ok(columns)
}

fn attributes(
    source: &Source,
    encoding: Option<Encoding>,
    inputs: &mut Vec<Input>,
    findings: &mut Findings,
) -> Result<Option<dbf::Table>, Error> {
    let Some(companion) = source.companion("dbf") else {
        findings.push(Finding::new(
            Severity::Error,
            "missing_companion",
            &source.name,
            "the .dbf file is missing: names and numbers are unknown, only the geometry was used",
            "copy the .dbf file of the same name beside the .shp",
        ));
        return Ok(None);
    };
    inputs.push(recorded(&companion, "dbf")?);
    let code_page = match source.companion("cpg") {
        Some(file) => {
            let mut text = String::new();
            let read = file
                .open()
                .and_then(|reader| reader.take(100).read_to_string(&mut text));
            read.ok().map(|_| text)
        }
        None => None,
    };
    let reader = companion
        .open()
        .map_err(|error| Error::unreadable(&companion, error))?;
    Ok(dbf::Table::open(
        &companion,
        reader,
        encoding,
        code_page.as_deref(),
        findings,
    ))
}

/// Reads the next record's content; `false` at the regular end.
fn record(reader: &mut dyn BufRead, content: &mut Vec<u8>) -> io::Result<bool> {
    content.clear();
    if reader.fill_buf()?.is_empty() {
        return Ok(false);
    }
    let mut header = [0; 8];
    reader.read_exact(&mut header)?;
    let length = u64::from(u32_be(&header, 4)) * 2;
    if length > RECORD_LIMIT {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("a record says it has {length} bytes"),
        ));
    }
    // `take` reads what is there; a lying length allocates nothing.
    if reader.take(length).read_to_end(content)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(true)
}

/// The geometry of a record; `None` when its numbers contradict each other or its type is not known.
fn geometry(content: &[u8]) -> Option<Geometry> {
    let kind = i32_le(content, 0)?;
    match kind {
        0 => Some(Geometry::None),
        1 | 11 | 21 => Some(Geometry::Points(vec![pair(content, 4)?])),
        8 | 18 | 28 => {
            let points = usize::try_from(i32_le(content, 36)?).ok()?;
            Some(Geometry::Points(pairs(content, 40, points)?))
        }
        3 | 13 | 23 => Some(Geometry::Lines(parts(content)?)),
        5 | 15 | 25 => Some(Geometry::Polygons(polygons(parts(content)?))),
        _ => None,
    }
}

fn parts(content: &[u8]) -> Option<Vec<Vec<Pair>>> {
    let parts = usize::try_from(i32_le(content, 36)?).ok()?;
    let points = usize::try_from(i32_le(content, 40)?).ok()?;
    let first_point = parts.checked_mul(4)?.checked_add(44)?;
    let all = pairs(content, first_point, points)?;
    let starts: Vec<usize> = (0..parts)
        .map(|part| usize::try_from(i32_le(content, 44 + 4 * part)?).ok())
        .collect::<Option<_>>()?;
    let ends = starts.iter().skip(1).copied().chain([points]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| all.get(start..end).map(<[Pair]>::to_vec))
        .collect()
}

/// Rings to polygons: an outside runs clockwise, a hole the other way and belongs to the outside before it that contains it.
fn polygons(rings: Vec<Vec<Pair>>) -> Vec<Vec<Vec<Pair>>> {
    let (outsides, holes): (Vec<_>, Vec<_>) = rings
        .into_iter()
        .partition(|ring| doubled_area(ring) <= 0.0);
    let mut polygons: Vec<Vec<Vec<Pair>>> = outsides.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let inside_of = hole.first().and_then(|&corner| {
            polygons
                .iter()
                .position(|polygon| contains(&polygon[0], corner))
        });
        match inside_of {
            Some(polygon) => polygons[polygon].push(hole),
            // Some programs write outsides the wrong way round: what no polygon contains is one.
            None => polygons.push(vec![hole]),
        }
    }
    polygons
}

/// Twice the signed area: negative for a ring that runs clockwise.
fn doubled_area(ring: &[Pair]) -> f64 {
    ring.windows(2)
        .map(|pair| (pair[0][0] * pair[1][1]) - (pair[1][0] * pair[0][1]))
        .sum()
}

fn contains(ring: &[Pair], [x, y]: Pair) -> bool {
    let crossings = ring.windows(2).filter(|pair| {
        let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
        (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    });
    crossings.count() % 2 == 1
}

fn pairs(content: &[u8], from: usize, count: usize) -> Option<Vec<Pair>> {
    let end = count.checked_mul(16)?.checked_add(from)?;
    let bytes = content.get(from..end)?;
    Some(
        bytes
            .as_chunks::<16>()
            .0
            .iter()
            .filter_map(|chunk| pair(chunk, 0))
            .collect(),
    )
}

fn pair(bytes: &[u8], at: usize) -> Option<Pair> {
    let number = |at: usize| Some(f64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?));
    Some([number(at)?, number(at + 8)?])
}

fn i32_le(bytes: &[u8], at: usize) -> Option<i32> {
    Some(i32::from_le_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

fn u32_be(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_be_bytes)
}

fn i32_be(bytes: &[u8], at: usize) -> i32 {
    u32_be(bytes, at).cast_signed()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn content(kind: i32, lines: &[Vec<Pair>]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend([0; 32]);
        bytes.extend(i32::try_from(lines.len()).unwrap().to_le_bytes());
        let points: usize = lines.iter().map(Vec::len).sum();
        bytes.extend(i32::try_from(points).unwrap().to_le_bytes());
        let mut start = 0_i32;
        for line in lines {
            bytes.extend(start.to_le_bytes());
            start += i32::try_from(line.len()).unwrap();
        }
        for number in lines.iter().flatten().flatten() {
            bytes.extend(number.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn lines_and_polygons_are_read() {
        let lines = vec![
            vec![[0.0, 0.0], [1.0, 0.0]],
            vec![[5.0, 5.0], [6.0, 6.0], [7.0, 5.0]],
        ];
        assert_eq!(geometry(&content(3, &lines)), Some(Geometry::Lines(lines)));
        let square = |x: f64, size: f64| {
            vec![
                [x, 0.0],
                [x, size],
                [x + size, size],
                [x + size, 0.0],
                [x, 0.0],
            ]
        };
        let mut hole = square(20.0, 2.0);
        hole.reverse();
        for corner in &mut hole {
            corner[1] += 2.0;
        }
        let rings = vec![square(0.0, 10.0), square(18.0, 10.0), hole.clone()];
        assert_eq!(
            geometry(&content(5, &rings)),
            Some(Geometry::Polygons(vec![
                vec![square(0.0, 10.0)],
                vec![square(18.0, 10.0), hole]
            ]))
        );
    }

    #[test]
    fn lying_numbers_are_damage() {
        let sound = content(3, &[vec![[0.0, 0.0], [1.0, 0.0]]]);
        for (at, value) in [
            (36, i32::MAX),
            (40, i32::MAX),
            (36, -1),
            (40, -1),
            (44, 7),
            (44, -7),
            (0, 31),
        ] {
            let mut bytes = sound.clone();
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            assert_eq!(geometry(&bytes), None, "{at} {value}");
        }
        assert_eq!(geometry(&sound[..sound.len() - 1]), None);
        assert_eq!(geometry(&[]), None);
    }

    proptest! {
        #[test]
        fn no_record_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), kind in 0_i32..32) {
            let _ = geometry(&bytes);
            let mut typed = kind.to_le_bytes().to_vec();
            typed.extend(&bytes);
            let _ = geometry(&typed);
        }

        #[test]
        fn no_mutated_record_panics(at in 0_usize..80, value in any::<u8>(), kind in prop::sample::select(vec![3_i32, 5, 8])) {
            let mut bytes = content(kind, &[vec![[0.0, 0.0], [1.0, 0.0]]]);
            let place = at % bytes.len();
            bytes[place] = value;
            let _ = geometry(&bytes);
        }
    }
}
