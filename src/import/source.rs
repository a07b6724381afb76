//! Opening what a city file names: plain or gzipped, hashed, and never without bound.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::Error;
use crate::city_file::{CityFile, Named};

/// No file may become larger than this when unpacked.
const UNPACKED_LIMIT: u64 = 2 << 30;
/// A gzipped file may always grow to this size …
const SMALL: u64 = 32 << 20;
/// … and beyond it to so many times its packed size. Street data packs about ten to one, a bomb a thousand to one.
const RATIO_LIMIT: u64 = 200;

/// One input, for the record of what a result was made from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Input {
    /// The path as the city file names it.
    pub path: String,
    /// SHA-256 of the file as it lies on disk, in hexadecimal.
    pub sha256: String,
    /// Its size on disk.
    pub bytes: u64,
    /// What it was read as.
    pub format: String,
}

/// A file that exists, with its name in messages.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The name findings use.
    pub(super) name: String,
    /// Where it is.
    pub(super) path: PathBuf,
    /// Its size on disk.
    pub(super) bytes: u64,
}

impl Source {
    /// Finds the file a city file names.
    pub(super) fn named(city: &CityFile, name: &Named) -> Result<Self, Error> {
        let path = city.resolve(name)?;
        Self::at(name.get_ref(), &path).map_err(|source| {
            Error::CityFile(city.error_at(
                &name.span(),
                format!("cannot read `{}`: {source}", path.display()),
                if source.kind() == io::ErrorKind::NotFound {
                    "check the name; paths are relative to the city file"
                } else {
                    "check that it is a file and that this user may read it"
                },
            ))
        })
    }

    /// Looks for a companion with another ending, in lower or upper case.
    pub(super) fn companion(&self, ending: &str) -> Option<Self> {
        let upper = ending.to_ascii_uppercase();
        [ending, &upper].into_iter().find_map(|ending| {
            let name = Path::new(&self.name).with_extension(ending);
            Self::at(&name.to_string_lossy(), &self.path.with_extension(ending)).ok()
        })
    }

    fn at(name: &str, path: &Path) -> io::Result<Self> {
        // Asked before it is opened: opening a pipe would wait for somebody to write to it.
        let metadata = std::fs::metadata(path)?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
        }
        File::open(path)?;
        Ok(Self {
            name: name.to_owned(),
            path: path.to_owned(),
            bytes: metadata.len(),
        })
    }

    /// The bytes of the file, unpacked if it is gzipped.
    pub(super) fn open(&self) -> io::Result<Box<dyn BufRead>> {
        let mut file = BufReader::with_capacity(1 << 16, File::open(&self.path)?);
        if file.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            let limit = SMALL
                .max(self.bytes.saturating_mul(RATIO_LIMIT))
                .min(UNPACKED_LIMIT);
            let unpacked = Bounded {
                inner: MultiGzDecoder::new(file),
                left: limit,
            };
            return Ok(Box::new(BufReader::with_capacity(1 << 16, unpacked)));
        }
        Ok(Box::new(BufReader::with_capacity(
            1 << 16,
            Bounded {
                inner: file,
                left: UNPACKED_LIMIT,
            },
        )))
    }

    /// The record of this input.
    pub(super) fn record(&self, format: &str) -> io::Result<Input> {
        let mut hasher = Sha256::new();
        let mut file = File::open(&self.path)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hasher.update(&buffer[..read]);
        }
        Ok(Input {
            path: self.name.clone(),
            sha256: hexadecimal(&hasher.finalize()),
            bytes: self.bytes,
            format: format.to_owned(),
        })
    }
}

/// SHA-256 of a text, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| {
            [
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]
        })
        .map(char::from)
        .collect()
}

/// Ends with an error, not silently, when more comes than is allowed.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::FileTooLarge,
                "it unpacks to more than a street network can be",
            )
        })?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_gz_bomb_is_an_error_and_a_plain_file_is_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bomb.gz");
        let mut packer = flate2::write::GzEncoder::new(
            File::create(&path).unwrap(),
            flate2::Compression::fast(),
        );
        for _ in 0..40 {
            packer.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
        packer.finish().unwrap();
        let bomb = Source::at("bomb.gz", &path).unwrap();
        let end = io::copy(&mut bomb.open().unwrap(), &mut io::sink()).unwrap_err();
        assert_eq!(end.kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(bomb.record("x").unwrap().bytes, bomb.bytes);
        assert!(Source::at("x", folder.path()).is_err());
    }
}
