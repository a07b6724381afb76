//! The published instances of SteinLib, PACE 2018 and the 11th DIMACS challenge, where they are at hand.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use lichtweg_steiner::stp::Problem;
use lichtweg_steiner::{Control, Effort, Limits};

/// The folder of the instances. Missing is said aloud; with `CI=true` it is a failure.
fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("LICHTWEG_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        PathBuf::from,
    );
    let folder = shared.join("steiner");
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "with CI=true the published instances must be in {}",
        folder.display()
    );
    eprintln!("SKIPPED: no published instances in {}", folder.display());
    None
}

fn read(path: &std::path::Path) -> Problem {
    let bytes = std::fs::read(path).unwrap_or_else(|_| {
        let mut packed = path.as_os_str().to_owned();
        packed.push(".gz");
        let mut bytes = Vec::new();
        let file = std::fs::File::open(packed).expect("the file or its packed form is there");
        flate2::read::GzDecoder::new(file)
            .read_to_end(&mut bytes)
            .expect("a good gzip file");
        bytes
    });
    Problem::read(&bytes).expect("a published instance")
}

/// A decimal number of the table in the problem's unit.
fn in_unit(text: &str, decimals: u32) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut digits = format!("{fraction:0<6}");
    digits.truncate(6);
    let millionths: i64 = format!("{whole}{digits}").parse().expect("a number");
    millionths / 10_i64.pow(6 - decimals)
}

#[test]
fn bounds_and_solutions_enclose_the_published_optima() {
    let Some(folder) = folder() else { return };
    let table = std::fs::read_to_string(folder.join("optima.csv")).expect("the table of optima");
    let mut proved = 0;
    let mut seen = 0;
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let (file, optimum) = (fields[0], fields[5]);
        let effort = match file {
            // The largest take minutes without optimisation; a bound and a tree are checked all the same.
            _ if file.starts_with("vienna/G") || file.contains("HAND") => Effort::Quick,
            _ => Effort::Normal,
        };
        let problem = read(&folder.join(file));
        let limits = Limits {
            threads: 2,
            effort,
            seed: 1,
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
        let optimum = in_unit(optimum, problem.decimals);
        // The table's values are rounded to six decimals.
        assert!(
            answer.lower_bound <= optimum + 1,
            "{file}: bound {} above the optimum {optimum}",
            answer.lower_bound
        );
        assert!(
            answer.objective + 1 >= optimum,
            "{file}: solution {} below the optimum {optimum}",
            answer.objective
        );
        seen += 1;
        proved += usize::from(answer.lower_bound == answer.objective);
        if file.starts_with("steinlib/b") {
            assert_eq!(
                (answer.lower_bound, answer.objective),
                (optimum, optimum),
                "{file}"
            );
        }
    }
    assert!(seen >= 80, "only {seen} instances");
    assert!(
        proved * 10 >= seen * 8,
        "only {proved} of {seen} proved optimal"
    );
}
