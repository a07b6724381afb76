//! The SteinLib file format: Steiner tree, (rooted) prize-collecting and directed problems.
//!
//! Reads what SteinLib (T. Koch, A. Martin, S. Voß, SteinLib: an updated library on Steiner tree problems in graphs, 2001) and the
//! 11th DIMACS challenge use: `E` edges, `A` arcs, `AA` arc pairs, `T`, `TP`, `Root` and `RootP`. Decimal costs are scaled exactly to
//! integers. Other sections (coordinates, preselections) are passed over.

use crate::instance::{Arc, Cost, Instance, InstanceError, Vertex};

/// No file may name more vertices than this, so that a lying header cannot exhaust memory.
const MOST_VERTICES: u64 = 20_000_000;

/// What kind of problem a file states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Undirected, all terminals must be reached (SPG).
    Tree,
    /// Directed, all terminals must be reached from the root (SAP).
    Arborescence,
    /// Undirected, unreached terminals cost their prize, the root is given (RPCST).
    RootedPrizes,
    /// The same without a given root (PCSPG).
    Prizes,
}

/// A problem as a file states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind it is.
    pub kind: Kind,
    /// Its name in the file, possibly empty.
    pub name: String,
    /// Number of vertices.
    pub vertex_count: u32,
    /// The root, if the file names one.
    pub root: Option<Vertex>,
    /// Vertices that must be reached.
    pub terminals: Vec<Vertex>,
    /// Vertices with the price of not reaching them.
    pub prizes: Vec<(Vertex, Cost)>,
    /// Directed arcs; an undirected edge stands as two.
    pub arcs: Vec<Arc>,
    /// Number of decimals: a cost of 1 in the file is 10^decimals here.
    pub decimals: u32,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The first line does not say what it should.
    #[error("not an STP file: the first line must begin with 33D32945")]
    Magic,
    /// A line could not be understood.
    #[error("line {line}: {what}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// A line announces how many lines of a kind there are, and there are others.
    #[error("line {line}: {declared} {what} are declared and {found} are there")]
    Count {
        /// The line that announces them, counted from 1.
        line: usize,
        /// What is counted.
        what: &'static str,
        /// How many it announces.
        declared: u64,
        /// How many there are.
        found: u64,
    },
    /// Something is missing from the whole file.
    #[error("{what}")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
    /// The numbers do not make an instance.
    #[error(transparent)]
    Instance(#[from] InstanceError),
}

/// A non-negative decimal number kept exactly: digits and how many of them stand after the point.
#[derive(Debug, Clone, Copy)]
struct Decimal {
    digits: i128,
    decimals: u32,
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if whole.is_empty() && fraction.is_empty()
            || whole.len() + fraction.len() > 30
            || exponent.abs() > 18
        {
            return None;
        }
        let mut digits: i128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()) {
            if !digit.is_ascii_digit() {
                return None;
            }
            digits = digits * 10 + i128::from(digit - b'0');
        }
        let mut decimals = i32::try_from(fraction.len()).ok()? - exponent;
        while decimals > 0 && digits % 10 == 0 {
            digits /= 10;
            decimals -= 1;
        }
        while decimals < 0 {
            digits = digits.checked_mul(10)?;
            decimals += 1;
        }
        if digits == 0 {
            decimals = 0;
        }
        let digits = if negative { -digits } else { digits };
        Some(Self {
            digits,
            decimals: u32::try_from(decimals).ok()?,
        })
    }

    fn scaled(self, decimals: u32) -> Option<Cost> {
        let factor = 10_i128.checked_pow(decimals.checked_sub(self.decimals)?)?;
        Cost::try_from(self.digits.checked_mul(factor)?).ok()
    }
}

struct Reading {
    undirected: bool,
    directed: bool,
    name: String,
    vertex_count: u64,
    arcs: Vec<(Vertex, Vertex, Decimal)>,
    terminals: Vec<Vertex>,
    prizes: Vec<(Vertex, Decimal)>,
    root: Option<Vertex>,
    root_of_prizes: bool,
    links: Counted,
    reached: Counted,
}

/// How many lines of a kind are announced, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    /// The line of the last announcement, and the sum of all.
    declared: Option<(usize, u64)>,
    found: u64,
}

impl Counted {
    fn declare(&mut self, line: usize, count: u64) {
        let before = self.declared.map_or(0, |(_, before)| before);
        self.declared = Some((line, before.saturating_add(count)));
    }

    fn checked(self, what: &'static str) -> Result<(), Error> {
        match self.declared {
            Some((line, declared)) if declared != self.found => Err(Error::Count {
                line,
                what,
                declared,
                found: self.found,
            }),
            _ => Ok(()),
        }
    }
}

impl Problem {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error`] with the line that is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let text = String::from_utf8_lossy(bytes);
        let mut lines = text.lines().zip(1_usize..);
        let first = lines
            .next()
            .map(|(line, _)| line.trim().trim_start_matches('\u{feff}'))
            .unwrap_or_default();
        if !first.to_ascii_uppercase().starts_with("33D32945") {
            return Err(Error::Magic);
        }
        let mut reading = Reading {
            undirected: false,
            directed: false,
            name: String::new(),
            vertex_count: 0,
            arcs: Vec::new(),
            terminals: Vec::new(),
            prizes: Vec::new(),
            root: None,
            root_of_prizes: false,
            links: Counted::default(),
            reached: Counted::default(),
        };
        let mut section = String::new();
        let mut ended = false;
        for (line, number) in lines {
            let mut words = line.split_whitespace();
            let Some(key) = words.next() else { continue };
            let key = key.to_ascii_uppercase();
            match key.as_str() {
                "SECTION" => section = words.next().unwrap_or_default().to_ascii_lowercase(),
                "END" => section.clear(),
                "EOF" => {
                    ended = true;
                    break;
                }
                _ => match section.as_str() {
                    "graph" => reading.graph_line(&key, &mut words, number)?,
                    "terminals" => reading.terminal_line(&key, &mut words, number)?,
                    "comment" | "comments" if key == "NAME" => {
                        line.trim()[4..]
                            .trim()
                            .trim_matches('"')
                            .clone_into(&mut reading.name);
                    }
                    _ => {}
                },
            }
        }
        if !ended {
            return Err(Error::Missing {
                what: "the file ends before its EOF line: it is cut short",
            });
        }
        reading.finished()
    }
}

fn number<'a, T: std::str::FromStr>(
    words: &mut impl Iterator<Item = &'a str>,
    line: usize,
) -> Result<T, Error> {
    words
        .next()
        .and_then(|word| word.parse().ok())
        .ok_or(Error::Line {
            line,
            what: "a whole number is missing or cannot be read",
        })
}

fn decimal<'a>(words: &mut impl Iterator<Item = &'a str>, line: usize) -> Result<Decimal, Error> {
    words.next().and_then(Decimal::parse).ok_or(Error::Line {
        line,
        what: "a cost is missing or cannot be read",
    })
}

impl Reading {
    fn vertex<'a>(
        &self,
        words: &mut impl Iterator<Item = &'a str>,
        line: usize,
    ) -> Result<Vertex, Error> {
        let named: u64 = number(words, line)?;
        if named == 0 || named > self.vertex_count {
            return Err(Error::Line {
                line,
                what: "a vertex is outside 1..Nodes",
            });
        }
        Ok(Vertex::try_from(named - 1).expect("bounded by MOST_VERTICES"))
    }

    fn graph_line<'a>(
        &mut self,
        key: &str,
        words: &mut impl Iterator<Item = &'a str>,
        line: usize,
    ) -> Result<(), Error> {
        match key {
            "NODES" => {
                self.vertex_count = number(words, line)?;
                if self.vertex_count > MOST_VERTICES {
                    return Err(Error::Line {
                        line,
                        what: "more than 20 million nodes",
                    });
                }
            }
            "EDGES" | "ARCS" => self.links.declare(line, number(words, line)?),
            "E" | "A" | "AA" => {
                self.links.found += 1;
                let (from, to) = (self.vertex(words, line)?, self.vertex(words, line)?);
                let there = decimal(words, line)?;
                self.arcs.push((from, to, there));
                match key {
                    "E" => {
                        self.undirected = true;
                        self.arcs.push((to, from, there));
                    }
                    "A" => self.directed = true,
                    _ => {
                        self.directed = true;
                        let back = decimal(words, line)?;
                        self.arcs.push((to, from, back));
                    }
                }
            }
            // Other words are extensions we do not need.
            _ => {}
        }
        Ok(())
    }

    fn terminal_line<'a>(
        &mut self,
        key: &str,
        words: &mut impl Iterator<Item = &'a str>,
        line: usize,
    ) -> Result<(), Error> {
        match key {
            "ROOT" | "ROOTP" => {
                let vertex = self.vertex(words, line)?;
                self.root = Some(vertex);
                self.root_of_prizes |= key == "ROOTP";
            }
            "TERMINALS" => self.reached.declare(line, number(words, line)?),
            "T" => {
                self.reached.found += 1;
                let vertex = self.vertex(words, line)?;
                self.terminals.push(vertex);
            }
            "TP" => {
                self.reached.found += 1;
                let vertex = self.vertex(words, line)?;
                let prize = words.next();
                let endless = ["inf", "infinity"];
                if prize.is_some_and(|prize| {
                    endless.iter().any(|word| prize.eq_ignore_ascii_case(word))
                }) {
                    // A prize without limit is a vertex that must be reached.
                    self.terminals.push(vertex);
                } else {
                    let prize = prize.and_then(Decimal::parse).ok_or(Error::Line {
                        line,
                        what: "a prize is missing or cannot be read",
                    })?;
                    self.prizes.push((vertex, prize));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn finished(self) -> Result<Problem, Error> {
        if self.vertex_count == 0 {
            return Err(Error::Missing {
                what: "the file has no section Graph with Nodes",
            });
        }
        if self.terminals.is_empty() && self.prizes.is_empty() {
            return Err(Error::Missing {
                what: "the file names no terminals",
            });
        }
        self.links.checked("edges or arcs")?;
        let mut reached = self.reached;
        // Some files count the root among the terminals and some do not.
        if self.root.is_some()
            && reached
                .declared
                .is_some_and(|(_, declared)| declared == reached.found + 1)
        {
            reached.found += 1;
        }
        reached.checked("terminals")?;
        let decimals = self
            .arcs
            .iter()
            .map(|arc| arc.2.decimals)
            .chain(self.prizes.iter().map(|prize| prize.1.decimals))
            .max()
            .unwrap_or(0);
        let exact = |value: Decimal| {
            value.scaled(decimals).ok_or(Error::Missing {
                what: "a cost has too many digits to be kept exactly",
            })
        };
        let mut arcs = Vec::with_capacity(self.arcs.len());
        for &(tail, head, cost) in &self.arcs {
            arcs.push(Arc {
                tail,
                head,
                cost: exact(cost)?,
            });
        }
        let mut prizes = Vec::with_capacity(self.prizes.len());
        for &(vertex, prize) in &self.prizes {
            prizes.push((vertex, exact(prize)?));
        }
        let amounts = arcs
            .iter()
            .map(|arc| arc.cost)
            .chain(prizes.iter().map(|prize| prize.1));
        let mut sum: Cost = 0;
        for amount in amounts {
            sum = sum
                .checked_add(amount.saturating_abs())
                .filter(|&sum| sum <= Cost::MAX / 32)
                .ok_or(InstanceError::TooExpensive)?;
        }
        if prizes.iter().any(|prize| prize.1 < 0) {
            return Err(Error::Missing {
                what: "a prize is negative",
            });
        }
        let kind = match (self.prizes.is_empty(), self.root.is_some(), self.directed) {
            (true, _, false) => Kind::Tree,
            (true, _, true) => Kind::Arborescence,
            (false, true, _) => Kind::RootedPrizes,
            (false, false, _) => Kind::Prizes,
        };
        if kind == Kind::Arborescence && self.root.is_none() {
            return Err(Error::Missing {
                what: "a directed problem needs a line Root in section Terminals",
            });
        }
        let vertex_count = u32::try_from(self.vertex_count).expect("bounded by MOST_VERTICES");
        Ok(Problem {
            kind,
            name: self.name,
            vertex_count,
            root: self.root,
            terminals: self.terminals,
            prizes,
            arcs,
            decimals,
        })
    }
}

impl Problem {
    /// The problem as one rooted arborescence instance, for every kind but [`Kind::Prizes`].
    ///
    /// A prize becomes a terminal of its own that is reached through its vertex for nothing, or from the root for the prize.
    ///
    /// # Errors
    /// [`Error`] if the numbers do not make an instance, or if no root can be chosen.
    pub fn rooted(&self) -> Result<Instance, Error> {
        let root = match (self.root, self.terminals.first()) {
            (Some(root), _) => root,
            (None, Some(&terminal)) => terminal,
            (None, None) => {
                return Err(Error::Missing {
                    what: "the problem has no root",
                });
            }
        };
        self.rooted_at(root)
    }

    /// The same with the given vertex as root; a problem without prizes has the same optimum for every root that is a terminal.
    ///
    /// # Errors
    /// [`Error`] if the numbers do not make an instance.
    pub fn rooted_at(&self, root: Vertex) -> Result<Instance, Error> {
        let mut arcs = self.arcs.clone();
        let mut terminals = self.terminals.clone();
        let mut vertex_count = self.vertex_count;
        for &(vertex, prize) in &self.prizes {
            if vertex == root {
                continue;
            }
            let sink = vertex_count;
            vertex_count += 1;
            arcs.push(Arc {
                tail: vertex,
                head: sink,
                cost: 0,
            });
            arcs.push(Arc {
                tail: root,
                head: sink,
                cost: prize,
            });
            terminals.push(sink);
        }
        Ok(Instance::new(vertex_count, root, terminals, arcs)?)
    }
}

/// Writes an instance as a directed problem (`Arcs`, `A` lines) that every solver for Steiner arborescences reads. Each remark is a
/// line of the comments.
#[must_use]
pub fn write(instance: &Instance, name: &str, remarks: &[&str]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let harmless = |text: &str| -> String {
        text.chars()
            .filter(|letter| !letter.is_control() && *letter != '"')
            .collect()
    };
    let _ = write!(
        text,
        "33D32945 STP File, STP Format Version 1.0\n\nSECTION Comment\nName \"{}\"\nProblem \"SAP\"\n",
        harmless(name)
    );
    for remark in remarks {
        let _ = writeln!(text, "Remark \"{}\"", harmless(remark));
    }
    let _ = write!(
        text,
        "END\n\nSECTION Graph\nNodes {}\nArcs {}\n",
        instance.vertex_count(),
        instance.arcs().len()
    );
    for arc in instance.arcs() {
        let _ = writeln!(text, "A {} {} {}", arc.tail + 1, arc.head + 1, arc.cost);
    }
    let _ = write!(
        text,
        "END\n\nSECTION Terminals\nTerminals {}\nRoot {}\n",
        instance.terminals().len() + 1,
        instance.root() + 1
    );
    let _ = writeln!(text, "T {}", instance.root() + 1);
    for terminal in instance.terminals() {
        let _ = writeln!(text, "T {}", terminal + 1);
    }
    text.push_str("END\n\nEOF\n");
    text
}
