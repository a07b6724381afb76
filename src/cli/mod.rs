//! The command-line program: one file per subcommand.

use std::process::ExitCode;

/// Parses the arguments, runs the subcommand and returns 0 (done), 1 (done with findings) or 2 (failed).
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
