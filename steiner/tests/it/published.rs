//! Whole problems whose answer can be seen by hand.

use std::sync::atomic::AtomicBool;

use lichtweg_steiner::stp::Problem;
use lichtweg_steiner::{Control, Effort, Limits};

fn answer(text: &str) -> (i64, i64) {
    let problem = Problem::read(text.as_bytes()).expect("a good file");
    let limits = Limits {
        effort: Effort::Thorough,
        ..Limits::default()
    };
    let answer = problem
        .solve(
            &limits,
            &Control {
                stop: &AtomicBool::new(false),
                progress: &|_| {},
            },
        )
        .expect("there is a solution");
    (answer.lower_bound, answer.objective)
}

/// The 3 × 3 grid with unit edges: two sides of length two joined by a third.
#[test]
fn corners_of_a_small_grid() {
    let mut text = String::from(
        "33D32945 STP File, STP Format Version 1.0\nSECTION Graph\nNodes 9\nEdges 12\n",
    );
    let mut edges = Vec::new();
    for row in 0..3 {
        for column in 0..3 {
            let vertex = row * 3 + column + 1;
            if column < 2 {
                edges.push(format!("E {vertex} {} 1\n", vertex + 1));
            }
            if row < 2 {
                edges.push(format!("E {vertex} {} 1\n", vertex + 3));
            }
        }
    }
    text += &edges.concat();
    text += "END\nSECTION Terminals\nTerminals 4\nT 1\nT 3\nT 7\nT 9\nEND\nEOF\n";
    assert_eq!(answer(&text), (6, 6));
}

/// Without a root: two rich vertices far apart and a poor one between. Joining pays 2 + 2 for prizes of 3; the poor one is passed through.
#[test]
fn prizes_without_a_root() {
    let text = "33D32945 STP File, STP Format Version 1.0\nSECTION Graph\nNodes 4\nEdges 3\nE 1 2 2\nE 2 3 2\nE 3 4 9\nEND\n\
                SECTION Terminals\nTerminals 4\nTP 1 3\nTP 2 1\nTP 3 3\nTP 4 1\nEND\nEOF\n";
    // Best: 2–3 joined (2) pays 3 + 1 unreached; or all three for 4, leaving 1; so 5.
    assert_eq!(answer(text), (5, 5));
}

/// Nothing is worth joining: the best tree is the richest vertex alone.
#[test]
fn prizes_that_pay_for_no_edge() {
    let text = "33D32945 STP File, STP Format Version 1.0\nSECTION Graph\nNodes 3\nEdges 2\nE 1 2 20\nE 2 3 20\nEND\n\
                SECTION Terminals\nTerminals 3\nTP 1 5\nTP 2 6\nTP 3 7\nEND\nEOF\n";
    assert_eq!(answer(text), (11, 11));
}
