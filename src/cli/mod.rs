//! The command-line program: one file per subcommand, each with its arguments and a `run`.
//!
//! Only this module and `web` turn errors into words for a person. Data goes to standard output, everything else to standard error.

// Data goes out through these, so that a reader that goes away ends the program quietly instead of with a panic.
macro_rules! print {
    ($($text:tt)*) => { $crate::cli::terminal::say(format_args!($($text)*)) };
}
macro_rules! println {
    () => { print!("\n") };
    ($($text:tt)*) => { print!("{}\n", format_args!($($text)*)) };
}

mod check;
mod city;
mod compare;
mod demo;
mod explain;
mod export;
mod import;
mod plan;
pub mod serve;
mod steiner;
mod terminal;
mod watch;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// How a subcommand ended when it did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was done and nothing was doubtful.
    Done,
    /// Everything was done; some findings deserve a look.
    DoneWithFindings,
}

/// Plans and monitors a city's fibre and WLAN rollout.
#[derive(Debug, Parser)]
#[command(name = "lichtweg", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Arguments),
    Import(import::Arguments),
    Plan(plan::Arguments),
    Explain(explain::Arguments),
    Compare(compare::Arguments),
    Export(export::Arguments),
    Serve(serve::Arguments),
    Steiner(steiner::Arguments),
    Demo(demo::Arguments),
}

/// Parses the arguments, runs the subcommand and returns 0 (done), 1 (done with findings) or 2 (failed).
#[must_use]
pub fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("LICHTWEG_LOG").unwrap_or_else(|_| EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match run(&Arguments::parse().command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::DoneWithFindings) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {}", terminal::explained(&error));
            ExitCode::from(2)
        }
    }
}

fn run(command: &Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Check(arguments) => check::run(arguments),
        Command::Demo(arguments) => demo::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Plan(arguments) => plan::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Compare(arguments) => compare::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Steiner(arguments) => steiner::run(arguments),
    }
}
