//! STP files: every kind, exact decimals, and nothing a stranger writes may do harm.

use std::sync::atomic::AtomicBool;

use lichtweg_steiner::stp::{self, Error, Kind, Problem};
use lichtweg_steiner::{Control, Cost, Limits};
use proptest::prelude::*;

use crate::random::instances;

const HEAD: &str = "33D32945 STP File, STP Format Version 1.0\n";

#[test]
fn decimals_are_kept_exactly() {
    let text = format!(
        "{HEAD}SECTION Graph\nNodes 2\nEdges 1\nE 1 2 0.1\nEND\nSECTION Terminals\nRootP 1\nTP 2 12.345678\nEND\nEOF\n"
    );
    let problem = Problem::read(text.as_bytes()).expect("a good file");
    assert_eq!(problem.kind, Kind::RootedPrizes);
    assert_eq!(problem.decimals, 6);
    assert_eq!(problem.arcs[0].cost, 100_000);
    assert_eq!(problem.prizes, [(1, 12_345_678)]);
}

#[test]
fn arc_pairs_carry_both_directions() {
    let text = format!(
        "{HEAD}SECTION Graph\nNodes 3\nArcs 2\nAA 1 2 4 7\nA 2 3 1\nEND\nSECTION Terminals\nRoot 1\nT 3\nEND\nEOF\n"
    );
    let problem = Problem::read(text.as_bytes()).expect("a good file");
    assert_eq!(problem.kind, Kind::Arborescence);
    let costs: Vec<_> = problem
        .arcs
        .iter()
        .map(|arc| (arc.tail, arc.head, arc.cost))
        .collect();
    assert_eq!(costs, [(0, 1, 4), (1, 0, 7), (1, 2, 1)]);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let read =
        |body: &str| Problem::read(format!("{HEAD}{body}").as_bytes()).expect_err("a bad file");
    assert_eq!(Problem::read(b"hello"), Err(Error::Magic));
    assert!(matches!(
        read("SECTION Graph\nNodes 2\nE 1 3 1\nEND\nEOF\n"),
        Error::Line { line: 4, .. }
    ));
    assert!(matches!(
        read("SECTION Graph\nNodes 99999999999\n"),
        Error::Line { line: 3, .. }
    ));
    assert!(matches!(
        read("SECTION Graph\nNodes 2\nE 1 2 x\n"),
        Error::Line { line: 4, .. }
    ));
    assert!(matches!(
        read("SECTION Graph\nNodes 2\nE 1 2 1\nEND\n"),
        Error::Missing { .. }
    ));
    assert!(matches!(
        read("SECTION Graph\nNodes 2\nE 1 2 -1\nEND\nSECTION Terminals\nTP 1 -5\nEND\nEOF\n"),
        Error::Missing { .. }
    ));
}

#[test]
fn counts_that_are_not_those_of_the_file_are_said_with_their_line() {
    let read = |edges: u32, terminals: u32| {
        Problem::read(
            format!(
                "{HEAD}SECTION Graph\nNodes 3\nEdges {edges}\nE 1 2 1\nE 2 3 1\nEND\n\
                 SECTION Terminals\nTerminals {terminals}\nT 1\nT 3\nEND\nEOF\n"
            )
            .as_bytes(),
        )
    };
    assert!(read(2, 2).is_ok());
    for (edges, terminals, line, counts) in
        [(3, 2, 4, (3, 2)), (1, 2, 4, (1, 2)), (2, 9, 9, (9, 2))]
    {
        let error = read(edges, terminals).expect_err("a wrong count");
        assert!(
            matches!(error, Error::Count { line: at, declared, found, .. } if at == line && (declared, found) == counts),
            "{error}"
        );
        assert!(error.to_string().starts_with(&format!("line {line}: ")));
    }
}

/// A grid of streets, every fourth vertex with a prize, no root.
fn unrooted_grid(side: u32) -> Problem {
    use std::fmt::Write as _;
    let mut text = format!("{HEAD}SECTION Graph\nNodes {}\n", side * side);
    let mut prizes = String::new();
    for row in 0..side {
        for column in 0..side {
            let vertex = row * side + column;
            let cost = |salt: u32| (vertex.wrapping_mul(2_654_435_761) ^ salt) % 100 + 1;
            if column + 1 < side {
                writeln!(text, "E {} {} {}", vertex + 1, vertex + 2, cost(1)).expect("memory");
            }
            if row + 1 < side {
                writeln!(text, "E {} {} {}", vertex + 1, vertex + side + 1, cost(2))
                    .expect("memory");
            }
            if vertex % 4 == 0 {
                writeln!(prizes, "TP {} {}", vertex + 1, 3 * cost(3)).expect("memory");
            }
        }
    }
    write!(text, "END\nSECTION Terminals\n{prizes}END\nEOF\n").expect("memory");
    Problem::read(text.as_bytes()).expect("a good file")
}

#[test]
fn a_raised_flag_ends_even_a_large_unrooted_problem_with_a_verified_answer() {
    // Uninterrupted, this takes minutes and more memory than most machines have.
    let problem = unrooted_grid(200);
    let stop = AtomicBool::new(true);
    let control = Control {
        stop: &stop,
        progress: &|_| {},
    };
    let answer = problem
        .solve(&Limits::default(), &control)
        .expect("an answer");
    let all: Cost = problem.prizes.iter().map(|prize| prize.1).sum();
    assert!(answer.objective <= all);
    assert!((0..=answer.objective).contains(&answer.lower_bound));
}

proptest! {
    #[test]
    fn what_was_written_is_read_back(instance in instances()) {
        let problem = Problem::read(stp::write(&instance, "a \"name\"\nof two lines", &["a \"remark\"\nEND"]).as_bytes()).expect("our own file");
        prop_assert_eq!(problem.kind, Kind::Arborescence);
        prop_assert_eq!(problem.rooted().expect("our own instance"), instance);
    }

    #[test]
    fn no_bytes_cause_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Problem::read(&bytes);
        let _ = Problem::read(&[HEAD.as_bytes(), &bytes].concat());
    }

    #[test]
    fn no_line_causes_harm(lines in proptest::collection::vec("(SECTION (Graph|Terminals|Comment)|Nodes|Edges|E|A|AA|T|TP|Root|RootP|END|EOF|Name)( -?[0-9.eE+]{0,25}){0,5}", 0..40)) {
        if let Ok(problem) = Problem::read(format!("{HEAD}{}\nEOF\n", lines.join("\n")).as_bytes()) {
            let _ = problem.rooted();
        }
    }
}
