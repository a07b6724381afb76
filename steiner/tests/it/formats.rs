//! STP files: every kind, exact decimals, and nothing a stranger writes may do harm.

use lichtweg_steiner::stp::{self, Error, Kind, Problem};
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

proptest! {
    #[test]
    fn what_was_written_is_read_back(instance in instances()) {
        let problem = Problem::read(stp::write(&instance, "a \"name\"\nof two lines").as_bytes()).expect("our own file");
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
