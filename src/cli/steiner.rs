//! `lichtweg steiner solve`: a Steiner tree problem from a SteinLib file, solved with a proof.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, Subcommand, ValueEnum};
use flate2::read::MultiGzDecoder;
use lichtweg_steiner::stp::Problem;
use lichtweg_steiner::{Control, Cost, Error, Limits, Progress, SolveError};
use serde_json::{Value, json};

use super::Outcome;
use super::watch::{Deadline, Spinner, threads};

/// A file that unpacks to more than this is not read.
const MOST_BYTES: u64 = 256 << 20;

/// Steiner tree problems from files.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Solve one file and prove how good the solution is.
    Solve(Solve),
}

/// How much work to spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Effort {
    /// One bound and a few trees.
    Quick,
    /// Good for daily plans.
    Normal,
    /// Until nothing moves any more.
    Thorough,
}

impl From<Effort> for lichtweg_steiner::Effort {
    fn from(effort: Effort) -> Self {
        match effort {
            Effort::Quick => Self::Quick,
            Effort::Normal => Self::Normal,
            Effort::Thorough => Self::Thorough,
        }
    }
}

#[derive(Debug, Args)]
struct Solve {
    /// SteinLib file (.stp), possibly packed (.stp.gz): SPG, PCSPG, RPCST or SAP.
    file: PathBuf,
    /// Stop after this many seconds with the best found.
    #[arg(long, value_name = "SECONDS")]
    time_limit: Option<f64>,
    /// Threads to use; the result does not depend on it unless a time limit ends the run.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Seed of all random choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How much work to spend.
    #[arg(long, value_enum, default_value = "thorough")]
    effort: Effort,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// No progress on standard error.
    #[arg(long)]
    quiet: bool,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Solve(solve) => run_solve(solve),
    }
}

/// What came out, in the smallest unit of the file.
enum Found {
    Solution { objective: Cost, lower_bound: Cost },
    Infeasible,
}

fn run_solve(arguments: &Solve) -> anyhow::Result<Outcome> {
    let begun = Instant::now();
    let problem = read(&arguments.file)?;
    let deadline = Deadline::after(arguments.time_limit)?;
    let spinner = Spinner::new(!arguments.quiet && !arguments.json);
    let unit = 10_f64.powi(i32::try_from(problem.decimals)?);
    let progress = |progress: Progress| {
        let objective = progress
            .objective
            .map_or("-".to_owned(), |cost| format!("{}", cost as f64 / unit));
        spinner.show(&format!(
            "objective {objective}, bound {}",
            progress.lower_bound as f64 / unit
        ));
    };
    let control = Control {
        stop: deadline.flag(),
        progress: &progress,
    };
    let limits = Limits {
        threads: threads(arguments.threads),
        effort: arguments.effort.into(),
        seed: arguments.seed,
    };
    let found = answer(&problem, &limits, &control)?;
    spinner.finish();
    let seconds = begun.elapsed().as_secs_f64();
    print(&found, problem.decimals, seconds, arguments.json);
    Ok(match found {
        Found::Solution { .. } => Outcome::Done,
        // There is nothing to build, and whoever goes by the exit code must notice.
        Found::Infeasible => Outcome::DoneWithFindings,
    })
}

fn answer(problem: &Problem, limits: &Limits, control: &Control<'_>) -> anyhow::Result<Found> {
    match problem.solve(limits, control) {
        Ok(answer) => Ok(Found::Solution {
            objective: answer.objective,
            lower_bound: answer.lower_bound,
        }),
        Err(Error::Solve(SolveError::Unreachable { .. })) => Ok(Found::Infeasible),
        Err(error) => Err(error.into()),
    }
}

fn print(found: &Found, decimals: u32, seconds: f64, as_json: bool) {
    let seconds = (seconds * 1000.0).round() / 1000.0;
    match found {
        Found::Solution {
            objective,
            lower_bound,
        } => {
            let status = if objective == lower_bound {
                "optimal"
            } else {
                "feasible"
            };
            let gap = if objective == lower_bound {
                0.0
            } else {
                (objective - lower_bound) as f64 / *objective as f64
            };
            let (shown, bound) = (
                in_unit(*objective, decimals),
                in_unit(*lower_bound, decimals),
            );
            if as_json {
                println!(
                    "{}",
                    json!({
                        "status": status, "objective": shown, "lower_bound": bound, "gap": gap,
                        "verified": true, "seconds": seconds,
                    })
                );
            } else {
                println!(
                    "{status}: objective {shown}, lower bound {bound}, gap {:.4} %, verified, {seconds} s",
                    gap * 100.0
                );
            }
        }
        Found::Infeasible if as_json => println!(
            "{}",
            json!({
                "status": "infeasible", "objective": null, "lower_bound": null, "gap": null,
                "verified": true, "seconds": seconds,
            })
        ),
        Found::Infeasible => println!("infeasible: some terminals cannot be reached from the root"),
    }
}

/// A cost as a number in the file's own unit: whole where the file is whole.
fn in_unit(cost: Cost, decimals: u32) -> Value {
    if decimals == 0 {
        return cost.into();
    }
    // Written out and read again, so that the nearest double is printed with the file's own digits.
    let scale = 10_u64.pow(decimals.min(18));
    let magnitude = cost.unsigned_abs();
    let sign = if cost < 0 { "-" } else { "" };
    let width = decimals.min(18) as usize;
    let text = format!("{sign}{}.{:0width$}", magnitude / scale, magnitude % scale);
    text.parse::<f64>().map_or(Value::Null, Value::from)
}

fn read(path: &Path) -> anyhow::Result<Problem> {
    let shown = path.display();
    if std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
        anyhow::bail!("`{shown}` is not a file\nhint: name a SteinLib file");
    }
    let file = File::open(path)
        .map_err(|error| anyhow::anyhow!("cannot open `{shown}`: {error}\nhint: check the name"))?;
    let mut bytes = Vec::new();
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let mut source: Box<dyn Read> = if packed {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    source
        .by_ref()
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| {
            anyhow::anyhow!("cannot read `{shown}`: {error}\nhint: check that the file is whole")
        })?;
    if bytes.len() as u64 > MOST_BYTES {
        anyhow::bail!(
            "`{shown}` is larger than 256 megabytes\nhint: this is no SteinLib file that can be solved"
        );
    }
    Problem::read(&bytes).map_err(|error| {
        anyhow::anyhow!(
            "`{shown}` is no problem in SteinLib format: {error}\nhint: see steinlib.zib.de/format.php for the format"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_printed_in_the_unit_of_the_file() {
        assert_eq!(in_unit(82, 0), json!(82));
        assert_eq!(in_unit(407_834_227_844, 6), json!(407_834.227_844));
        assert_eq!(in_unit(5, 3), json!(0.005));
    }
}
