//! The `lichtweg` program: everything it does is in the library's `cli` module.

use std::process::ExitCode;

fn main() -> ExitCode {
    lichtweg::cli::main()
}
